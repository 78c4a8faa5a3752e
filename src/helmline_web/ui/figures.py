"""A key figure: built in Python from an answer, shown by `<c-figure :figure="figure" />`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helmline_web.ui import formats
from helmline_web.ui.charts.gauge import Gauge
from helmline_web.ui.charts.spark import Spark

STATES: Final = ("", "young", "missing", "hidden")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number with everything needed to judge it.

    `state` is empty when there is a value to show, `young` when there is too little to say one,
    `missing` when nothing was counted, `hidden` when so few people are behind it that it would name them.
    """

    name: str
    value: float | None
    unit: str = "1"
    n: int | None = None
    low: float | None = None
    high: float | None = None
    target: float | None = None
    usual: tuple[float, float] | None = None
    axis: tuple[float, float] | None = None
    change: str = ""  # in words, and only where it is real: "30 m slower"
    arrow: str = ""  # "rise" or "fall"
    note: str = ""  # what follows the change: "than October"
    spark: tuple[float | None, ...] = ()
    young: int = 0  # how many of the last spark points are maturing
    href: str = ""
    counted: str = ""  # instead of "n = 4,862"
    aim: str = ""  # instead of "target 2 h"
    state: str = ""

    def __post_init__(self) -> None:
        """Refuse a state nobody drew."""
        if self.state not in STATES:
            raise ValueError(f"{self.state!r} is no state of a figure; there are {STATES}")

    @property
    def shown(self) -> bool:
        """Return whether there is a value to show."""
        return not self.state and self.value is not None

    @property
    def instead(self) -> str:
        """Return what stands in the value's place."""
        if self.state == "young":
            return _("too few")
        return _("hidden") if self.state == "hidden" else formats.NOTHING

    @property
    def foot(self) -> str:
        """Return how many it rests on."""
        if self.counted or self.n is None:
            return self.counted
        return _("n = %(n)s") % {"n": formats.number(self.n)}

    @property
    def goal(self) -> str:
        """Return the target in words."""
        if self.aim or self.target is None:
            return self.aim
        return _("target %(target)s") % {"target": formats.amount(self.target, self.unit)}

    @property
    def spark_svg(self) -> SafeString:
        """Return the line beside the value."""
        return Spark(self.spark, self.young).svg()

    @property
    def gauge_svg(self) -> SafeString:
        """Return the dial below the value."""
        value = self.value if self.shown else None
        return Gauge(
            value=value, low=self.low if self.shown else None, high=self.high if self.shown else None,
            target=self.target, usual=self.usual, axis=self.axis, unit=self.unit,
        ).svg()  # fmt: skip
