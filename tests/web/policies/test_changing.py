"""Drafts, their preview, and what happens when they are put in force."""

from datetime import UTC, date, datetime, timedelta

import pytest

from helmline.metrics.query import Query
from helmline.reference import current_version, load
from helmline_web.analytics import door
from helmline_web.decisions.models import Entry
from helmline_web.decisions.versions import Stale
from helmline_web.people.access import viewer_of
from helmline_web.policies import actions, incidents, modes
from helmline_web.policies.drafts import Refused, outlook
from helmline_web.policies.incidents import Window
from helmline_web.policies.models import Draft, Mode, Policy
from helmline_web.policies.preview import preview

CODE = "Bellamar low"
TODAY = modes.date.today()


@pytest.fixture
def rules(own_company, cast, django_capture_on_commit_callbacks):
    """The company's reference data adopted; acts publish at once."""
    with django_capture_on_commit_callbacks(execute=True):
        actions.adopt(load(own_company).content)
    return cast


def tighter(cast, mode, since=None, within="20min"):
    policy = Policy.objects.get(section="sla", code=CODE)
    wanted = {**policy.latest, "target": [{**policy.latest["target"][0], "within": within}]}
    draft = Draft(section="sla", code=CODE, wanted=wanted, mode=mode, since=since, by=cast.user["Mona"])
    return actions.save_draft(draft)


@pytest.fixture
def put_in_force(django_capture_on_commit_callbacks):
    def put(draft):
        with django_capture_on_commit_callbacks(execute=True):
            return actions.apply(draft, by=draft.by_id)

    return put


def mona(cast):
    return viewer_of(cast.user["Mona"])


def attainment(cast):
    return door.ask(mona(cast), Query(metrics=("sla_attainment",))).one("sla_attainment").summary


@pytest.mark.parametrize("mode", list(Mode))
def test_it_previews_what_then_happens(rules, put_in_force, mode):
    draft = tighter(rules, mode, TODAY if mode == Mode.FROM_DATE else None)
    proposed = outlook(draft).proposal.reference
    thought = preview(mona(rules), "sla", proposed)
    (measured, _) = thought.measured
    put_in_force(draft)
    found = door.ask(mona(rules), Query(metrics=("sla_attainment",), since=thought.since, zone="Europe/Rome"))
    assert found.one("sla_attainment").summary == measured.after.summary
    assert bool(measured.changed) == (measured.before.summary != measured.after.summary)


def test_it_leaves_the_past_as_it_was_from_a_date_on(rules, put_in_force):
    before = attainment(rules)
    put_in_force(tighter(rules, Mode.FROM_DATE, TODAY))
    assert attainment(rules) == before


def test_it_moves_open_work_only(rules, put_in_force):
    draft = tighter(rules, Mode.OPEN_WORK)
    thought = preview(mona(rules), "sla", outlook(draft).proposal.reference)
    assert thought.past == ()
    assert {one.after for one in thought.turned} <= {"broken", ""}
    put_in_force(draft)
    assert load_current().targets[-1].policy  # still promises of policies


def load_current():
    return door.reference()


def test_it_rewrites_history(rules, put_in_force):
    before = attainment(rules)
    draft = tighter(rules, Mode.REWRITE)
    thought = preview(mona(rules), "sla", outlook(draft).proposal.reference)
    assert thought.past
    put_in_force(draft)
    after = attainment(rules)
    assert after.numerator < before.numerator


def test_it_keeps_a_second_persons_draft_and_shows_both(rules, put_in_force):
    first, second = tighter(rules, Mode.REWRITE), tighter(rules, Mode.REWRITE, within="30min")
    put_in_force(first)
    with pytest.raises(Stale) as stale:
        put_in_force(second)
    assert stale.value.current.latest["target"][0]["within"] == "20min"
    assert Draft.objects.get().wanted["target"][0]["within"] == "30min"
    actions.rebase(second)
    assert put_in_force(second).latest["target"][0]["within"] == "30min"


def test_it_shows_the_librarys_findings_at_their_field(rules):
    draft = tighter(rules, Mode.REWRITE, within="soon")
    with pytest.raises(Refused) as refused:
        outlook(draft)
    assert list(refused.value.here) == ["target[0].within"]


def test_it_puts_an_older_version_in_force_again(rules, put_in_force):
    version = current_version_here()
    put_in_force(tighter(rules, Mode.REWRITE))
    first = Policy.objects.get(section="sla", code=CODE).revisions.get(version=1)
    back = Draft(section="sla", code=CODE, restores=first, by=rules.user["Mona"])
    policy = put_in_force(actions.save_draft(back))
    assert policy.version == 3
    assert current_version_here() == version


def current_version_here():
    from django.conf import settings

    return current_version(settings.HELMLINE_DATA)


def test_it_tells_the_trail(rules, put_in_force):
    put_in_force(tighter(rules, Mode.FROM_DATE, TODAY))
    entry = Entry.objects.first()
    assert (entry.kind, entry.subject) == ("policies.changed", f"sla:{CODE}")
    assert entry.by == rules.user["Mona"].pk
    assert entry.detail == {"section": "sla", "code": CODE, "mode": "from_date", "since": TODAY.isoformat()}


def test_it_declares_an_incident_afterwards_for_people_and_not_for_contracts(
    rules, django_capture_on_commit_callbacks
):
    viewer, before = mona(rules), attainment(rules)
    without = Query(metrics=("created",), incidents="without")
    counted = door.ask(viewer, without).one("created").value
    window = Window(datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 9, 8, tzinfo=UTC), "Mail was down")
    with django_capture_on_commit_callbacks(execute=True):
        policy = incidents.declare(window, by=rules.user["Lea"].pk)
    assert attainment(rules) == before
    assert door.ask(viewer, without).one("created").value < counted
    assert policy.latest["declared_by"] == f"user:{rules.user['Lea'].pk}"
    assert Entry.objects.first().kind == "policies.incident.declared"


def test_it_ends_a_window_that_lasts(rules, django_capture_on_commit_callbacks):
    start = datetime.now(UTC) - timedelta(hours=1)
    with django_capture_on_commit_callbacks(execute=True):
        policy = incidents.declare(Window(start), by=rules.user["Lea"].pk)
        assert [row["code"] for row in incidents.lasting()] == [policy.code]
        incidents.end(policy.code, datetime.now(UTC), seen=1, by=rules.user["Lea"].pk)
    assert incidents.lasting(datetime.now(UTC) + timedelta(seconds=2)) == []


def test_it_plans_a_change_for_a_day_to_come(rules, put_in_force):
    start = date.today() + timedelta(days=30)
    policy = put_in_force(tighter(rules, Mode.FROM_DATE, start))
    assert [row.get("from") for row in policy.statements] == [None, start.isoformat()]
