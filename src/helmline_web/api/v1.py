"""Version 1: figures, definitions, rows, interactions and files, read with a key and by its owner's rights."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from ninja import Query as Asked

from helmline.errors import InputError
from helmline.metrics.loading import catalogue
from helmline.metrics.loading import metric as find
from helmline.metrics.query import Query
from helmline_web.analytics import door, export, search
from helmline_web.api import answers, faults
from helmline_web.api.keys import Caller, Key, Pace
from helmline_web.api.questions import Question, from_address
from helmline_web.decisions.actions import record

MOST_ROWS = 1_000

api = NinjaAPI(
    title="Helmline", version="1", urls_namespace="api", docs_url=None, auth=Key(), throttle=[Pace()],
    description="Reads what the owner of the key may see. Every answer names the facts and reference data it rests on.",
)  # fmt: skip
faults.register(api)


def _caller(request: HttpRequest) -> Caller:
    return cast(Caller, request.auth)  # type: ignore[attr-defined]


@api.post("/query", summary="Ask for figures", tags=["figures"])
def ask(request: HttpRequest, question: Question) -> dict[str, Any]:
    """Return one cell a metric, group and period, exactly as `helmline kpi --format json` prints them."""
    return _figures(request, question.query())


@api.get("/query", summary="Ask for figures by an address", tags=["figures"])
def ask_by_address(request: HttpRequest) -> dict[str, Any]:
    """As POST: `?metrics=created,solved&by=team&where.channel=chat&period=week&since=2026-11-01`."""
    return _figures(request, from_address(request.GET).query())


def _figures(request: HttpRequest, query: Query) -> dict[str, Any]:
    viewer = _caller(request).needs("figures")
    return answers.answer(viewer, door.ask(viewer, query))


@api.get("/metrics", summary="List the metrics", tags=["figures"])
def metrics(request: HttpRequest) -> dict[str, Any]:
    """Return every definition."""
    _caller(request).needs("figures")
    return {"metrics": [answers.metric(found) for found in catalogue().values()]}


@api.get("/metrics/{name}", summary="One metric", tags=["figures"])
def one_metric(request: HttpRequest, name: str) -> dict[str, Any]:
    """Return one definition."""
    _caller(request).needs("figures")
    return answers.metric(find(name))


@api.get("/rows", summary="The rows behind a figure", tags=["rows"])
def rows(
    request: HttpRequest,
    order: str = "latest",
    offset: int = Asked(0, ge=0),
    limit: int = Asked(100, ge=1, le=MOST_ROWS),
) -> dict[str, Any]:
    """Return some of the rows behind one metric, asked as GET /query: latest, earliest, largest or smallest first."""
    viewer = _caller(request).needs("rows", "see.interactions")
    query = from_address(request.GET).query()
    return answers.rows(door.rows(viewer, query, order=order, offset=offset, limit=limit), offset)


@api.get("/interactions", summary="Find interactions", tags=["rows"])
def interactions(request: HttpRequest, q: str) -> dict[str, Any]:
    """Return the interactions of a ticket number, telephone number or mail address."""
    viewer = _caller(request).needs("rows", "see.interactions")
    found = {each.interaction: each for hit in search.find(viewer, q) for each in hit.interactions}
    return {"interactions": [answers.hit(each) for each in found.values()]}


@api.get("/interactions/{source}/{path:case_key}", summary="One interaction", tags=["rows"])
def one_interaction(request: HttpRequest, source: str, case_key: str) -> dict[str, Any]:
    """Return what happened to it, in order; what was written only to a key with the scope `texts`."""
    caller = _caller(request)
    viewer = caller.needs("rows", "see.interactions")
    view = door.interaction(viewer, source, case_key)
    texts = door.texts(viewer, view) if "texts" in caller.scopes else {}
    if texts:
        record(
            "texts.opened", by=viewer.user_id, subject=case_key, detail={"case": case_key, "source": source}
        )
    return answers.interaction(viewer, view, texts)


@api.get("/clock", summary="Why a figure of one interaction is what it is", tags=["rows"])
def clock(
    request: HttpRequest, metric: str, interaction: str, source: str = "", on: str = "calendar"
) -> dict[str, Any]:
    """Return the stretches of its clock, `on` calendar or business time; those that count add up to the figure."""
    viewer = _caller(request).needs("rows", "see.interactions")
    return door.explain(viewer, metric, interaction, source=source, clock=on).to_json()


@api.get("/export", summary="Figures or rows as a file", tags=["files"])
def file(request: HttpRequest, what: str = "cells", format: str = "csv") -> HttpResponseBase:  # noqa: A002
    """Return the `cells` of a question asked as GET /query, or the `rows` behind it, as csv, xlsx or parquet."""
    caller = _caller(request)
    viewer = caller.needs("figures", "export")
    query = from_address(request.GET).query()
    if what not in ("cells", "rows"):
        raise InputError(f"there is no export of {what!r}", hint="Ask for cells or rows.")
    if what == "rows":
        caller.needs("rows", "see.interactions")
    sent = (export.rows if what == "rows" else export.cells)(viewer, query).response(format)
    record(
        "export",
        by=viewer.user_id,
        detail={"what": what, "metrics": ", ".join(query.metrics), "format": format},
    )
    return sent
