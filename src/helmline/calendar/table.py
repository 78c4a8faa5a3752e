"""Business time of millions of pairs: two table lookups for each instant, exact to the microsecond.

`pages` describes the tables, `kernel_numba` and `kernel_numpy` read them. Where the tables would grow past
512 MB (edges seconds apart on very many different days) the edges themselves are searched instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from helmline.calendar.edges import Edges
from helmline.calendar.pages import Pages, build_pages
from helmline.calendar.zones import DAY_US, check_instant
from helmline.errors import CalendarError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from helmline.calendar.definition import Calendar
    from helmline.calendar.union import Union

    Ints = NDArray[np.int64]
    _Ask = Callable[[Edges, Ints], NDArray[Any]]
    _Kernel = Callable[[Pages, int, int, Ints, Ints, NDArray[np.int32] | int, Ints], bool]

Engine = Literal["auto", "numba", "numpy"]


class BusinessTime:
    """Prefix tables of several calendars over one range of instants.

    `calendars` are addressed by their place in the sequence. [start, stop] is the range that may be asked
    about, widened to whole UTC days; an instant outside raises CalendarError. `engine` is "numba" (the
    `fast` extra), "numpy", or "auto": numba where it is installed. All engines give the same integers.
    """

    def __init__(
        self, calendars: Sequence[Calendar | Union], start_us: int, stop_us: int, engine: Engine = "auto"
    ) -> None:
        if stop_us < start_us:
            raise CalendarError(
                f"The range of business time ends before it starts ({start_us} to {stop_us}).",
                hint="Give the earliest instant first.",
            )
        self.calendars = tuple(calendars)
        self.base_us = check_instant(start_us) // DAY_US * DAY_US
        self.length_us = (check_instant(stop_us) // DAY_US + 1) * DAY_US - self.base_us
        stop_us = self.base_us + self.length_us
        self.edges = [
            Edges(calendar.spans(self.base_us, stop_us), self.base_us, self.length_us)
            for calendar in self.calendars
        ]
        self.pages = build_pages(self.edges, self.length_us)
        self.engine = _engine(engine)

    @property
    def bounds(self) -> tuple[int, int]:
        """The first and the last instant that may be asked about."""
        return self.base_us, self.base_us + self.length_us - 1

    def index(self, name: str) -> int:
        """Return the place of the calendar called `name`; raises CalendarError when there is none."""
        for place, calendar in enumerate(self.calendars):
            if calendar.name == name:
                return place
        known = ", ".join(calendar.name for calendar in self.calendars) or "none"
        raise CalendarError(f"There is no calendar {name!r}.", hint=f"Known calendars: {known}.")

    def elapsed(
        self,
        start_us: Ints,
        stop_us: Ints,
        calendar: NDArray[np.int32] | int = 0,
        out: Ints | None = None,
    ) -> Ints:
        """Return the open microseconds in each [start, stop); negative where stop is before start.

        `start_us` and `stop_us` are int64 of shape (n,), `calendar` one place for all or int32 (n,). `out`
        takes the answer where given (int64, (n,)), which saves the allocation. Raises CalendarError for an
        instant outside the range and for a place that holds no calendar.
        """
        start, stop = _instants(start_us), _instants(stop_us)
        places = self._places(calendar, len(start))
        if len(start) != len(stop):
            raise CalendarError(
                f"There are {len(start)} starts and {len(stop)} stops.", hint="Give one stop for each start."
            )
        answer = np.empty(len(start), dtype=np.int64) if out is None else out
        if not len(start):
            return answer
        if self.pages is None:
            np.subtract(self._climb(stop, places), self._climb(start, places), out=answer)
            return answer
        if not self._kernel()(self.pages, self.base_us, self.length_us, start, stop, places, answer):
            self._refuse(start, stop)
        return answer

    def is_open(self, at_us: Ints, calendar: NDArray[np.int32] | int = 0) -> NDArray[np.bool_]:
        """Say for each instant whether its calendar is open; at closing time it is closed."""
        at = _instants(at_us)
        self._inside(at)
        return self._each(at, calendar, lambda edges, chosen: edges.is_open(chosen - self.base_us), np.bool_)

    def add(self, start_us: Ints, duration_us: Ints | int, calendar: NDArray[np.int32] | int = 0) -> Ints:
        """Return for each row the earliest instant by which `duration_us` of open time have passed.

        As `Calendar.add`, row by row; an answer may lie outside the table's range.
        """
        start = _instants(start_us)
        self._inside(start)
        length = np.broadcast_to(np.asarray(duration_us, dtype=np.int64), start.shape)
        places = np.broadcast_to(np.asarray(self._places(calendar, len(start))), start.shape)
        answer: Ints = start.copy()
        for place in np.unique(places):
            rows = np.flatnonzero((places == place) & (length != 0))
            answer[rows] = self._add_under(int(place), start[rows], length[rows])
        return answer

    def _add_under(self, place: int, start: Ints, length: Ints) -> Ints:
        edges = self.edges[place]
        target = edges.opened(start - self.base_us) + length
        answer, found = edges.instant(target, length > 0)
        # The table may end, or begin, in the middle of a span: only what lies inside is certain.
        found &= (answer >= 1) & (answer < self.length_us)
        answer += self.base_us
        for row in np.flatnonzero(~found):
            answer[row] = self.calendars[place].add(int(start[row]), int(length[row]))
        return answer

    def _climb(self, at: Ints, places: NDArray[np.int32] | int) -> Ints:
        self._inside(at)
        return self._each(at, places, lambda edges, chosen: edges.opened(chosen - self.base_us), np.int64)

    def _each(self, at: Ints, places: NDArray[np.int32] | int, ask: _Ask, kind: type) -> NDArray[Any]:
        """Return what `ask` says of each instant under its calendar."""
        places = self._places(places, len(at))
        if isinstance(places, int):
            return ask(self.edges[places], at)
        answer: NDArray[Any] = np.zeros(len(at), dtype=kind)
        for place in np.unique(places):
            rows = np.flatnonzero(places == place)
            answer[rows] = ask(self.edges[place], at[rows])
        return answer

    def _places(self, calendar: NDArray[np.int32] | int, rows: int) -> NDArray[np.int32] | int:
        last = len(self.calendars) - 1
        if isinstance(calendar, (int, np.integer)):
            low = high = int(calendar)
            places: NDArray[np.int32] | int = int(calendar)
        else:
            places = np.ascontiguousarray(calendar, dtype=np.int32)
            if len(places) != rows:
                raise CalendarError(
                    f"There are {len(places)} calendars for {rows} rows.", hint="Give one for each row."
                )
            low, high = (int(places.min()), int(places.max())) if rows else (0, last)
        if rows and (low < 0 or high > last):
            raise CalendarError(
                f"Calendar number {low if low < 0 else high} does not exist; there are {last + 1}.",
                hint="Rows without a calendar have no business time: leave them out.",
            )
        return places

    def _inside(self, *instants: Ints) -> None:
        for at in instants:
            if len(at) and (at.min() < self.base_us or at.max() >= self.base_us + self.length_us):
                self._refuse(at)

    def _refuse(self, *instants: Ints) -> None:
        low, high = min(int(at.min()) for at in instants), max(int(at.max()) for at in instants)
        raise CalendarError(
            f"Instants from {low} to {high} are outside the table's range, "
            f"{self.bounds[0]} to {self.bounds[1]}.",
            hint="Build BusinessTime over the whole range of the data.",
        )

    def _kernel(self) -> _Kernel:
        if self.engine == "numba":
            from helmline.calendar import kernel_numba

            return kernel_numba.elapsed
        from helmline.calendar import kernel_numpy

        return kernel_numpy.elapsed


def _instants(us: Ints) -> Ints:
    array = np.asarray(us)
    if array.dtype.kind != "i" or array.ndim != 1:
        raise CalendarError(
            f"Instants came as {array.dtype} of shape {array.shape}.",
            hint="Give a one-dimensional array of int64 UTC microseconds.",
        )
    return np.ascontiguousarray(array, dtype=np.int64)


def _engine(wanted: Engine) -> Engine:
    from importlib.util import find_spec

    if wanted not in ("auto", "numba", "numpy"):
        raise CalendarError(f"Engine {wanted!r} is not known.", hint="Use auto, numba or numpy.")
    has_numba = find_spec("numba") is not None
    if wanted == "numba" and not has_numba:
        raise CalendarError("numba is not installed.", hint="Install helmline[fast], or use engine='numpy'.")
    return "numba" if wanted != "numpy" and has_numba else "numpy"
