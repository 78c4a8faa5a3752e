"""Grouping of rows in NumPy: from key columns to one code a row and the list of groups."""

from __future__ import annotations

from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

Key = tuple[Any, ...]


def groups(table: pa.Table, names: list[str]) -> tuple[npt.NDArray[np.int64], list[Key]]:
    """Return the group of each row and each group's key."""
    code = np.zeros(table.num_rows, dtype=np.int64)
    levels: list[list[Any]] = []
    for name in names:
        indices, values = _encode(table[name])
        code = code * len(values) + indices
        levels.append(values)
    present, inverse = _dense(code, prod(len(values) for values in levels))
    return inverse, [_decode(int(number), levels) for number in present]


def _dense(code: npt.NDArray[np.int64], room: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the codes below `room` that occur, and the place of each row's among them."""
    if room > max(1 << 16, 4 * len(code)):
        present, inverse = np.unique(code, return_inverse=True)
        return present, inverse.reshape(-1)
    present = np.flatnonzero(np.bincount(code, minlength=room))  # counting beats sorting
    place = np.zeros(room, dtype=np.int64)
    place[present] = np.arange(len(present))
    return present, place[code]


def runs(
    *columns: npt.NDArray[np.int64], within: npt.NDArray[np.int64] | None = None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the rows in the order of the columns, the first one foremost, and where a new value begins.

    Rows alike are in the order of `within`, or keep theirs. What `ufunc.reduceat` needs: no key is made, however many there are.
    """
    order = np.lexsort((*(() if within is None else (within,)), *columns[::-1]))
    new = np.zeros(len(order), dtype=bool)
    new[:1] = True
    for column in columns:
        ordered = column[order]
        new[1:] |= ordered[1:] != ordered[:-1]
    return order, np.flatnonzero(new)


def _encode(column: pa.ChunkedArray) -> tuple[npt.NDArray[np.int64], list[Any]]:
    encoded = column.combine_chunks().dictionary_encode()
    if hasattr(encoded, "combine_chunks"):
        encoded = encoded.combine_chunks()
    values = encoded.dictionary.to_pylist()
    indices = encoded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False).astype(np.int64)
    return indices, [*values, None]


def _decode(number: int, levels: list[list[Any]]) -> Key:
    key: list[Any] = []
    for values in reversed(levels):
        number, place = divmod(number, len(values))
        key.append(values[place])
    return tuple(reversed(key))


def split(code: npt.NDArray[np.int64], count: int) -> list[npt.NDArray[np.int64]]:
    """Return, for each of `count` groups, the places of its rows."""
    order = np.argsort(code, kind="stable")
    edges = np.searchsorted(code[order], np.arange(count + 1))
    return [order[begin:end] for begin, end in pairwise(edges)]


def order_of(key: Key) -> tuple[tuple[bool, str, Any], ...]:
    """Return what keys are sorted by: within a column the known before the unknown, kinds apart."""
    return tuple((part is None, type(part).__name__, part) for part in key)
