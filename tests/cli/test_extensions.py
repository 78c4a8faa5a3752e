"""Commands that other packages add: named without loading, loaded only when called."""

import subprocess
import sys
from importlib.metadata import EntryPoint, EntryPoints

import pytest

from helmline.cli import extensions
from helmline.errors import InputError


def called(words):
    print("called with", *words)
    return 7


def refused(words):
    raise InputError("No.", hint="Try again.")


@pytest.fixture
def added(monkeypatch):
    entries = EntryPoints([
        EntryPoint("shout", f"{__name__}:called", extensions.GROUP), EntryPoint("fail", f"{__name__}:refused", extensions.GROUP),
        EntryPoint("broken", "no.such.module:run", extensions.GROUP),
    ])  # fmt: skip
    monkeypatch.setattr("importlib.metadata.entry_points", lambda **which: entries.select(**which))


def test_help_names_them_without_loading_any(helmline, added):
    assert "broken, fail, shout" in helmline("--help").out


def test_a_command_gets_the_words_after_its_name_and_gives_the_exit_code(helmline, added):
    said = helmline("shout", "--loud", "hello")
    assert said.code == 7
    assert said.out.strip() == "called with --loud hello"


def test_its_errors_are_sentences_like_all_others(helmline, added):
    said = helmline("fail")
    assert said.code == 2
    assert "helmline: No." in said.err


def test_a_word_that_nobody_knows_is_still_refused(helmline, added):
    assert helmline("dance").code == 2


def test_the_librarys_own_commands_are_not_looked_up_elsewhere(helmline, monkeypatch):
    monkeypatch.setattr(extensions, "find", lambda name: pytest.fail(name))
    assert helmline("metrics", "--help").code == 0


def test_the_application_is_not_loaded_for_help():
    code = (
        "import sys; from helmline.cli.main import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
        "sys.exit('django' in sys.modules or 'helmline_web' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0
