"""The application's tests once more, on a PostgreSQL that is started here and thrown away.

Skipped, and said so, where PostgreSQL's programs or a user who is not root are missing. With every run: what queues
and locks. In `make proof`: the rest. What has a database of its own, or none, is not run twice.
"""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from benchmarks.postgres import absent, cluster

HERE = Path(__file__).parent
#: It locks and refuses by triggers: here the two databases differ most.
WRITING = ("decisions",)
#: They look, or start servers and browsers of their own.
NOT_TWICE = ("ui", "project", "journeys")

pytestmark = [
    pytest.mark.skipif("HELMLINE_TEST_DATABASE_URL" in os.environ, reason="this is the second run"),
    pytest.mark.skipif(bool(absent()), reason=f"PostgreSQL cannot be run: {absent()}"),
]


def test_what_writes_passes_its_tests_on_postgresql():
    _pass_on_postgresql(*WRITING)


@pytest.mark.proof
def test_everything_else_passes_its_tests_on_postgresql():
    folders = [folder.name for folder in sorted(HERE.iterdir()) if (folder / "__init__.py").exists()]
    _pass_on_postgresql(*(name for name in folders if name not in (*WRITING, *NOT_TWICE)))


def _pass_on_postgresql(*folders: str) -> None:
    with cluster() as connection:
        url = f"postgresql://{connection.info.user}@{quote(connection.info.host, safe='')}/postgres"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-m", "not proof", *(str(HERE / folder) for folder in folders)],
            env=os.environ | {"HELMLINE_TEST_DATABASE_URL": url}, cwd=HERE.parents[1], capture_output=True, text=True,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-1000:]
