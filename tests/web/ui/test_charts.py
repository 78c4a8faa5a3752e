"""Charts against positions worked out by hand, on a page and on paper."""

import re
from xml.etree import ElementTree

import pytest

from helmline_web.ui import specimens
from helmline_web.ui.charts.backlog import Age, Backlog
from helmline_web.ui.charts.clock import Clock, Event, Segment, Track, axis_of
from helmline_web.ui.charts.difference import Difference
from helmline_web.ui.charts.gauge import Gauge
from helmline_web.ui.charts.heat import Heat
from helmline_web.ui.charts.marks import Window
from helmline_web.ui.charts.shares import Part, Shares
from helmline_web.ui.charts.spark import Spark
from helmline_web.ui.charts.strip import Strip
from helmline_web.ui.charts.trend import Series, Trend
from helmline_web.ui.charts.volume import Volume
from helmline_web.ui.charts.waterfall import Cause, Waterfall

SECOND, MINUTE, HOUR = 1, 60, 3600


def drawn(svg, name, look):
    """Every element of that name and class, as its attributes."""
    found = re.findall(rf"<{name} ([^>]*?)/?>", svg)
    attributes = [dict(re.findall(r'([\w-]+)="([^"]*)"', one)) for one in found]
    return [one for one in attributes if one.get("class") == look]


def test_it_draws_range_target_and_point_of_a_dial():
    svg = Gauge(value=130, low=122, high=139, target=120, axis=(84, 156)).svg()
    assert drawn(svg, "rect", "range") == [
        {"class": "range", "x": "52.78%", "width": "23.61%", "y": "8", "height": "8", "rx": "4"}
    ]
    assert drawn(svg, "line", "target")[0]["x1"] == "50%"
    assert drawn(svg, "circle", "dot")[0]["cx"] == "63.89%"


def test_it_says_what_a_dial_shows_when_nothing_beside_it_does():
    words = Gauge(value=7800, low=7320, high=8340, target=7200, unit="s", silent=False).words()
    assert words.replace("\u00a0", " ") == "2 h 10 m, likely 2 h 02 m to 2 h 19 m, target 2 h"


def test_it_draws_a_spark_from_edge_to_edge():
    svg = Spark((104, 98, 130)).svg()
    # 98 lies at the bottom, 22; 130 at the top, 4; 104 is 6 of 32 up: 22 - 18 * 6/32
    assert 'd="M0.0 18.6 30.0 22.0 60.0 4.0"' in svg


def test_it_leaves_young_points_hollow():
    svg = Spark((1, 2, 3, 2), young=1).svg()
    assert drawn(svg, "path", "young") == [{"class": "young", "d": "M40.0 4.0 60.0 13.0"}]
    assert drawn(svg, "circle", "hollow")


def test_it_draws_no_spark_of_a_single_value():
    assert Spark((None, 4, None)).svg() == ""


def test_it_places_the_points_of_a_trend():
    trend = Trend(title="t", labels=("a", "b", "c"), series=(Series(name="s", values=(0, 50, 100)),))
    # the axis goes from 0 at 208 to 100 at 28
    assert 'd="M0 208 50 118 100 28"' in trend.svg()


def test_it_breaks_a_line_where_nothing_was_counted():
    trend = Trend(title="t", labels="abcde", series=(Series(name="s", values=(10, 20, None, 20, 10)),))
    assert len(drawn(trend.svg(), "path", "line c1")) == 2


def test_it_marks_a_point_that_stands_alone():
    trend = Trend(title="t", labels="abc", series=(Series(name="s", values=(None, 20, None)),))
    assert drawn(trend.svg(), "circle", "point c1")


def test_it_keeps_the_immature_end_apart():
    trend = Trend(title="t", labels="abcd", series=(Series(name="s", values=(10, 20, 30, 40), young=2),))
    svg = trend.svg()
    assert drawn(svg, "path", "line c1")[0]["d"].count(" ") == 3
    assert len(drawn(svg, "circle", "point c1 young")) == 2
    assert ">20<" in svg  # named by the last value that will not change
    assert [row.tone for row in trend.table().rows] == ["", "", "quiet", "quiet"]


def test_it_refuses_more_series_than_a_reader_can_tell_apart():
    with pytest.raises(ValueError, match="small multiples"):
        Trend(title="t", labels="a", series=[Series(name="s", values=(1,))] * 7)


def test_it_shades_an_incident_and_names_it_where_there_is_room():
    trend = Trend(
        title="t", labels=[str(day) for day in range(11)], series=(Series(name="s", values=range(11)),),
        windows=(Window(9, 9.5, "payment page down"),),
    )  # fmt: skip
    window = drawn(trend.svg(), "rect", "window")[0]
    assert (window["x"], window["width"]) == ("90%", "5%")
    assert drawn(trend.svg(), "text", "t-incident end")


def test_it_darkens_bars_above_the_forecast():
    volume = Volume(
        title="t", labels="abc", counts=(5, 20, None), forecast=((8, 10, 12),) * 3, now=2, now_label="now"
    )
    svg = volume.svg()
    assert len(drawn(svg, "rect", "age1")) == 1
    # the second of three bars: from a third plus half the gap of 0.28
    assert drawn(svg, "rect", "age4")[0]["x"] == "38%"
    assert drawn(svg, "line", "now")[0]["x1"] == "66.67%"


def test_it_stacks_the_oldest_at_the_bottom():
    backlog = Backlog(title="t", labels="ab", ages=(Age("young", (50, 50)), Age("old", (50, 100))))
    svg = backlog.svg()
    # the axis goes from 0 at 208 to 150 at 24: 50 old ones reach 208 - 184/3, 100 reach 208 - 184 * 2/3
    assert drawn(svg, "path", "age4")[0]["d"] == "M0 146.67 100 85.33 100 208 0 208Z"
    assert [cell.text for cell in backlog.table().body[1].cells] == ["b", "50", "100", "150"]


def test_it_shades_hours_and_frames_an_incident():
    values = [[0.0] * 24 for _day in range(7)]
    values[2][14] = 200
    values[0][9] = 30
    heat = Heat(title="t", values=values, windows=frozenset({(2, 14)}))
    svg = heat.svg()
    assert 'class="h6 in-window" title="Wed 14:00, 200"' in svg
    assert heat.step(30) == 2
    assert heat.step(None) == 0


def test_it_marks_median_and_ninth_decile():
    strip = Strip(title="t", width=30 * MINUTE, counts=(10,) * 24, over=3, p50=130 * MINUTE, p90=520 * MINUTE)
    marks = drawn(strip.svg(), "line", "p")
    # 12 h take 93 of 100: 130 m lie at 93 * 130/720, 520 m at 93 * 520/720
    assert [mark["x1"] for mark in marks] == ["16.79%", "67.17%"]
    assert strip.table().rows[-1].values["count"] == 3


def test_it_keeps_a_decile_beyond_the_strip_at_its_edge():
    strip = Strip(title="t", width=60, counts=(1, 1), over=1, p90=5 * HOUR)
    assert drawn(strip.svg(), "line", "p")[0]["x1"] == "98%"


def _hours(kind, start, end, label=""):
    return Segment(kind, int(start * 3.6e9), int(end * 3.6e9), label)


def test_it_shortens_closed_stretches_and_no_others():
    track = Track((_hours("work", 0, 1), _hours("closed", 1, 101), _hours("work", 101, 103)))
    axis = axis_of([track])
    # three hours run, and the hundred closed ones take 26 of 100: an hour is 74/3
    assert axis(int(1 * 3.6e9)) == pytest.approx(24.67, abs=0.005)
    assert axis(int(101 * 3.6e9)) == pytest.approx(50.67, abs=0.005)
    assert axis(int(103 * 3.6e9)) == 100


def test_it_keeps_a_short_closed_stretch_true_to_scale():
    axis = axis_of([Track((_hours("work", 0, 9), _hours("closed", 9, 10)))])
    assert axis(int(9 * 3.6e9)) == pytest.approx(90)


def test_it_draws_closed_hours_in_full_when_nothing_else_happened():
    axis = axis_of([Track((_hours("closed", 0, 10), _hours("closed", 10, 20)))])
    assert axis(int(10 * 3.6e9)) == 50


def test_it_lets_a_pause_run_where_only_the_other_track_is_closed():
    first, second = (
        Track((_hours("closed", 0, 90),)),
        Track((_hours("pause", 0, 90), _hours("work", 90, 100))),
    )
    assert axis_of([first, second])(int(90 * 3.6e9)) == pytest.approx(90)


def test_it_draws_customers_as_rings_and_agents_as_discs():
    clock = Clock(
        title="t",
        tracks=(
            Track((_hours("work", 8, 12),), (Event(int(8 * 3.6e9), False), Event(int(12 * 3.6e9), True))),
        ),
    )
    svg = clock.svg()
    assert drawn(svg, "circle", "event")[0]["cx"] == "0%"
    assert drawn(svg, "circle", "event is-agent")[0]["cx"] == "100%"
    assert ">Thu 08:00<" in svg  # 1 January 1970


def test_it_says_every_length_of_a_clock_in_its_table():
    assert [cell.text for row in specimens.CLOCK.table().body[:3] for cell in row.cells[2:3]] == [
        "counted",
        "closed",
        "counted",
    ]


def test_it_sums_a_waterfall_exactly():
    fall = Waterfall(
        title="t", before_name="October", before=100 * MINUTE, after_name="now",
        causes=(Cause(name="a", change=17 * MINUTE), Cause(name="b", change=-6 * MINUTE), Cause(name="rest", change=2 * MINUTE, noise=True)),
    )  # fmt: skip
    assert fall.after == 113 * MINUTE
    svg = fall.svg().replace("\u00a0", " ")
    assert "+17 m" in svg
    assert "1 h 53 m" in svg
    assert drawn(svg, "rect", "bar is-less")
    assert drawn(svg, "rect", "bar is-noise")


def test_it_measures_shares_against_the_longest():
    shares = Shares(title="t", parts=(Part(name="a", count=60), Part(name="b", count=40)))
    bars = drawn(shares.svg(), "rect", "bar")
    assert [bar["width"] for bar in bars] == ["100%", "66.67%"]


def test_it_shows_an_empty_whole_as_no_share():
    assert Shares(title="t", parts=(Part(name="a", count=0),)).share(Part(name="a", count=0)) == 0


@pytest.mark.parametrize(("state", "look"), [("well", "pt-strong"), ("line", "pt"), ("early", "pt-dash")])
def test_it_says_a_difference_by_shape(state, look):
    svg = Difference(value=5, low=1, high=9, reach=10, state=state).svg()
    assert drawn(svg, "circle", look)[0]["cx"] == "75%"


def test_it_draws_a_diamond_where_a_look_is_worth_it():
    svg = Difference(value=-5, low=-9, high=-1, reach=10, state="look").svg()
    assert '<svg x="25%" y="18">' in svg


def test_it_knows_no_fifth_state_of_a_person():
    with pytest.raises(ValueError, match="no shape"):
        Difference(value=0, low=0, high=0, reach=1, state="bad")


@pytest.mark.parametrize("name", specimens.CHARTS)
def test_it_draws_every_chart_for_paper_with_nothing_left_to_a_style_sheet(name):
    svg = specimens.CHARTS[name].svg(standalone=True, width=500)
    root = ElementTree.fromstring(svg)
    assert root.attrib["width"] == "500"
    assert "class=" not in svg
    assert "var(" not in svg
    assert "%" not in re.sub(r">[^<]*<", "><", svg)


@pytest.mark.parametrize("name", specimens.CHARTS)
def test_it_has_a_table_behind_every_chart(name):
    table = specimens.CHARTS[name].table()
    assert table.caption
    assert all(len(row.cells) == len(table.columns) for row in table.body)


@pytest.mark.parametrize(
    "name", sorted(set(specimens.CHARTS) - {"heat", "waterfall", "shares", "comparison"})
)
def test_it_names_every_picture_for_those_who_do_not_see_it(name):
    assert 'role="img" aria-label="' in specimens.CHARTS[name].svg()
