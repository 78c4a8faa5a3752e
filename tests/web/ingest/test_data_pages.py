"""Sources and findings: honest labels, every finding, and what to do."""

import json
from datetime import UTC, datetime

from django.urls import reverse

from helmline.eventlog.checks import CHECKS
from helmline.eventlog.log import Log
from helmline.eventlog.runs import Runs, now_us
from helmline_web.ingest import findings, queries, words


def test_a_synthetic_source_says_so(cast, company):
    page = cast.client("Pia").get(reverse("ingest:sources")).text
    assert "Synthetic: invented people and contacts" in page
    assert "Import a file" not in page  # planners look; they do not import


def test_an_empty_installation_says_how_to_begin(cast, nothing_yet):
    page = cast.client("Mona").get(reverse("ingest:sources")).text
    assert "There are no data yet." in page
    assert reverse("ingest:imports") in page


def test_a_connected_source_that_has_fallen_behind_is_not_called_live(cast, own_company):
    Runs(own_company).observe("synthetic", now_us() - 3600 * 1_000_000)
    [source] = queries.sources()
    assert source.is_live
    assert source.is_old(now_us())
    page = cast.client("Mona").get(reverse("ingest:sources")).text
    assert "synthetic has fallen behind." in page
    assert "not live" in page


def test_the_events_of_a_source_are_those_of_the_log(company):
    [source] = queries.sources()
    assert source.events == Log(company).view().rows


def test_every_check_of_the_library_has_words():
    assert {check.code for check in CHECKS} <= set(words.FINDINGS)


def finding(code: str, severity: str, source: str) -> dict:
    return {
        "code": code,
        "severity": severity,
        "source": source,
        "count": 3,
        "examples": ["BM-1"],
        "meaning": "m",
        "next_step": "n",
    }


def test_findings_are_filtered_by_the_address(cast, nothing_yet):
    found = [finding("gap", "warning", "desk"), finding("impossible_order", "error", "phone")]
    said = {"at": datetime.now(UTC).isoformat(), "watermark": 5, "findings": found}
    (nothing_yet / "findings.json").write_text(json.dumps(said))
    mona, address = cast.client("Mona"), reverse("ingest:findings")
    everything = mona.get(address).text
    assert "2 findings in the data." in everything
    assert "A whole day without any event" in everything
    assert "Look at the time zone and the date format" in everything
    assert reverse("dashboards:interaction", args=["phone", "BM-1"]) in everything
    errors = mona.get(address, {"severity": "error"}).text
    assert "A whole day without any event" not in errors
    assert "Something happened before" in errors
    assert "Nothing of this kind" in mona.get(address, {"severity": "note"}).text


def test_the_log_is_checked_once_for_each_state_of_it(own_company, monkeypatch):
    findings.look()
    looked = findings.found()
    assert looked.watermark == Log(own_company).view().watermark
    monkeypatch.setattr(findings, "check", lambda data: (_ for _ in ()).throw(AssertionError))
    findings.look()
    assert findings.found() == looked
