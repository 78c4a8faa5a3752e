"""Rows that several questions of one page are counted from, kept in the process while a page or two need them.

Unlike an answer they are kept for the widest stretch asked so far: a later question about less is counted from
the same rows. The files of a snapshot never change, so what is kept is exact or absent.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pyarrow as pa

#: all that is kept; a table that would take more than a quarter of it is read each time
_MOST_BYTES: Final = 256 * 2**20


class KeptRows:
    """Tables of rows that were there from an instant on, those used last; safe to use from several threads."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._kept: OrderedDict[Hashable, tuple[int | None, pa.Table]] = OrderedDict()
        self._lock = Lock()

    def since(self, key: Hashable, since_us: int | None, read: Callable[[], pa.Table]) -> pa.Table:
        """Return rows under a key from `since_us` on (None: all), perhaps with older ones; reads what is not kept."""
        with self._lock:
            found = self._kept.get(key)
            if found and (found[0] is None or (since_us is not None and found[0] <= since_us)):
                self._kept.move_to_end(key)
                return found[1]
        rows = read()
        with self._lock:
            self._keep(key, since_us, rows)
        return rows

    def _keep(self, key: Hashable, since_us: int | None, rows: pa.Table) -> None:
        if rows.nbytes > self.most_bytes // 4:
            return
        self._kept[key] = (since_us, rows)
        self._kept.move_to_end(key)
        while sum(table.nbytes for _, table in self._kept.values()) > self.most_bytes:
            self._kept.popitem(last=False)

    def clear(self) -> None:
        """Forget everything, for measuring."""
        with self._lock:
            self._kept.clear()


stocks: Final = KeptRows(_MOST_BYTES)
