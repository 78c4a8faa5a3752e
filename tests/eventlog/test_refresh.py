"""A refresh recomputes what changed and what depends on it: each dependency once, by name."""

import pytest
from cast import BOB, CARLA, DMITRI, ERIK, asks, assigned, batches, created, event, minute, replies, status
from desk_of_tests import ask

from helmline.eventlog.facts import Facts
from helmline.eventlog.facts.layers import files
from helmline.eventlog.facts.snapshots import TABLES
from helmline.eventlog.schema import Kind, Status
from helmline.eventlog.store import Store


def everything(snapshot):
    return {table: sorted(map(repr, ask(f"SELECT * FROM ({snapshot.sql(table)})"))) for table in TABLES}


@pytest.fixture
def refreshed(desk):
    """Land some events, publish, land others, refresh; the result must be a layer and equal a rebuild."""

    def refresh(before, after):
        desk.lands(batches(*before))
        first = desk.facts()
        desk.lands(batches(*after))
        second = desk.facts()
        assert second.layers[0] == first.layers[0], "this was a rebuild, not a refresh"
        assert len(second.layers) == 2
        found = everything(second)
        assert found == everything(Facts(desk.data).rebuild())
        return {row["case_key"]: row for row in desk.rows("interactions", snapshot=second)}

    return refresh


ERIKS = {"actor": ERIK, "customer": ERIK}
#: Two cases of two customers, so that nothing but the merge ties them.
MERGED = [*created(0, "A-1"), *created(1, "A-2", **ERIKS), event(5, Kind.MERGED, "A-2", related="A-1")]


def test_it_carries_a_late_message_of_a_merged_case_to_its_survivor(refreshed):
    assert refreshed(MERGED, [asks(9, "A-2", **ERIKS)])["A-1"]["customer_messages"] == 3


def test_it_moves_messages_when_a_merge_comes_late(refreshed):
    rows = refreshed(MERGED[:4], MERGED[4:])
    assert (rows["A-1"]["customer_messages"], rows["A-2"]["customer_messages"]) == (2, 0)


def test_it_recomputes_a_whole_chain_of_merges(refreshed):
    chain = [*MERGED, *created(2, "A-3", actor=BOB, customer=77), event(6, Kind.MERGED, "A-3", related="A-2")]
    assert refreshed(chain, [asks(9, "A-3", actor=77, role=1, customer=77)])["A-1"]["customer_messages"] == 3


def test_it_gives_an_earlier_contact_its_return_when_the_customer_comes_back(refreshed):
    rows = refreshed(created(0, "A-1", reason="refund"), created(90, "A-2", reason="refund"))
    assert rows["A-1"]["next_contact_us"] == minute(90)


def test_it_puts_a_contact_that_came_late_between_two_others(refreshed):
    before = [*created(0, "A-1", reason="refund"), *created(90, "A-3", reason="refund")]
    rows = refreshed(before, created(30, "A-2", reason="refund"))
    assert [rows[case]["next_contact_us"] for case in ("A-1", "A-2", "A-3")] == [minute(30), minute(90), None]


def test_it_gives_a_parent_its_return_when_a_follow_up_is_born(refreshed):
    after = [*created(60, "A-2", actor=ERIK, customer=ERIK), event(60, Kind.FOLLOW_UP, "A-2", related="A-1")]
    assert refreshed(created(0, "A-1"), after)["A-1"]["next_contact_us"] == minute(60)


def test_it_gives_a_return_to_a_parent_of_which_nothing_but_its_owner_is_known(refreshed):
    follow_up = [*created(60, "A-2"), event(60, Kind.FOLLOW_UP, "A-2", related="A-1")]
    rows = refreshed([assigned(0, BOB), *follow_up], [event(70, Kind.MARKED_SPAM, "A-2")])
    assert rows["A-1"]["next_contact_us"] == minute(60)


def test_it_takes_the_return_away_when_the_second_contact_turns_out_to_be_spam(refreshed):
    before = [*created(0, "A-1", reason="refund"), *created(90, "A-2", reason="refund")]
    assert refreshed(before, [event(91, Kind.MARKED_SPAM, "A-2")])["A-1"]["next_contact_us"] is None


def test_it_moves_an_event_that_was_corrected_to_another_case(refreshed):
    wrong = replies(9, "A-1", key="x")
    right = replies(9, "A-2", key="x")
    rows = refreshed([*created(0, "A-1"), *created(1, "A-2"), wrong], [right])
    assert (rows["A-1"]["public_replies"], rows["A-2"]["public_replies"]) == (0, 1)


def test_it_reorders_a_case_when_an_older_event_comes_late(refreshed):
    before = [*created(0), replies(20), status(30, Status.SOLVED)]
    rows = refreshed(before, [replies(5, actor=CARLA), assigned(1, CARLA)])
    assert (rows["A-1"]["first_reply_us"], rows["A-1"]["first_reply_agent"]) == (minute(5), CARLA)


def test_it_refreshes_the_states_of_an_agent_from_a_late_change(desk, refreshed):
    def state(m, code):
        return event(m, Kind.AGENT_STATE, None, owner=BOB, code=code)

    refreshed([*created(0), state(0, "available"), state(60, "offline")], [state(30, "break")])


def test_it_derives_states_anew_only_from_the_last_one_before_the_change(desk):
    def state(m, code):
        return event(m, Kind.AGENT_STATE, None, owner=BOB, code=code)

    desk.lands(batches(*created(0), *(state(m, "available") for m in range(10))))
    desk.facts()
    desk.lands(batches(state(20, "break")))
    desk.facts()
    desk.lands(batches(state(15, "busy")))
    snapshot = desk.facts()
    layer = ask(f"SELECT started_us FROM {files(snapshot.root, snapshot.layers[-1], 'agent_states')}")
    assert sorted(row["started_us"] for row in layer) == [minute(9), minute(15), minute(20)]
    assert everything(snapshot) == everything(Facts(desk.data).rebuild())


def test_it_corrects_when_a_customer_came_back_without_folding_the_earlier_contact_anew(desk):
    desk.lands(batches(*created(0, "A-1", reason="refund"), *created(5, "B-1", **ERIKS, reason="refund")))
    desk.facts()
    desk.lands(batches(*created(90, "A-2", reason="refund")))
    snapshot = desk.facts()
    folded = ask(f"SELECT case_key FROM {files(snapshot.root, snapshot.layers[-1], 'interactions')}")
    corrected = ask(
        f"SELECT next_contact_us FROM {files(snapshot.root, snapshot.layers[-1], 'next_contacts')}"
    )
    assert [row["case_key"] for row in folded] == ["A-2"]
    assert corrected == [{"next_contact_us": minute(90)}]


@pytest.mark.parametrize("layers", [1, 2, 8])
def test_it_shows_the_latest_correction_of_a_return_however_the_layers_lie(desk, monkeypatch, layers):
    monkeypatch.setattr("helmline.eventlog.facts.snapshots.MAX_LAYERS", layers)
    desk.lands(batches(*created(0, "A-1", reason="refund")))
    desk.facts()
    for rows in (
        created(90, "A-3", reason="refund"),  # A-1 comes back at 90
        created(30, "A-2", reason="refund"),  # no, at 30
        [replies(40, "A-1")],  # A-1 itself is folded anew
        [event(41, Kind.MARKED_SPAM, "A-2")],  # that was no contact: at 90 after all
        [event(95, Kind.MARKED_SPAM, "A-3")],  # nor was this
    ):
        desk.lands(batches(*rows))
        assert everything(desk.facts()) == everything(desk.facts_from_nothing())
    assert {row["next_contact_us"] for row in desk.rows("interactions")} == {None}


def test_it_takes_back_a_retracted_merge(desk):
    desk.lands(batches(*MERGED))
    desk.facts()
    with Store(desk.data) as store:
        store.retract([MERGED[4]["event_id"]], source="desk")
    rows = {row["case_key"]: row for row in desk.rows("interactions")}
    assert (rows["A-1"]["customer_messages"], rows["A-2"]["customer_messages"]) == (1, 1)
    assert everything(desk.facts()) == everything(Facts(desk.data).rebuild())


def test_it_rebuilds_when_a_source_begins_to_speak_of_states(desk):
    desk.lands(batches(*created(0), *created(1, "A-2", actor=DMITRI)))
    assert not any(row["is_open"] for row in desk.rows("interactions"))
    desk.lands(batches(status(5, Status.OPEN)))
    assert all(row["is_open"] for row in desk.rows("interactions"))


def test_it_serves_the_published_facts_while_nothing_new_came(desk):
    desk.lands(batches(*created(0)))
    assert desk.facts() == desk.facts()


def test_it_keeps_the_old_files_for_readers_who_still_hold_them(desk):
    desk.lands(batches(*created(0)))
    held = desk.facts()
    for m in range(12):
        desk.lands(batches(asks(m + 5)))
        desk.facts()
    assert len(desk.rows("interactions", snapshot=held)) == 1


def test_it_sweeps_files_that_no_pointer_names_when_they_are_old(desk, monkeypatch):
    desk.lands(batches(*created(0)))
    desk.facts()
    Facts(desk.data).rebuild()
    assert len(list((desk.data / "facts").glob("base-*"))) == 2
    monkeypatch.setattr("helmline.eventlog.facts.snapshots.KEEP_SECONDS", -1.0)
    current = Facts(desk.data).rebuild()
    assert [path.name for path in (desk.data / "facts").glob("base-*")] == [current.layers[0].folder]


def test_it_keeps_only_so_many_snapshots_of_the_past(desk, monkeypatch):
    monkeypatch.setattr("helmline.eventlog.facts.snapshots.MAX_PAST", 2)
    desk.lands(batches(*created(0), replies(9)))
    for m in (1, 2, 3, 20):
        Facts(desk.data).at(as_of_us=minute(m))
    assert len(list((desk.data / "facts" / "past").glob("*.json"))) == 2
    assert (
        desk.one("interactions", snapshot=Facts(desk.data).at(as_of_us=minute(1)))["first_reply_us"] is None
    )
