"""The demonstration: loaded once, marked as synthetic, up to this minute, and fed as time passes."""

import pytest

from helmline import synthetic
from helmline.eventlog.log import Log
from helmline.eventlog.runs import Runs, now_us
from helmline_web.ingest import queries
from helmline_web.people.models import Brand, User
from helmline_web.policies import publishing
from helmline_web.project import demo

HOUR_US = 3_600_000_000


@pytest.fixture
def loaded(nothing_yet, db, monkeypatch, settings):
    settings.HELMLINE_DEMO = True
    monkeypatch.setattr(demo, "EVENTS", 8_000)
    monkeypatch.setattr(demo, "_land_real", lambda data: None)
    demo.load()
    return nothing_yet


def test_it_reaches_to_this_minute_and_not_beyond(loaded):
    [source] = queries.sources()
    assert source.is_synthetic
    assert now_us() - source.data_until_us < HOUR_US
    assert "from_the_future" not in {finding.code for finding in _findings(loaded)}


def _findings(data):
    from helmline.eventlog.checks import check

    return check(data)


@pytest.mark.django_db(transaction=True)
def test_it_publishes_once_people_and_calendars_are_both_there(nothing_yet, settings, monkeypatch, caplog):
    settings.HELMLINE_DEMO = True
    monkeypatch.setattr(demo, "EVENTS", 8_000)
    monkeypatch.setattr(demo, "_land_real", lambda data: None)
    demo.load()
    assert [line.message for line in caplog.records if "not published" in line.message] == []
    assert publishing.is_published()


def test_loaded_again_nothing_changes(loaded):
    before = (Log(loaded).view().watermark, User.objects.count(), len(Runs(loaded).all()))
    demo.load()
    assert (Log(loaded).view().watermark, User.objects.count(), len(Runs(loaded).all())) == before


def test_a_load_that_broke_off_goes_on_with_the_same_company(nothing_yet, db, monkeypatch):
    monkeypatch.setattr(demo, "EVENTS", 8_000)
    monkeypatch.setattr(demo, "_land_real", lambda data: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        demo.load()
    before = Log(nothing_yet).view().watermark
    monkeypatch.setattr(demo, "_land_real", lambda data: None)
    demo.load()
    assert Log(nothing_yet).view().watermark - before < 100  # what has happened in between, and nothing twice


@pytest.mark.django_db(transaction=True)
def test_its_rules_are_never_published_in_halves(nothing_yet, monkeypatch, caplog):
    monkeypatch.setattr(demo, "EVENTS", 8_000)
    monkeypatch.setattr(demo, "_land_real", lambda data: None)
    demo.load()
    assert not [said for said in caplog.messages if "not published" in said]


def test_the_real_log_is_a_brand_of_its_own(loaded):
    assert Brand.objects.filter(code=demo.REAL_BRAND).exists()


def test_what_happens_later_is_fed_in_as_time_passes(loaded, monkeypatch):
    before = Log(loaded).view().watermark
    monkeypatch.setattr(demo, "now_us", lambda: now_us() + 72 * HOUR_US)
    demo.feed()
    after = Log(loaded).view().watermark
    assert after > before
    assert Runs(loaded).observed()[synthetic.SOURCE] > now_us() + 71 * HOUR_US
    demo.feed()
    assert Log(loaded).view().watermark - after < 50
