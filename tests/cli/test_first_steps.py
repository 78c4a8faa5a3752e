"""The first hour: help that teaches, an empty folder that says what to do, and a start that is quick."""

import subprocess
import sys
import time

import pytest

from helmline import __version__


def test_it_teaches_when_asked_for_help(helmline):
    said = helmline("--help")
    assert said.code == 0
    for word in (
        "start here",
        "helmline demo",
        "helmline map",
        "exit codes",
        "not limited to anybody's teams",
    ):
        assert word in said.out


def test_it_prints_its_help_when_nothing_is_asked(helmline):
    assert "COMMAND" in helmline().out


def test_it_tells_its_version(helmline):
    assert helmline("--version").out.strip() == f"helmline {__version__}"


@pytest.mark.parametrize(
    "command", ["demo", "map", "import", "kpi", "explain", "metrics", "export", "check", "status", "reference", "undo", "erase", "retain"]
)  # fmt: skip
def test_every_command_explains_itself(helmline, command):
    said = helmline(command, "--help")
    assert said.code == 0
    assert "--data" in said.out
    assert len(said.out) > 200


@pytest.mark.parametrize(
    "words",
    [
        ("kpi", "created"),
        ("explain", "created", "T-1"),
        ("check",),
        ("status",),
        ("export", "created", "--to", "x.csv"),
    ],
)
def test_it_says_what_to_do_in_an_empty_folder(helmline, words):
    said = helmline(*words)
    assert said.code == 3
    assert "There is nothing in" in said.err
    assert "helmline demo" in said.err


def test_it_refuses_unknown_words_with_code_2(helmline):
    assert helmline("dance").code == 2


def test_it_starts_within_ten_times_the_time_of_an_empty_python():
    def best(*words):
        runs = []
        for _ in range(7):
            begin = time.perf_counter()
            subprocess.run([sys.executable, *words], check=True, capture_output=True)
            runs.append(time.perf_counter() - begin)
        return min(runs)

    assert best("-m", "helmline", "--help") <= 10 * best("-c", "pass")


def test_it_loads_no_heavy_library_to_print_its_help():
    code = (
        "import sys; from helmline.cli.words import parser; parser().format_help(); "
        "print([m for m in ('duckdb', 'ibis', 'deltalake', 'numpy', 'pyarrow', 'openpyxl', 'holidays') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert said.stdout.strip() == "[]"


def test_it_stops_quietly_when_the_reader_of_a_pipe_leaves(tickets, tmp_path):
    command = f"{sys.executable} -m helmline metrics | head -1"
    said = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=tmp_path)
    assert "Traceback" not in said.stderr
