"""What lies in deploy/: it names files and commands that exist. No container engine runs here, so that is all."""

import configparser
import os
import re
import subprocess
from pathlib import Path

import pytest

from helmline_web.project.options import OPTIONS

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "deploy"
COMMANDS = {"serve", "backup", "restore"}


def test_every_file_that_the_container_copies_is_there():
    for line in (DEPLOY / "Containerfile").read_text().splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for name in line.split()[1:-1]:
                assert (ROOT / name).exists(), name


def test_every_option_that_is_set_is_an_option():
    known = {option.name for option in OPTIONS} | {"HELMLINE_DB_PASSWORD"}
    for file in DEPLOY.iterdir():
        found = set(re.findall(r"\b(?:HELMLINE_[A-Z_]+|DATABASE_URL)\b", file.read_text()))
        assert found <= known, file.name


def test_every_command_that_is_run_is_one_of_ours():
    for file in DEPLOY.iterdir():
        for command in re.findall(
            r"(?:bin/helmline|^helmline|\"helmline\",) \"?(\w+)", file.read_text(), re.M
        ):
            assert command in COMMANDS, f"{file.name}: {command}"


@pytest.mark.parametrize("name", ["helmline.service", "helmline-backup.service", "helmline-backup.timer"])
def test_a_unit_can_be_read(name):
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(DEPLOY / name)
    assert unit["Unit"]["Description"]
    start = unit.get("Service", "ExecStart", fallback="")
    if start.startswith("/opt/helmline/deploy/"):
        assert os.access(ROOT / start.removeprefix("/opt/helmline/"), os.X_OK)


def test_the_compose_file_waits_for_its_database_and_never_holds_a_password():
    text = (DEPLOY / "compose.yaml").read_text()
    assert "condition: service_healthy" in text
    assert text.count("${HELMLINE_DB_PASSWORD:?") == 2
    assert "dockerfile: deploy/Containerfile" in text


@pytest.fixture
def nightly(tmp_path):
    """The nightly script with a backup command that only makes a folder."""
    fake = tmp_path / "helmline"
    fake.write_text('#!/bin/sh\n[ -z "$FAIL" ] || exit 4\nmkdir "$2"\n')
    fake.chmod(0o755)

    def run(keep="2", fail=""):
        environment = {
            "PATH": os.environ["PATH"],
            "HELMLINE": str(fake),
            "BACKUPS": str(tmp_path / "b"),
            "KEEP": keep,
            "FAIL": fail,
        }
        return subprocess.run([DEPLOY / "backup-nightly"], env=environment, capture_output=True, text=True)

    return run


def test_the_nightly_backup_keeps_the_newest_and_touches_nothing_else(nightly, tmp_path):
    folder = tmp_path / "b"
    for name in ("20260101T000000Z", "20260102T000000Z", "20260103T000000Z", "by-hand"):
        (folder / name).mkdir(parents=True)
    assert nightly().returncode == 0
    left = sorted(path.name for path in folder.iterdir())
    assert left[0] == "20260103T000000Z"
    assert left[-1] == "by-hand"
    assert len(left) == 3


def test_a_backup_that_failed_deletes_nothing(nightly, tmp_path):
    for name in ("20260101T000000Z", "20260102T000000Z", "20260103T000000Z"):
        (tmp_path / "b" / name).mkdir(parents=True)
    assert nightly(fail="yes").returncode == 4
    assert len(list((tmp_path / "b").iterdir())) == 3
    assert nightly(keep="none").returncode == 2
