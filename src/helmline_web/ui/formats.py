"""Numbers, durations and moments as a person of the active language says them.

Seconds and microseconds come in, finished strings go out. Nothing here knows what a number means;
`None` is shown as a dash, because null is not 0.
"""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helmline_web.ui.units import language, units

NOTHING: Final = "–"
MINUS: Final = "−"
_SECONDS: Final = {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600, "d": 86400}
_EPOCH: Final = datetime(1970, 1, 1)
#: below this many, a share says no more than whole percents; above, one decimal may mean something
_FINE_SHARE: Final = 10_000


def duration(value: float | None, unit: str = "s") -> str:
    """Say a duration in its two largest units: `4 h 12 m`, `3 d 2 h`, `2 m 40 s`, `18 s`.

    `unit` says what the value is counted in: us, ms, s, m, h or d.
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    return _sign(value) + _spoken(_parts(abs(value) * _SECONDS[unit]))


def duration_exact(value: float | None, unit: str = "s") -> str:
    """Say a duration to the second, with hours as the largest unit: `42 h 12 m 07 s`, for a hover."""
    if value is None or not math.isfinite(value):
        return NOTHING
    whole = round(abs(value) * _SECONDS[unit])
    hours, minutes, seconds = whole // 3600, whole % 3600 // 60, whole % 60
    words = units()
    found = [(hours, words.hour)] if hours else []
    found += [(minutes, words.minute)] if hours or minutes else []
    return _sign(value) + _spoken([*found, (seconds, words.second)])


def duration_parts(value: float, unit: str = "s") -> list[tuple[str, str]]:
    """Return number and unit of each part, for a figure that sets the units smaller."""
    parts = _parts(abs(value) * _SECONDS[unit])
    return [
        (_sign(value) * (place == 0) + _digits(amount_, word, place), word)
        for place, (amount_, word) in enumerate(parts)
    ]


def _parts(seconds: float) -> list[tuple[int, str]]:
    """Cut seconds into at most two neighbouring units, rounded at the smaller one."""
    words = units()
    whole = _half_up(seconds)
    if whole < 60:
        return [(whole, words.second)]
    if whole < 600:
        return _two_units(whole, 60, words.minute, 1, words.second)
    minutes = _half_up(seconds / 60)
    if minutes < 60:
        return [(minutes, words.minute)]
    if minutes < 48 * 60:
        return _two_units(minutes, 60, words.hour, 1, words.minute)
    hours = _half_up(seconds / 3600)
    if hours < 30 * 24:
        return _two_units(hours, 24, words.day, 1, words.hour)
    return [(_half_up(seconds / 86400), words.day)]


def _two_units(whole: int, large: int, word: str, small: int, small_word: str) -> list[tuple[int, str]]:
    first, rest = divmod(whole, large)
    return [(first, word), (rest // small, small_word)] if rest else [(first, word)]


def _spoken(parts: list[tuple[int, str]]) -> str:
    words = units()
    return words.join.join(
        f"{_digits(value, unit, place)}{words.gap}{unit}" for place, (value, unit) in enumerate(parts)
    )


def _digits(value: int, unit: str, place: int) -> str:
    """Write a part; minutes and seconds after the first in two digits, as on a clock: `2 h 02 m`, but `3 d 2 h`."""
    if place == 0 or unit == units().hour:
        return numbers.format_decimal(value, locale=_locale())
    return f"{value:02d}"


def _half_up(value: float) -> int:
    return int(Decimal(repr(value)).quantize(Decimal(1), ROUND_HALF_UP))


def _sign(value: float) -> str:
    return MINUS if value < 0 else ""


def number(value: float | None, decimals: int = 0) -> str:
    """Write a number with the language's separators: `4,862`, `4 862`, `4.862`."""
    if value is None or not math.isfinite(value):
        return NOTHING
    rounded = Decimal(repr(abs(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    sign = MINUS if value < 0 and rounded else ""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return sign + numbers.format_decimal(rounded, pattern, locale=_locale())


def percent(share: float | None, n: int | None = None) -> str:
    """Write a share of 1 as a percent with no false precision: whole, unless `n` is past ten thousand."""
    if share is None or not math.isfinite(share):
        return NOTHING
    return units().percent.format(number(share * 100, 1 if (n or 0) >= _FINE_SHARE else 0))


def signed(value: float, unit: str = "1") -> str:
    """Write a difference with its sign: `+17 m`, `−3 points`; shares differ in points."""
    sign = "+" if value > 0 else ""
    return sign + (points(value * 100) if unit == "ratio" else amount(value, unit))


def points(value: float) -> str:
    """Write percentage points: `3 points`."""
    whole = _half_up(abs(value))
    sign = MINUS if value < 0 and whole else ""
    return sign + ngettext("%(number)s point", "%(number)s points", whole) % {"number": number(whole)}


def amount(value: float | None, unit: str) -> str:
    """Write a value in its metric's unit: `s` is a duration, `ratio` a share, `score` has a decimal."""
    if unit in _SECONDS and unit != "d":
        return duration(value, unit)
    if unit == "ratio":
        return percent(value)
    if unit == "days":
        return duration(value, "d")
    decimals = (
        1 if unit in ("score", "points") or (value is not None and abs(value) < 10 and value % 1) else 0
    )
    return number(value, decimals)


def interval(low: float | None, high: float | None, unit: str) -> str:
    """Write a likely range: `2 h 02 m to 2 h 19 m`, `65 to 94 %`; a dash when either end is unknown."""
    if low is None or high is None:
        return NOTHING
    if unit == "ratio":
        return units().percent.format(
            _("%(low)s to %(high)s") % {"low": number(low * 100), "high": number(high * 100)}
        )
    return _("%(low)s to %(high)s") % {"low": amount(low, unit), "high": amount(high, unit)}


def at(us: int, zone: str) -> datetime:
    """Return an instant in microseconds as local time of a zone."""
    return (_EPOCH + timedelta(microseconds=us)).replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))


#: weekday, day, month and time; how each language orders them
_MOMENT: Final = {
    "en": "EEE d MMM, HH:mm", "it": "EEE d MMM, HH:mm", "sv": "EEE d MMM HH:mm",
    "pl": "EEE d MMM, HH:mm", "ja": "M月d日(EEE) HH:mm",
}  # fmt: skip
_DAY: Final = {"en": "d MMM", "it": "d MMM", "sv": "d MMM", "pl": "d MMM", "ja": "M月d日"}
_YEAR: Final = {"en": "d MMM y", "it": "d MMM y", "sv": "d MMM y", "pl": "d MMM y", "ja": "y年M月d日"}


def moment(us: int | None, zone: str) -> str:
    """Write an instant as local time of a zone: `Mon 16 Nov, 09:10`."""
    if us is None:
        return NOTHING
    return dates.format_datetime(at(us, zone).replace(tzinfo=None), _MOMENT[language()], locale=_locale())


def clock_time(us: int, zone: str) -> str:
    """Write only the local time of an instant: `09:10`."""
    return at(us, zone).strftime("%H:%M")


def day(value: date, *, year: bool = False) -> str:
    """Write a day: `16 Nov`, or with its year `16 Nov 2026`."""
    return dates.format_date(value, (_YEAR if year else _DAY)[language()], locale=_locale())


def month(value: date) -> str:
    """Name a month with its year: `November 2026`."""
    return dates.format_skeleton("yMMMM", value, locale=_locale())


def days(first: date, last: date) -> str:
    """Write a span of days, both included: `9–15 Nov 2026`, `26 Oct – 1 Nov 2026`."""
    if first == last:
        return day(first, year=True)
    if language() == "ja":
        return f"{day(first, year=True)}～{day(last, year=first.year != last.year)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, year=True)}"
    return f"{day(first, year=first.year != last.year)} – {day(last, year=True)}"


def weekday(number_: int, width: str = "abbreviated") -> str:
    """Name a weekday, 0 for Monday."""
    return dates.get_day_names(width, "stand-alone", _locale())[number_]


def ago(us: int | None, now_us: int) -> str:
    """Say how long ago an instant was, in its largest unit: `4 s ago`, `2 m ago`, `3 d ago`."""
    if us is None:
        return _("never")
    return _("%(age)s ago") % {"age": age(max(0, now_us - us) / 1e6)}


def age(seconds: float) -> str:
    """Say an age in one unit, rounded down: nothing is called older than it is."""
    words = units()
    for size, unit in ((86400, words.day), (3600, words.hour), (60, words.minute)):
        if seconds >= size:
            return _spoken([(int(seconds // size), unit)])
    return _spoken([(int(seconds), words.second)])


@lru_cache
def _parsed(code: str) -> Locale:
    return Locale.parse(code)


def _locale() -> Locale:
    return _parsed(language())
