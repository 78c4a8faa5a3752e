"""A backup restored into a fresh folder gives the same figures and the same people, and erased people stay erased."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from urllib.parse import quote

import psycopg
import pytest
from benchmarks.postgres import absent, cluster

from helmline import synthetic
from helmline.eventlog.privacy import Subjects, erase

PROGRAM = "import sys; from helmline.cli import main; sys.exit(main())"
FIGURES = ("kpi", "created", "first_reply_time", "csat", "--by", "team", "--format", "json")


def helmline(*words, data, ok=True, database=""):
    environment = os.environ | {"HELMLINE_DATA": str(data), "DATABASE_URL": database}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, words)], env=environment, capture_output=True, text=True
    )
    assert (done.returncode == 0) == ok, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def installation(company_folder, tmp_path_factory):
    """A data folder with a log, people and Django's tables."""
    data = tmp_path_factory.mktemp("lost") / "data"
    shutil.copytree(company_folder, data)
    _migrate(data)
    with closing(sqlite3.connect(data / "helmline.sqlite3")) as db, db:
        db.execute("INSERT INTO ingest_inboxmark VALUES ('watermark', 5)")
    return data


@pytest.fixture(scope="module")
def backup(installation, tmp_path_factory):
    folder = tmp_path_factory.mktemp("backups") / "first"
    said = helmline("backup", folder, data=installation)
    assert "files" in said.stdout
    return folder


def test_it_gives_the_same_figures_in_a_fresh_folder(installation, backup, tmp_path):
    fresh = tmp_path / "fresh"
    helmline("restore", backup, data=fresh)
    before = json.loads(helmline(*FIGURES, data=installation).stdout)["cells"]
    after = json.loads(helmline(*FIGURES, data=fresh).stdout)["cells"]
    assert after == before
    assert before
    with closing(sqlite3.connect(fresh / "helmline.sqlite3")) as db:
        assert db.execute("SELECT value FROM ingest_inboxmark").fetchone() == (5,)
    assert (fresh / "secret-key").read_text() == (installation / "secret-key").read_text()


def test_who_was_erased_after_the_backup_stays_erased(installation, backup, tmp_path):
    lost = tmp_path / "lost"
    shutil.copytree(installation, lost)
    name = next(
        row["name"]
        for row in synthetic.people(synthetic.Company(agents=30)).to_pylist()
        if Subjects(lost).find(row["name"])
    )
    erase(lost, name)
    fresh = tmp_path / "fresh"
    said = helmline("restore", backup, "--ledger", lost / "erasures.jsonl", data=fresh)
    assert "1 people of the erasure ledger" in said.stdout
    assert Subjects(fresh).find(name) == []


def test_it_refuses_a_backup_in_which_a_byte_has_changed(backup, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(backup, broken)
    with (broken / "people.sqlite").open("r+b") as file:
        file.seek(100)
        file.write(b"\xff")
    said = helmline("restore", broken, data=tmp_path / "fresh", ok=False)
    assert said.returncode == 5
    assert "is not what was backed up" in said.stderr
    assert not (tmp_path / "fresh" / "log").exists()


def test_it_never_overwrites(installation, backup, tmp_path):
    said = helmline("restore", backup, data=installation, ok=False)
    assert "holds data already" in said.stderr
    said = helmline("backup", backup, data=installation, ok=False)
    assert "is there already" in said.stderr


def test_it_says_that_a_folder_is_no_backup(tmp_path):
    (tmp_path / "empty").mkdir()
    assert "is no backup" in helmline("restore", tmp_path / "empty", data=tmp_path / "fresh", ok=False).stderr
    assert (
        "There is nothing in" in helmline("backup", tmp_path / "b", data=tmp_path / "none", ok=False).stderr
    )


@pytest.mark.skipif(
    bool(absent()) or shutil.which("pg_dump") is None, reason=f"PostgreSQL cannot be run: {absent()}"
)
def test_it_restores_an_installation_on_postgresql(installation, tmp_path):
    lost = tmp_path / "lost"
    shutil.copytree(installation, lost, ignore=shutil.ignore_patterns("helmline.sqlite3*", "facts"))
    with cluster() as connection:
        urls = [_database(connection, name) for name in ("lost", "fresh")]
        _migrate(lost, urls[0])
        with psycopg.connect(urls[0]) as database:
            database.execute("INSERT INTO ingest_inboxmark VALUES ('watermark', 5)")
        backup = tmp_path / "backup"
        helmline("backup", backup, data=lost, database=urls[0])
        assert (backup / "database.pgdump").exists()
        helmline("restore", backup, data=tmp_path / "fresh", database=urls[1])
        with psycopg.connect(urls[1]) as database:
            assert database.execute("SELECT value FROM ingest_inboxmark").fetchone() == (5,)
        again = helmline("restore", backup, data=tmp_path / "other", database=urls[1], ok=False)
        assert "is not empty" in again.stderr


def _database(connection, name: str) -> str:
    connection.execute(f"CREATE DATABASE {name}")
    return f"postgresql://{connection.info.user}@{quote(connection.info.host, safe='')}/{name}"


def _migrate(data, url: str = "") -> None:
    environment = os.environ | {"HELMLINE_DATA": str(data), "DATABASE_URL": url}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    subprocess.run([sys.executable, "-m", "helmline_web", "migrate", "-v0"], env=environment, check=True)
