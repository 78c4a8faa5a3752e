"""Files as people and systems really leave them: said in a sentence, never guessed, never a traceback."""

import gzip
import io
import json
import tarfile
import zipfile
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from doubles import FakeLog, FakePeople

from helmline.errors import FileError
from helmline.eventlog.privacy import Subjects, erase
from helmline.eventlog.schema import Kind
from helmline.sources.table import opening, parsing
from helmline.sources.table.clocks import changes
from helmline.sources.table.landing import import_files
from helmline.sources.table.propose import propose

MAPPING = """
[source]
name = "desk"
zone = "{zone}"
{source}
[columns]
case = "ticket"
time = "at"
[[event]]
kind = "activity"
code = "what"
[[figure]]
name = "handling"
column = "mins"
unit = "min"
"""
HEADER = "ticket,at,what,mins"
ROWS = ["A,2024-03-01 09:00,call,1", "A,2024-03-02 09:00,mail,2"]


def load(path, source="", zone="UTC"):
    log = FakeLog()
    [report] = import_files(
        [path], parsing.parse(MAPPING.format(source=source, zone=zone)), log, FakePeople()
    )
    return log, report


def put(path, rows, header=HEADER):
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return path


def instants(log):
    return [
        datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=row["occurred_at_us"])
        for row in log.of(Kind.ACTIVITY)
    ]


@pytest.mark.parametrize(
    ("decimal", "written", "minutes"),
    [(",", "1,5", 1.5), (",", "1.234,5", 1234.5), (".", "1,234.5", 1234.5), (",", "1 234,5", 1234.5)],
)
def test_it_reads_decimals_by_the_mark_that_is_stated(decimal, written, minutes, tmp_path):
    path = put(tmp_path / "a.csv", [f"A;2024-03-01 09:00;call;{written}"], HEADER.replace(",", ";"))
    log, _ = load(path, f'decimal = "{decimal}"')
    assert log.of(Kind.VENDOR_FIGURE)[0]["amount"] == minutes * 60_000_000


def test_it_does_not_guess_what_a_comma_in_a_number_means(tmp_path):
    path = put(tmp_path / "a.csv", ["A;2024-03-01 09:00;call;1,5"], HEADER.replace(",", ";"))
    _, report = load(path)
    assert report.reject_codes == {"bad_number": 1}
    assert "decimal = ','" in report.first_rejects[0].reason


def test_it_reads_a_column_name_that_runs_over_two_lines(tmp_path):
    log, report = load(put(tmp_path / "a.csv", [row + ",x" for row in ROWS], HEADER + ',"note\n(long)"'))
    assert (report.rows, report.rejected) == (2, 0)
    assert len(log.of(Kind.ACTIVITY)) == 2


def test_it_leaves_out_a_header_in_the_middle_and_says_on_which_line(tmp_path):
    log, report = load(put(tmp_path / "a.csv", [ROWS[0], HEADER, ROWS[1]]))
    assert (report.rejected, len(log.of(Kind.ACTIVITY))) == (0, 2)
    assert any("1 rows repeat the header" in note and "line 3" in note for note in report.notes)


def test_it_refuses_a_second_header_whose_columns_stand_in_another_order(tmp_path):
    path = put(tmp_path / "a.csv", [ROWS[0], "at,ticket,what,mins", "2024-03-02 09:00,A,mail,2"])
    with pytest.raises(FileError, match="Line 3 is a header with its columns in another order"):
        load(path)


def test_it_takes_the_header_from_the_line_that_is_stated(tmp_path):
    path = put(tmp_path / "a.csv", ["", HEADER, *ROWS], "Report of March 2024,,,")
    log, _ = load(path, "header = 3")
    assert len(log.of(Kind.ACTIVITY)) == 2
    broken = put(tmp_path / "b.csv", ["", HEADER, ROWS[0].replace("2024", "x")], "Report,,,")
    assert load(broken, "header = 3")[1].first_rejects[0].line == 4


def test_a_title_above_the_header_is_said_with_the_next_step(tmp_path):
    with pytest.raises(FileError, match="none of its 3 rows can be read; line 2") as caught:
        load(put(tmp_path / "a.csv", [HEADER, *ROWS], "Report, of March"))
    assert "header = LINE" in caught.value.hint


def workbook(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_it_reads_a_workbooks_day_numbers_only_when_they_are_stated(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [HEADER.split(","), ["A", 45352.375, "call", 1]])
    assert load(path)[1].reject_codes == {"bad_date": 1}
    log, _ = load(path, 'formats = ["excel"]', zone="Europe/Rome")
    assert instants(log) == [datetime(2024, 3, 1, 8, 0, tzinfo=UTC)]  # 1 March 2024 09:00 in Rome


def test_it_reads_a_sheet_whose_names_stand_under_merged_titles(tmp_path):
    rows = [["Ticket", "", "Work", ""], HEADER.split(","), ["A", datetime(2024, 3, 1, 9), "call", 1]]
    log, _ = load(workbook(tmp_path / "a.xlsx", rows), "header = 2")
    assert instants(log) == [datetime(2024, 3, 1, 9, tzinfo=UTC)]


def test_a_duration_cell_of_a_workbook_is_hours_minutes_and_seconds(tmp_path):
    rows = [HEADER.split(","), ["A", datetime(2024, 3, 1, 9), "call", timedelta(hours=26, seconds=3)]]
    path = workbook(tmp_path / "a.xlsx", rows)
    text = MAPPING.format(source="", zone="UTC").replace('unit = "min"', 'unit = "hms"')
    log = FakeLog()
    import_files([path], parsing.parse(text), log, FakePeople())
    assert log.of(Kind.VENDOR_FIGURE)[0]["amount"] == (26 * 3600 + 3) * 1_000_000


@pytest.mark.parametrize("zone", ["UTC", "Europe/Rome", "America/New_York"])
def test_an_epoch_is_an_instant_whatever_the_zone(zone, tmp_path):
    log, _ = load(put(tmp_path / "a.csv", ["A,1709283600,call,1"]), 'formats = ["epoch_s"]', zone)
    assert instants(log) == [datetime(2024, 3, 1, 9, tzinfo=UTC)]


def test_a_line_of_json_may_hold_what_other_texts_take_for_a_line_end(tmp_path):
    path = tmp_path / "a.jsonl"
    rows = [dict(zip(HEADER.split(","), row.split(","), strict=True)) for row in ROWS]
    rows[0]["note"] = "one\u2028two\u0085three"
    lines = [json.dumps(rows[0], ensure_ascii=False), "{broken", json.dumps(rows[1])]
    path.write_text("\n".join(lines), "utf-8")
    log, report = load(path)
    assert len(log.of(Kind.ACTIVITY)) == 2
    assert [(r.line, r.code) for r in report.first_rejects] == [(2, "json")]


def test_a_json_object_over_many_lines_is_no_file_of_json_lines(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"tickets": [{"a": 1}]}, indent=1))
    with pytest.raises(FileError, match="none of its") as caught:
        load(tmp_path / "a.json")
    assert "one object a line" in caught.value.hint


def tarred():
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("a.csv"), io.BytesIO())
    return held.getvalue()


def zipped(**members):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (tarred(), "tar archive"), (zipped(), "holds 0 files"), (zipped(a="x", b="y"), "holds 2 files"),
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3", "PDF"), (b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 9, "not text"),
        (zipped(a=zipped(b="c")), "archive in an archive"), (gzip.compress(gzip.compress(b"a,b")), "twice"),
        (b"\n\r\n\n", "blank lines"), (gzip.compress(b"ticket,at\n" + bytes(9000)), "not text"),
    ],
    ids=["tar", "empty zip", "two files", "pdf", "png", "nested", "twice", "blank", "gzipped zeros"],
)  # fmt: skip
def test_what_is_no_table_is_called_by_its_name(data, said, tmp_path):
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(FileError, match=said):
        load(tmp_path / "a.csv")


def test_an_archive_that_unpacks_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "LARGEST_UNPACKED", 1 << 20)
    text = HEADER + "\n" + ("A,2024-03-01 09:00,call,1\n" * 300_000)
    (tmp_path / "a.zip").write_bytes(zipped(a=text))
    with pytest.raises(FileError, match="unpacks to more than"):
        load(tmp_path / "a.zip")


def test_it_counts_the_times_that_a_change_of_clocks_makes_uncertain(tmp_path):
    written = ["2024-03-31 02:30", "2024-10-27 02:30", "2024-10-27 02:59", "2024-10-27 03:00",
               "2024-10-27 01:59", "2024-10-27T02:30:00+02:00", "2024-03-31 03:00"]  # fmt: skip
    _, report = load(put(tmp_path / "a.csv", [f"A,{text},x,1" for text in written]), zone="Europe/Rome")
    [repeated] = [note for note in report.notes if "repeats" in note]
    [skipped] = [note for note in report.notes if "skips" in note]
    assert repeated.startswith("2 times of at")
    assert skipped.startswith("1 times of at")
    assert "2024-03-31 02:30" in skipped
    assert not load(put(tmp_path / "b.csv", [f"A,{text},x,1" for text in written]))[1].notes


def test_it_knows_the_changes_of_clocks_of_a_year():
    start, end = 1_704_067_200_000_000, 1_735_689_600_000_000  # 2024
    assert changes("Europe/Rome", start, end) == [
        (1_711_846_800_000_000, 3600, 7200), (1_729_990_800_000_000, 7200, 3600),
    ]  # fmt: skip
    assert [after - before for _, before, after in changes("Australia/Lord_Howe", start, end)] == [
        -1800,
        1800,
    ]
    assert changes("Asia/Tokyo", start, end) == []


def test_a_thousand_columns_are_looked_at_in_seconds(tmp_path):
    extra = [f"c{n}" for n in range(996)]
    rows = [f"{row},{','.join('v' for _ in extra)}" for row in ROWS * 50]
    proposal = propose(put(tmp_path / "a.csv", rows, ",".join([HEADER, *extra])))
    assert 'time = "at"' in proposal.text


def test_many_people_are_described_at_once_and_an_erased_one_is_not(tmp_path):
    subjects = Subjects(tmp_path)
    bob, dmitri = subjects.keys("desk", ["bob", "dmitri"])
    erase(tmp_path, "dmitri")
    subjects.describe_many(
        [(bob, "Bob", None), (dmitri, "Dmitri", "d@example.org"), (bob, None, "b@example.org")]
    )
    assert subjects.named([bob, dmitri]) == {bob: "Bob"}
    assert subjects.find("b@example.org")[0].key == bob
    assert not subjects.find("Dmitri")
