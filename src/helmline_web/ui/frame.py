"""What surrounds every page. `ui` knows no models: the apps that know provide the parts.

    frame.provide("period", lambda request: Picker(...))     # in AppConfig.ready

A part is asked for only when a template shows it, so a fragment pays for none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi

from helmline_web.ui import navigation
from helmline_web.ui.preferences import CHOICES, chosen

#: what may be provided, and what the function returns
SLOTS: Final = {
    "scope": "Picker: brand and team",
    "period": "Picker: the span of time",
    "clock": "list[Choice]: business or calendar",
    "freshness": "Freshness: until when the data reaches",
    "person": "Person: who looks",
    "carried": "str: the query string that travels from page to page, without `?`",
    "search": "str: the address that searches, asked with `?q=`",
    "help": "str: the address of the manual",
    "notices": "list[str]: what everyone must know now, such as a worker that died",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose, as a link."""

    title: str
    href: str
    note: str = ""
    is_on: bool = False


@dataclass(frozen=True, slots=True)
class Picker:
    """A button that opens a list: its own words, the choices, and optionally two dates."""

    label: str  # what is picked, for those who do not see it
    title: str
    note: str = ""
    groups: tuple[tuple[str, tuple[Choice, ...]], ...] = ()  # heading (may be empty) and its choices
    dates: tuple[str, str] | None = None  # names of two date fields, such as since and until
    values: tuple[str, str] = ("", "")
    hidden: tuple[tuple[str, str], ...] = ()  # the rest of the query string, kept by the date form


@dataclass(frozen=True, slots=True)
class Freshness:
    """Until when the data reaches, each source with its age in words."""

    title: str
    sources: tuple[tuple[str, str], ...] = ()
    href: str = ""
    is_old: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Who looks; `links` are pages of their own, `sign_out` is posted to."""

    name: str
    role: str = ""
    links: tuple[Choice, ...] = ()
    sign_out: str = ""

    @property
    def initials(self) -> str:
        """Return one or two letters: of the first and the last word of the name."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


_providers: dict[str, Callable[[HttpRequest], Any]] = {}


def provide(slot: str, function: Callable[[HttpRequest], Any]) -> None:
    """Say who knows a part of the frame; the last one wins."""
    if slot not in SLOTS:
        raise ValueError(f"the frame has no part {slot!r}; it has {', '.join(SLOTS)}")
    _providers[slot] = function


class Frame:
    """The parts of the frame for one request, each worked out when a template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._found: dict[str, Any] = {}

    def __getitem__(self, slot: str) -> Any:
        if slot not in SLOTS:
            raise KeyError(slot)
        if slot not in self._found:
            provider = _providers.get(slot)
            self._found[slot] = provider(self._request) if provider else None
        return self._found[slot]

    @cached_property
    def rail(self) -> list[navigation.Group]:
        """Return the groups of pages this reader may open."""
        return navigation.rail(self._request, self["carried"] or "")

    @cached_property
    def thumb(self) -> list[navigation.Page]:
        """Return up to four pages for the bar under a phone's thumb: those registered with an icon."""
        return [page for group in self.rail for page in group.pages if page.icon][:4]

    @property
    def language(self) -> str:
        """Return the page's language code."""
        return get_language() or "en"

    @property
    def direction(self) -> str:
        """Return `rtl` or `ltr`."""
        return "rtl" if get_language_bidi() else "ltr"

    @cached_property
    def preferences(self) -> dict[str, str]:
        """Return theme and density as this browser keeps them."""
        return {name: chosen(self._request, name) for name in CHOICES}

    @property
    def sheet(self) -> str:
        """Return the layout of a side sheet: over the page when htmx asks, else a page of its own.

        A sheet is one template with two entrances: `{% extends frame.sheet %}`, with its heading
        `<h1 id="sheet-title">` in the block `sheet_content`.
        """
        over = self._request.headers.get("HX-Target") == "sheet"
        return "ui/sheet_over.html" if over else "ui/sheet.html"

    @property
    def here(self) -> str:
        """Return this page's own address, to come back to."""
        return self._request.get_full_path()


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame` and `viewer` in every template."""
    return {"frame": Frame(request), "viewer": getattr(request, "viewer", None)}
