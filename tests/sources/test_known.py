"""Parts of a history, in any order and overlapping, end as the whole history does."""

import pytest
from doubles import FakeLog, FakePeople
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from helmline.eventlog.schema import Kind
from helmline.sources.table import parsing
from helmline.sources.table.landing import import_files

MAPPING = """
[source]
name = "desk"
zone = "UTC"
[columns]
case = "ticket"
time = "at"
{order}
[status]
Open = "open"
Working = "pending"
Solved = "solved"
[[event]]
kind = "created"
when = "first"
set = {{ team = "team" }}
[[event]]
kind = "activity"
code = "what"
[[event]]
kind = "status_changed"
when = "change"
of = "state"
status = "state"
{code}
[[event]]
kind = "assigned"
when = "change"
of = "who"
owner = "who"
[[event]]
kind = "unassigned"
when = "change"
of = "who"
unless = {{ who = "*" }}
[[event]]
kind = "team_changed"
when = "change"
of = "team"
set = {{ team = "team" }}
[[figure]]
name = "reopens"
column = "n"
unit = "count"
"""
HEADER = "ticket,n,at,what,state,who,team"


def mapping(order="", code=""):
    return parsing.parse(MAPPING.format(order=order, code=code))


def line(number, case="A", state="Open", who="Bob", team="Mail", at=None):
    moment = at or f"2024-03-{1 + number:02} 09:00"
    return f"{case},{number},{moment},step {number},{state},{who},{team}"


def bring(folder, lines, log, using, people):
    path = folder / f"part-{len(log.notes)}.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n")
    [report] = import_files([path], using, log, people)
    return report


def landed(folder, parts, using=None):
    log, people = FakeLog(), FakePeople()
    for who in ("Bob", "Carla"):
        people.keys("desk", [who], 2)
    reports = [bring(folder, part, log, using or mapping(), people) for part in parts]
    return log, reports


def test_it_does_not_take_the_first_row_of_a_later_export_for_a_change(tmp_path):
    rows = [line(0), line(1), line(2, state="Solved"), line(3, state="Solved")]
    log, reports = landed(tmp_path, [rows[:2], rows[1:]])
    assert [row["status"] for row in log.of(Kind.STATUS_CHANGED)] == [2, 5]
    assert len(log.of(Kind.ASSIGNED)) == 1
    assert reports[1].corrected == 1  # the figure of the last row, which says more now


def test_it_does_not_move_the_birth_of_a_case_to_a_later_export(tmp_path):
    rows = [line(0, team="Mail"), line(1, team="Phone"), line(2, team="Phone")]
    log, _ = landed(tmp_path, [rows[:2], rows[1:]])
    [created] = log.of(Kind.CREATED)
    assert (created["team"], created["occurred_at_us"]) == ("Mail", 1_709_283_600_000_000)


def test_an_earlier_export_that_comes_later_brings_the_birth_and_leaves_the_latest_figures(tmp_path):
    rows = [line(0, team="Mail"), line(1, team="Phone"), line(2, team="Phone")]
    log, _ = landed(tmp_path, [rows[1:], rows[:2]])
    [created], [figure] = log.of(Kind.CREATED), log.of(Kind.VENDOR_FIGURE)
    assert created["team"] == "Mail"
    assert figure["amount"] == 2


def test_a_mended_row_that_held_the_change_takes_it_from_the_row_after_it(tmp_path):
    rows = [line(0), line(1, state="Solved"), line(2, state="Solved")]
    broken = [rows[0], rows[1].replace("2024-03-02", "soon"), rows[2]]
    log, [first, second] = landed(tmp_path, [broken, rows])
    assert first.rejected == 1
    assert [row["occurred_at_us"] for row in log.of(Kind.STATUS_CHANGED)] == [
        1_709_283_600_000_000, 1_709_370_000_000_000,
    ]  # fmt: skip
    assert any("withdrawn in run withdrawal" in note for note in second.notes)
    whole, _ = landed(tmp_path, [rows])
    assert log.rows == whole.rows


def test_mended_rows_alone_land_as_changes_between_those_that_are_known(tmp_path):
    rows = [line(0), line(1, state="Solved"), line(2, state="Open")]
    broken = [rows[0], rows[1].replace("2024-03-02", "soon"), rows[2]]
    log, _ = landed(tmp_path, [broken, [rows[1]]])
    assert [row["status"] for row in log.of(Kind.STATUS_CHANGED)] == [2, 5]
    log, _ = landed(tmp_path, [broken, [rows[1]], rows])
    assert [row["status"] for row in log.of(Kind.STATUS_CHANGED)] == [
        2,
        5,
        2,
    ]  # the whole file brings it back


def test_months_that_come_out_of_order_lose_no_change(tmp_path):
    january, february, march = [line(0)], [line(1, state="Solved")], [line(2, state="Open")]
    log, _ = landed(tmp_path, [march, january, february])
    assert [row["status"] for row in log.of(Kind.STATUS_CHANGED)] == [2, 5, 2]


def test_it_leaves_other_sources_and_other_cases_as_they_are(tmp_path):
    log, reports = landed(tmp_path, [[line(0), line(1, state="Solved")], [line(0, case="B", state="Solved")]])
    assert len(log.of(Kind.STATUS_CHANGED)) == 3
    assert reports[1].notes == []


QUICK = settings(
    max_examples=4, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
HISTORIES = st.lists(
    st.tuples(
        st.sampled_from("AB"), st.sampled_from(["Open", "Working", "Solved"]),
        st.sampled_from(["Bob", "Carla", ""]), st.sampled_from(["Mail", "Phone"]),
    ),
    min_size=2, max_size=7,
)  # fmt: skip


@pytest.mark.parametrize("using", [mapping(), mapping('order = "n"'), mapping(code='code = "state"')])
@QUICK
@given(history=HISTORIES, data=st.data())
def test_overlapping_exports_in_the_order_of_time_end_as_the_whole(using, history, data, tmp_path):
    rows = [line(n, case, state, who, team) for n, (case, state, who, team) in enumerate(history)]
    cut = data.draw(st.integers(1, len(rows) - 1))
    back = data.draw(st.integers(0, cut))
    log, _ = landed(tmp_path, [rows[:cut], rows[cut - back :]], using)
    whole, _ = landed(tmp_path, [rows], using)
    assert log.rows == whole.rows


@QUICK
@given(history=HISTORIES, bad=st.sets(st.integers(0, 6), min_size=1, max_size=4))
def test_a_file_that_was_mended_ends_as_if_it_had_been_right_from_the_start(history, bad, tmp_path):
    rows = [line(n, case, state, who, team) for n, (case, state, who, team) in enumerate(history)]
    broken = [row.replace("2024-03", "soon") if n in bad else row for n, row in enumerate(rows)]
    log, _ = landed(tmp_path, [broken, rows])
    whole, _ = landed(tmp_path, [rows])
    assert log.rows == whole.rows
