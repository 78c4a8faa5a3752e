"""Keep, rename, share and drop views; a dropped one can be brought back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from helmline_web.dashboards.saved import queries
from helmline_web.dashboards.saved.addresses import page_of
from helmline_web.decisions.actions import record
from helmline_web.people.access import Viewer
from helmline_web.people.models import SavedView, Team


@transaction.atomic
def save(viewer: Viewer, address: str, title: str, team: str = "") -> SavedView:
    """Keep an address under a name; a view of that page and name is replaced.

    `team` shares it with that team. Raises ValidationError for a name or page that will not do.
    """
    page, query = page_of(address)
    view, _made = SavedView.objects.update_or_create(
        user_id=viewer.user_id,
        page=page,
        title=_title(title),
        defaults={"query": query, "team": _team(viewer, team)},
    )
    _record("saved", viewer, view)
    return view


@transaction.atomic
def rename(viewer: Viewer, number: int, title: str) -> SavedView:
    """Give a view another name; raise ValidationError where the page has one of that name already."""
    view = queries.own(viewer, number)
    view.title = _title(title)
    if (
        SavedView.objects.filter(user_id=viewer.user_id, page=view.page, title=view.title)
        .exclude(pk=number)
        .exists()
    ):
        raise ValidationError(_("You already have a view of this name on that page."))
    view.save(update_fields=["title"])
    _record("renamed", viewer, view)
    return view


@transaction.atomic
def share(viewer: Viewer, number: int, team: str) -> SavedView:
    """Share a view with a team, or with nobody where `team` is empty."""
    view = queries.own(viewer, number)
    view.team = _team(viewer, team)
    view.save(update_fields=["team"])
    _record("shared", viewer, view, team=team) if team else _record("unshared", viewer, view)
    return view


@transaction.atomic
def delete(viewer: Viewer, number: int) -> dict[str, Any]:
    """Drop a view; return what `restore` needs to bring it back."""
    view = queries.own(viewer, number)
    kept = {"page": view.page, "title": view.title, "query": view.query, "team_id": view.team_id}
    _record("deleted", viewer, view)
    view.delete()
    return kept


@transaction.atomic
def restore(viewer: Viewer, kept: dict[str, Any]) -> SavedView:
    """Bring a dropped view back as it was; one saved under its name in the meantime gives way."""
    names = {"page": kept["page"], "title": kept["title"]}
    left = {"query": kept["query"], "team_id": kept["team_id"]}
    view, _made = SavedView.objects.update_or_create(user_id=viewer.user_id, **names, defaults=left)
    _record("restored", viewer, view)
    return view


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not title:
        raise ValidationError(_("Give the view a name."))
    if len(title) > 100:
        raise ValidationError(_("A name has at most 100 letters."))
    return title


def _team(viewer: Viewer, code: str) -> Team | None:
    if not code:
        return None
    team = queries.teams(viewer).filter(code=code).first()
    if team is None:
        raise ValidationError(_("You cannot share with that team."))
    return team


def _record(act: str, viewer: Viewer, view: SavedView, **detail: str) -> None:
    record(f"view.{act}", by=viewer.user_id, subject=f"view:{view.pk}", detail={"page": view.page, **detail})
