"""What the sheet of an opened number shows: spread, split, a sample of rows, a clock, the help desk's own figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helmline.errors import HelmlineError, QueryError
from helmline.metrics.histogram import buckets_of
from helmline.metrics.loading import catalogue
from helmline.metrics.metric import Metric
from helmline.metrics.records import Record
from helmline.metrics.result import Cell
from helmline_web.analytics import door, terms
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards import clocks
from helmline_web.people import words as own_words
from helmline_web.ui import formats
from helmline_web.ui.charts.buckets import Buckets
from helmline_web.ui.charts.clock import Clock
from helmline_web.ui.charts.gauge import Gauge
from helmline_web.ui.tables import Column, Row, Table, arrange

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

#: what a number is split by, the first that says anything
_SPLITS: Final = ("queue", "team", "channel", "priority")
_SPLIT_ROWS: Final = 8
_SAMPLE: Final = 5
#: our figures and the vendor's own that stands beside them
_VENDORS: Final = {
    "first_reply_time": "vendor_first_reply_time", "first_resolution_time": "vendor_resolution_time",
    "full_resolution_time": "vendor_resolution_time", "aht": "vendor_handle_time", "asa": "vendor_queue_time",
    "sla_attainment": "vendor_sla_attainment", "reopen_rate": "vendor_reopen_rate",
}  # fmt: skip


def likely(cell: Cell) -> str:
    """Return the interval in words, "" where there is none."""
    if cell.low is None or cell.high is None or cell.method == "exact":
        return ""
    return _("likely %(range)s") % {"range": formats.interval(cell.low, cell.high, cell.unit)}


def spread(metric: Metric, cell: Cell) -> Buckets | None:
    """Return how finished work is spread; None for a number without a distribution."""
    if not any(cell.histogram.values()):
        return None
    known = buckets_of(metric)
    counts = [cell.histogram.get(label, 0) for label in known.labels]
    half, most = cell.quantiles.get("p50"), cell.quantiles.get("p90")
    title = terms.title(metric)
    if half is not None and most is not None:
        said = {"half": formats.amount(half, cell.unit), "most": formats.amount(most, cell.unit)}
        title = _("Half within %(half)s, nine in ten within %(most)s") % said
    return Buckets(title=title, edges=known.edges, counts=counts, unit=metric.unit, p50=half, p90=most)


@dataclass(frozen=True, slots=True)
class Split:
    """A figure by one dimension."""

    title: str
    table: Table


def split(viewer: Viewer, selection: Selection, metric: Metric) -> Split | None:
    """Return the figure by the first dimension that tells anything apart, the largest parts first."""
    filtered = {name for name, _value in selection.where} | ({"team"} if selection.team else set())
    for dimension in _SPLITS:
        if dimension in filtered or metric.kind in ("declared", "ramp"):
            continue
        cells = door.ask(viewer, selection.query(metric.name, by=(dimension,))).of(metric.name)
        if sum(cell.by[dimension] is not None for cell in cells) > 1:
            return _split(selection, metric, dimension, cells)
    return None


def _split(selection: Selection, metric: Metric, dimension: str, cells: Sequence[Cell]) -> Split:
    kept = sorted(cells, key=lambda cell: -(cell.summary.n + cell.summary.n_censored))
    known = [end for cell in kept[:_SPLIT_ROWS] for end in (cell.high, cell.value) if end is not None]
    axis = (0.0, max(known) * 1.05) if known and max(known) > 0 else None
    rows = [_split_row(selection, metric, dimension, cell, axis) for cell in kept[:_SPLIT_ROWS]]
    name = terms.dimension(dimension)
    columns = [
        Column("part", name, strong=True),
        Column("value", terms.title(metric), "amount", unit=metric.unit),
        Column("range", _("Likely range"), "picture"),
        Column("n", _("n"), "number"),
        Column("open", _("Still open"), "number"),
    ]
    title = _("By %(dimension)s") % {"dimension": name.lower()}
    if len(kept) > _SPLIT_ROWS:
        title = _("By %(dimension)s, the %(count)s largest of %(all)s") % {
            "dimension": name.lower(), "count": _SPLIT_ROWS, "all": len(kept),
        }  # fmt: skip
    return Split(title, Table(columns=columns, rows=arrange(rows, "-value"), caption=title, sheet=True))


def _split_row(
    selection: Selection, metric: Metric, dimension: str, cell: Cell, axis: tuple[float, float] | None
) -> Row:
    value = cell.by[dimension]
    inside = selection.but(where=(*selection.where, (dimension, str(value)))) if value is not None else None
    gauge = Gauge(value=cell.value, low=cell.low, high=cell.high, axis=axis, unit=cell.unit)
    return Row(
        {
            "part": value if value is not None else _("(none)"),
            "value": cell.value,
            "range": gauge if cell.value is not None else None,
            "n": cell.summary.n,
            "open": cell.summary.n_censored or None,
        },
        href=f"{reverse('dashboards:number', args=[metric.name])}?{inside.params()}" if inside else "",
    )


@dataclass(frozen=True, slots=True)
class Sample:
    """A few rows from all over the distribution, of how many."""

    table: Table
    records: tuple[Record, ...]
    note: str


def sample(viewer: Viewer, selection: Selection, metric: Metric) -> Sample | None:
    """Return rows around the quartiles; None for a number made of others."""
    order = "largest" if metric.kind in ("duration", "amount") else "latest"
    try:
        found = door.sample(viewer, selection.query(metric.name, by=("queue",)), order=order, size=_SAMPLE)
    except QueryError:
        return None
    if not found.records:
        return None
    note = ngettext(
        "%(shown)s of %(n)s, from all over the range.",
        "%(shown)s of %(n)s, from all over the range.",
        found.total,
    ) % {"shown": len(found.records), "n": formats.number(found.total)}
    return Sample(rows_table(found.records, selection, metric), found.records, note)


def rows_table(
    records: Sequence[Record],
    selection: Selection,
    metric: Metric,
    within: Callable[[int], str] | None = None,
) -> Table:
    """Return rows behind a number as a table; each leads to its interaction.

    `within` gives the query string by which the interaction of a row knows its neighbours in the list.
    """
    columns = [
        Column("contact", own_words.heading("interaction", 1), strong=True),
        Column("queue", own_words.heading("queue", 1)),
        Column("at", _("When"), "moment", zone=selection.zone),
        Column("value", terms.title(metric), "amount", unit=metric.unit),
        Column("state", _("State"), quiet=True),
    ]
    rows = [
        Row(
            {
                "contact": record.case_key or _("unknown"),
                "queue": record.by.get("queue"),
                "at": record.at_us,
                "value": record.value,
                "state": _state(record),
            },
            href=_in_list(interaction_href(record), within(place) if within else ""),
            key=f"{record.case_key}:{record.row}",
        )
        for place, record in enumerate(records)
    ]
    return Table(columns=columns, rows=rows, caption=_("The rows behind the number"))


def _in_list(href: str, query: str) -> str:
    return f"{href}?{query}" if href and query else href


def interaction_href(record: Record) -> str:
    """Return the address of the interaction a row belongs to, "" where it is not known."""
    if record.case_key is None or record.source is None:
        return ""
    return interaction_address(record.source, record.case_key)


def interaction_address(source: str, case_key: str) -> str:
    """Return the address of an interaction."""
    return reverse("dashboards:interaction", args=(source, case_key))


def _state(record: Record) -> str:
    if record.missing:
        return _("time unknown")
    if not record.counted:
        return _("not decided yet")
    return "" if record.seen else _("still open")


@dataclass(frozen=True, slots=True)
class OneClock:
    """The clock of one row, and whose."""

    case_key: str
    value: str
    chart: Clock


def one_clock(viewer: Viewer, selection: Selection, metric: Metric, found: Sample | None) -> OneClock | None:
    """Return the clock of the middle row of a sample, for metrics that are read on one."""
    if found is None or metric.kind != "duration" or not metric.is_timed:
        return None
    record = found.records[len(found.records) // 2]
    if record.case_key is None:
        return None
    try:
        explained = door.explain(
            viewer, metric.name, record.case_key, source=record.source or "", clock=selection.reads_on
        )
    except HelmlineError:
        return None
    title = _("The clock of %(contact)s") % {"contact": record.case_key}
    chart = clocks.clock([explained], selection.zone, title)
    value = formats.duration(explained.value_us, "us")
    return OneClock(record.case_key, value, chart) if chart else None


@dataclass(frozen=True, slots=True)
class Bridge:
    """The help desk's own figure beside ours."""

    theirs: str
    ours: str
    difference: str
    theirs_n: int


def bridge(viewer: Viewer, selection: Selection, metric: Metric, cell: Cell) -> Bridge | None:
    """Return the vendor's own figure for the same contacts; None where the source computes none."""
    name = _VENDORS.get(metric.name, "")
    if name not in catalogue() or cell.value is None:
        return None
    theirs = door.ask(viewer, selection.query(name)).one(name)
    if theirs.value is None:
        return None
    return Bridge(
        formats.amount(theirs.value, metric.unit),
        formats.amount(cell.value, metric.unit),
        formats.signed(cell.value - theirs.value, metric.unit),
        theirs.summary.n,
    )
