"""A vendor's page from one closed month: volume, quality, SLA against the contract, and the invoice checked.

A vendor's own people see their vendor and no other; everything comes from stored cells, so it cannot drift.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from helmline.inference.intervals import wilson
from helmline.metrics.loading import metric as find
from helmline.metrics.query import Query, from_json
from helmline_web.analytics import door, what_if
from helmline_web.decisions.actions import record
from helmline_web.people.models import RoleGrant, Team, Vendor
from helmline_web.people.roles import Role
from helmline_web.policies import modes
from helmline_web.reports.closing import facts_of
from helmline_web.reports.models import Close, Contract, Invoice, Unit

if TYPE_CHECKING:
    import pyarrow as pa

    from helmline_web.people.access import Viewer

#: counts and shares add up over a vendor's teams; medians do not, and stand team by team
ADDABLE: Final = (
    "created",
    "solved",
    "sla_attainment",
    "csat",
    "fcr",
    "reopen_rate",
    "service_level",
    "abandonment_rate",
)
_US_AN_HOUR: Final = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Total:
    """A figure of all of a vendor's teams together."""

    metric: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Bill:
    """What was counted and what was invoiced; None where it is not known."""

    counted: Decimal | None
    expected: Decimal | None
    invoice: Invoice | None

    @property
    def more_units(self) -> Decimal | None:
        """Return how many more units were invoiced than counted."""
        return None if self.invoice is None or self.counted is None else self.invoice.units - self.counted

    @property
    def more(self) -> Decimal | None:
        """Return how much more was invoiced than is owed."""
        return None if self.invoice is None or self.expected is None else self.invoice.amount - self.expected


@dataclass(frozen=True, slots=True)
class VendorMonth:
    """One vendor in one closed month."""

    close: Close
    vendor: Vendor
    teams: tuple[str, ...]
    totals: tuple[Total, ...]
    by_team: tuple[Mapping[str, Any], ...]  # stored cells
    contract: Contract | None
    bill: Bill

    def total(self, metric: str) -> Total | None:
        """Return the total of one figure."""
        return next((one for one in self.totals if one.metric == metric), None)


def visible_to(viewer: Viewer) -> list[Vendor]:
    """Return the vendors whose pages somebody may open: one's own, or every one for the house."""
    if Role.VENDOR not in viewer.roles:
        return list(Vendor.objects.all()) if viewer.may("close.month") and viewer.audience is None else []
    own = RoleGrant.objects.filter(person=viewer.person_id, role=Role.VENDOR).on(modes.now().today)
    return list(Vendor.objects.filter(pk__in=own.values("vendor")))


def month_of(close: Close, vendor: Vendor) -> VendorMonth:
    """Return a vendor's figures of a closed month, from the stored cells alone."""
    teams = _teams(vendor, close)
    cells = [cell for cell in _team_cells(close) if cell["by"]["team"] in teams]
    totals = tuple(total for name in ADDABLE if (total := _total(name, cells)))
    contract = vendor.contracts.filter(since__lte=close.month).first()
    return VendorMonth(
        close, vendor, teams, totals, tuple(cells), contract, _bill(close, vendor, teams, totals, contract)
    )


def _teams(vendor: Vendor, close: Close) -> tuple[str, ...]:
    """Return the teams that were the vendor's on some day of the month."""
    return tuple(
        Team.objects.filter(vendor=vendor).between(close.since, close.until).values_list("code", flat=True)
    )


def _team_cells(close: Close) -> Iterable[dict[str, Any]]:
    return [
        cell
        for answer in close.answers
        if from_json(answer["query"]).by == ("team",)
        for cell in answer["cells"]
    ]


def _total(name: str, cells: Iterable[Mapping[str, Any]]) -> Total | None:
    """Add the parts that add up; a share gets its interval anew."""
    mine = [cell for cell in cells if cell["metric"] == name]
    if not mine:
        return None
    unit = find(name).unit
    if unit != "ratio":
        value = sum(cell["value"] or 0 for cell in mine)
        return Total(name, unit, value, None, None, int(value))
    over, under = (sum(cell[part] or 0 for cell in mine) for part in ("numerator", "denominator"))
    if not under:
        return Total(name, unit, None, None, None, 0)
    likely = wilson(over, under)
    return Total(name, unit, over / under, likely.low, likely.high, under)


def _bill(
    close: Close, vendor: Vendor, teams: tuple[str, ...], totals: Iterable[Total], contract: Contract | None
) -> Bill:
    invoice = Invoice.objects.filter(close=close, vendor=vendor).first()
    if contract is None:
        return Bill(None, None, invoice)
    counted = _counted(close, teams, totals, contract.unit)
    expected = None if counted is None else (counted * contract.price).quantize(Decimal("0.01"))
    return Bill(counted, expected, invoice)


def _counted(close: Close, teams: tuple[str, ...], totals: Iterable[Total], unit: str) -> Decimal | None:
    if unit == Unit.HOUR:
        known = [close.hours[team] for team in teams if team in close.hours]
        return (Decimal(sum(known)) / _US_AN_HOUR).quantize(Decimal("0.01")) if known else None
    return next((Decimal(int(one.value or 0)) for one in totals if one.metric == unit), Decimal(0))


def rows(viewer: Viewer, close: Close, vendor: Vendor, metric: str = "") -> pa.Table:
    """Return the contacts that a bill counts, from the facts kept with the close, within the viewer's scope."""
    contract = vendor.contracts.filter(since__lte=close.month).first()
    unit = contract.unit if contract and contract.unit != Unit.HOUR else Unit.SOLVED
    query = _rows_query(close, metric or str(unit), _teams(vendor, close))
    return what_if.rows(viewer, query, door.reference(close.reference), facts_of(close))


def _rows_query(close: Close, metric: str, teams: tuple[str, ...]) -> Query:
    stored = next(query for answer in close.answers if (query := from_json(answer["query"])).by == ("team",))
    return replace(stored.only(metric), where=(("team", teams or ("",)),))


@transaction.atomic
def agree(contract: Contract, *, by: int) -> Contract:
    """Store what was agreed with a vendor from a month on."""
    standing = Contract.objects.filter(vendor=contract.vendor, since=contract.since).first()
    contract.pk = standing.pk if standing else None
    contract.save()
    detail = {"vendor": contract.vendor.code, "since": contract.since, "price": str(contract.price)}
    record("reports.contract.changed", by=by, subject=f"vendor:{contract.vendor.code}", detail=detail)
    return contract


@transaction.atomic
def enter(invoice: Invoice, *, by: int) -> Invoice:
    """Store what a vendor invoiced for a closed month, in place of what was entered before."""
    standing = Invoice.objects.filter(close=invoice.close, vendor=invoice.vendor).first()
    invoice.pk, invoice.by = (standing.pk if standing else None), by
    invoice.save()
    detail = {"vendor": invoice.vendor.code, "month": invoice.close.month, "amount": str(invoice.amount)}
    record("reports.invoice.entered", by=by, subject=f"vendor:{invoice.vendor.code}", detail=detail)
    return invoice
