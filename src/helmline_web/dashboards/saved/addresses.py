"""A saved view names its page as the address book does, so it survives a change of paths."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from helmline_web.people.models import SavedView
from helmline_web.ui import navigation

#: longer query strings are refused by browsers and mail programs on the way
LONGEST = 4_000


def page_of(address: str) -> tuple[str, str]:
    """Return a local address as page and query string: `/teams/north?clock=business` is `dashboards:team north`.

    Raises ValidationError for an address that is no page of ours, or too long.
    """
    parts = urlsplit(address)
    try:
        match = resolve(parts.path)
    except Resolver404:
        raise ValidationError(_("This page cannot be saved.")) from None
    if parts.netloc or len(parts.query) > LONGEST:
        raise ValidationError(_("This page cannot be saved."))
    arguments = [*match.args, *match.kwargs.values()]
    return " ".join([match.view_name, *map(str, arguments)]), parts.query


def address_of(view: SavedView) -> str:
    """Return where a saved view opens; "" where its page is gone."""
    name, *arguments = view.page.split(" ")
    try:
        path = reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
    return f"{path}?{view.query}" if view.query else path


def page_title(view: SavedView) -> str:
    """Return what the rail calls the page of a saved view."""
    name = view.page.split(" ")[0]
    titles = {entry.url_name: str(entry.title) for entry in navigation.entries()}
    covered = {url: str(entry.title) for entry in navigation.entries() for url in entry.covers}
    return titles.get(name) or covered.get(name) or name
