"""The Monday mail: each reader's own scope and language, the same figures in HTML, text and PDF."""

from pathlib import Path

import pytest
from django.core import mail
from django.utils import translation

from helmline_web.people.access import viewer_of
from helmline_web.reports import monday, pdf, sending

LANGUAGES = ["en", "it", "sv", "pl", "ja"]


def test_it_goes_to_leads_and_executives(house):
    assert {viewer.name for _, viewer in monday.readers()} == {"Ada", "Mona", "Lea", "Lars"}


def test_it_sends_html_text_and_pdf(house):
    assert sending.send_all() == 4
    sent = {message.to[0].split("@")[0]: message for message in mail.outbox}
    lea = sent["lea"]
    assert lea.attachments[0][0].endswith(".pdf")
    assert lea.attachments[0][1].startswith(b"%PDF")
    assert "style=" not in lea.alternatives[0][0]
    assert lea.subject == " ".join(lea.subject.split())


def test_it_shows_each_reader_only_what_is_theirs(house):
    lea, mona = (monday.letter(viewer_of(house.user[name])) for name in ("Lea", "Mona"))
    assert [row[0] for row in lea.grids[0].rows] == ["Milano"]
    assert len(mona.grids[0].rows) > 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_the_same_figures_everywhere(house, language):
    document = monday.letter(viewer_of(house.user["Mona"]), language)
    assert document.language == language
    said = pdf.texts(document)
    html, text = sending.html(document), sending.text(document)
    for line in document.figures[0].lines:
        assert line.value in said
        assert line.value in html
        assert line.value in text
    assert document.lede in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_sets_every_character_with_a_face_of_its_own(house, language):
    """Typst warns of nothing, so hold the texts against the characters that the shipped faces draw."""
    document = monday.letter(viewer_of(house.user["Mona"]), language)
    drawn = covered()
    assert {char for text in pdf.texts(document) for char in text if char.isprintable()} <= drawn


def covered() -> set[str]:
    return {chr(code) for font in Path(pdf.FONTS).glob("*.ttf") for code in characters(font.read_bytes())}


def characters(font: bytes) -> set[int]:
    """Return the characters of a TrueType font: its cmap of format 4 or 12, read by hand."""
    import struct

    tables = {
        font[12 + 16 * i : 16 + 16 * i]: struct.unpack(">II", font[20 + 16 * i : 28 + 16 * i])
        for i in range(struct.unpack(">H", font[4:6])[0])
    }
    start = tables[b"cmap"][0]
    found: set[int] = set()
    for number in range(struct.unpack(">H", font[start + 2 : start + 4])[0]):
        at = start + struct.unpack(">I", font[start + 8 + 8 * number : start + 12 + 8 * number])[0]
        if struct.unpack(">H", font[at : at + 2])[0] == 12:
            for group in range(struct.unpack(">I", font[at + 12 : at + 16])[0]):
                first, last, _ = struct.unpack(">III", font[at + 16 + 12 * group : at + 28 + 12 * group])
                found |= {*range(first, last + 1)}
        elif struct.unpack(">H", font[at : at + 2])[0] == 4:
            count = struct.unpack(">H", font[at + 6 : at + 8])[0] // 2
            ends = struct.unpack(f">{count}H", font[at + 14 : at + 14 + 2 * count])
            begins = struct.unpack(f">{count}H", font[at + 16 + 2 * count : at + 16 + 4 * count])
            found |= {
                code for first, last in zip(begins, ends, strict=True) for code in range(first, last + 1)
            }
    return found


def test_it_draws_what_a_language_needs():
    drawn = covered()
    assert set("ążęłńóśźćåäöèéàùÀ×−–€問い合わせ件数時間前週未解決返信初回") <= drawn


def test_it_shows_a_preview_in_any_language(house):
    client = house.client("Lea")
    page = client.get("/reports/monday?language=sv")
    assert page.status_code == 200
    assert page.context["document"].language == "sv"
    assert client.get("/reports/monday.pdf?language=ja").content.startswith(b"%PDF")
    assert translation.get_language() == "en"


def test_it_is_sent_now_by_the_house_only(house):
    assert house.client("Lea").post("/reports/monday/send").status_code == 404
    assert house.client("Mona").post("/reports/monday/send").status_code == 302
    assert len(mail.outbox) == 4
