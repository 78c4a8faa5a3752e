"""Fixtures: an in-memory log, people and texts."""

import pytest
from doubles import FakeLog, FakePeople, FakeTexts, TableLog


@pytest.fixture
def log():
    return FakeLog()


@pytest.fixture
def table_log():
    return TableLog()


@pytest.fixture
def people():
    return FakePeople()


@pytest.fixture
def texts():
    return FakeTexts()
