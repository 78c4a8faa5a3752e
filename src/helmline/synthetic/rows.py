"""Where happenings are put down: fragments of equal kind, joined at the end of a block into one batch.

A fragment costs a few array references; nothing is written per event. Null is 0 for keys, -1 elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pyarrow as pa

from helmline.eventlog.schema import CANONICAL, DIMENSIONS, Kind, ordinal
from helmline.synthetic import keys
from helmline.synthetic.company import CASE_PREFIX, SOURCE
from helmline.synthetic.timetable import Ints

_KEYS: Final = ("actor", "owner", "customer", "related")
_SMALL: Final = ("role", "status", "change")
_AMOUNTS: Final = ("amount", "amount_of")
_CODED: Final = ("code", *DIMENSIONS)


@dataclass
class Rows:
    """The happenings of one block. `names` gives the words behind the codes of each text column."""

    names: dict[str, tuple[str, ...]]
    fragments: list[tuple[int, Ints, dict[str, Any]]] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    _size: int = 0

    def add(self, kind: Kind, number: Ints, at: Ints, **columns: Any) -> None:
        """Add a happening to each interaction `number` (0: none) at `at`; columns are scalars or arrays.

        Arrays are kept, not copied: the caller must not change them afterwards.
        """
        if len(at):
            self.kinds.append(kind)
            self._size += len(at)
            self.fragments.append((len(at), at, {"number": number, **columns}))

    def code(self, column: str, word: str) -> int:
        """Return the code of a word."""
        return self.names[column].index(word)

    def count(self) -> int:
        """Return the number of happenings."""
        return self._size

    def count_before(self, end_us: int) -> int:
        """Return the number of happenings before an instant."""
        return sum(int((at < end_us).sum()) for _, at, _ in self.fragments)

    def batch(self, seed: int, first_id: int, end_us: int, digits: int) -> pa.RecordBatch:
        """Return the happenings before `end_us` in order of time, in the canonical schema."""
        at = np.concatenate([at for _, at, _ in self.fragments])
        order = np.argsort(at, kind="stable")
        order = order[: np.searchsorted(at[order], end_us)]
        number = self._column("number", 0, np.int64)[order]
        columns: dict[str, Any] = {
            "event_id": _binary(keys.event_ids(order + first_id, seed)),
            "source": _text(np.zeros(len(order), dtype=np.int16), (SOURCE,)),
            "kind": _numbers(self._kinds(np.array(self.kinds, dtype=np.int16))[order]),
            "occurred_at_us": _numbers(at[order]),
            "ordinal": _numbers(self._kinds(np.array([ordinal(k) for k in self.kinds], np.int16))[order]),
            "interaction": _numbers(keys.interaction(number, seed), number > 0),
            "case_key": _case_keys(number, digits),
        }
        for name in CANONICAL.names:
            if name not in columns:
                columns[name] = self._array(name, order)
        return pa.RecordBatch.from_arrays([columns[name] for name in CANONICAL.names], schema=CANONICAL)

    def _array(self, name: str, order: Ints) -> pa.Array:
        if not any(name in columns for _, _, columns in self.fragments) and name != "flags":
            return pa.nulls(len(order), CANONICAL.field(name).type)
        if name in _KEYS:
            values = self._column(name, 0, np.int64)[order]
            return _numbers(values, values > 0)
        if name in _CODED:
            return _text(self._column(name, -1, np.int16)[order], self.names[name])
        if name == "flags":
            return _numbers(self._column(name, 0, np.int32)[order])
        values = self._column(name, -1, np.int16 if name in _SMALL else np.int64)[order]
        return _numbers(values, values >= 0)

    def _kinds(self, values: Any) -> Any:
        return np.repeat(values, [size for size, _, _ in self.fragments])

    def _column(self, name: str, null: int, dtype: Any) -> Any:
        out = np.full(self._size, null, dtype=dtype)
        position = 0
        for size, _, columns in self.fragments:
            if name in columns:
                out[position : position + size] = columns[name]
            position += size
        return out


def _numbers(values: Any, valid: Any = None) -> pa.Array:
    """Return integers as an Arrow array over the same memory."""
    kind = {np.dtype("i2"): pa.int16(), np.dtype("i4"): pa.int32()}.get(values.dtype, pa.int64())
    return pa.Array.from_buffers(kind, len(values), [_bits(valid), pa.py_buffer(values)])


def _bits(valid: Any) -> Any:
    return None if valid is None else pa.py_buffer(np.packbits(valid, bitorder="little"))


def _binary(halves: Any) -> pa.Array:
    offsets = pa.py_buffer(np.arange(len(halves) + 1, dtype=np.int32) * 16)
    return pa.Array.from_buffers(pa.binary(), len(halves), [None, offsets, pa.py_buffer(halves)])


def _text(codes: Any, words: tuple[str, ...]) -> pa.Array:
    indices = _numbers(codes, codes >= 0)
    return pa.DictionaryArray.from_arrays(indices, _words(words)).cast(pa.string())


@lru_cache(maxsize=32)
def _words(words: tuple[str, ...]) -> pa.Array:
    """Return words as an array, built from buffers: `pa.array` of a list would import pandas where it is."""
    parts = [word.encode() for word in words]
    offsets = np.cumsum([0, *map(len, parts)], dtype=np.int32)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(b"".join(parts))]
    return pa.Array.from_buffers(pa.string(), len(words), buffers)


def _case_keys(number: Ints, digits: int) -> pa.Array:
    """Return BM-0001234 for each number, null for 0."""
    width = len(CASE_PREFIX) + digits
    text = np.empty((len(number), width), dtype=np.uint8)
    text[:, : len(CASE_PREFIX)] = np.frombuffer(CASE_PREFIX.encode(), dtype=np.uint8)
    rest = number.copy()
    for place in range(width - 1, len(CASE_PREFIX) - 1, -1):
        rest, digit = np.divmod(rest, 10)
        text[:, place] = digit + 48
    valid = number > 0
    offsets = np.concatenate([[0], np.cumsum(valid * width)]).astype(np.int32)
    buffers = [_bits(valid), pa.py_buffer(offsets), pa.py_buffer(text[valid])]
    return pa.Array.from_buffers(pa.string(), len(number), buffers)
