"""Write a statement: a new policy, or the next one of a policy that stands. Nothing changes yet."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from helmline_web.people.access import right
from helmline_web.policies import actions, drafts, modes, queries
from helmline_web.policies.drafts import Refused, outlook
from helmline_web.policies.forms.parts import Filled
from helmline_web.policies.forms.statements import FORMS
from helmline_web.policies.models import Draft, Mode, Policy

#: fields that say when a statement holds; the mode decides about them
_DATES = ("from", "to", "takes_over")


@right("edit.policies")
def new(request: HttpRequest, section: str) -> HttpResponse:
    """Write a policy that does not exist yet."""
    if section == "calendar":
        return redirect("policies:new-calendar")
    return _form(request, section, None)


@right("edit.policies")
def edit(request: HttpRequest, section: str, code: str) -> HttpResponse:
    """Write the next statement of a policy."""
    return _form(request, section, queries.policy_named(section, code))


@right("edit.policies")
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Go on writing a draft."""
    draft = queries.draft_of(request.viewer.user_id, number)
    return _form(request, draft.section, drafts.policy_of(draft), draft)


def _form(
    request: HttpRequest, section: str, policy: Policy | None, draft: Draft | None = None
) -> HttpResponse:
    kind = queries.section_named(section)
    if section not in FORMS:
        return redirect("policies:section", section=section)
    standing = _standing(section, policy, draft)
    filled = Filled(section, standing, request.POST or None, is_new=policy is None)
    if request.method == "POST" and filled.is_valid():
        draft = _drafted(request, section, policy, draft, filled.statement())
        try:
            outlook(draft)
        except Refused as refused:
            filled.blame(refused.here, refused.elsewhere)
        else:
            return redirect("policies:draft", number=actions.save_draft(draft).pk)
    context = {
        "section": kind, "policy": policy, "filled": filled,
        "cancel": reverse("policies:policy", args=(section, policy.code)) if policy else reverse("policies:section", args=(section,)),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "policies/edit.html", context, status=status)


def _standing(section: str, policy: Policy | None, draft: Draft | None) -> dict[str, Any]:
    """Return what the form begins with: the draft, else the statement in force, without its dates."""
    if draft and draft.wanted:
        return draft.wanted
    shown = (
        next((held.shown for held in queries.held(section) if held.policy == policy), {}) if policy else {}
    )
    return {name: value for name, value in shown.items() if name not in _dates(section)}


def _dates(section: str) -> tuple[str, ...]:
    return () if section == "event" else _DATES


def _drafted(
    request: HttpRequest, section: str, policy: Policy | None, draft: Draft | None, wanted: dict[str, Any]
) -> Draft:
    kind = queries.section_named(section)
    draft = draft or Draft(
        section=section, seen=policy.version if policy else 0, mode=Mode.FROM_DATE, since=modes.now().today
    )
    draft.code = policy.code if policy else kind.key(wanted)
    draft.wanted, draft.by_id = wanted, request.viewer.user_id
    if not policy and (standing := Policy.objects.filter(section=section, code=draft.code).first()):
        draft.seen = standing.version  # it ended once, or somebody wrote it meanwhile: this follows it
    return draft
