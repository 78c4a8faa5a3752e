"""The shipped ServiceNow log, from file to figures: what its publishers' columns say, and what its events say."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from helmline.eventlog.facts import Facts, Snapshot
from helmline.eventlog.store import Store
from helmline.metrics.ask import ask
from helmline.metrics.query import Query
from helmline.metrics.records import rows
from helmline.metrics.result import Cell
from helmline.sources.table import landing, presets
from helmline.sources.table.demo import servicenow_file

DAY = 86_400


class People:
    """Subject keys by a hash: enough where nobody is looked up."""

    def keys(self, source: str, identifiers: list[str], role: int | None) -> list[int]:
        return [zlib.crc32(f"{source}/{name}".encode()) for name in identifiers]

    def describe(self, key: int, *, name: str | None = None, email: str | None = None) -> None:
        pass


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    data: Path = tmp_path_factory.mktemp("data")
    with Store(data) as store:
        landing.import_files(
            [servicenow_file()], presets.load("servicenow"), store, People(), rejects_folder=data
        )
    return Facts(data).current()


def _cell(name: str, snapshot: Snapshot) -> Cell:
    (cell,) = ask(Query(metrics=(name,)), snapshot).cells
    return cell


def test_it_gives_the_vendors_figures_labelled_so(snapshot: Snapshot) -> None:
    attained = _cell("sla_attainment", snapshot)
    assert (attained.summary.numerator, attained.summary.denominator) == (15_803, 24_918)
    assert "vendors_figure" in attained.notes
    resolution = _cell("vendor_resolution_time", snapshot)
    assert resolution.summary.n == 23_362
    assert resolution.value == pytest.approx(22.1 * 3600, rel=1e-3)


def test_it_gives_closing_and_solving_from_the_events(snapshot: Snapshot) -> None:
    close = _cell("close_time", snapshot)
    assert close.summary.n == 24_918
    assert close.mean == pytest.approx(13.14 * DAY, rel=1e-3)
    assert close.value == pytest.approx(6.08 * DAY, rel=1e-3)
    solved = _cell("first_resolution_time", snapshot)
    assert (solved.summary.n, solved.summary.n_missing, solved.summary.n_censored) == (24_905, 13, 0)
    assert solved.value == pytest.approx(13.9 * 3600, rel=2e-3)


def test_it_shows_reopened_by_state_beside_the_vendors_counter(snapshot: Snapshot) -> None:
    assert _cell("reopened_interactions", snapshot).value == 276
    assert _cell("vendor_reopened", snapshot).value == 275


def test_it_balances_the_books_every_month(snapshot: Snapshot) -> None:
    names = ("created", "reopened", "solved", "merged", "backlog")
    found: dict[str, dict[str | None, float]] = {name: {} for name in names}
    span = {"period": "month", "since": "2016-01-01", "until": "2017-03-01"}
    for cell in ask(Query(metrics=names, **span), snapshot).cells:  # type: ignore[arg-type]
        found[cell.metric][cell.period] = cell.value or 0
    before = 0.0
    for month, left in sorted(found["backlog"].items(), key=lambda item: str(item[0])):
        gained = found["created"].get(month, 0) + found["reopened"].get(month, 0)
        lost = found["solved"].get(month, 0) + found["merged"].get(month, 0)
        assert left == before + gained - lost, month
        before = left


def test_it_opens_a_team_s_number_to_its_incidents(snapshot: Snapshot) -> None:
    query = Query(metrics=("close_time",), by=("priority",))
    opened = rows(query, snapshot)
    for cell in ask(query, snapshot).cells:
        assert sum(r.by == cell.by and r.seen and not r.missing for r in opened) == cell.summary.n
