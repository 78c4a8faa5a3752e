"""What a question takes away as a file: the cells of its pictures, or the rows behind its one metric."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from helmline.metrics.query import Query
from helmline_web.analytics import export
from helmline_web.analytics.export import Export
from helmline_web.dashboards.explorer.question import Question

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer


def queries(question: Question) -> list[Query]:
    """Return what the pictures ask: one query, and a second where two spans are compared."""
    if question.view == "change":
        spans = (question.other_span, question.selection.span)
        return [question.query(*question.metrics, by=question.by, span=span) for span in spans]
    period = question.step if question.view == "trend" else ""
    return [question.query(*question.metrics, by=question.by, period=period)]


def cells(viewer: Viewer, question: Question) -> Export:
    """Return the cells of the question; of two spans one below the other, each row with its days."""
    asked = queries(question)
    found = [export.cells(viewer, query) for query in asked]
    if len(found) == 1:
        return found[0]
    tables = [_dated(part, query) for part, query in zip(found, asked, strict=True)]
    return Export(found[-1].title, pa.concat_tables(tables, promote_options="permissive").to_batches())


def _dated(part: Export, query: Query) -> pa.Table:
    table = pa.Table.from_batches(list(part.batches))
    for name in ("since", "until"):
        table = table.append_column(name, pa.array([getattr(query, name)] * table.num_rows, pa.string()))
    return table


def rows(viewer: Viewer, question: Question) -> Export:
    """Return the rows behind the first metric, each with the values it was asked by. Raises QueryError for none."""
    return export.rows(viewer, question.query(question.metrics[0], by=question.by))
