"""The application's tests once more, on a PostgreSQL that is started here and thrown away.

Skipped, and said so, where PostgreSQL's programs or a user who is not root are missing. What does not touch the
database (the look, real servers and browsers) is not run twice.
"""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from benchmarks.postgres import absent, cluster

HERE = Path(__file__).parent
#: Tests that serve, restore or look: their database is their own, or none.
NOT_TWICE = ("ui", "project")


@pytest.mark.skipif("HELMLINE_TEST_DATABASE_URL" in os.environ, reason="this is the second run")
@pytest.mark.skipif(bool(absent()), reason=f"PostgreSQL cannot be run: {absent()}")
def test_the_application_passes_its_tests_on_postgresql():
    folders = [
        folder for folder in sorted(HERE.iterdir()) if folder.is_dir() and (folder / "__init__.py").exists()
    ]
    chosen = [str(folder) for folder in folders if folder.name not in NOT_TWICE]
    with cluster() as connection:
        url = f"postgresql://{connection.info.user}@{quote(connection.info.host, safe='')}/postgres"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-m", "not proof", *chosen],
            env=os.environ | {"HELMLINE_TEST_DATABASE_URL": url}, cwd=HERE.parents[1], capture_output=True, text=True,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-1000:]
