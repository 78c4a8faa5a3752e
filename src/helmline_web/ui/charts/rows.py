"""Pictures made of named rows: on a page words that wrap beside small drawings, on paper one drawing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from helmline_web.ui.charts.surface import Box, Paper, Screen, Surface


@dataclass(frozen=True, slots=True)
class RowWords:
    """What stands beside one row's drawing; `strong` marks the rows that begin and end a sum."""

    name: str
    value: str
    aside: str = ""
    href: str = ""
    strong: bool = False
    quiet: bool = False

    @property
    def css(self) -> str:
        """Return the classes of the row."""
        return "why-row" + " is-end" * self.strong + " is-noise" * self.quiet


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of one height. `draw` draws row number `i` with its top at `y`."""

    kind: str
    title: str
    height: float
    words: Sequence[RowWords]
    draw: Callable[[Surface, int, float], None]

    def on_screen(self) -> SafeString:
        """Return the rows for a page: name, drawing, value."""
        rows = format_html_join(
            "", "{}", ((self._row(number, words),) for number, words in enumerate(self.words))
        )
        return format_html(
            '<div class="why {}" role="group" aria-label="{}">{}</div>', self.kind, self.title, rows
        )

    def _row(self, number: int, words: RowWords) -> SafeString:
        surface = Screen(Box(self.height))
        self.draw(surface, number, 0)
        aside = format_html('<small class="range">{}</small>', words.aside) if words.aside else ""
        inside = format_html(
            '<span>{}</span>{}<span class="num">{}{}</span>',
            words.name,
            surface.finish("", ""),
            words.value,
            aside,
        )
        if words.href:
            return format_html('<a class="{}" href="{}">{}</a>', words.css, words.href, inside)
        return format_html('<div class="{}">{}</div>', words.css, inside)

    def on_paper(self, width: float) -> SafeString:
        """Return the rows as one drawing that stands alone."""
        paper = Paper(Box(self.height * len(self.words), left=220, right=96), width)
        for number, words in enumerate(self.words):
            y = number * self.height
            self.draw(paper, number, y)
            look = "t-ink" if words.strong else "t-soft"
            paper.margin_text(words.name, y + self.height / 2 + 4, look)
            paper.margin_text(words.value, y + self.height / 2 + 4, look, at_end=True)
        return paper.finish(self.title, "")
