"""Every component in every state, with the longest labels."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from helmline_web.ui import specimens


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the style guide; it holds no data, so anyone may look."""
    return render(request, "ui/styleguide.html", everything())


def sheet(request: HttpRequest) -> HttpResponse:
    """Show a number opened: in the side sheet, or as a page of its own."""
    return render(request, "ui/styleguide_sheet.html", everything())


def everything() -> dict[str, object]:
    """Return one of each part."""
    return {
        "figures": specimens.FIGURES,
        "figure_states": specimens.FIGURE_STATES,
        "charts": specimens.CHARTS,
        "differences": specimens.DIFFERENCES,
        "used": specimens.USED,
        "table": specimens.queue_table(),
        "empty_table": specimens.EMPTY_TABLE,
        "pager": specimens.PAGER,
        "clocks": specimens.CLOCKS,
        "exports": specimens.EXPORTS,
        "period": specimens.PERIOD,
        "form": specimens.CalendarForm(initial={"name": "Poland, standard", "mode": "keep"}),
        "wrong_form": specimens.filled_wrongly(),
        "longest": specimens.LONGEST,
        "steps": ("Choose a file", "Say what the columns mean", "Look at the first rows", "Import"),
    }
