"""One of each part for the style guide and its tests, filled with an invented shop's Monday and long labels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from math import sin
from typing import Any, Final

from django import forms

from helmline_web.ui.charts.backlog import Age, Backlog
from helmline_web.ui.charts.clock import Clock, Event, Segment, Track
from helmline_web.ui.charts.comparison import Comparison, Pair
from helmline_web.ui.charts.difference import Difference
from helmline_web.ui.charts.gauge import Gauge
from helmline_web.ui.charts.heat import Heat
from helmline_web.ui.charts.marks import Happening, Window
from helmline_web.ui.charts.shares import Part, Shares
from helmline_web.ui.charts.strip import Strip
from helmline_web.ui.charts.trend import Series, Trend
from helmline_web.ui.charts.used import Used
from helmline_web.ui.charts.volume import Volume
from helmline_web.ui.charts.waterfall import Cause, Waterfall
from helmline_web.ui.figures import Figure
from helmline_web.ui.frame import Choice, Picker
from helmline_web.ui.tables import Column, Pager, Row, Table

HOUR: Final = 3600
MINUTE: Final = 60
#: the longest words that the five languages bring to a label
LONGEST: Final = (
    "Mediana czasu do pierwszej odpowiedzi w godzinach pracy zespołu, Rückerstattungsangelegenheiten"
)


def _us(day: int, hour: int, minute: int) -> int:
    return int(datetime(2026, 11, day, hour, minute, tzinfo=UTC).timestamp()) * 1_000_000


FIGURES: Final = (
    Figure(
        name="First reply, median", value=130 * MINUTE, unit="s", n=4862, low=122 * MINUTE, high=139 * MINUTE,
        target=120 * MINUTE, axis=(84 * MINUTE, 156 * MINUTE), change="30 m slower", arrow="rise", note="than October",
        spark=(104, 98, 101, 99, 103, 100, 106, 130), href="#",
    ),
    Figure(
        name="Reply within 8 h", value=0.88, unit="ratio", n=4390, low=0.87, high=0.89, target=0.9, axis=(0.82, 0.96),
        change="3 points lower", arrow="fall", note="than October", spark=(0.91, 0.906, 0.909, 0.908, 0.907, 0.91, 0.907, 0.88),
        counted="n = 4,390 due",
    ),
    Figure(
        name="Satisfaction, week 45", value=0.86, unit="ratio", n=1104, low=0.84, high=0.88, target=0.85,
        note="Week 46 so far 84 %, maturing", spark=(0.85, 0.87, 0.853, 0.865, 0.856, 0.868, 0.865, 0.84), young=1,
    ),
    Figure(
        name="Contacts", value=4862, unit="contacts", usual=(4240, 4800), target=4520, axis=(3950, 5100),
        change="above the forecast", arrow="rise", note="of 4,520", counted="band = forecast", aim="4,240 to 4,800",
        spark=(4510, 4440, 4530, 4490, 4545, 4455, 4505, 4862),
    ),
    Figure(
        name="Open work", value=1612, unit="tickets", usual=(1200, 1500), target=1300, axis=(1000, 1740), n=None,
        change="324 more", arrow="rise", note="than a week ago", counted="band = usual range",
        spark=(1260, 1270, 1255, 1280, 1268, 1290, 1300, 1612),
    ),
)  # fmt: skip

FIGURE_STATES: Final = (
    Figure(name="Too early to say", value=0.9, unit="ratio", n=14, state="young", note="about 4 weeks until we can tell"),
    Figure(name="Nothing counted", value=None, unit="s", n=0, state="missing", note="no calls in this period"),
    Figure(name="Kept back", value=None, unit="ratio", state="hidden", note="fewer than 5 people answered"),
    Figure(name=LONGEST, value=26 * HOUR + 31 * MINUTE, unit="s", n=12_345_678, target=120 * MINUTE, change=LONGEST, arrow="rise"),
)  # fmt: skip

_DAYS: Final = tuple(f"{day} Oct" if day < 32 else f"{day - 31} Nov" for day in range(1, 47))
_WAVE: Final = tuple(round(sin(day / 2.1) * 40 + sin(day * 1.7) * 18) for day in range(46))

TREND: Final = Trend(
    title="First replies are slower since 3 November", labels=_DAYS, label_every=7, unit="s", target=120 * MINUTE,
    series=(
        Series(
            name="all queues", young=3, values=tuple((102 + wave / 6 + max(0, day - 32) * 2.4) * MINUTE for day, wave in enumerate(_WAVE)),
            low=tuple((94 + wave / 6 + max(0, day - 32) * 2.2) * MINUTE for day, wave in enumerate(_WAVE)),
            high=tuple((111 + wave / 6 + max(0, day - 32) * 2.7) * MINUTE for day, wave in enumerate(_WAVE)),
        ),
        Series(name="Polish", values=tuple(None if day in (12, 13) else (128 + wave / 4 + max(0, day - 32) * 7) * MINUTE for day, wave in enumerate(_WAVE)), young=3),
    ),
    windows=(Window(40.6, 41.4, "11 Nov, payment page down"),), happenings=(Happening(20, "new price list"),),
)  # fmt: skip

VOLUME: Final = Volume(
    title="The last hour brought 87 contacts more than planned",
    labels=tuple(f"{8 + quarter // 4:02d}:{quarter % 4 * 15:02d}" for quarter in range(40)),
    counts=(38, 44, 56, 58, 63, 67, 64, 66, 66, 65, 54, 53, 46, 51, 49, 45, 54, 56, 53, 51, 66, 74, 79, 72, *[None] * 16),
    forecast=tuple((e * 0.86, e, e * 1.14) for e in (38 + 28 * sin((q + 3) / 6) ** 2 for q in range(40))),
    now=24, now_label="13:58", label_every=8,
)  # fmt: skip

BACKLOG: Final = Backlog(
    title="Two thirds of the growth has waited over three days", labels=_DAYS,
    ages=(
        Age("under 1 day", tuple(520 + wave for wave in _WAVE)), Age("1 to 3 days", tuple(430 + wave // 2 + max(0, day - 38) * 10 for day, wave in enumerate(_WAVE))),
        Age("3 to 7 days", tuple(170 + max(0, day - 36) * 15 for day in range(46))), Age("over 7 days", tuple(75 + max(0, day - 36) * 9 for day in range(46))),
    ),
    windows=(Window(40.6, 41.4, "11 Nov, payment page down"),),
)  # fmt: skip

HEAT: Final = Heat(
    title="Contacts by hour and weekday",
    values=tuple(
        tuple(204 if (day, hour) in ((2, 14), (2, 15), (2, 16)) else max(0, round((100 if day < 5 else 27) * sin(max(0.0, (hour - 5) / 17.5 * 3.14159)) - (hour % 3) * 4)) if 5 < hour < 23 else hour % 3 for hour in range(24))
        for day in range(7)
    ),
    windows=frozenset({(2, 14), (2, 15), (2, 16)}),
)  # fmt: skip

STRIP: Final = Strip(
    title="Distribution of first reply time", width=30 * MINUTE, over=42, p50=130 * MINUTE, p90=520 * MINUTE, late_from=8 * HOUR,
    counts=(170, 131, 109, 94, 79, 51, 47, 42, 38, 34, 31, 27, 24, 21, 18, 15, 16, 15, 13, 11, 9, 8, 7, 6),
)  # fmt: skip

_FIRST: Final = (
    Segment("work", _us(10, 16, 38), _us(10, 18, 0)), Segment("closed", _us(10, 18, 0), _us(12, 8, 0)),
    Segment("work", _us(12, 8, 0), _us(12, 10, 50)),
)  # fmt: skip
CLOCK: Final = Clock(
    title="Clock of ticket 48102",
    tracks=(
        Track(_FIRST, (Event(_us(10, 16, 38), False), Event(_us(12, 10, 50), True)), "first reply after 4 h 12 m"),
        Track(
            (_FIRST[0], Segment("closed", _us(10, 18, 0), _us(12, 8, 0), "Wed is a holiday"), _FIRST[2],
             Segment("pause", _us(12, 10, 50), _us(12, 13, 15), "pause: customer"), Segment("work", _us(12, 13, 15), _us(12, 16, 20))),
            (Event(_us(10, 16, 38), False), Event(_us(12, 10, 50), True), Event(_us(12, 13, 15), False), Event(_us(12, 16, 20), True)),
        ),
    ),
)  # fmt: skip

WATERFALL: Final = Waterfall(
    title="Polish refunds explain 17 of the 30 extra minutes", before_name="October", before=100 * MINUTE, after_name="Week 46",
    causes=(
        Cause(name="Polish refunds waited longer", change=17 * MINUTE, low=13 * MINUTE, high=21 * MINUTE, href="#"),
        Cause(name="More work came to slow queues", change=8 * MINUTE, low=5 * MINUTE, high=11 * MINUTE, href="#"),
        Cause(name="Payment page down, 11 Nov", change=5 * MINUTE, low=3 * MINUTE, high=7 * MINUTE),
        Cause(name="Five new hires in Italian", change=4 * MINUTE, low=1 * MINUTE, high=7 * MINUTE),
        Cause(name="New order-status answer, English", change=-6 * MINUTE, low=-9 * MINUTE, high=-3 * MINUTE),
        Cause(name="Normal fluctuation", change=2 * MINUTE, noise=True),
    ),
)  # fmt: skip

SHARES: Final = Shares(
    title="Half of the refunds wait on one step",
    parts=(
        Part(name="Waiting for finance", count=612, low=0.46, high=0.55), Part(name="Waiting for the customer", count=287, low=0.2, high=0.27),
        Part(name="Parcel not yet back", count=190), Part(name=LONGEST, count=125),
    ),
)  # fmt: skip

COMPARISON: Final = Comparison(
    title="Polish slowed down, the others did not", before_name="October", after_name="Week 46",
    pairs=(
        Pair(name="Polish", before=150 * MINUTE, after=228 * MINUTE, before_range=(138 * MINUTE, 161 * MINUTE), after_range=(210 * MINUTE, 247 * MINUTE), real=True),
        Pair(name="Italian", before=132 * MINUTE, after=140 * MINUTE, before_range=(124 * MINUTE, 141 * MINUTE), after_range=(129 * MINUTE, 152 * MINUTE)),
        Pair(name="Swedish", before=96 * MINUTE, after=92 * MINUTE, before_range=(88 * MINUTE, 103 * MINUTE), after_range=(84 * MINUTE, 101 * MINUTE)),
        Pair(name="Chat, new since 9 November", before=None, after=48 * MINUTE, after_range=(40 * MINUTE, 59 * MINUTE)),
    ),
)  # fmt: skip

DIFFERENCES: Final = (
    ("Refund amount confirmed", "−18 points", "look", Difference(value=-18, low=-38, high=-4, reach=42, usual=(-12, 12), state="look")),
    ("Satisfaction", "+5 points", "well", Difference(value=5, low=1, high=9, reach=12, usual=(-3, 3), state="well")),
    ("First reply, own hours", "6 m faster", "line", Difference(value=6, low=-2, high=14, reach=24, usual=(-7, 7))),
    ("Chat, all measures", "not yet", "early", Difference(value=1, low=-16, high=18, reach=24, usual=(-7, 7), state="early")),
)  # fmt: skip

USED: Final = (Used(0.95, now=True), Used(0.865), Used(0.66, target=0.9))

_QUEUES: Final = (("Polish", 1214, 228, (214, 240), 0.74, "75 to 85"), ("Italian", 1086, 140, (134, 146), 0.89, "80 to 89"),
                  ("Swedish", 1020, 92, (88, 97), 0.94, "84 to 92"), (LONGEST, 1542, 78, (75, 82), 0.94, "84 to 91"))  # fmt: skip


def queue_table() -> Table:
    """Return the table of queues, sorted by first reply, with dials on one axis."""
    columns = [
        Column("queue", "Queue", sortable=True), Column("n", "Contacts", "number", sortable=True, help="#"),
        Column("reply", "First reply", "duration", sortable=True, strong=True), Column("dial", "Likely range, target 2 h", "picture"),
        Column("within", "Within 8 h", "percent", sortable=True),
    ]  # fmt: skip
    rows = [
        Row(
            {"queue": name, "n": n, "reply": minutes * MINUTE, "within": within,
             "dial": Gauge(value=minutes, low=ends[0], high=ends[1], target=120, axis=(60, 260))},
            {"within": aside}, href="#", key=name,
        )
        for name, n, minutes, ends, within, aside in _QUEUES
    ]  # fmt: skip
    footer = Row({"queue": "All queues", "n": 4862, "reply": 130 * MINUTE, "within": 0.88})
    return Table(
        caption="Queues",
        columns=columns,
        rows=rows,
        footer=footer,
        sort="-reply",
        sort_link="?sort={}".format,
        select="queue",
    )


EMPTY_TABLE: Final = Table(
    caption="Alerts", columns=[Column("what", "What")], rows=[], empty_title="No alerts",
    empty="An alert appears when a figure leaves its usual range. You choose which ones under Settings.",
)  # fmt: skip
PAGER: Final = Pager(50, 50, 4862, "?offset={}".format)

EXPORTS: Final = (Choice("CSV", "#"), Choice("Excel", "#", ".xlsx"), Choice("Parquet", "#"))
CLOCKS: Final = (Choice("Business", "#", is_on=True), Choice("Calendar", "#"))
PERIOD: Final = Picker(
    "Period", "Week 46", "9–15 Nov 2026",
    (("", (Choice("Today", "#"), Choice("Week 46", "#", "9–15 Nov", is_on=True), Choice("October", "#"), Choice("13 weeks", "#"))),),
    ("since", "until"), ("2026-11-09", "2026-11-15"), (("team", "7"),),
)  # fmt: skip


class CalendarForm(forms.Form):
    """Every kind of field, with help under each."""

    name = forms.CharField(
        label="Name", help_text="What people call these hours, such as “Warehouse, summer”."
    )
    since = forms.DateField(
        label="In force from",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Figures before this day keep the hours they were measured by.",
    )
    zone = forms.ChoiceField(
        label="Time zone", choices=[("Europe/Warsaw", "Europe/Warsaw"), ("Asia/Tokyo", "Asia/Tokyo")]
    )
    note = forms.CharField(
        label="Why", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="Kept in the trail."
    )
    mode = forms.ChoiceField(
        label="What happens to open work", widget=forms.RadioSelect,
        choices=[("keep", "It keeps the hours it began with"), ("move", "It moves to the new hours from that day"), ("redo", "Everything since that day is measured anew")],
    )  # fmt: skip
    holidays = forms.BooleanField(label="Closed on public holidays of Poland", required=False)
    notify = forms.BooleanField(
        label="Tell the leads of these teams",
        required=False,
        widget=forms.CheckboxInput(attrs={"role": "switch"}),
        help_text="They get a message now.",
    )


def filled_wrongly() -> CalendarForm:
    """Return the form as it comes back with faults: nothing typed is lost."""
    return CalendarForm(
        {
            "name": "",
            "since": "31 Nov",
            "zone": "Europe/Warsaw",
            "note": "New shift from December",
            "mode": "keep",
        },
        auto_id="wrong_%s",
    )


CHARTS: Final[Mapping[str, Any]] = {
    "trend": TREND, "volume": VOLUME, "backlog": BACKLOG, "heat": HEAT, "strip": STRIP, "clock": CLOCK,
    "waterfall": WATERFALL, "shares": SHARES, "comparison": COMPARISON,
}  # fmt: skip
