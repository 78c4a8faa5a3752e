"""Rules that matter are failing tests with a helpful message."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: what people write; migrations are written by Django
SOURCES = sorted(path for path in (ROOT / "src").rglob("*.py") if path.parent.name != "migrations")


def test_it_keeps_the_import_floors():
    found = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stdout


def test_it_has_no_drawer_for_odds_and_ends():
    drawers = {"lib", "utils", "common", "helpers", "core", "misc"}
    assert not [
        path
        for path in SOURCES
        if drawers & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}
    ]


def test_it_names_every_number_of_the_schema_once():
    from helmline.eventlog import schema

    for enum in (schema.Kind, schema.Role, schema.Status, schema.Change):
        assert len({member.value for member in enum}) == len(list(enum))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_it_keeps_functions_readable(path):
    """Past 60 lines a function does two things; cut it, or raise this with the reason."""
    tree = ast.parse(path.read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {
        f.name: f.end_lineno - f.lineno + 1
        for f in functions
        if f.end_lineno and f.end_lineno - f.lineno >= 80
    }
    assert not long, f"{path.name}: {long}"


def test_it_keeps_files_to_one_subject():
    long = {
        str(path.relative_to(ROOT)): n for path in SOURCES if (n := len(path.read_text().splitlines())) > 500
    }
    assert not long, f"past 500 lines; is it one subject? {long}"


def test_it_ships_nothing_under_a_copyleft_licence():
    banned = re.compile(r"\b(pm4py|krippendorff|turbotab|pingouin)\b", re.IGNORECASE)
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    listed = [
        *wanted["dependencies"],
        *(name for extra in wanted["optional-dependencies"].values() for name in extra),
    ]
    assert not [name for name in listed if banned.search(name)]


def test_it_pins_what_it_needs_to_run():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    pinned = {
        line.split("==")[0].lower()
        for line in (ROOT / "lock/run.txt").read_text().splitlines()
        if "==" in line
    }
    names = {re.split(r"[<>=~\[ ]", name)[0].lower() for name in wanted}
    assert names <= pinned, f"run `make lock`: {names - pinned}"


def test_it_ends_ci_with_the_readmes_own_test_command():
    readme, ci = (ROOT / "README.md").read_text(), (ROOT / ".ci/run").read_text()
    assert "make test" in readme
    assert re.search(r"^make test$", ci, re.MULTILINE)


def test_it_exports_what_the_readme_promises():
    readme = (ROOT / "README.md").read_text()
    commands = set(re.findall(r"`helmline (\w+)", readme))
    from helmline.cli import extensions
    from helmline.cli.words import parser

    actions = next(action for action in parser()._actions if action.metavar == "COMMAND")
    known = {*actions.choices, *extensions.names()}
    assert commands <= known, commands - known
