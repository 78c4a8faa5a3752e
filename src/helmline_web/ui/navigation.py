"""The rail: apps register their pages at start, each reader sees the groups that hold something for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: code, title, icon; in the order of the rail, which is the same for every role
GROUPS: Final = (
    ("today", _("Today"), "today"),
    ("performance", _("Performance"), "performance"),
    ("quality", _("Quality"), "quality"),
    ("people", _("People"), "people"),
    ("customers", _("Customers"), "customers"),
    ("operations", _("Operations"), "operations"),
    ("planning", _("Planning"), "planning"),
    ("reports", _("Reports"), "reports"),
    ("data", pgettext_lazy("group of pages", "Data"), "data"),
    ("settings", _("Settings"), "settings"),
)
#: the first group below the rail's line
BELOW_LINE: Final = "data"


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the rail; `covers` are further views that belong to it, such as one agent below Agents."""

    group: str
    title: str
    url_name: str
    right: str = ""
    order: int = 100
    covers: tuple[str, ...] = ()
    count: Callable[[HttpRequest], int | None] | None = None
    icon: str = ""  # for the thumb bar of a phone


@dataclass(frozen=True, slots=True)
class Page:
    """An entry as one reader sees it."""

    title: str
    href: str
    icon: str
    is_here: bool
    count: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the rail with at least one page."""

    code: str
    title: str
    icon: str
    pages: tuple[Page, ...]
    is_open: bool
    after_line: bool

    @property
    def href(self) -> str:
        """Return where the group's own link goes: its first page."""
        return self.pages[0].href


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Put a page on the rail; called from `AppConfig.ready`, once for each address."""
    if entry.group not in {code for code, _title, _icon in GROUPS}:
        raise ValueError(f"{entry.url_name}: there is no group {entry.group!r} on the rail")
    _entries[entry.url_name] = entry


def entries() -> tuple[Entry, ...]:
    """Return every registered page, in the order of the rail."""
    place = {code: number for number, (code, _title, _icon) in enumerate(GROUPS)}
    return tuple(sorted(_entries.values(), key=lambda entry: (place[entry.group], entry.order)))


def rail(request: HttpRequest, carried: str = "") -> list[Group]:
    """Return the groups this reader may open; `carried` is the query string that travels along."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    pages: dict[str, list[Page]] = {}
    for entry in entries():
        if _open_to(entry, request):
            pages.setdefault(entry.group, []).append(_page(entry, request, here, carried))
    return [
        Group(code, str(title), icon, tuple(found), any(page.is_here for page in found), code == BELOW_LINE)
        for code, title, icon in GROUPS
        if (found := pages.get(code))
    ]


def _open_to(entry: Entry, request: HttpRequest) -> bool:
    viewer = getattr(request, "viewer", None)
    return not entry.right or (viewer is not None and viewer.may(entry.right))


def _page(entry: Entry, request: HttpRequest, here: str, carried: str) -> Page:
    href = reverse(entry.url_name)
    return Page(
        str(entry.title),
        f"{href}?{carried}" if carried else href,
        entry.icon,
        here == entry.url_name or here in entry.covers,
        entry.count(request) if entry.count else None,
    )
