"""Why an owner changed where the source does not say, each case counted by hand; only a transfer is one.

Bob answered at minute 5 and owned the case; Alice gives it to Carla at minute 60.
"""

import pytest
from cast import ALICE, BOB, CARLA, assigned, batches, created, event, replies

from helmline.eventlog.schema import Change, Kind
from helmline.eventlog.store import Store

NIGHT = 17 * 60


def state(m, code, who=BOB):
    return event(m, Kind.AGENT_STATE, None, owner=who, code=code)


def owned(case="A-1", given=60, **said):
    """Bob owns a case and has answered it; Alice assigns it to Carla at minute `given`."""
    return [
        *created(0, case, queue="mail"),
        assigned(1, BOB, case),
        replies(5, case),
        assigned(given, CARLA, case, actor=ALICE, **said),
    ]


def many(cases, each_s=1.0):
    return [row for n in range(cases) for row in owned(f"B-{n}", 60 + n * each_s / 60)]


def reasons(desk, snapshot=None):
    rows = desk.rows("stints", "interaction, change", "stint = 2", snapshot=snapshot)
    return [Change(row["change"]) for row in rows]


@pytest.mark.parametrize(
    ("states", "reason"),
    [
        ([], Change.TRANSFER),  # nothing is known of Bob's hours
        ([state(0, "available")], Change.TRANSFER),
        ([state(0, "available"), state(50, "break")], Change.TRANSFER),
        ([state(0, "available"), state(50, "offline")], Change.SHIFT_HANDOVER),
        ([state(0, "available"), state(89, "offline")], Change.SHIFT_HANDOVER),  # he leaves in 29 minutes
        ([state(0, "available"), state(91, "offline")], Change.TRANSFER),
        ([state(0, "available"), state(40, "offline"), state(55, "available")], Change.TRANSFER),
        ([state(60 - NIGHT, "offline")], Change.ABSENCE_COVER),
        ([state(60 - NIGHT, "offline"), state(50, "offline")], Change.ABSENCE_COVER),  # one time away, said twice
        ([state(60 - NIGHT, "offline"), state(10, "available"), state(50, "offline")], Change.SHIFT_HANDOVER),
        ([state(50, "offline", CARLA)], Change.TRANSFER),
    ],
)  # fmt: skip
def test_it_asks_whether_the_owner_before_was_there(desk, states, reason):
    desk.lands(batches(*owned(), *states))
    assert reasons(desk) == [reason]
    assert desk.one("interactions", "transfers")["transfers"] == (reason == Change.TRANSFER)


def test_it_is_a_transfer_when_the_queue_changed_with_the_owner(desk):
    desk.lands(batches(*owned(queue="voice"), state(50, "offline")))
    assert reasons(desk) == [Change.TRANSFER]


def test_it_is_a_transfer_when_the_queue_changed_just_before_the_owner(desk):
    desk.lands(batches(*owned(), event(59, Kind.QUEUE_CHANGED, queue="voice"), state(50, "offline")))
    assert reasons(desk) == [Change.TRANSFER]


def test_it_keeps_the_reason_that_the_source_gave(desk):
    desk.lands(batches(*owned(change=int(Change.TRANSFER)), state(50, "offline")))
    assert reasons(desk) == [Change.TRANSFER]


@pytest.mark.parametrize(
    ("cases", "each_s", "reason"),
    [(9, 1, Change.TRANSFER), (10, 1, Change.BULK), (10, 7, Change.TRANSFER), (12, 6.6, Change.BULK)],
)
def test_it_calls_ten_assignments_by_one_hand_within_a_minute_one_act(desk, cases, each_s, reason):
    desk.lands(batches(*many(cases, each_s)))
    assert set(reasons(desk)) == {reason}


def test_it_prefers_the_end_of_the_shift_to_the_act_by_which_the_lead_saw_to_it(desk):
    desk.lands(batches(*many(10), state(50, "offline")))
    assert set(reasons(desk)) == {Change.SHIFT_HANDOVER}


class TestWhenTheReasonArrivesLater:
    """A refresh looks again at changes of owner whose reason lies in other rows than their own."""

    def refreshed(self, desk, before, after):
        desk.lands(batches(*before))
        first = desk.facts()
        desk.lands(batches(*after))
        second = desk.facts()
        assert len(second.layers) == len(first.layers) + 1
        assert sorted(reasons(desk, second)) == sorted(reasons(desk, desk.facts_from_nothing()))
        return set(reasons(desk, second))

    def test_it_learns_that_the_owner_left(self, desk):
        assert self.refreshed(desk, owned(), [state(70, "offline")]) == {Change.SHIFT_HANDOVER}

    def test_it_learns_that_the_owner_was_there(self, desk):
        before = [*owned(), state(50, "offline")]
        assert self.refreshed(desk, before, [state(55, "available")]) == {Change.TRANSFER}

    def test_it_remembers_how_long_the_owner_had_been_gone(self, desk):
        before = [*owned()[:-1], *(state(60 - hours * 60, "offline") for hours in (100, 40, 30))]
        assert self.refreshed(desk, before, [owned()[-1]]) == {Change.ABSENCE_COVER}

    def test_it_learns_of_the_tenth_assignment(self, desk):
        assert self.refreshed(desk, many(10)[:-4], many(10)[-4:]) == {Change.BULK}

    def test_it_learns_that_the_tenth_was_none(self, desk):
        rows = many(10)
        desk.lands(batches(*rows))
        assert set(reasons(desk)) == {Change.BULK}
        with Store(desk.data) as store:
            store.retract([rows[-1]["event_id"]], source="desk")
        assert set(reasons(desk)) == {Change.TRANSFER}
