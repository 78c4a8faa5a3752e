"""What tests of the application share: a company to look at, and the cast who look."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from helmline_web.decisions import protection

from . import company as made
from .cast import Cast, gather


@pytest.fixture(scope="session")
def company_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("company")
    made.make(folder)
    return folder


@pytest.fixture
def company(company_folder: Path, settings) -> Path:
    """The company's data folder, to read from only."""
    settings.HELMLINE_DATA = company_folder
    return company_folder


@pytest.fixture
def own_company(company_folder: Path, settings, tmp_path: Path) -> Path:
    """A copy of the company's data folder that the test may write to."""
    folder = tmp_path / "company"
    shutil.copytree(company_folder, folder)
    settings.HELMLINE_DATA = folder
    return folder


@pytest.fixture
def nothing_yet(settings, tmp_path: Path) -> Path:
    """An empty data folder: a fresh installation."""
    settings.HELMLINE_DATA = tmp_path / "data"
    settings.HELMLINE_DATA.mkdir()
    return settings.HELMLINE_DATA


@pytest.fixture
def cast(db) -> Cast:
    """Everybody of the permanent cast, in their teams and roles."""
    return gather()


@pytest.fixture(autouse=True)
def _trail_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """Before a test's database is emptied row by row, take the trail's triggers away: they would refuse."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        protection.unprotect(connection)
