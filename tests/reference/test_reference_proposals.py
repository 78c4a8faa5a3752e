"""Reference data that are not published yet: checked, readable, and named as they will be."""

import pytest

from helmline.reference import InvalidReference, current_version, load, propose, publish_content

TEAM = {"team": [{"code": "north"}]}
HOURS = {"name": "office", "zone": "UTC", "hours": ["Mon-Fri 09:00-17:00"]}


def target(**fields):
    return {"target": [{"kind": "first_reply", "within": "4h", "clock": "calendar", **fields}]}


def test_it_names_a_proposal_as_it_will_be_published(tmp_path):
    proposal = propose(TEAM)
    assert current_version(tmp_path) == "none"
    assert publish_content(TEAM, tmp_path).version == proposal.reference.version
    assert load(tmp_path) == proposal.reference


def test_it_refuses_what_could_not_be_published():
    with pytest.raises(InvalidReference) as refused:
        propose({"team": [{"code": "north", "parent": "nord"}]})
    assert [finding.path for finding in refused.value.findings] == ["team[0].parent"]


def test_it_hands_warnings_on():
    assert propose(target(clock="business")).warnings[0].path == "target[0]"


def test_it_takes_an_empty_field_for_a_field_left_out():
    spoken = {"team": [{"code": "north", "vendor": "", "calendars": [{"calendar": "office", "to": ""}]}]}
    plain = {"team": [{"code": "north", "calendars": [{"calendar": "office"}]}], "calendar": [HOURS]}
    with pytest.raises(InvalidReference):
        propose(spoken)  # `to` is no text
    spoken = {"team": [{**spoken["team"][0], "calendars": [{"calendar": "office"}]}], "calendar": [HOURS]}
    assert propose(spoken).reference.version == propose(plain).reference.version


def test_it_reads_a_target_that_takes_running_clocks_over():
    (one,) = propose(target(takes_over=True, **{"from": "2026-03-01"})).reference.targets
    assert one.takes_over


def test_it_lets_the_targets_of_a_policy_take_over_with_it():
    promise = {"code": "gold", "from": "2026-03-01", "takes_over": True, **target()}
    (one,) = propose({"sla": [promise]}).reference.targets
    assert one.takes_over
    assert one.valid.from_us == propose({"sla": [promise]}).reference.sla_policies[0].valid.from_us


def test_it_asks_when_running_clocks_are_taken_over():
    with pytest.raises(InvalidReference, match="takes_over needs a from"):
        propose(target(takes_over=True))
