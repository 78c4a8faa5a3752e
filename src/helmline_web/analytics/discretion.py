"""Rows behind figures of people, where some of those figures are held back: they do not say whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa

from helmline.metrics.suppression import NOTE
from helmline_web.analytics.privacy import NOT_AGREED

if TYPE_CHECKING:
    from helmline.metrics.query import Query
    from helmline.metrics.records import Record
    from helmline.metrics.result import Result


@dataclass(frozen=True, slots=True)
class Discretion:
    """Whose rows are shown without their name; `closed` where none of the rows may be opened."""

    unnamed: frozenset[int | None] = frozenset()
    closed: bool = False

    def records(self, found: Iterable[Record]) -> tuple[Record, ...]:
        """Return the records, without the agent where it is not to be told."""
        return tuple(
            replace(record, by={**record.by, "agent": None})
            if record.by.get("agent") in self.unnamed
            else record
            for record in found
        )

    def batches(self, found: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the batches, without the agent where it is not to be told."""
        for batch in found:
            place = batch.schema.get_field_index("by_agent")
            if place < 0 or not self.unnamed:
                yield batch
                continue
            told = [None if key in self.unnamed else key for key in batch["by_agent"].to_pylist()]
            yield batch.set_column(place, "by_agent", pa.array(told, pa.int64()))


def discretion(query: Query, shown: Result) -> Discretion:
    """Return what the rows of a query may not say, by what of its answer was held back."""
    hidden = [cell for cell in shown.cells if not {NOTE, NOT_AGREED}.isdisjoint(cell.notes)]
    if hidden and any(name == "agent" for name, _ in query.where):
        return Discretion(closed=True)
    return Discretion(frozenset(cell.by.get("agent") for cell in hidden))
