"""A burst of one reason is proposed as an incident window, to those who may declare one; nothing is declared."""

from datetime import UTC, datetime

import pytest

from helmline_web.dashboards import bursts
from helmline_web.dashboards.bursts import Burst
from helmline_web.policies.models import Policy

NOW = datetime(2026, 9, 22, 9, tzinfo=UTC)


@pytest.fixture
def counted(monkeypatch):
    """Count these contacts of `billing` in the quarter looked at, and in each of the weeks before."""

    def count(last: int, usual: int) -> list[Burst]:
        monkeypatch.setattr(bursts, "_counts", lambda until: {"billing": last if until == NOW else usual})
        return bursts.found_at(NOW)

    return count


def test_it_finds_what_lies_above_the_usual_range(counted):
    (found,) = counted(30, 4)
    assert (found.reason, found.count, found.usual) == ("billing", 30, 4)
    assert found.href == "/policies/incidents?reasons=billing"


@pytest.mark.parametrize(("last", "usual"), [(7, 4), (5, 0), (4, 4), (60, 50)])
def test_it_says_nothing_of_what_chance_makes(counted, last, usual):
    assert counted(last, usual) == []


def test_it_counts_as_the_door_counts(company, db):
    assert sum(sum(bursts._counts(NOW.replace(hour=hour)).values()) for hour in range(7, 16)) > 0


def test_it_is_proposed_on_pulse_and_not_declared(own_company, cast, monkeypatch):
    now = datetime.now(UTC)
    monkeypatch.setattr(bursts, "found_at", lambda until: [Burst("billing", now.isoformat(), 30, 4.0)])
    monkeypatch.setattr(bursts, "_STALE", now - datetime(2026, 1, 1, tzinfo=UTC))
    bursts.look()
    page = cast.client("Mona").get("/").text
    assert "30 contacts about billing" in page
    assert 'href="/policies/incidents?reasons=billing"' in page
    assert "about billing" not in cast.client("Vic").get("/").text
    assert "about billing" not in cast.client("Lea").get("/").text
    assert not Policy.objects.filter(section="incident").exists()
