"""Days that differ: added by hand, proposed by region, or read from a calendar file; looked at before they apply."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from helmline.calendar import holidays
from helmline.calendar.holidays import Origin, Proposal
from helmline.errors import CalendarError
from helmline_web.people.access import right
from helmline_web.policies import actions, modes, queries
from helmline_web.policies.forms.calendars import DayForm, FeedForm, RegionForm
from helmline_web.policies.models import Draft, Policy

ORIGINS = {
    Origin.LAW: _lazy("by law"),
    Origin.DE_FACTO: _lazy("by custom"),
    Origin.PATRON_SAINT: _lazy("patron saint"),
    Origin.COMPANY: _lazy("company day"),
    Origin.FEED: _lazy("from the file"),
}
#: how far ahead a calendar file is read
_AHEAD = timedelta(days=730)


@right("edit.policies")
def page(request: HttpRequest, name: str) -> HttpResponse:
    """Show the three ways to days that differ, and what the one chosen proposes."""
    policy = queries.policy_named("calendar", name)
    forms = _forms(request)
    proposals: list[Proposal] = []
    asked = request.POST.get("way", "")
    if request.method == "POST" and asked in forms and forms[asked].is_valid():
        if asked == "day":
            return _drafted(request, policy, [forms["day"].exception()])
        try:
            proposals = _proposed(asked, forms[asked].cleaned_data)
        except CalendarError as wrong:
            forms[asked].add_error(None, f"{wrong.message} {wrong.hint}")
        if not proposals and not forms[asked].errors:
            forms[asked].add_error(None, _("There is no day in it for this and the next two years."))
    failed = any(form.errors for form in forms.values())
    context = {"policy": policy, "forms": forms, "proposals": _new(policy, proposals)}
    return render(request, "policies/days.html", context, status=422 if failed else 200)


def _forms(request: HttpRequest) -> dict[str, Any]:
    asked = request.POST.get("way", "")
    year = modes.now().today.year
    made = {
        "day": (DayForm, {}),
        "region": (RegionForm, {"years": f"{year}, {year + 1}"}),
        "file": (FeedForm, {}),
    }
    return {
        way: form(request.POST, request.FILES, prefix=way)
        if way == asked
        else form(prefix=way, initial=initial)
        for way, (form, initial) in made.items()
    }


def _proposed(way: str, said: dict[str, Any]) -> list[Proposal]:
    if way == "region":
        return holidays.propose(said["region"].strip(), said["years"], said["company"], said["city"] or None)
    today = modes.now().today
    return holidays.from_ical(said["file"], today.replace(month=1, day=1), today + _AHEAD)


def _new(policy: Policy, proposals: list[Proposal]) -> list[dict[str, Any]]:
    """Return the proposals for a person to look through; a day that the calendar has already says so."""
    taken = {str(row.get("on")) for row in policy.latest.get("exception", [])}
    return [
        {
            "day": one.day,
            "name": one.name,
            "origin": ORIGINS[one.origin],
            "taken": one.day.isoformat() in taken,
        }
        for one in proposals
    ]


@right("edit.policies")
@require_POST
def approve(request: HttpRequest, name: str) -> HttpResponse:
    """Take the days that were ticked, each with the name and hours it was given."""
    policy = queries.policy_named("calendar", name)
    chosen = [_approved(request, text) for text in request.POST.getlist("approved")]
    found = [one for one in chosen if one]
    if not found:
        return redirect("policies:days", name=name)
    return _drafted(request, policy, found)


def _approved(request: HttpRequest, text: str) -> dict[str, Any] | None:
    form = DayForm(
        {
            "first": text,
            "hours": request.POST.get(f"hours-{text}", ""),
            "name": request.POST.get(f"name-{text}", ""),
        }
    )
    return form.exception() if form.is_valid() else None


def _drafted(request: HttpRequest, policy: Policy, fresh: list[dict[str, Any]]) -> HttpResponse:
    """Think of a calendar with these days; one that is there already gives way."""
    days = {day for row in fresh for day in _covered(row)}
    kept = [row for row in policy.latest.get("exception", []) if not days & _covered(row)]
    return _draft_of(request, policy, [*kept, *fresh])


def _covered(row: dict[str, Any]) -> set[date]:
    first = date.fromisoformat(row.get("on") or row["from"])
    last = date.fromisoformat(row.get("on") or row["to"])
    return {first + timedelta(days=number) for number in range((last - first).days + 1)}


@right("edit.policies")
@require_POST
def remove(request: HttpRequest, name: str) -> HttpResponse:
    """Think of a calendar without one of its days that differ."""
    policy = queries.policy_named("calendar", name)
    first = request.POST.get("first", "")
    kept = [
        row for row in policy.latest.get("exception", []) if first not in (row.get("on"), row.get("from"))
    ]
    return _draft_of(request, policy, kept)


def _draft_of(request: HttpRequest, policy: Policy, exceptions: list[dict[str, Any]]) -> HttpResponse:
    draft = Draft(
        section="calendar", code=policy.code, seen=policy.version, wanted={"exception": exceptions},
        by_id=request.viewer.user_id,
    )  # fmt: skip
    return redirect("policies:draft", number=actions.save_draft(draft).pk)
