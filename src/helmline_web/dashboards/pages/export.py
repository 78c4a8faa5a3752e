"""The answer of an explorer's question as a file: the very same query, every column, recorded in the trail."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from helmline.errors import QueryError
from helmline_web.analytics.export import FORMATS
from helmline_web.dashboards.explorer import taking
from helmline_web.dashboards.explorer.question import Question, read
from helmline_web.decisions.actions import record
from helmline_web.people.access import right


@right("export")
def page(request: HttpRequest) -> HttpResponseBase:
    """Send the cells, or with `what=rows` the rows behind the first metric, as CSV, XLSX or Parquet."""
    ending, what = request.GET.get("format", "csv"), request.GET.get("what", "cells")
    if ending not in FORMATS or what not in ("cells", "rows"):
        raise QueryError(f"There is no export of {what!r} as {ending!r}.", hint=f"Use {', '.join(FORMATS)}.")
    question = read(request.GET, request.viewer)
    viewer = question.selection.within(request.viewer)
    file = taking.rows(viewer, question) if what == "rows" else taking.cells(viewer, question)
    _record(request.viewer.user_id, question, ending, what)
    return file.response(ending)


def _record(by: int, question: Question, ending: str, what: str) -> None:
    asked = taking.queries(question)[-1]
    detail = {"what": what, "format": ending, "metrics": ", ".join(asked.metrics), "query": asked.canonical()}
    record("export", by=by, subject=f"query:{asked.hash()}", detail=detail)
