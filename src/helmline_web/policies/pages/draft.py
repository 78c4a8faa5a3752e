"""A change before it is made: what it would move, by one of three modes; then put in force, or dropped."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helmline_web.decisions.versions import Stale
from helmline_web.people.access import right
from helmline_web.policies import actions, drafts, queries, shown
from helmline_web.policies.drafts import Refused
from helmline_web.policies.forms.change import ModeForm
from helmline_web.policies.models import Draft, Policy
from helmline_web.policies.modes import Impossible
from helmline_web.policies.preview import preview
from helmline_web.policies.sections import SECTIONS


@right("edit.policies")
def page(request: HttpRequest, number: int) -> HttpResponse:
    """Show the preview; a POST takes another mode, day or reason and shows it again."""
    draft = queries.draft_of(request.viewer.user_id, number)
    form = ModeForm(request.POST or None, instance=draft)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("policies:draft", number=draft.pk)
    return _shown(request, draft, form)


def _shown(request: HttpRequest, draft: Draft, form: ModeForm, status: int = 200) -> HttpResponse:
    standing = drafts.policy_of(draft)
    if standing and standing.version != draft.seen:
        return _both(request, draft, standing)
    context: dict[str, Any] = {
        "draft": draft,
        "form": form,
        "section": SECTIONS[draft.section],
        "modes": _has_modes(draft),
    }
    try:
        thought = drafts.outlook(draft)
    except Impossible as fault:
        context["impossible"] = str(fault)
    except Refused as fault:
        context["refused"] = [*(line for lines in fault.here.values() for line in lines), *fault.elsewhere]
    else:
        found = preview(request.viewer, draft.section, thought.proposal.reference)
        context |= shown.of(found) | {
            "preview": found, "statements": shown.statements(draft.section, thought.statements),
            "warnings": [finding.message for finding in thought.proposal.warnings],
        }  # fmt: skip
    return render(request, "policies/draft.html", context, status=status)


def _has_modes(draft: Draft) -> bool:
    """Return whether a mode is to be chosen: days and windows say themselves when they are."""
    if draft.restores:
        return False
    return SECTIONS[draft.section].dated or "hours" in draft.wanted


def _both(request: HttpRequest, draft: Draft, standing: Policy) -> HttpResponse:
    """Show both versions: somebody else was faster. Nothing is lost, and nothing is decided here."""
    mine = draft.restores.statements if draft.restores else [draft.wanted]
    context = {
        "draft": draft, "section": SECTIONS[draft.section],
        "theirs": standing.revisions.first(), "by": queries.names(standing.revisions.all()[:1])[0],
        "pairs": shown.side_by_side(standing.latest, mine[-1] if mine else {}),
    }  # fmt: skip
    return render(request, "policies/both.html", context, status=409)


@right("edit.policies")
@require_POST
def put_in_force(request: HttpRequest, number: int) -> HttpResponse:
    """Do it."""
    draft = queries.draft_of(request.viewer.user_id, number)
    place = (draft.section, draft.code)
    try:
        actions.apply(draft, by=request.viewer.user_id)
    except (Stale, Refused, Impossible):
        return _shown(request, draft, ModeForm(instance=draft), status=409)
    messages.success(request, _("In force and published."))
    return redirect("policies:policy", *place)


@right("edit.policies")
@require_POST
def rebase(request: HttpRequest, number: int) -> HttpResponse:
    """Put one's own version over the other one: it is previewed again."""
    draft = queries.draft_of(request.viewer.user_id, number)
    actions.rebase(draft)
    return redirect("policies:draft", number=draft.pk)


@right("edit.policies")
@require_POST
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Leave everything as it is."""
    queries.draft_of(request.viewer.user_id, number).delete()
    messages.info(request, _("Dropped. Everything stays as it is."))
    return redirect("policies:overview")
