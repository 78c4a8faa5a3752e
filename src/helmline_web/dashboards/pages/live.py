"""The live board: waiting, due, served, on shift; it refreshes by itself and says how old what it shows is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from helmline.metrics.now import Now
from helmline_web.analytics import door
from helmline_web.analytics.names import names
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards import declaring
from helmline_web.dashboards.handover import queries as handovers
from helmline_web.dashboards.live import card, sentences
from helmline_web.dashboards.live.board import Board, gather
from helmline_web.dashboards.live.doing import states
from helmline_web.dashboards.live.moment import chosen
from helmline_web.dashboards.live.queues import lines
from helmline_web.dashboards.live.tiles import tiles
from helmline_web.dashboards.live.volume import volume
from helmline_web.dashboards.live.waiting import next_to_answer
from helmline_web.people.access import Viewer, right


@right("see.live")
def page(request: HttpRequest) -> HttpResponse:
    """Show the board; a refresh asks for the board alone."""
    return _show(request, "dashboards/live.html", named=True)


@right("see.live")
def tv(request: HttpRequest) -> HttpResponse:
    """Show the board large and without anybody's name, for a screen on the wall."""
    return _show(request, "dashboards/live_tv.html", named=False)


def _show(request: HttpRequest, template: str, *, named: bool) -> HttpResponse:
    selection = Selection.from_request(request)
    context = {"selection": selection, "named": named, **_links(request, selection)}
    if door.is_empty():
        return render(request, template, {**context, "board": None})
    viewer = selection.within(request.viewer)
    board = gather(viewer, selection, chosen(request.GET.get("at", ""), viewer.zone))
    context |= _content(viewer, selection, board, named=named)
    return render(request, f"{template}#board" if request.headers.get("HX-Request") else template, context)


def _links(request: HttpRequest, selection: Selection) -> dict[str, str]:
    query = selection.params(at=request.GET.get("at", ""))
    return {
        "here": f"{request.path}?{query}",
        "with_names": f"{reverse('dashboards:live')}?{query}",
        "on_tv": f"{reverse('dashboards:live-tv')}?{query}",
        "declare": declaring.address(request.viewer, selection),
        "live_again": f"{request.path}?{selection.params()}",
    }


def _content(viewer: Viewer, selection: Selection, board: Board, *, named: bool) -> dict[str, Any]:
    known = names(viewer, _people(board.now)) if named else {}
    queues = lines(board)
    return {
        "board": board,
        "lede": sentences.lede(board, queues),
        "sublede": sentences.sublede(board),
        "tiles": tiles(board),
        "queues": queues,
        "volume": volume(board),
        "states": states(board, known),
        "items": card.items(board, known),
        "waiting": next_to_answer(viewer, board, known) if named else None,
        "handover": handovers.latest(viewer, selection.team) if named else None,
        "may_hand_over": named and viewer.may("hand.over") and not board.moment.chosen,
        "hand_over_teams": list(handovers.teams(viewer)),
        "sees_whole": viewer.audience is None,
    }


def _people(now: Now) -> set[int | None]:
    standing = {each.agent for each in (*now.waiting, *now.callbacks)}
    return standing | {each.agent for each in now.people}
