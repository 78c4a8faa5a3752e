"""Numbers and durations as a person of each language says them."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from helmline_web.ui import formats

HOUR = 3600


def _plain(words):
    """Spaces that do not break count as spaces here."""
    return words.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"), (18, "18 s"), (59.6, "1 m"), (60, "1 m"), (160, "2 m 40 s"), (599, "9 m 59 s"), (600, "10 m"),
        (3569, "59 m"), (3571, "1 h"), (15120, "4 h 12 m"), (7320, "2 h 02 m"), (47 * HOUR, "47 h"), (74 * HOUR, "3 d 2 h"),
        (72 * HOUR, "3 d"), (40 * 86400, "40 d"), (-330, "−5 m 30 s"), (None, "–"), (float("nan"), "–"), (float("inf"), "–"),
    ],
)  # fmt: skip
def test_it_says_a_duration_in_its_two_largest_units(seconds, said):
    assert _plain(formats.duration(seconds)) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "4 h 12 m"),
        ("it", "4 h 12 min"),
        ("sv", "4 tim 12 min"),
        ("pl", "4 godz. 12 min"),
        ("ja", "4時間12分"),
    ],
)
def test_it_says_a_duration_in_each_language(language, said):
    with translation.override(language):
        assert _plain(formats.duration(15120)) == said


def test_it_says_the_exact_duration_on_hover():
    assert _plain(formats.duration_exact(42 * HOUR + 12 * 60 + 7)) == "42 h 12 m 07 s"
    assert _plain(formats.duration_exact(7)) == "7 s"


def test_it_reads_other_units_of_time():
    assert formats.duration(90_000_000, "us") == formats.duration(90)
    assert formats.amount(2.5, "days") == formats.duration(2.5 * 86400)


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "4,862"), ("it", "4.862"), ("sv", "4 862"), ("pl", "4 862"), ("ja", "4,862")],
)
def test_it_groups_thousands_as_the_language_does(language, written):
    with translation.override(language):
        assert _plain(formats.number(4862)) == written


def test_it_rounds_a_half_up_and_never_writes_minus_nothing():
    assert formats.number(2.5) == "3"
    assert formats.number(-0.4) == "0"
    assert formats.number(-1234.56, 1) == "−1,234.6"


@pytest.mark.parametrize(
    ("language", "written"), [("en", "84 %"), ("it", "84%"), ("sv", "84 %"), ("pl", "84%"), ("ja", "84%")]
)
def test_it_writes_a_share_without_false_precision(language, written):
    with translation.override(language):
        assert _plain(formats.percent(0.8437, n=25)) == written


def test_it_writes_one_decimal_where_many_thousands_were_counted():
    assert _plain(formats.percent(0.8437, n=20_000)) == "84.4 %"


def test_it_writes_a_likely_range_once_with_its_unit():
    assert _plain(formats.interval(0.65, 0.94, "ratio")) == "65 to 94 %"
    assert _plain(formats.interval(7320, 8340, "s")) == "2 h 02 m to 2 h 19 m"
    assert formats.interval(None, 1, "s") == "–"


def test_it_writes_differences_with_their_sign():
    assert _plain(formats.signed(17 * 60, "s")) == "+17 m"
    assert _plain(formats.signed(-0.03, "ratio")) == "−3 points"
    assert _plain(formats.signed(0.01, "ratio")) == "+1 point"


def _us(*parts):
    return int(datetime(*parts, tzinfo=UTC).timestamp() * 1_000_000)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "Mon 16 Nov, 09:10"), ("it", "lun 16 nov, 09:10"), ("sv", "mån 16 nov. 09:10"),
        ("pl", "pon. 16 lis, 09:10"), ("ja", "11月16日(月) 09:10"),
    ],
)  # fmt: skip
def test_it_writes_a_moment_in_its_zone_and_language(language, written):
    with translation.override(language):
        assert _plain(formats.moment(_us(2026, 11, 16, 8, 10), "Europe/Warsaw")) == written


def test_it_writes_the_other_side_of_a_clock_change():
    assert formats.clock_time(_us(2026, 10, 25, 0, 30), "Europe/Warsaw") == "02:30"
    assert formats.clock_time(_us(2026, 10, 25, 1, 30), "Europe/Warsaw") == "02:30"


def test_it_writes_a_span_of_days_as_short_as_it_is_clear():
    assert _plain(formats.days(date(2026, 11, 9), date(2026, 11, 15))) == "9–15 Nov 2026"
    assert _plain(formats.days(date(2026, 10, 26), date(2026, 11, 1))) == "26 Oct – 1 Nov 2026"
    assert _plain(formats.days(date(2025, 12, 29), date(2026, 1, 4))) == "29 Dec 2025 – 4 Jan 2026"
    assert _plain(formats.days(date(2026, 11, 9), date(2026, 11, 9))) == "9 Nov 2026"


def test_it_never_calls_data_older_than_it_is():
    now = _us(2026, 11, 16, 9, 0)
    assert _plain(formats.ago(now - 119_000_000, now)) == "1 m ago"
    assert _plain(formats.ago(now + 5_000_000, now)) == "0 s ago"
    assert formats.ago(None, now) == "never"


def test_it_shows_null_as_a_dash_and_never_as_nought():
    for written in (
        formats.number(None),
        formats.percent(None),
        formats.amount(None, "s"),
        formats.moment(None, "UTC"),
    ):
        assert written == "–"
