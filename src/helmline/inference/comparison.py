"""Two numbers compared: how far apart they are, how sure that is, and what may be said about it."""

from __future__ import annotations

import math
from typing import Final

from helmline.inference.estimates import NO_DATA, TOO_FEW, Estimate, cannot_say

HIGHER: Final = "higher"  # the later number lies higher, whatever the draw
LOWER: Final = "lower"
UNCLEAR: Final = "unclear"  # chance alone may explain the difference
UNKNOWN: Final = "unknown"  # one of the two, or its interval, is not known

VERDICTS: Final = (HIGHER, LOWER, UNCLEAR, UNKNOWN)


def change(before: Estimate, after: Estimate) -> Estimate:
    """Return `after` less `before` with the interval that their own intervals give (MOVER).

    Valid for shares, means, counts and medians alike, whose samples share no row: the distance from each value to
    the end of its interval stands for its spread. `n` is the smaller of the two. With Wilson intervals of
    shares this is Newcombe's method 10 (*Stat. Med.* 17, 1998, 873); the general form is G. Y. Zou and
    A. Donner, *Stat. Med.* 27 (2008) 1693.
    """
    n = min(before.n, after.n)
    if before.value is None or after.value is None:
        return cannot_say(NO_DATA, n, level=after.level)
    value = after.value - before.value
    ends = (before.low, before.high, after.low, after.high)
    if any(end is None or not math.isfinite(end) for end in ends):
        return cannot_say(TOO_FEW, n, value, after.level)
    low = value - _reach(after.value, after.low, before.high, before.value)
    high = value + _reach(after.high, after.value, before.value, before.low)
    return Estimate(value, low, high, n, "", after.level, "mover")


def _reach(first: float | None, second: float | None, third: float | None, fourth: float | None) -> float:
    """Return how far both spreads together reach: they are at right angles, so their squares add."""
    known = [0.0 if end is None else end for end in (first, second, third, fourth)]
    return math.hypot(known[0] - known[1], known[2] - known[3])


def verdict(found: Estimate) -> str:
    """Return which of VERDICTS may be said of a change: clear only where its interval leaves 0 out."""
    if found.low is None or found.high is None:
        return UNKNOWN
    if found.low > 0:
        return HIGHER
    return LOWER if found.high < 0 else UNCLEAR
