"""What fits some words, group by group, within the reader's scope; nothing tells whether there is more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helmline_web.analytics import door, search, terms
from helmline_web.analytics.search import Hit
from helmline_web.dashboards.definitions import listing
from helmline_web.people import words as own_words
from helmline_web.people.models import Person
from helmline_web.ui import formats, navigation

if TYPE_CHECKING:
    from helmline.metrics.finding import Found
    from helmline_web.people.access import Viewer

#: of each group; whoever wants more types more
_MOST: Final = 6


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to open."""

    title: str
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one kind; `icon` is one of the sprite's."""

    title: str
    icon: str
    items: tuple[Item, ...]


def groups(request: HttpRequest, words: str) -> list[Group]:
    """Return what fits, contacts first because their numbers are exact; without words, the pages."""
    viewer = request.viewer
    named = [
        (own_words.heading("interaction"), "customers", _contacts(viewer, words)),
        (_("Pages"), "today", _pages(request, words)),
        (_("What you can do"), "incident", _acts(viewer, words)),
        (_("Metrics"), "performance", _metrics(viewer, words)),
        (own_words.heading("team"), "people", _teams(viewer, words)),
        (_("People"), "people", _people(viewer, words)),
    ]
    found = [Group(title, icon, tuple(_first(items))) for title, icon, items in named]
    return [group for group in found if group.items]


def _first(items: Iterator[Item]) -> Iterator[Item]:
    for _place, item in zip(range(_MOST), items, strict=False):
        yield item


def _contacts(viewer: Viewer, words: str) -> Iterator[Item]:
    """Yield tickets of that number, and customers of that telephone number or address with their last contact."""
    if not words or door.is_empty():
        return
    for hit in search.find(viewer, words):
        yield from _of_customer(viewer, hit) if hit.kind == "contact" else [_contact(viewer, hit.latest)]


def _of_customer(viewer: Viewer, hit: Hit) -> Iterator[Item]:
    many = ngettext("%(n)s contact", "%(n)s contacts", len(hit.interactions))
    count = many % {"n": formats.number(len(hit.interactions))}
    for found in hit.interactions:
        item = _contact(viewer, found)
        yield Item(f"{hit.title} · {item.title}", item.href, f"{count} · {item.note}")


def _contact(viewer: Viewer, found: Found) -> Item:
    address = reverse("dashboards:interaction", args=[found.source, found.case_key])
    return Item(f"#{found.case_key}", address, formats.moment(found.created_us, viewer.zone))


def _pages(request: HttpRequest, words: str) -> Iterator[Item]:
    for group in navigation.rail(request):
        for page in group.pages:
            if _fits(words, page.title, group.title):
                yield Item(page.title, page.href, group.title)


def _acts(viewer: Viewer, words: str) -> Iterator[Item]:
    if viewer.may("declare.incident") and _fits(words, title := _("Declare an incident")):
        yield Item(title, reverse("policies:incidents"))


def _metrics(viewer: Viewer, words: str) -> Iterator[Item]:
    if words and viewer.may("see.catalogue"):
        for metric in sorted(listing.matching(words), key=lambda metric: _rank(words, terms.title(metric))):
            address = reverse("dashboards:definition", args=[metric.name])
            yield Item(terms.title(metric), address, listing.short(metric.family))


def _rank(words: str, title: str) -> int:
    """Return how well a title fits: begun by the words, holding them, or found by something else."""
    start, inside = title.casefold().startswith(words.casefold()), words.casefold() in title.casefold()
    return 0 if start else 1 if inside else 2


def _teams(viewer: Viewer, words: str) -> Iterator[Item]:
    if not words or not viewer.may("see.teams"):
        return
    seen = None if viewer.audience is None else {grant.value for grant in viewer.audience.teams}
    for code, team in sorted(door.reference().teams.items()):
        if (seen is None or code in seen) and _fits(words, code, team.name):
            yield Item(team.name or code, reverse("dashboards:team", args=[code]), code if team.name else "")


def _people(viewer: Viewer, words: str) -> Iterator[Item]:
    if not words or not viewer.may("see.people"):
        return
    people = Person.objects.filter(*(Q(name__icontains=word) for word in words.split()))
    if viewer.audience is not None:
        seen = {*viewer.subjects, *(grant.value for grant in viewer.audience.agents)}
        people = people.filter(identities__subject__in=seen).distinct()
    for person in people.filter(identities__isnull=False).distinct()[:_MOST]:
        yield Item(person.name, reverse("dashboards:agent", args=[person.pk]))


def _fits(words: str, *texts: str) -> bool:
    text = " ".join(texts).casefold()
    return all(word in text for word in words.casefold().split())
