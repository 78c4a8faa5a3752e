"""One calendar: its week, its versions, the days that differ, and what that means right now."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from helmline.calendar import Calendar
from helmline_web.people.access import right
from helmline_web.policies import actions, modes, queries, week, words
from helmline_web.policies.drafts import Refused, outlook
from helmline_web.policies.forms.calendars import CalendarForm, HoursForm
from helmline_web.policies.models import Draft, Mode, Policy
from helmline_web.policies.pages.policy import revisions
from helmline_web.ui import formats

#: how far ahead the page says when it opens next
_DAYS = 7


@right("see.policies")
def page(request: HttpRequest, name: str) -> HttpResponse:
    """Show a calendar."""
    policy = queries.policy_named("calendar", name)
    table = policy.latest
    context = {
        "policy": policy,
        "table": table,
        "versions": _versions(table),
        "exceptions": _exceptions(table),
        "next": _next(table) if table else "",
        "revisions": revisions(policy),
        "may_edit": request.viewer.may("edit.policies"),
    }
    return render(request, "policies/calendar.html", context)


def _versions(table: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the weekly hours of each version, the newest first."""
    zone = table.get("zone", "UTC")
    versions = modes.versions_of(table)
    return [
        {
            "days": week.grid(version.get("hours", [])),
            "from": words.holds({"from": version.get("from", "")}, zone),
        }
        for version in reversed(versions)
    ]


def _exceptions(table: dict[str, Any]) -> list[dict[str, Any]]:
    rows = sorted(table.get("exception", []), key=_first, reverse=True)
    return [
        {
            "row": row,
            "first": _first(row),
            "days": _days(row),
            "hours": ", ".join(row.get("hours", [])) or _("closed"),
        }
        for row in rows
    ]


def _first(row: dict[str, Any]) -> str:
    return str(row.get("on") or row.get("from"))


def _days(row: dict[str, Any]) -> str:
    if "on" in row:
        return formats.day(date.fromisoformat(row["on"]), year=True)
    return formats.days(date.fromisoformat(row["from"]), date.fromisoformat(row["to"]))


def _next(table: dict[str, Any]) -> str:
    """Say whether it is open now, and what comes next."""
    calendar, at = Calendar.from_dict(table), modes.now()
    now_us = round(at.at.timestamp() * 1e6)
    until = now_us + round(timedelta(days=_DAYS).total_seconds() * 1e6)
    stretches = calendar.open_intervals(now_us, until)
    if not stretches:
        return _("Closed for the next week.")
    start, stop = stretches[0]
    if start <= now_us:
        return _("Open now, until %(moment)s.") % {"moment": formats.moment(stop, calendar.zone)}
    return _("Closed now; opens %(moment)s.") % {"moment": formats.moment(start, calendar.zone)}


@right("edit.policies")
def new(request: HttpRequest) -> HttpResponse:
    """Write a calendar that does not exist yet."""
    form = CalendarForm(request.POST or None, initial={"zone": modes.now().zone.key})
    if form.is_valid():
        statement = form.statement()
        return _drafted(request, form, statement["name"], statement)
    return _form(request, form, None)


@right("edit.policies")
def hours(request: HttpRequest, name: str) -> HttpResponse:
    """Write other weekly hours."""
    policy = queries.policy_named("calendar", name)
    versions = modes.versions_of(policy.latest)
    form = HoursForm(
        request.POST or None, initial=week.typed(versions[-1].get("hours", [])) if versions else {}
    )
    if form.is_valid():
        return _drafted(request, form, name, {"hours": form.hours()}, policy)
    return _form(request, form, policy)


def _drafted(
    request: HttpRequest, form: HoursForm, name: str, wanted: dict[str, Any], policy: Policy | None = None
) -> HttpResponse:
    draft = Draft(
        section="calendar", code=name, seen=policy.version if policy else 0, wanted=wanted, mode=Mode.FROM_DATE,
        since=modes.now().today, by_id=request.viewer.user_id,
    )  # fmt: skip
    try:
        outlook(draft)
    except Refused as refused:
        for message in [*(line for lines in refused.here.values() for line in lines), *refused.elsewhere]:
            form.add_error(None, message)
        return _form(request, form, policy)
    return redirect("policies:draft", number=actions.save_draft(draft).pk)


def _form(request: HttpRequest, form: HoursForm, policy: Policy | None) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "policies/hours.html", {"form": form, "policy": policy}, status=status)
