"""A file of one's own, from the drop zone to the figures and back again."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from helmline.errors import InputError
from helmline.eventlog.log import Log
from helmline_web.decisions.models import Entry
from helmline_web.ingest import actions, uploads
from helmline_web.ingest.models import Import, State

from .conftest import TICKETS


def fields_of(page: str) -> dict[str, str]:
    """Return what a browser would post from the mapping's form as it stands."""
    form = page[page.index('data-draft="import-') :]
    found = dict(re.findall(r'<input type="(?:text|hidden)" name="([\w-]+)" value="([^"]*)"', form))
    found |= dict(re.findall(r'<input type="radio" name="([\w-]+)" value="([^"]*)"[^>]* checked', form))
    for name, options in re.findall(r'<select name="([\w-]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1].replace("&quot;", '"') if chosen else ""
    return found


@pytest.fixture
def mona(cast, nothing_yet):
    return cast.client("Mona")


def test_it_takes_a_dropped_file_and_asks_what_it_means(mona, work):
    answer = mona.post(
        reverse("ingest:imports"), {"file": SimpleUploadedFile("tickets.csv", TICKETS.encode())}
    )
    row = Import.objects.get()
    assert answer["Location"] == reverse("ingest:import", args=[row.pk])
    assert "being read" in mona.get(answer["Location"]).text
    work()
    page = mona.get(answer["Location"]).text
    assert "Is this what tickets.csv means?" in page
    assert "A contact began" in page  # the first events, in words
    assert "It is an assumption" in page  # the zone is assumed, and says so


def test_it_lands_what_is_good_and_lists_what_is_not(mona, uploaded, work):
    row = uploaded()
    assert mona.post(reverse("ingest:land", args=[row.pk])).status_code == 302
    work()
    row.refresh_from_db()
    assert row.state == State.LANDED, row.error
    assert (row.report["rows"], row.report["rejected"]) == (6, 1)
    page = mona.get(reverse("ingest:import", args=[row.pk])).text
    assert "1 row was rejected" in page
    assert "Line 5:" in page
    rejects = mona.get(reverse("ingest:rejects", args=[row.pk]))
    [rejected] = csv.DictReader(io.StringIO(b"".join(rejects.streaming_content).decode()))
    assert rejected["line"] == "5"
    assert "attachment" in rejects["Content-Disposition"]


def test_it_writes_each_act_into_the_trail(mona, uploaded, work):
    row = uploaded()
    mona.post(reverse("ingest:land", args=[row.pk]))
    work()
    mona.post(reverse("ingest:undo", args=[row.pk]))
    work()
    kinds = [entry.kind for entry in Entry.objects.filter(subject=f"import:{row.pk}").order_by("seq")]
    assert kinds == ["data.uploaded", "data.landing", "data.landed", "data.undone"]


def test_it_takes_an_import_back(mona, uploaded, work, nothing_yet):
    row = uploaded()
    actions.land(row, by=1)
    work()
    mona.post(reverse("ingest:undo", args=[row.pk]))
    work()
    row.refresh_from_db()
    assert row.state == State.UNDONE, row.error
    assert "was taken back" in mona.get(reverse("ingest:import", args=[row.pk])).text
    assert Log(nothing_yet).view().rows > 0  # withdrawn, not deleted


def test_the_mended_file_adds_only_what_was_missing(uploaded, work):
    first = uploaded()
    actions.land(first, by=1)
    work()
    first.refresh_from_db()
    second = uploaded(TICKETS.replace("not a date", "2026-03-18 08:30"), mends=first)
    assert second.mapping == first.mapping
    actions.land(second, by=1)
    work()
    second.refresh_from_db()
    assert second.report["rejected"] == 0
    assert second.report["unchanged"] == sum(first.report["events"].values())
    assert second.report["added"] > 0


def test_the_same_file_twice_says_so_and_adds_nothing(uploaded, work, mona):
    for _ in range(2):
        row = uploaded()
        actions.land(row, by=1)
        work()
    row.refresh_from_db()
    assert row.report["duplicate_of"]
    assert "had landed before" in mona.get(reverse("ingest:import", args=[row.pk])).text


def test_what_the_form_states_goes_into_the_mapping(mona, uploaded, work):
    row = uploaded()
    page = mona.get(reverse("ingest:import", args=[row.pk])).text
    stated = fields_of(page) | {
        "about-zone": "Europe/Rome",
        "about-zone_is": "stated",
        "about-name": "our-desk",
    }
    answer = mona.post(reverse("ingest:mapping", args=[row.pk]), stated)
    assert answer.status_code == 302, answer.text
    work()
    row.refresh_from_db()
    assert 'zone = "Europe/Rome"' in row.mapping
    assert "zone_assumed = false" in row.mapping
    assert row.proposal["rows"][0]["at"] == "2026-03-02 08:00:00"  # 9 in Rome is 8 UTC


def test_a_zone_that_nobody_knows_is_said_at_its_field_and_nothing_typed_is_lost(mona, uploaded):
    row = uploaded()
    page = mona.get(reverse("ingest:import", args=[row.pk])).text
    stated = fields_of(page) | {"about-zone": "Europe/Atlantis", "about-name": "our-desk"}
    answer = mona.post(reverse("ingest:mapping", args=[row.pk]), stated)
    assert answer.status_code == 422
    assert "There is no time zone of this name" in answer.text
    assert "our-desk" in answer.text


def test_day_and_month_are_asked_where_the_dates_leave_them_open(uploaded, mona, work):
    open_dates = "ticket,created_at\nB-1,03/04/2026 10:00\nB-2,05/06/2026 11:00\n"
    row = uploaded(open_dates)
    assert row.state == State.ASKING
    assert row.proposal["questions"]
    with pytest.raises(InputError, match="still to be stated"):
        actions.land(row, by=1)
    page = mona.get(reverse("ingest:import", args=[row.pk])).text
    assert "To be stated by you" in page
    assert "Land it like this" not in page
    mona.post(reverse("ingest:mapping", args=[row.pk]), fields_of(page) | {"about-first": "month"})
    work()
    row.refresh_from_db()
    assert row.proposal["rows"][0]["at"] == "2026-03-04 10:00:00"


def test_a_mapping_can_be_edited_as_text(mona, uploaded, work):
    row = uploaded()
    address = reverse("ingest:mapping-text", args=[row.pk])
    assert "[columns]" in mona.get(address).text
    wrong = mona.post(address, {"text": row.mapping + "\n[[event]]\nkind = 'dance'\n"})
    assert wrong.status_code == 422
    assert "dance" in wrong.text
    mona.post(address, {"text": row.mapping.replace('zone = "UTC"', 'zone = "Asia/Tokyo"')})
    work()
    row.refresh_from_db()
    assert row.proposal["rows"][0]["at"] == "2026-03-02 00:00:00"


def test_two_people_at_one_import_do_not_land_it_twice(uploaded):
    row = uploaded()
    stale = Import.objects.get(pk=row.pk)
    actions.land(row, by=1)
    with pytest.raises(InputError, match="moved on meanwhile"):
        actions.land(stale, by=2)


def test_the_page_looks_again_while_the_worker_is_at_it(mona, uploaded):
    row = uploaded()
    actions.land(row, by=1)
    part = mona.get(reverse("ingest:import", args=[row.pk]), headers={"HX-Request": "true"})
    assert part.text.startswith('<div id="moving"')
    Import.objects.filter(pk=row.pk).update(state=State.LANDED)
    part = mona.get(reverse("ingest:import", args=[row.pk]), headers={"HX-Request": "true"})
    assert part["HX-Refresh"] == "true"


@pytest.mark.parametrize("page", ["imports", "sources", "findings", "health"])
def test_only_those_with_the_right_see_the_data_pages(cast, nothing_yet, page):
    address = reverse(f"ingest:{page}")
    assert cast.client("Ada").get(address).status_code == 200
    assert cast.client("Abe").get(address).status_code == 404


def test_nobody_signed_in_goes_to_the_sign_in(client, db, nothing_yet):
    assert client.get(reverse("ingest:imports")).status_code == 302


def test_an_import_of_somebody_without_the_right_is_not_there(cast, uploaded):
    row = uploaded()
    for name in ("import", "mapping-text", "rejects"):
        assert cast.client("Vic").get(reverse(f"ingest:{name}", args=[row.pk])).status_code == 404
    for name in ("land", "undo", "mapping"):
        assert cast.client("Vic").post(reverse(f"ingest:{name}", args=[row.pk])).status_code == 404


def test_old_uploads_are_cleared_away_and_their_import_says_so(uploaded):
    row = uploaded()
    from django.utils import timezone

    assert uploads.clear_away(timezone.now()) == 0
    assert uploads.clear_away(timezone.now() + 2 * uploads.KEEP) == 1
    with pytest.raises(InputError, match="no longer here"):
        uploads.path_of(row)
