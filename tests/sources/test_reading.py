"""Any file as the same rows: encodings, delimiters, archives, formats, broken lines."""

import csv
import gzip
import io
import json
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helmline.errors import FileError
from helmline.sources.table import delimited
from helmline.sources.table.staging import stage

ROWS = [["1", "Dmitri", "2024-03-01"], ["2", "Zoë", "2024-03-02"], ["3", "Łukasz", "2024-03-03"]]
HEADER = ["id", "who", "day"]


def text_of(rows, delimiter=","):
    held = io.StringIO()
    csv.writer(held, delimiter=delimiter, lineterminator="\n").writerows([HEADER, *rows])
    return held.getvalue()


def read(path, folder, **options):
    """Return the staged rows (line first) and the tally."""
    staged = stage(path, folder / "staged", **options)
    rows = []
    for part in staged.parts:
        table = pq.read_table(part).to_pylist()
        rows += [[row["_line"], *(row.get(name) for name in staged.columns)] for row in table]
    return sorted(rows), staged


EXPECTED = [[n + 2, *row] for n, row in enumerate(ROWS)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_it_finds_the_delimiter(delimiter, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(text_of(ROWS, delimiter), "utf-8")
    assert read(path, tmp_path)[0] == EXPECTED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_it_finds_the_encoding(encoding, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(text_of(ROWS), encoding)
    assert read(path, tmp_path)[0] == EXPECTED


def test_it_reads_a_stated_encoding(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(text_of(ROWS), "iso8859-16")
    assert read(path, tmp_path, encoding="iso8859-16")[0] == EXPECTED


def test_it_reads_a_file_put_together_from_two_encodings_line_by_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("id,who\n1,Zoë\n".encode() + "2,Zoë\n3,price 5€\n".encode("cp1252"))
    rows, staged = read(path, tmp_path)
    assert rows == [[2, "1", "Zoë"], [3, "2", "Zoë"], [4, "3", "price 5€"]]
    assert staged.tally.encodings == {"utf-8": 2, "cp1252": 2}


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_it_reads_line_ends_of_three_systems(line_end, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(text_of(ROWS).replace("\n", line_end).encode())
    assert read(path, tmp_path)[0] == EXPECTED


def test_it_opens_gzip_and_zip_whatever_they_are_called(tmp_path):
    data = text_of(ROWS).encode()
    (tmp_path / "a.csv").write_bytes(gzip.compress(data))
    with zipfile.ZipFile(tmp_path / "b.dat", "w") as archive:
        archive.writestr("export.csv", data)
    assert read(tmp_path / "a.csv", tmp_path)[0] == EXPECTED
    assert read(tmp_path / "b.dat", tmp_path / "b")[0] == EXPECTED


def test_it_refuses_a_zip_of_two_files_by_name(tmp_path):
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("one.csv", "a,b\n1,2\n")
        archive.writestr("two.csv", "a,b\n1,2\n")
    with pytest.raises(FileError, match=r"2 files \(one.csv, two.csv\)"):
        stage(tmp_path / "b.zip", tmp_path / "s")


def test_it_reads_json_lines_parquet_and_a_workbook_as_the_same_rows(tmp_path):
    import openpyxl

    (tmp_path / "a.jsonl").write_text(
        "".join(json.dumps(dict(zip(HEADER, row, strict=True))) + "\n" for row in ROWS), "utf-8"
    )
    columns = dict(zip(HEADER, map(list, zip(*ROWS, strict=True)), strict=True))
    columns["id"] = [int(n) for n in columns["id"]]
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    book = openpyxl.Workbook()
    for row in [HEADER, *ROWS]:
        book.active.append([int(row[0]) if row[0].isdigit() else row[0], *row[1:]])
    book.save(tmp_path / "a.xlsx")
    for name, offset in (("a.jsonl", 1), ("a.parquet", 1), ("a.xlsx", 2)):
        rows, staged = read(tmp_path / name, tmp_path / name.replace(".", "-"))
        assert rows == [[n + offset, *row] for n, row in enumerate(ROWS)], name
        assert staged.format == name.rpartition(".")[2]


def test_nested_json_becomes_dotted_columns_and_a_bad_line_is_listed(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": 1, "by": {"name": "Bob"}}\nnot json\n{"id": 2, "tags": ["a"], "open": true}\n')
    rows, staged = read(path, tmp_path)
    named = [dict(zip(("line", *staged.columns), row, strict=True)) for row in rows]
    assert named[0]["by.name"] == "Bob"
    assert (named[1]["tags"], named[1]["open"]) == ('["a"]', "true")
    assert [(reject.line, reject.code) for reject in staged.tally.rejects] == [(2, "json")]


cells = st.text(st.characters(exclude_characters="\r\x00", exclude_categories=("Cs",)), max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=12), small=st.booleans())
def test_it_reads_whatever_python_csv_writes(rows, small, tmp_path_factory):
    """The same cells and the line each record starts at, by the fast way and by the exact one."""
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    expected, line = [], 2
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(HEADER)
        for row in rows:
            writer.writerow(row)
            expected.append([line, *row])
            line += 1 + sum(cell.count("\n") for cell in row)
    assert read(path, path.parent, delimiter=",")[0] == expected


def test_the_fast_way_and_the_exact_way_agree(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"x, y"\n2,"say ""hi"""\n\n3,5" screen 7" wide\n4,\n', "utf-8")
    fast = read(path, tmp_path / "1")[0]
    monkeypatch.setattr(delimited.Delimited, "_at_once", lambda *_: None)
    assert read(path, tmp_path / "2")[0] == fast
    assert fast == [[2, "1", "x, y"], [3, "2", 'say "hi"'], [5, "3", '5" screen 7" wide'], [6, "4", ""]]


def test_a_row_with_fields_missing_costs_only_itself(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12,\n13,14,15\n")
    rows, staged = read(path, tmp_path)
    assert [row[1] for row in rows] == ["1", "10", "13"]
    assert [(r.line, r.code, r.raw) for r in staged.tally.rejects] == [
        (3, "fields", "4,5"),
        (4, "fields", "6,7,8,9"),
    ]
    assert "2 fields where the header has 3" in staged.tally.rejects[0].reason


def test_a_carriage_return_inside_a_line_is_a_blank_and_costs_nothing(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\rb,c\r\n" + b"1,x\ry,3\r\n" * 6 + b'2,"x\ny",4\r\n')
    rows, staged = read(path, tmp_path)
    assert staged.columns == ("a", "b b", "c")
    assert [row[1:] for row in rows] == [["1", "x y", "3"]] * 6 + [["2", "x\ny", "4"]]
    assert not staged.tally.rejects


def test_blank_lines_are_no_rows(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n   \n\n3,4\n")
    rows, staged = read(path, tmp_path)
    assert rows == [[2, "1", "2"], [5, "3", "4"]]
    assert not staged.tally.rejects


def test_an_unclosed_quote_costs_one_row_and_not_the_rest_of_the_file(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,fine\n2,"never closed\n3,fine\n4,fine\n')
    rows, staged = read(path, tmp_path)
    assert [row[1] for row in rows] == ["1", "3", "4"]
    assert [(r.line, r.code) for r in staged.tally.rejects] == [(3, "unclosed_quote")]


def test_a_record_that_runs_over_the_end_of_a_block_is_whole(tmp_path, monkeypatch):
    from helmline.sources.table import decoding

    monkeypatch.setattr(decoding, "BLOCK", 16)
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"one\ntwo\nthree"\n2,x\n3,"a\nb"\n4,y\n')
    assert read(path, tmp_path)[0] == [
        [2, "1", "one\ntwo\nthree"],
        [5, "2", "x"],
        [6, "3", "a\nb"],
        [8, "4", "y"],
    ]


def test_a_ten_megabyte_cell_survives(tmp_path):
    huge = "x" * (10 << 20)
    path = tmp_path / "a.csv"
    path.write_text(f'a,b\n1,"{huge}"\n2,"two\nlines {huge}"\n3,ok\n')
    rows, staged = read(path, tmp_path)
    assert [(row[0], len(row[2])) for row in rows] == [(2, 10 << 20), (3, (10 << 20) + 10), (5, 2)]
    assert not staged.tally.rejects


def test_columns_of_one_name_are_numbered_and_said(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,name,name,\n1,a,b,c\n")
    staged = stage(path, tmp_path / "s")
    assert staged.columns == ("id", "name", "name (2)", "column 4")
    assert "name" in staged.tally.notes[0]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.csv", b"", "is empty"),
        ("header.csv", b"a,b\n", "holds no rows"),
        ("blank.csv", b"\n\n\n", "blank lines|no header"),
        ("one.csv", b"just text\nmore text\n", "Only one column"),
        ("page.html", b"<html><body>sign in</body></html>", "web page"),
        ("list.json", b'[{"a": 1}]', "one JSON list"),
        ("old.xls", b"\xd0\xcf\x11\xe0rest", "old Excel"),
        ("cut.parquet", b"PAR1....", "not a complete Parquet"),
        ("cut.xlsx", b"PK\x03\x04....", "without its closing directory"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_its_cause_and_a_next_step(name, content, message, tmp_path):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileError, match=message) as caught:
        stage(tmp_path / name, tmp_path / "s")
    assert caught.value.hint


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path):
    for path in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(FileError, match=r"not there|a folder"):
            stage(path, tmp_path / "s")


def test_a_stated_delimiter_that_is_wrong_names_the_likely_one(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(text_of(ROWS, ";"), "utf-8")
    with pytest.raises(FileError, match="looks like semicolon"):
        stage(path, tmp_path / "s", delimiter="\t")


def test_a_cut_gzip_gives_its_whole_rows_and_is_marked_unfinished(tmp_path):
    path = tmp_path / "a.csv.gz"
    whole = gzip.compress(text_of([[str(n), "x", "y"] for n in range(50_000)]).encode())
    path.write_bytes(whole[: len(whole) // 2])
    rows, staged = read(path, tmp_path)
    assert 1000 < len(rows) < 50_000
    assert [row[1] for row in rows] == [str(n) for n in range(len(rows))]
    assert "compressed file ends in the middle" in staged.tally.unfinished


def test_a_file_cut_inside_its_last_row_rejects_that_row_and_says_so(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b,c\n1,2,3\n4,5")
    rows, staged = read(path, tmp_path)
    assert [row[1] for row in rows] == ["1"]
    assert staged.tally.rejects[0].code == "unfinished"
    assert staged.tally.unfinished


def test_a_file_that_grows_while_it_is_read_is_marked_unfinished(tmp_path, monkeypatch):
    from helmline.sources.table import staging

    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    honest = staging._write

    def slow(*arguments):
        done = honest(*arguments)
        with path.open("a") as file:
            file.write("3,4\n")
        return done

    monkeypatch.setattr(staging, "_write", slow)
    assert "still writing" in stage(path, tmp_path / "s").tally.unfinished
