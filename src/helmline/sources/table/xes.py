"""XES event logs (IEEE 1849): one row an event, attributes of its trace under `case:`."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

import pyarrow as pa

from helmline.sources.table.delimited import as_table
from helmline.sources.table.opening import Stream
from helmline.sources.table.tally import Tally

_BATCH = 20_000


def traces(stream: Stream, tally: Tally) -> Iterator[pa.Table]:
    """Yield events in the file's order, `_line` being the number of the event from 1.

    A log that ends in the middle gives its complete traces and is marked as unfinished.
    """
    held: list[dict[str, str]] = []
    first = 1
    try:
        for row in _events(stream):
            held.append(row)
            if len(held) >= _BATCH:
                yield _table(held, first)
                first += len(held)
                held = []
    except ElementTree.ParseError as cause:
        tally.unfinished = f"the XES log ends in the middle or is damaged ({cause})"
    if held:
        yield _table(held, first)
    tally.lines = first + len(held) - 1


def _table(rows: list[dict[str, str]], first: int) -> pa.Table:
    names = tuple(dict.fromkeys(name for row in rows for name in row))
    cells = [[row.get(name, "") for name in names] for row in rows]
    return as_table(names, cells, list(range(first, first + len(rows))))


def _events(stream: Stream) -> Iterator[dict[str, str]]:
    root: ElementTree.Element | None = None
    for phase, element in ElementTree.iterparse(stream, events=("start", "end")):
        if root is None:
            root = element
        if phase == "end" and _plain(element.tag) == "trace":
            shared = {f"case:{key}": value for key, value in _attributes(element)}
            for event in element:
                if _plain(event.tag) == "event":
                    yield shared | dict(_attributes(event))
            root.clear()  # else the whole log stays in memory


def _attributes(element: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for child in element:
        key, value = child.get("key"), child.get("value")
        if key is not None and value is not None:
            yield key, value


def _plain(tag: str) -> str:
    return tag.rpartition("}")[2]
