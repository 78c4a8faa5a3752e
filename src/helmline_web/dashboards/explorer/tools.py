"""What stands around a result: the ways to look at it, the columns to choose, the files to take away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from django.urls import reverse
from django.utils.translation import gettext_lazy

from helmline_web.analytics.finer import USUAL
from helmline_web.dashboards.explorer import behind
from helmline_web.dashboards.explorer.question import Question
from helmline_web.ui.frame import Choice

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

_VIEWS: Final = {
    "trend": gettext_lazy("Over time"),
    "parts": gettext_lazy("Side by side"),
    "spread": gettext_lazy("Spread"),
    "change": gettext_lazy("What changed"),
}
FORMATS: Final = ("csv", "xlsx", "parquet")


@dataclass(frozen=True, slots=True)
class Pick:
    """A column that may be shown."""

    name: str
    title: str
    is_on: bool


def views(question: Question) -> list[Choice]:
    """Return the ways to look at the same question."""
    return [
        Choice(str(title), f"?{question.params(view=view, sort='', columns=())}", is_on=view == question.view)
        for view, title in _VIEWS.items()
    ]


def kept(question: Question) -> list[tuple[str, str]]:
    """Return what the builder sends along unseen: what the page's frame chose, and the way to look."""
    travels = parse_qsl(question.selection.but(incidents="with", finer=USUAL, beside=()).params())
    return [*travels, ("view", question.view)]


def columns(question: Question) -> list[Pick]:
    """Return the columns of the tables; () where the way to look fixes them."""
    if question.view == "change":
        return []
    known = {column.name: column for metric in question.found() for column in behind.columns(metric)}
    shown = {column.name for metric in question.found() for column in behind.chosen(metric, question)}
    return [Pick(name, column.title, name in shown) for name, column in known.items()]


def exports(viewer: Viewer, question: Question) -> list[Choice]:
    """Return the files that hold the very same cells, for those who may take them away."""
    if not viewer.may("export"):
        return []
    address = reverse("dashboards:export")
    return [Choice(name.upper(), f"{address}?{question.params()}&format={name}") for name in FORMATS]
