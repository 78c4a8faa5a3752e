"""The trail: who decided, changed, exported or looked at what, and whether it is as it was written."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helmline_web.decisions import actions, kinds, names, queries
from helmline_web.decisions.cells import guarded
from helmline_web.decisions.models import Entry
from helmline_web.ui.doors import right
from helmline_web.ui.tables import Column, Pager, Row, Table

_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asked for, as it stands in the address; what cannot be read counts for nothing."""

    words: str
    who: str
    group: str
    since: date | None
    until: date | None
    oldest_first: bool

    @classmethod
    def of(cls, asked: QueryDict) -> Asked:
        """Read the address."""
        return cls(
            words=asked.get("q", ""),
            who=asked.get("who", ""),
            group=asked.get("group", "") if asked.get("group") in kinds.GROUPS else "",
            since=_day(asked.get("since", "")),
            until=_day(asked.get("until", "")),
            oldest_first=asked.get("sort") == "at",
        )

    def entries(self, zone: ZoneInfo) -> Any:
        """Return the entries asked for."""
        found = queries.find(
            words=self.words,
            group=self.group,
            by=names.find(self.who) if self.who else None,
            since_us=_us(self.since, zone),
            until_us=_us(self.until + timedelta(days=1) if self.until else None, zone),
        )
        return found.order_by("seq") if self.oldest_first else found


@right("see.trail")
def trail(request: HttpRequest) -> HttpResponse:
    """Show the entries asked for, and what the last check of the chain said."""
    asked, query = Asked.of(request.GET), request.GET
    entries = asked.entries(ZoneInfo(request.viewer.zone))
    offset = _whole(query.get("from", ""))
    shown = list(entries[offset : offset + _PAGE])
    context = {
        "asked": asked,
        "groups": kinds.GROUPS.items(),
        "table": _table(request, shown, asked),
        "pager": Pager(offset, _PAGE, entries.count(), lambda start: _with(query, **{"from": str(start)})),
        "check": queries.last_check(),
        "export": reverse("decisions:export") + _with(query, **{"from": ""}),
    }
    return render(request, "decisions/trail.html", context)


@right("see.trail")
@require_POST
def check(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Walk the whole chain now."""
    actions.check()
    return redirect("decisions:trail")


@right("see.trail")
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Return the entries asked for as CSV, with what is needed to check the chain elsewhere."""
    entries = Asked.of(request.GET).entries(ZoneInfo(request.viewer.zone))
    actions.record("trail.exported", by=request.viewer.user_id, detail={"rows": entries.count()})
    response = StreamingHttpResponse(
        _csv(entries.iterator(chunk_size=1000)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="trail.csv"'
    return response


class _Echo:
    """Hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _csv(entries: Iterable[Entry]) -> Iterator[str]:
    write = csv.writer(_Echo()).writerow
    yield write(["seq", "at_us", "by", "kind", "subject", "detail", "previous", "hash"])
    for entry in entries:
        detail = json.dumps(entry.detail, sort_keys=True)
        about, told = guarded(entry.subject), guarded(detail)
        yield write(
            [entry.seq, entry.at_us, entry.by or "", entry.kind, about, told, entry.previous, entry.hash]
        )


def _table(request: HttpRequest, entries: list[Entry], asked: Asked) -> Table:
    known = names.of({entry.by for entry in entries if entry.by is not None})
    columns = (
        Column("at", _("When"), "moment", zone=request.viewer.zone, sortable=True),
        Column("who", _("Who")),
        Column("what", _("What"), strong=True),
        Column("about", _("About"), quiet=True),
        Column("seq", _("Number"), "number", quiet=True),
    )
    return Table(
        columns=columns,
        rows=[_row(entry, known) for entry in entries],
        caption=_("The trail"),
        sort="at" if asked.oldest_first else "-at",
        sort_link=lambda sort: _with(request.GET, sort="at" if sort == "at" else "", **{"from": ""}),
        empty_title=_("Nothing fits"),
        empty=_("Ask for a longer time, or for fewer words."),
    )


def _row(entry: Entry, known: Mapping[int, str]) -> Row:
    kind = kinds.known(entry.kind)
    who = _("The system") if entry.by is None else known.get(entry.by, _("User %(n)d") % {"n": entry.by})
    values = {"at": entry.at_us, "who": who, "what": entry.words, "about": entry.subject, "seq": entry.seq}
    href = kind.link(entry) if kind and kind.link else ""
    return Row(values, href=href, key=str(entry.seq))


def _with(asked: QueryDict, **changes: str) -> str:
    """Return this page's query string with some parts changed; an empty one falls away."""
    query = asked.copy()
    for name, value in changes.items():
        query[name] = value
    for name in [name for name, value in query.items() if not value]:
        del query[name]
    return f"?{query.urlencode()}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _us(day: date | None, zone: ZoneInfo) -> int | None:
    return None if day is None else round(datetime.combine(day, time(), zone).timestamp()) * 1_000_000


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
