"""Files that mean harm, or just too much: refused with words, nothing left behind, the server unharmed."""

import gzip
import io
import os
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.urls import reverse

from helmline.sources.table import opening
from helmline_web.ingest import actions, uploads
from helmline_web.ingest.models import Import, State

from .conftest import TICKETS


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"), ("..\\..\\windows\\system.ini", "system.ini"), ("/etc/shadow", "shadow"),
        ("a\x00b\n.csv", "a_b_.csv"), ('x"; rm -rf ~.csv', "x__ rm -rf _.csv"), ("....", "file"), ("", "file"),
        ("Bericht März (1).xlsx", "Bericht März (1).xlsx"), ("x" * 400 + ".csv", "x" * 116 + ".csv"),
    ],
)  # fmt: skip
def test_a_name_is_never_a_path(name, safe):
    assert uploads.safe_name(name) == safe


def test_an_upload_lands_in_a_folder_of_ours_whatever_it_is_called(nothing_yet, queue):
    file = SimpleUploadedFile("x.csv", TICKETS.encode())
    file._name = "../../../../escaped.csv"
    row = actions.upload(file, by=1)
    assert uploads.path_of(row).parent == nothing_yet / "uploads" / str(row.pk)
    assert not list(nothing_yet.parent.glob("escaped*"))
    assert uploads.path_of(row).stat().st_mode & 0o777 == 0o600


def test_a_file_over_the_limit_is_refused_before_it_is_read(cast, nothing_yet, settings):
    settings.HELMLINE_UPLOAD_BYTES = 1_000
    file = SimpleUploadedFile("big.csv", b"x" * 200_000)
    answer = cast.client("Mona").post(reverse("ingest:imports"), {"file": file})
    assert answer.status_code == 413
    assert "up to 0 MB are taken" in answer.text
    assert not Import.objects.exists()


def test_a_disk_without_room_is_said_before_the_upload(cast, nothing_yet, monkeypatch):
    monkeypatch.setattr(uploads, "room", lambda: 1_000)
    answer = cast.client("Mona").post(reverse("ingest:imports"), {"file": SimpleUploadedFile("a.csv", b"x")})
    assert answer.status_code == 413
    assert "make room" in answer.text


def test_a_disk_that_fills_in_the_middle_leaves_nothing_behind(nothing_yet, queue, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space left"):
        actions.upload(SimpleUploadedFile("a.csv", TICKETS.encode()), by=1)
    assert not Import.objects.exists()
    assert list((nothing_yet / "uploads").iterdir()) == []


def test_a_large_file_is_moved_and_its_temporary_copy_is_gone(nothing_yet, queue):
    file = TemporaryUploadedFile("a.csv", "text/csv", len(TICKETS), "utf-8")
    file.write(TICKETS.encode())
    file.seek(0)
    temporary = file.temporary_file_path()
    row = actions.upload(file, by=1)
    assert uploads.path_of(row).read_text() == TICKETS
    assert not os.path.exists(temporary)


def test_an_empty_file_is_refused(cast, nothing_yet):
    answer = cast.client("Mona").post(reverse("ingest:imports"), {"file": SimpleUploadedFile("a.csv", b"")})
    assert answer.status_code == 422
    assert "Choose a file first." in answer.text or "empty" in answer.text


def test_a_post_without_its_token_is_refused(cast, nothing_yet):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.user["Mona"])
    answer = client.post(reverse("ingest:imports"), {"file": SimpleUploadedFile("a.csv", TICKETS.encode())})
    assert answer.status_code == 403
    assert not Import.objects.exists()


def read(nothing_yet, work, name: str, content: bytes) -> Import:
    row = actions.upload(SimpleUploadedFile(name, content), by=1)
    work()
    row.refresh_from_db()
    return row


def test_a_zip_bomb_is_refused_with_words(nothing_yet, work, monkeypatch):
    monkeypatch.setattr(opening, "LARGEST_UNPACKED", 2**20)
    packed = gzip.compress(b"ticket,created_at\n" + b"A,2026-03-14 10:00\n" * 500_000)
    row = read(nothing_yet, work, "bomb.csv.gz", packed)
    actions.land(row, by=1)  # the first look reads a little of it only
    work()
    row.refresh_from_db()
    assert row.state == State.FAILED
    assert "this is no data file" in row.error


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(nothing_yet, work, monkeypatch):
    monkeypatch.setattr(opening, "LARGEST_UNPACKED", 2**20)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 20_000_000)
    row = read(nothing_yet, work, "bomb.xlsx", held.getvalue())
    assert row.state == State.FAILED
    assert "this is no data file" in row.error


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.csv", b"<html><script>alert(1)</script></html>"), ("doc.csv", b"%PDF-1.7 ..."),
        ("x.csv", bytes(range(256)) * 50), ("x.zip", b"PK\x03\x04 cut off"), ("x.xls", b"\xd0\xcf\x11\xe0 old"),
        ("x.xes", b'<?xml version="1.0"?><!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]><log>&x;</log>'),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_says_so_on_its_page(cast, nothing_yet, work, name, content):
    row = read(nothing_yet, work, name, content)
    assert row.state == State.FAILED
    page = cast.client("Mona").get(reverse("ingest:import", args=[row.pk])).text
    assert "did not land" in page
    assert "root:" not in page
    assert str(nothing_yet) not in page  # our folders are nobody's business


def test_markup_in_a_column_is_shown_as_text(cast, nothing_yet, work):
    hostile = "ticket,created_at,status\n<script>alert(1)</script>,2026-03-14 10:00,<b>open</b>\n"
    row = read(nothing_yet, work, "x.csv", hostile.encode())
    page = cast.client("Mona").get(reverse("ingest:import", args=[row.pk])).text
    assert "<script>alert" not in page
    assert "<b>open" not in page


def test_a_formula_in_a_rejected_row_does_not_run_in_a_spreadsheet(cast, nothing_yet, work):
    row = read(nothing_yet, work, "x.csv", TICKETS.replace("A-4", "=HYPERLINK(0)").encode())
    actions.land(row, by=1)
    work()
    answer = cast.client("Mona").get(reverse("ingest:rejects", args=[row.pk]))
    said = b"".join(answer.streaming_content).decode()
    assert ",'=HYPERLINK(0)" in said or ",\"'=HYPERLINK(0)" in said
