"""A closed month, its restatement and a vendor's month as tables and documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helmline.eventlog.arrivals import News
from helmline.metrics.loading import metric as find
from helmline.metrics.query import from_json
from helmline_web.analytics import labels, terms
from helmline_web.people import words
from helmline_web.reports.documents import Document, Figures, Grid, Line
from helmline_web.reports.models import Close
from helmline_web.reports.restating import Moved
from helmline_web.reports.vendors import Bill, Total, VendorMonth
from helmline_web.ui import formats
from helmline_web.ui.figures import Figure
from helmline_web.ui.tables import Column, Row, Table

NEWS: Final[Mapping[str, str | Promise]] = {
    "late": gettext_lazy("Arrived late: it had happened before the close"),
    "went_on": gettext_lazy("Went on after the close"),
    "corrected": gettext_lazy("Corrected by the source"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "merged": gettext_lazy("Merged"),
}
HEADS: Final = ("metric", "by", "value", "low", "high", "n", "n_censored", "n_missing", "unit")


def whole(close: Close) -> list[dict[str, Any]]:
    """Return the stored cells of the whole house."""
    return next(answer["cells"] for answer in close.answers if not from_json(answer["query"]).by)


def figures(cells: Iterable[Mapping[str, Any]]) -> list[Figure]:
    """Return stored cells as key figures."""
    return [
        Figure(
            name=terms.title(find(cell["metric"])), value=cell["value"], unit=cell["unit"], n=cell["n"],
            low=cell["low"], high=cell["high"], state="" if cell["value"] is not None else "missing",
        )
        for cell in cells
    ]  # fmt: skip


def split(close: Close, by: tuple[str, ...]) -> Table:
    """Return stored cells of a split as a table: a row a part, a column a metric."""
    answer = next(one for one in close.answers if from_json(one["query"]).by == by)
    names = list(dict.fromkeys(cell["metric"] for cell in answer["cells"]))
    parts: dict[str, dict[str, Any]] = {}
    for cell in answer["cells"]:
        parts.setdefault(" · ".join(str(value or "–") for value in cell["by"].values()), {})[
            cell["metric"]
        ] = cell["value"]
    columns = [Column("part", " · ".join(str(terms.dimension(name)) for name in by), strong=True)]
    columns += [Column(name, terms.title(find(name)), "amount", unit=find(name).unit) for name in names]
    rows = [Row({"part": part, **values}) for part, values in sorted(parts.items())]
    return Table(columns=columns, rows=rows, caption=_("Stored figures"))


def flat(close: Close) -> Iterator[list[Any]]:
    """Yield every stored cell as a row of HEADS: plain numbers, for a file."""
    for answer in close.answers:
        for cell in answer["cells"]:
            by = " ".join(f"{name}={value}" for name, value in cell["by"].items())
            yield [cell["metric"], by, *(cell.get(name) for name in HEADS[2:])]


def document(close: Close) -> Document:
    """Return a closed month as a document."""
    cells = whole(close)
    return Document(
        title=_("Month close"),
        where=labels.period(close.month),
        lede=sentence(close),
        blocks=[Figures(_("The whole house"), [_line(cell) for cell in cells]), *(_grid(close, by) for by in (("brand",), ("team",)))],
        foot=foot(close),
        language=translation.get_language() or "en",
    )  # fmt: skip


def sentence(close: Close) -> str:
    """Say what the month was: contacts received and solved."""
    values = {cell["metric"]: cell["value"] for cell in whole(close)}
    said = {name: formats.number(values.get(name)) for name in ("created", "solved")}
    return _("%(created)s contacts came in, %(solved)s were solved.") % said


def foot(close: Close) -> str:
    """Say what the stored figures rest on."""
    said = {
        "day": formats.day(close.at.date(), year=True),
        "seq": close.seq,
        "reference": close.reference,
        "code": close.code,
    }
    return _("Closed %(day)s · log up to %(seq)s · rules %(reference)s · Helmline %(code)s") % said


def _line(cell: Mapping[str, Any]) -> Line:
    unit = cell["unit"]
    return Line(
        name=terms.title(find(cell["metric"])),
        value=formats.amount(cell["value"], unit),
        aside=formats.interval(cell["low"], cell["high"], unit) if cell["low"] is not None else "",
        counted=_("n = %(n)s") % {"n": formats.number(cell["n"])},
    )


def _grid(close: Close, by: tuple[str, ...]) -> Grid:
    table = split(close, by)
    kept = table.choose(["part", "created", "solved", "first_reply_time", "sla_attainment", "csat"])
    rows = [[str(formats_plain(column, row)) for column in kept.columns] for row in kept.rows]
    return Grid(str(kept.columns[0].title), [str(column.title) for column in kept.columns], rows)


def formats_plain(column: Column, row: Row) -> str:
    """Return a table's value as text without markup."""
    value = row.values.get(column.name)
    return formats.amount(value, column.unit) if column.kind == "amount" else str(value)


# ---- restatement ----


def moved(found: Sequence[Moved]) -> Table:
    """Return what differs, with the three steps that add up to it."""
    return Table(
        caption=_("What would not come out again"),
        columns=(
            Column("figure", _("Figure"), strong=True),
            Column("of", _("Of"), quiet=True),
            Column("stored", _("Stored")),
            Column("definition", _("By the definition")),
            Column("rules", _("By the rules")),
            Column("facts", _("By the facts")),
            Column("today", _("Today")),
        ),
        rows=[_moved(one) for one in found],
        empty_title=_("Every stored figure comes out again"),
    )


def _moved(one: Moved) -> Row:
    unit = find(one.metric).unit
    steps = [formats.signed(step, unit) if step else formats.NOTHING for step in one.steps]
    return Row(
        {
            "figure": terms.title(find(one.metric)), "of": ", ".join(str(value or "–") for value in one.by.values()),
            "stored": formats.amount(one.stored, unit), "today": formats.amount(one.today, unit),
            "definition": steps[0], "rules": steps[1], "facts": steps[2],
        }
    )  # fmt: skip


def news(found: Iterable[News], links: Mapping[str, str]) -> Table:
    """Return what came in since, by kind."""
    return Table(
        caption=_("What came in since"),
        columns=(
            Column("kind", _("What"), strong=True),
            Column("rows", _("Events"), "number"),
            Column("contacts", words.heading("interaction"), "number"),
        ),
        rows=[
            Row(
                {"kind": str(NEWS[one.kind]), "rows": one.rows, "contacts": len(one.interactions)},
                href=links[one.kind],
            )
            for one in found
        ],
        empty_title=_("Nothing came in about that month since it was closed"),
    )


# ---- vendors ----


def vendor_figures(month: VendorMonth) -> list[Figure]:
    """Return a vendor's totals against what was agreed."""
    contract = month.contract
    aims = {"sla_attainment": contract.sla_aim, "csat": contract.csat_aim} if contract else {}
    return [_vendor_figure(total, aims.get(total.metric)) for total in month.totals]


def _vendor_figure(total: Total, aim: float | None) -> Figure:
    return Figure(
        name=terms.title(find(total.metric)), value=total.value, unit=total.unit, n=total.n, low=total.low,
        high=total.high, target=aim, state="" if total.value is not None else "missing",
    )  # fmt: skip


def verdicts(month: VendorMonth) -> list[str]:
    """Say of each agreed target whether it was reached, and whether chance alone may explain it."""
    if month.contract is None:
        return []
    found = (("sla_attainment", month.contract.sla_aim), ("csat", month.contract.csat_aim))
    return [
        _verdict(total, aim)
        for name, aim in found
        if aim and (total := month.total(name)) and total.value is not None
    ]


def _verdict(total: Total, aim: float) -> str:
    said = {
        "figure": terms.title(find(total.metric)),
        "value": formats.percent(total.value),
        "aim": formats.percent(aim),
    }
    if (total.value or 0) >= aim:
        return _("%(figure)s: %(value)s, agreed were %(aim)s. Reached.") % said
    if total.high is not None and total.high >= aim:
        return (
            _("%(figure)s: %(value)s, agreed were %(aim)s. Missed; with so few contacts it may be chance.")
            % said
        )
    return _("%(figure)s: %(value)s, agreed were %(aim)s. Missed.") % said


def bill_sentence(bill: Bill, currency: str) -> str:
    """Say whether an invoice agrees with what was counted."""
    if bill.counted is None:
        return _("Nothing was agreed with this vendor yet, so nothing can be checked.")
    if bill.invoice is None:
        return _("%(counted)s units were counted; no invoice was entered yet.") % {
            "counted": formats.number(float(bill.counted))
        }
    said = {
        "units": formats.number(float(bill.more_units or 0)), "amount": formats.number(float(bill.more or 0), 2),
        "currency": currency,
    }  # fmt: skip
    if not bill.more and not bill.more_units:
        return _("The invoice agrees with what was counted.")
    return _("The invoice differs by %(units)s units and %(amount)s %(currency)s.") % said


def vendor_document(month: VendorMonth) -> Document:
    """Return a vendor's month as a document."""
    currency = month.contract.currency if month.contract else ""
    lines = [
        Line(
            name=terms.title(find(total.metric)),
            value=formats.amount(total.value, total.unit),
            aside=formats.interval(total.low, total.high, total.unit) if total.low is not None else "",
            counted=_("n = %(n)s") % {"n": formats.number(total.n)},
        )
        for total in month.totals
    ]
    return Document(
        title=month.vendor.name or month.vendor.code, where=labels.period(month.close.month),
        lede=bill_sentence(month.bill, currency),
        blocks=[Figures(_("Volume, quality, SLA"), lines), _bill(month.bill, currency)],
        foot=foot(month.close), language=translation.get_language() or "en",
    )  # fmt: skip


def _bill(bill: Bill, currency: str) -> Grid:
    invoice = bill.invoice
    amount = [_plain(bill.expected), _plain(invoice.amount if invoice else None), _plain(bill.more)]
    rows = [
        [
            _("Units"),
            _plain(bill.counted),
            _plain(invoice.units if invoice else None),
            _plain(bill.more_units),
        ],
        [_("Amount in %(currency)s") % {"currency": currency}, *amount],
    ]
    return Grid(_("Invoice check"), ["", _("Counted"), _("Invoiced"), _("Difference")], rows)


def _plain(value: Any) -> str:
    return formats.number(None if value is None else float(value), 2)
