"""Published reference data come into the tables and go out again as the same version."""

import tomllib

import pytest
from tests.web.company import COMPANY

from helmline import synthetic
from helmline.reference import current_version, load, publish_content
from helmline_web.people.models import Brand, Membership, Organisation, Person, Team
from helmline_web.policies import actions, publishing
from helmline_web.policies.models import Policy, Revision

pytestmark = pytest.mark.django_db

HOURS = {"name": "office", "zone": "Europe/Rome", "hours": ["Mon-Fri 09:00-17:00"]}
FULL = {
    "organisation": {"name": "Test", "zone": "Europe/Rome", "fiscal_pattern": "4-4-5", "fiscal_start_month": 2},
    "calendar": [HOURS, {"name": "always", "zone": "UTC", "hours": ["24/7"]}],
    "brand": [
        {"code": "fjord", "languages": "sv", "csat_scale": 10, "csat_good": 8, "calendar": "office"},
        {"code": "lumen", "confidential": True, "scorecard": "calls"},
    ],
    "team": [
        {"code": "first", "brand": "fjord", "from": "2026-01-01"},
        {
            "code": "night", "parent": "first", "vendor": "Eastwind", "calendar": "office",
            "calendars": [{"calendar": "always", "from": "2026-04-01"}],
        },
    ],
    "membership": [
        {"person": "desk:101", "team": "first", "share": 0.6, "to": "2026-05-31"},
        {"person": "desk:101", "team": "first", "kind": "skill", "language": "sv", "level": 3},
        {"person": "desk:7", "team": "night", "kind": "line_manager"},
    ],
    "target": [
        {"kind": "first_reply", "within": "8h", "to": "2026-05-31"},
        {"kind": "first_reply", "within": "6h", "from": "2026-06-01"},
        {"kind": "agent_work", "within": "6h", "priority": "high", "pause_statuses": []},
    ],
    "sla": [{"code": "gold", "tier": "gold", "contract": True, "target": [{"kind": "first_reply", "within": "1h"}]}],
    "reason": [{"code": "billing"}, {"code": "refund", "parent": "billing"}],
    "rename": [{"old": "returns", "new": "refund"}],
    "incident": [{"code": "outage", "from": "2026-05-12T06:10:00Z", "to": "2026-05-12T11:45:00Z"}],
    "event": [{"code": "sale", "kind": "campaign", "from": "2026-04-10", "to": "2026-04-20"}],
    "queue": [{"code": "phone", "short_abandon": "8s"}],
}  # fmt: skip


@pytest.mark.parametrize(
    "content", [FULL, tomllib.loads(synthetic.reference_toml(COMPANY))], ids=["full", "demo"]
)
def test_it_publishes_the_same_version_where_nothing_changed(nothing_yet, content):
    version = publish_content(content, nothing_yet).version
    published = actions.adopt(content)
    assert (published.version, published.is_new) == (version, False)
    assert publishing.is_published()


def test_it_adopts_twice_without_a_second_revision(nothing_yet):
    actions.adopt(FULL)
    actions.adopt(FULL)
    assert Revision.objects.count() == Policy.objects.count() == 11
    assert (Membership.objects.count(), Person.objects.count()) == (3, 2)


def test_it_hands_people_their_sections(nothing_yet):
    actions.adopt(FULL)
    assert Organisation.objects.get().zone == "Europe/Rome"
    assert Brand.objects.get(code="lumen").confidential
    night = Team.objects.get(code="night")
    assert (night.parent.code, night.vendor.code) == ("first", "Eastwind")


def test_it_keeps_the_dated_statements_of_one_case_together(nothing_yet):
    actions.adopt(FULL)
    policy = Policy.objects.get(section="target", code="first_reply")
    assert [statement["within"] for statement in policy.statements] == ["8h", "6h"]


def test_it_ends_what_the_content_does_not_have_and_forgets_nothing(nothing_yet):
    actions.adopt(FULL)
    actions.adopt({**FULL, "event": []})
    policy = Policy.objects.get(section="event")
    assert policy.statements == []
    assert [revision.version for revision in policy.revisions.all()] == [2, 1]
    assert load(nothing_yet).events == ()


def test_it_knows_when_the_database_is_ahead_of_what_is_published(nothing_yet):
    actions.adopt(FULL)
    Policy.objects.filter(section="event").update(statements=[])
    assert not publishing.is_published()
    publishing.publish()
    assert publishing.is_published()
    assert current_version(nothing_yet) != "none"
