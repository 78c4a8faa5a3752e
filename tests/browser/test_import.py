"""A file of one's own: dropped, its mapping proposed, landed, its rejects handed back, its figures shown."""

import csv
from datetime import UTC, datetime, timedelta

from browser.landing import land, tickets


def _monday_of_last_week():
    today = datetime.now(UTC).date()
    return today - timedelta(days=today.weekday() + 7)


def test_it_leads_from_a_file_to_its_figures(visit, language):
    page = visit("/data/imports", "manager", language)
    land(page, f"own-{language}.csv", tickets(f"OWN-{language}", _monday_of_last_week()))
    with page.expect_download() as saved:
        page.click("a[href$='/rejects']")
    with open(saved.value.path(), encoding="utf-8") as file:
        [rejected] = csv.DictReader(file)
    assert rejected["line"] == "7"
    page.click("a[href^='/?where.source=']")
    page.wait_for_selector(".figures .figure")
    assert "5" in page.inner_text(".figures")


def test_the_same_file_again_adds_nothing(visit):
    page = visit("/data/imports", "manager")
    text = tickets("TWICE", _monday_of_last_week(), days=2)
    land(page, "twice.csv", text)
    page.goto("/data/imports")
    page.set_input_files(
        "input[type=file]", {"name": "twice.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.click("main form .btn.is-main")
    page.click("form[action$='/land'] button")
    page.wait_for_selector("h1:has-text('nothing was added')")
