"""Bad rows are listed with line and reason, good rows land, and mending adds only what was missing."""

import csv

import pytest
from doubles import FakeLog, FakePeople

from helmline.errors import MappingError
from helmline.eventlog.schema import Kind
from helmline.sources.table import parsing
from helmline.sources.table.landing import import_files

PLAIN = """
[source]
name = "desk"
zone = "UTC"
{source}
[columns]
case = "ticket"
time = "at"
[status]
Open = "open"
Solved = "solved"
[[event]]
kind = "activity"
code = "what"
[[event]]
kind = "status_changed"
when = "change"
of = "state"
status = "state"
"""


def plain(source=""):
    return parsing.parse(PLAIN.format(source=source))


def put(path, rows, header="ticket,at,what,state"):
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return path


def load(path, using, log=None, **options):
    log = FakeLog() if log is None else log
    [report] = import_files([path], using, log, FakePeople(), **options)
    return log, report


GOOD = ["A,2024-03-01 09:00,call,Open", "A,2024-03-02 09:00,mail,Solved", "B,2024-03-01 10:00,call,Open"]
BAD = {
    "bad_date": "A,2024-13-45 09:00,note,Open",
    "missing_case": ",2024-03-01 09:30,note,Open",
    "missing_time": "B,,note,Open",
    "unknown_status": "B,2024-03-03 10:00,note,Frozen",
    "fields": "B,2024-03-03 10:00",
}


def test_bad_rows_are_listed_with_line_code_and_reason_and_good_rows_land(tmp_path):
    path = put(tmp_path / "a.csv", [GOOD[0], *BAD.values(), *GOOD[1:]])
    log, report = load(path, plain())
    assert report.rows == 8
    assert report.rejected == 5
    assert len(log.of(Kind.ACTIVITY)) == 3
    with (tmp_path / "a.csv.rejects.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["code"]: row for row in csv.DictReader(file)}
    assert set(listed) == set(BAD)
    for line, (code, raw) in enumerate(BAD.items(), start=3):
        assert listed[code]["line"] == str(line)
        assert listed[code]["row"] == raw
        assert len(listed[code]["reason"]) > 10
    assert "'2024-13-45 09:00'" in listed["bad_date"]["reason"]
    assert "'Frozen'" in listed["unknown_status"]["reason"]


def test_mending_the_file_and_importing_again_adds_only_what_was_missing(tmp_path):
    path = put(tmp_path / "a.csv", [GOOD[0], "A,soon,mail,Solved", GOOD[2]])
    log, first = load(path, plain())
    put(path, GOOD)
    _, second = load(path, plain(), log)
    assert (first.added, first.rejected) == (4, 1)
    assert (second.added, second.corrected, second.unchanged) == (2, 0, 4)
    assert not (tmp_path / "a.csv.rejects.csv").exists()
    whole, _ = load(path, plain())
    assert log.rows == whole.rows  # as if it had been right from the start


def test_a_file_that_was_cut_and_then_complete_ends_like_the_complete_one(tmp_path):
    path = put(tmp_path / "a.csv", GOOD)
    text = path.read_text()
    whole, _ = load(path, plain())
    path.write_text(text[: text.rindex(",call")])
    log, cut = load(path, plain())
    assert cut.unfinished
    path.write_text(text)
    load(path, plain(), log)
    assert log.rows == whole.rows


def test_the_same_file_twice_is_said_to_be_known_and_nothing_is_read(tmp_path):
    path = put(tmp_path / "a.csv", GOOD)
    copy = put(tmp_path / "copy.csv", GOOD)
    log = FakeLog()
    reports = import_files([path, copy], plain(), log, FakePeople())
    assert reports[1].duplicate_of == reports[0].run_id
    assert len(log.notes) == 1
    earlier = {str(log.notes[0]["fingerprint"]): "run-7"}
    _, again = load(path, plain(), landed=earlier)
    assert again.duplicate_of == "run-7"
    assert "nothing to do" in again.sentences()[0]


def test_identical_rows_are_told_apart_by_their_count_and_stay_so(tmp_path):
    path = put(tmp_path / "a.csv", [GOOD[0], GOOD[0], GOOD[0]])
    log, first = load(path, plain())
    assert first.events["activity"] == 3
    _, second = load(path, plain(), log)
    assert second.added == 0


def test_the_order_of_rows_in_the_file_changes_nothing(tmp_path):
    one, _ = load(put(tmp_path / "a.csv", GOOD), plain())
    two, _ = load(put(tmp_path / "b.csv", GOOD[::-1]), plain())
    assert one.rows == two.rows


AMBIGUOUS = ["A,3/4/2024 09:00,call,Open", "A,5/6/2024 09:00,mail,Solved"]


def test_day_and_month_are_asked_for_where_both_readings_are_possible(tmp_path):
    path = put(tmp_path / "a.csv", AMBIGUOUS)
    log = FakeLog()
    with pytest.raises(MappingError, match=r"cannot be told apart in at .*3/4/2024") as caught:
        load(path, plain(), log)
    assert "day_first = true" in caught.value.hint
    assert not log.rows


@pytest.mark.parametrize(("day_first", "month"), [("true", 4), ("false", 3)])
def test_day_first_is_taken_as_stated(day_first, month, tmp_path):
    log, _ = load(put(tmp_path / "a.csv", AMBIGUOUS), plain(f"day_first = {day_first}"))
    assert when(log.of(Kind.ACTIVITY)[0]).month == month


def test_a_number_above_twelve_proves_the_order_and_the_report_says_so(tmp_path):
    log, report = load(put(tmp_path / "a.csv", [*AMBIGUOUS, "B,29/2/2024 10:00,call,Open"]), plain())
    assert [when(row).month for row in log.of(Kind.ACTIVITY)] == [4, 6, 2]
    assert any("day first, proven: at holds 29/2/2024 10:00" in note for note in report.notes)


def test_dates_written_both_ways_are_not_guessed_but_rejected_once_the_order_is_stated(tmp_path):
    path = put(tmp_path / "a.csv", ["A,29/2/2024 10:00,call,Open", "A,2/29/2024 10:00,call,Open"])
    with pytest.raises(MappingError, match="both ways"):
        load(path, plain())
    log, report = load(path, plain("day_first = true"))
    assert len(log.of(Kind.ACTIVITY)) == 1
    assert [(r.line, r.code) for r in report.first_rejects] == [(3, "bad_date")]


def test_dates_in_many_formats_in_one_column_are_one_instant(tmp_path):
    written = [
        "2024-03-25 13:05", "2024-03-25T13:05:00", "2024/03/25 13:05:00.000", "25/3/2024 13:05",
        "25.03.2024 13:05:00",
        "25/03/24 13:05", "25 Mar 2024 13:05", '"Mar 25, 2024 01:05 PM"', "25-Mar-2024 13:05",
        "2024-03-25T13:05:00Z",
        "2024-03-25T15:05:00+02:00", "2024-03-25 08:05:00 -0500", "2024-03-25 13:05:00 UTC",
        "25/3/2024 1:05 PM",
    ]  # fmt: skip
    path = put(tmp_path / "a.csv", [f"C{n:02},{text},call,Open" for n, text in enumerate(written)])
    log, report = load(path, plain())
    assert not report.rejected
    assert {str(when(row)) for row in log.of(Kind.ACTIVITY)} == {"2024-03-25 13:05:00+00:00"}


@pytest.mark.parametrize(
    ("zone", "utc"),
    [("Europe/Rome", "12:05"), ("America/New_York", "17:05"), ("Asia/Tokyo", "04:05"), ("UTC", "13:05")],
)
def test_a_moment_without_a_zone_is_in_the_mappings(zone, utc, tmp_path):
    text = PLAIN.format(source="").replace('zone = "UTC"', f'zone = "{zone}"')
    log, report = load(put(tmp_path / "a.csv", ["A,2024-03-20 13:05,call,Open"]), parsing.parse(text))
    assert f"{when(log.of(Kind.ACTIVITY)[0]):%H:%M}" == utc
    assert not report.zone_assumed


def test_a_zone_nobody_stated_is_marked_as_assumed(tmp_path):
    text = PLAIN.format(source="").replace('zone = "UTC"', "")
    _, report = load(put(tmp_path / "a.csv", GOOD), parsing.parse(text))
    assert report.zone_assumed
    assert any("Time zone assumed: UTC" in line for line in report.sentences())


def test_missing_columns_are_named_all_at_once_with_near_ones(tmp_path):
    path = put(tmp_path / "a.csv", ["1,2,3"], header="tickets,when,what")
    with pytest.raises(MappingError) as caught:
        load(path, plain())
    text = str(caught.value)
    assert "lacks 3 column(s)" in text
    assert "'ticket' ([columns] case); there is 'tickets'" in text
    assert "'at'" in text
    assert "'state'" in text


def test_a_column_is_found_whatever_its_case_and_under_its_aliases(tmp_path):
    text = PLAIN.format(source="") + '[alias]\nat = ["When", "Moment"]\n'
    path = put(tmp_path / "a.csv", GOOD, header="TICKET,Moment,What,STATE")
    log, _ = load(path, parsing.parse(text))
    assert len(log.of(Kind.ACTIVITY)) == 3


def test_a_column_that_is_there_twice_is_not_chosen_silently(tmp_path):
    path = put(tmp_path / "a.csv", ["A,2024-03-01,x,call,Open"], header="ticket,at,at,what,state")
    with pytest.raises(MappingError, match="more than one column called 'at'"):
        load(path, plain())


@pytest.mark.parametrize(
    ("unit", "text", "micros"),
    [
        ("min", "1.5", 90_000_000), ("s", "2", 2_000_000), ("ms", "3", 3000), ("h", "1", 3_600_000_000),
        ("hms", "1:02:03", 3_723_000_000), ("hms", "02:03", 123_000_000), ("count", "7", 7),
        ("bool", "true", 1),
        ("bool", "No", 0), ("d", "0", 0),
    ],
)  # fmt: skip
def test_a_vendors_figure_lands_in_microseconds_or_as_a_count(unit, text, micros, tmp_path):
    using = plain_with_figure(unit)
    log, _ = load(put(tmp_path / "a.csv", [f"A,2024-03-01,{text}"], header="ticket,at,n"), using)
    [row] = log.of(Kind.VENDOR_FIGURE)
    assert (row["code"], row["amount"]) == ("n", micros)


@pytest.mark.parametrize(
    ("unit", "text", "code"),
    [("min", "-3", "negative_duration"), ("hms", "-0:30:00", "negative_duration"),
     ("s", "fast", "bad_number"),
     ("hms", "1:2:3:4", "bad_number"), ("bool", "perhaps", "bad_number")],
)  # fmt: skip
def test_a_figure_that_is_negative_or_no_number_rejects_its_row(unit, text, code, tmp_path):
    using = plain_with_figure(unit)
    log, report = load(put(tmp_path / "a.csv", [f"A,2024-03-01,{text}"], header="ticket,at,n"), using)
    assert report.reject_codes == {code: 1}
    assert not log.rows


@pytest.mark.parametrize("unit", ["min", "hms", "bool", "count"])
def test_an_empty_figure_is_missing_and_not_zero(unit, tmp_path):
    using = plain_with_figure(unit)
    log, report = load(put(tmp_path / "a.csv", ["A,2024-03-01,"], header="ticket,at,n"), using)
    assert not log.rows
    assert not report.rejected


def plain_with_figure(unit):
    return parsing.parse(
        f'[source]\nname="d"\n[columns]\ncase="ticket"\ntime="at"\n[[figure]]\nname="n"\ncolumn="n"\nunit="{unit}"\n'
    )


def test_a_huge_bad_row_is_listed_in_short(tmp_path):
    path = put(tmp_path / "a.csv", [f"A,never,{'x' * 2_000_000},Open", GOOD[0]])
    log, report = load(path, plain())
    assert (len(log.of(Kind.ACTIVITY)), report.rejected) == (1, 1)
    assert (tmp_path / "a.csv.rejects.csv").stat().st_size < 200_000


def test_text_that_looks_like_sql_is_only_text(tmp_path):
    nasty = "x'; DROP TABLE rows; --"
    header = 'ticket,at,what,"sta""te\'s"'
    using = parsing.parse(
        '[source]\nname = "o\'desk"\nzone = "UTC"\n[columns]\ncase = "ticket"\ntime = "at"\n[status]\n'
        f'"{nasty}" = "open"\n[[event]]\nkind = "status_changed"\nstatus = "sta\\"te\'s"\ncode = "what"\n'
    )
    log, _ = load(put(tmp_path / "o'brien.csv", [f'A,2024-03-01,{nasty},"{nasty}"'], header=header), using)
    assert [row["code"] for row in log.rows.values()] == [nasty]


def when(row):
    from datetime import UTC, datetime, timedelta

    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=row["occurred_at_us"])
