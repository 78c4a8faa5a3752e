"""What the tests of the log share."""

from pathlib import Path

import pytest
from desk_of_tests import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "data")
