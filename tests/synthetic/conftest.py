"""Two companies, made once: a small one whose every row is looked at, a larger one for what is planted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from helmline.engines.duck import cursor
from helmline.synthetic import Company, generate, opinions

Ask = Callable[[str], list[tuple[Any, ...]]]


def _asker(**tables: pa.Table) -> Ask:
    connection = cursor()
    for name, table in tables.items():
        connection.register(name, table)
    return lambda sql: connection.execute(sql).fetchall()


@pytest.fixture(scope="session")
def small() -> Company:
    return Company(seed=11, events=60_000)


@pytest.fixture(scope="session")
def small_log(small: Company) -> pa.Table:
    return pa.Table.from_batches(generate(small))


@pytest.fixture(scope="session")
def large() -> Company:
    return Company(seed=3, events=1_500_000)


@pytest.fixture(scope="session")
def ask(large: Company) -> Ask:
    """SQL over `log` and `opinions` of the larger company."""
    log = pa.Table.from_batches(generate(large))
    return _asker(log=log, opinions=pa.Table.from_batches(opinions(large)))


@pytest.fixture(scope="session")
def ask_small(small_log: pa.Table) -> Ask:
    """SQL over `log` of the small company."""
    return _asker(log=small_log)
