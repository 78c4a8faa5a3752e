"""What a program gets: cells, rows, interactions and definitions as plain values, the cells as `helmline kpi` prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helmline.metrics.metric import Metric
from helmline.metrics.result import iso
from helmline_web.analytics import names

if TYPE_CHECKING:
    from helmline.metrics.finding import Found
    from helmline.metrics.interaction import Happening, InteractionView
    from helmline_web.analytics.door import Answer, RowsPage
    from helmline_web.people.access import Viewer

_TEXTS = (
    "title",
    "meaning",
    "formula",
    "kind",
    "unit",
    "direction",
    "statistic",
    "cohort",
    "attribution",
    "exclusions",
)


def answer(viewer: Viewer, found: Answer) -> dict[str, Any]:
    """Return an answer with the names of people that the viewer may know."""
    document = found.result.to_json()
    people = {cell["by"].get("agent") for cell in document["cells"]} - {None}
    known = names.names(viewer, people)
    for cell in document["cells"]:
        if cell["by"].get("agent") is not None:
            cell["by"]["agent_name"] = known.get(cell["by"]["agent"])
    return {**document, "data_until": moment(found.freshness.until_us), "suppressed": found.suppressed}


def rows(found: RowsPage, offset: int) -> dict[str, Any]:
    """Return a page of rows; `next` is the offset of the next one, null at the end."""
    after = offset + len(found.records)
    return {
        "total": found.total,
        "next": after if after < found.total else None,
        "suppressed": found.suppressed,
        "rows": [record.to_json() for record in found.records],
    }


def metric(found: Metric) -> dict[str, Any]:
    """Return a definition."""
    return {
        "name": found.name,
        **{name: getattr(found, name) for name in _TEXTS},
        "family": found.family,
        "clocks": list(found.clocks),
        "attributions": list(found.attributions),
        "parameters": dict(found.parameters),
        "of": list(found.of),
        "vendors": list(found.vendors),
        "answerable": found.answerable,
    }


def hit(found: Found) -> dict[str, Any]:
    """Return an interaction that was found."""
    return {
        "source": found.source, "interaction": found.case_key, "created": iso(found.created_us),
        "channel": found.channel, "team": found.team, "open": found.is_open,
    }  # fmt: skip


def interaction(viewer: Viewer, view: InteractionView, texts: dict[bytes, str]) -> dict[str, Any]:
    """Return an interaction with everything that happened; people by name where the viewer may know it."""
    known = names.names(viewer, view.people)
    facts = {
        name.removesuffix("_us"): moment(value) if name.endswith("_us") else value
        for name, value in view.facts.items()
        if name not in ("interaction", "case_key", "customer", "agent")
    }
    return {
        "interaction": view.facts["case_key"],
        **facts,
        "agent": known.get(view.facts["agent"] or 0),
        "ties": [
            {"how": tie.how, "away": tie.away, "source": tie.source, "interaction": tie.case_key}
            for tie in view.ties
        ],
        "vendor": dict(view.vendor),
        "happenings": [_happening(each, known, texts) for each in view.happenings],
    }


def _happening(each: Happening, known: dict[int, str], texts: dict[bytes, str]) -> dict[str, Any]:
    return {
        "kind": each.kind.name.lower(),
        "at": iso(each.at_us),
        "role": each.role.name.lower() if each.role else None,
        "actor": known.get(each.actor or 0),
        "owner": known.get(each.owner or 0),
        "status": each.status.name.lower() if each.status else None,
        "change": each.change.name.lower() if each.change else None,
        "code": each.code,
        "amount": each.amount,
        "amount_of": each.amount_of,
        "moved": dict(each.moved),
        "related": each.related.case_key if each.related else None,
        "text": texts.get(each.event_id),
    }


def moment(us: int | None) -> str | None:
    """Return an instant as ISO 8601 in UTC."""
    return None if us is None else iso(us)
