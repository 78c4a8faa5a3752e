"""What was answered before is not counted again, as long as question, facts, reference and reader are the same.

The caches live in the process: an answer is exact or absent, so there is nothing to invalidate.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

from helmline.reference import store
from helmline.reference.reference import Reference

_ANSWERS: Final = 4_096


class Answers:
    """The answers used last, at most `size`; safe to use from several threads."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.hits = self.misses = 0
        self._found: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, work_out: Callable[[], Any]) -> Any:
        """Return what is known under a key, working it out where nothing is."""
        with self._lock:
            if key in self._found:
                self.hits += 1
                self._found.move_to_end(key)
                return self._found[key]
            self.misses += 1
        value = work_out()  # two askers at once count twice; both are right
        with self._lock:
            self._found[key] = value
            while len(self._found) > self.size:
                self._found.popitem(last=False)
        return value

    def clear(self) -> None:
        """Forget everything, for measuring."""
        with self._lock:
            self._found.clear()


results: Final = Answers(_ANSWERS)


@lru_cache(maxsize=8)
def reference(data: str, version: str) -> Reference:
    """Return a published version of the reference data; a version never changes."""
    return store.load(Path(data), version)
