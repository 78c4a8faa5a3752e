"""One policy: its statements in time, how it came to be, and the way back to an older version."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from helmline_web.people.access import right
from helmline_web.policies import actions, modes, queries, words
from helmline_web.policies.models import Draft, Mode, Policy


@right("see.policies")
def page(request: HttpRequest, section: str, code: str) -> HttpResponse:
    """Show what holds when, and every revision."""
    policy = queries.policy_named(section, code)
    if section == "calendar":
        return redirect("policies:calendar", name=code)
    context = {
        "policy": policy,
        "section": queries.section_named(section),
        "statements": statements(policy),
        "revisions": revisions(policy),
        "may_edit": request.viewer.may("edit.policies") and section != "incident",
    }
    return render(request, "policies/policy.html", context)


def statements(policy: Policy) -> list[dict[str, object]]:
    """Return each statement with its words, the newest first."""
    zone = modes.now().zone.key
    return [
        {
            "holds": words.holds(row, zone),
            "says": words.sentence(policy.section, row),
            "whom": words.whom(row) if policy.section in ("target", "sla") else "",
            "takes_over": row.get("takes_over", False),
        }
        for row in reversed(policy.statements)
    ]


def revisions(policy: Policy) -> list[dict[str, object]]:
    """Return each revision with who made it and how."""
    rows = list(policy.revisions.all())
    return [
        {
            "revision": row,
            "by": name,
            "mode": Mode(row.mode).label if row.mode else "",
            "is_now": row.version == policy.version,
        }
        for row, name in zip(rows, queries.names(rows), strict=True)
    ]


@right("edit.policies")
@require_POST
def restore(request: HttpRequest, section: str, code: str, version: int) -> HttpResponse:
    """Think of putting an older version in force again: a draft, previewed like any other."""
    policy = queries.policy_named(section, code)
    revision = get_object_or_404(policy.revisions, version=version)
    draft = Draft(
        section=section, code=code, seen=policy.version, restores=revision, by_id=request.viewer.user_id
    )
    return redirect("policies:draft", number=actions.save_draft(draft).pk)


@right("edit.policies")
@require_POST
def end(request: HttpRequest, section: str, code: str) -> HttpResponse:
    """Think of ending a policy: a draft that wants nothing in its place."""
    policy = queries.policy_named(section, code)
    draft = Draft(
        section=section, code=code, seen=policy.version, since=modes.now().today, by_id=request.viewer.user_id
    )
    return redirect("policies:draft", number=actions.save_draft(draft).pk)
