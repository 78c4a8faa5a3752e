"""A PostgreSQL cluster to throw away: made in a temporary folder, by a user who is not root, and removed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from helmline.engines import duck

if TYPE_CHECKING:
    import psycopg

#: As generous as a dedicated server of this size would be set; durability is switched off in our disfavour.
_SETTINGS = {
    "shared_buffers": "4GB", "work_mem": "1GB", "maintenance_work_mem": "1GB", "fsync": "off", "jit": "on",
    "max_parallel_workers_per_gather": "2", "max_parallel_workers": "4", "max_wal_size": "8GB", "wal_level": "minimal",
    "max_wal_senders": "0", "listen_addresses": "", "temp_buffers": "512MB", "hash_mem_multiplier": "2",
}  # fmt: skip


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    beside = shutil.which("initdb")
    return found[-1].parent if found else Path(beside).parent if beside else None


def absent() -> str:
    """Return why PostgreSQL cannot be run here, or nothing."""
    if _programs() is None:
        return "its programs are not installed (/usr/lib/postgresql)"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "the package psycopg is not installed (pip install 'helmline[bench]')"
    return (
        ""
        if os.geteuid() or _stranger()
        else "root may not run it and there is no user 'postgres' or 'nobody'"
    )


def _stranger() -> str:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    return ""


@contextmanager
def cluster() -> Iterator[psycopg.Connection]:
    """Yield a connection to a fresh cluster; everything is gone afterwards."""
    import psycopg

    programs = _programs()
    assert programs is not None, "ask absent() first"
    user = _stranger() if os.geteuid() == 0 else None
    home = Path(tempfile.mkdtemp(prefix="helmline-pg-"))
    home.chmod(0o755)
    if user:
        shutil.chown(home, user)
    place, options = (
        home / "data",
        " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items() if value),
    )
    try:
        _call(
            programs / "initdb",
            "-D",
            place,
            "-A",
            "trust",
            "-U",
            "bench",
            "-E",
            "UTF8",
            "--no-sync",
            user=user,
        )
        command = f"-k {home} {options} -c listen_addresses=''"
        _call(programs / "pg_ctl", "-D", place, "-w", "-l", home / "log", "-o", command, "start", user=user)
        try:
            with psycopg.connect(
                host=str(home), user="bench", dbname="postgres", autocommit=True
            ) as connection:
                yield connection
        finally:
            _call(programs / "pg_ctl", "-D", place, "-w", "-m", "immediate", "stop", user=user)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _call(*command: object, user: str | None) -> None:
    subprocess.run(
        [str(part) for part in command], check=True, stdout=subprocess.DEVNULL, user=user, cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
    )  # fmt: skip


def fill(connection: psycopg.Connection, table: str, types: str, rows_sql: str) -> None:
    """Load the rows of a DuckDB query into a new table and analyse it."""
    connection.execute(f"CREATE UNLOGGED TABLE {table} ({types})")
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        with duck.cursor() as cursor:
            cursor.execute(f"COPY ({rows_sql}) TO {duck.quote(file.name)} (FORMAT csv, HEADER false)")
        with (
            Path(file.name).open("rb") as csv,
            connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy,
        ):
            while block := csv.read(1 << 20):
                copy.write(block)
    connection.execute(f"VACUUM ANALYZE {table}")
