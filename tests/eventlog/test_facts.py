"""What the fact tables say of one case at a time, each counted by hand."""

import pytest
from cast import (
    ALICE,
    BOB,
    CARLA,
    DMITRI,
    ERIK,
    MINUTE_US,
    ROBO,
    asks,
    assigned,
    batches,
    created,
    event,
    minute,
    replies,
    status,
)

from helmline.eventlog.facts import Facts
from helmline.eventlog.schema import Change, Flag, Kind, Role, Status


def minutes_of(row, *names):
    """The instants of a row as minutes after the Monday."""
    return [None if row[name] is None else (row[name] - minute(0)) / MINUTE_US for name in names]


class TestInteractions:
    def test_it_starts_the_clock_at_the_first_message_and_stops_it_at_the_first_reply_by_a_person(self, desk):
        desk.lands(batches(
            event(0, Kind.CREATED, actor=DMITRI), asks(2),
            event(3, Kind.MESSAGE_PUBLIC, role=Role.AUTOMATION, flags=Flag.AUTO),
            event(4, Kind.MESSAGE_PUBLIC, actor=ROBO), event(5, Kind.MESSAGE_PRIVATE, actor=CARLA),
            replies(12), replies(20, actor=CARLA),
        ))  # fmt: skip
        row = desk.one("interactions")
        assert minutes_of(row, "created_us", "t0_us", "first_reply_us", "first_touch_us") == [0, 2, 12, 5]
        assert row["first_reply_agent"] == BOB
        assert (row["public_replies"], row["private_notes"], row["auto_messages"], row["bot_messages"]) == (
            2,
            1,
            1,
            1,
        )
        assert row["agents"] == 2

    def test_it_takes_the_second_reply_of_a_ticket_that_the_team_began(self, desk):
        desk.lands(batches(event(0, Kind.CREATED, actor=BOB), replies(0), asks(60), replies(75)))
        row = desk.one("interactions")
        assert row["is_outbound"]
        assert minutes_of(row, "t0_us", "first_reply_us") == [60, 75]

    def test_it_has_no_reply_to_give_when_the_customer_never_wrote(self, desk):
        desk.lands(batches(event(0, Kind.CREATED, actor=BOB), replies(0)))
        row = desk.one("interactions")
        assert (row["has_customer_message"], row["is_outbound"]) == (False, True)

    def test_it_sets_a_reply_a_second_before_the_question_to_nought_and_says_so(self, desk):
        desk.lands(batches(*created(1), replies(1 - 1 / 60)))
        row = desk.one("interactions")
        assert row["first_reply_us"] == row["t0_us"]
        assert row["clock_skew"]

    def test_it_ignores_out_of_office_and_bare_thanks(self, desk):
        desk.lands(batches(
            *created(0), replies(10), status(11, Status.SOLVED), asks(20, flags=Flag.COURTESY),
            status(20, Status.OPEN, actor=DMITRI, flags=Flag.COURTESY), status(25, Status.SOLVED),
        ))  # fmt: skip
        row = desk.one("interactions")
        assert (row["customer_messages"], row["reopens"], row["is_open"]) == (1, 0, False)
        assert minutes_of(row, "first_solved_us", "last_solved_us") == [11, 11]

    def test_it_keeps_first_and_last_values_of_what_may_change(self, desk):
        desk.lands(batches(
            *created(0, priority="low", team="Mail", reason="refund"),
            event(5, Kind.PRIORITY_CHANGED, priority="high"), event(6, Kind.TEAM_CHANGED, team="Phone"),
        ))  # fmt: skip
        row = desk.one("interactions")
        assert (row["priority_first"], row["priority"], row["team_first"], row["team"]) == (
            "low",
            "high",
            "Mail",
            "Phone",
        )
        assert row["reason"] == row["reason_first"] == "refund"

    def test_it_counts_a_closed_case_without_a_solve_as_unknown_where_the_source_knows_solved(self, desk):
        desk.lands(batches(
            *created(0), status(10, Status.CLOSED), *created(0, "A-2"), status(5, Status.SOLVED, "A-2"),
        ))  # fmt: skip
        row = desk.one("interactions", where="case_key = 'A-1'")
        assert (row["solve_unknown"], row["first_solved_us"], row["is_open"]) == (True, None, False)

    def test_it_takes_closing_for_solving_where_the_source_knows_nothing_else(self, desk):
        desk.lands(batches(*created(0), status(10, Status.CLOSED)))
        row = desk.one("interactions")
        assert (row["solve_unknown"], minutes_of(row, "first_solved_us")) == (False, [10])

    def test_it_knows_no_open_case_in_a_source_that_never_speaks_of_states(self, desk):
        desk.lands(batches(*created(0), event(9, Kind.ACTIVITY, code="Register")))
        assert not desk.one("interactions")["is_open"]
        assert desk.rows("statuses") == []

    def test_it_starts_again_at_the_last_handoff_before_the_reply(self, desk):
        desk.lands(batches(
            *created(0), event(1, Kind.BOT_HANDED_OFF, actor=ROBO), event(4, Kind.BOT_HANDED_OFF, actor=ROBO),
            replies(9), event(20, Kind.BOT_HANDED_OFF, actor=ROBO),
        ))  # fmt: skip
        assert minutes_of(desk.one("interactions"), "handoff_us") == [4]

    @pytest.mark.parametrize(
        ("rows", "outcome"),
        [
            ([], None),
            ([event(1, Kind.MESSAGE_PUBLIC, actor=ROBO)], "open"),
            ([event(1, Kind.MESSAGE_PUBLIC, actor=ROBO), status(2, Status.SOLVED, actor=ROBO)], "resolved_by_bot"),
            ([event(1, Kind.BOT_HANDED_OFF, actor=ROBO), replies(2), status(3, Status.SOLVED)], "handed_off"),
            ([event(1, Kind.MESSAGE_PUBLIC, actor=ROBO), event(2, Kind.CHAT_CLOSED_INACTIVE)], "abandoned"),
            (
                [event(1, Kind.MESSAGE_PUBLIC, actor=ROBO), status(2, Status.SOLVED, actor=None, role=Role.AUTOMATION)],
                "auto_closed",
            ),
            ([event(1, Kind.MESSAGE_PUBLIC, actor=ROBO), status(2, Status.SOLVED)], "human_closed"),
        ],
    )  # fmt: skip
    def test_it_gives_a_bot_case_exactly_one_outcome(self, desk, rows, outcome):
        desk.lands(batches(*created(0), *rows))
        assert desk.one("interactions")["bot_outcome"] == outcome

    def test_it_finds_the_next_contact_of_the_same_customer_on_the_same_reason(self, desk):
        desk.lands(batches(
            *created(0, "A-1", reason="refund"), *created(60, "A-2", reason="login"),
            *created(90, "A-3", reason="refund", actor=ERIK, customer=ERIK),
            *created(120, "A-4", reason="refund"), event(121, Kind.MARKED_SPAM, "A-4"),
            *created(180, "A-5", reason="refund"),
        ))  # fmt: skip
        rows = desk.rows("interactions", "case_key, next_contact_us", "next_contact_us IS NOT NULL")
        assert rows == [{"case_key": "A-1", "next_contact_us": minute(180)}]

    def test_it_counts_a_follow_up_as_a_return_of_its_parent(self, desk):
        desk.lands(batches(
            *created(0, reason="refund"), *created(500, "A-2", reason="other", actor=ERIK, customer=ERIK),
            event(500, Kind.FOLLOW_UP, "A-2", related="A-1"),
        ))  # fmt: skip
        assert minutes_of(desk.one("interactions", where="case_key = 'A-1'"), "next_contact_us") == [500]


class TestMerges:
    def test_it_moves_messages_to_the_survivor_and_gives_nobody_a_solve(self, desk):
        desk.lands(batches(
            *created(0, "A-1"), *created(10, "A-2"), asks(12, "A-2"),
            event(20, Kind.MERGED, "A-2", related="A-1"), replies(30, "A-1"), replies(31, "A-2"),
            status(40, Status.SOLVED, "A-1"),
        ))  # fmt: skip
        kept, away = desk.rows("interactions", where="true ORDER BY case_key")
        assert (kept["customer_messages"], kept["public_replies"]) == (3, 2)
        assert (away["customer_messages"], away["public_replies"], away["first_reply_us"]) == (0, 0, None)
        assert (away["is_open"], away["first_solved_us"], away["merged_into"]) == (
            False,
            None,
            kept["interaction"],
        )
        assert minutes_of(
            desk.one("statuses", where="interaction = " + str(away["interaction"])), "started_us", "ended_us"
        ) == [10, 20]

    def test_it_lets_the_survivor_keep_the_oldest_question(self, desk):
        desk.lands(
            batches(*created(50, "A-1"), *created(10, "A-2"), event(60, Kind.MERGED, "A-2", related="A-1"))
        )
        assert minutes_of(desk.one("interactions", where="case_key = 'A-1'"), "t0_us") == [10]

    def test_it_follows_a_chain_of_merges_to_its_end(self, desk):
        desk.lands(batches(
            *created(0, "A-1"), *created(1, "A-2"), *created(2, "A-3"),
            event(5, Kind.MERGED, "A-3", related="A-2"), event(6, Kind.MERGED, "A-2", related="A-1"),
        ))  # fmt: skip
        assert desk.one("interactions", where="case_key = 'A-1'")["customer_messages"] == 3

    def test_it_survives_two_cases_merged_into_each_other(self, desk):
        desk.lands(batches(
            *created(0, "A-1"), *created(1, "A-2"),
            event(5, Kind.MERGED, "A-1", related="A-2"), event(6, Kind.MERGED, "A-2", related="A-1"),
        ))  # fmt: skip
        assert sum(row["customer_messages"] for row in desk.rows("interactions")) == 2


class TestReplies:
    def test_it_measures_each_turn_from_the_oldest_unanswered_message(self, desk):
        desk.lands(
            batches(
                *created(0), asks(5), replies(20), asks(30), asks(31), replies(50, actor=CARLA), replies(55)
            )
        )
        rows = desk.rows("replies", where="true ORDER BY turn")
        assert [minutes_of(row, "asked_us", "answered_us") for row in rows] == [[0, 20], [30, 50]]
        assert [(row["turn"], row["agent"], row["outcome"]) for row in rows] == [(1, BOB, 1), (2, CARLA, 1)]

    def test_it_closes_the_clock_of_a_turn_that_was_solved_without_a_word(self, desk):
        desk.lands(batches(*created(0), status(9, Status.SOLVED)))
        row = desk.one("replies")
        assert (row["outcome"], minutes_of(row, "answered_us", "ended_us")) == (2, [None, 9])

    def test_it_leaves_an_unanswered_turn_open(self, desk):
        desk.lands(batches(*created(0), status(1, Status.OPEN)))
        row = desk.one("replies")
        assert (row["outcome"], row["ended_us"], row["observed_until_us"]) == (3, None, minute(1))

    def test_it_runs_no_clock_for_a_word_after_the_last_solve(self, desk):
        desk.lands(batches(*created(0), replies(5), status(6, Status.SOLVED), asks(30)))
        assert [row["outcome"] for row in desk.rows("replies", where="true ORDER BY turn")] == [1, 4]

    def test_it_runs_a_new_clock_when_the_word_reopens(self, desk):
        desk.lands(
            batches(
                *created(0),
                replies(5),
                status(6, Status.SOLVED),
                asks(30),
                status(30, Status.OPEN, actor=DMITRI),
            )
        )
        assert [row["outcome"] for row in desk.rows("replies", where="true ORDER BY turn")] == [1, 3]

    def test_it_counts_the_reply_that_solves_in_the_same_second(self, desk):
        desk.lands(batches(*created(0), status(5, Status.SOLVED), replies(5)))
        row = desk.one("replies")
        assert (row["outcome"], minutes_of(row, "answered_us")) == (1, [5])


class TestStates:
    def test_it_is_new_from_birth_until_it_says_otherwise(self, desk):
        desk.lands(
            batches(
                *created(0),
                status(10, Status.OPEN),
                status(30, Status.PENDING, code="waiting"),
                status(45, Status.SOLVED),
            )
        )
        rows = desk.rows("statuses", where="true ORDER BY n")
        assert [(row["status"], *minutes_of(row, "started_us", "ended_us")) for row in rows] == [
            (Status.NEW, 0, 10), (Status.OPEN, 10, 30), (Status.PENDING, 30, 45), (Status.SOLVED, 45, None),
        ]  # fmt: skip
        assert rows[2]["code"] == "waiting"

    def test_it_keeps_every_episode_when_a_case_is_reopened(self, desk):
        desk.lands(batches(
            *created(0), replies(5), status(10, Status.SOLVED), status(50, Status.OPEN, actor=DMITRI),
            replies(55, actor=CARLA), replies(56, actor=CARLA), status(60, Status.SOLVED, actor=CARLA), status(90, Status.CLOSED),
        ))  # fmt: skip
        rows = desk.rows("episodes", where="true ORDER BY episode")
        assert [minutes_of(row, "started_us", "solved_us", "closed_us", "ended_us") for row in rows] == [
            [0, 10, None, 50], [50, 60, 90, None],
        ]  # fmt: skip
        assert [(row["solver"], row["replies"], row["reopened"]) for row in rows] == [
            (BOB, 1, True),
            (CARLA, 2, False),
        ]
        assert rows[1]["reopened_by"] == Role.CUSTOMER
        row = desk.one("interactions")
        assert (row["episodes"], row["reopens"]) == (2, 1)
        assert minutes_of(row, "first_solved_us", "last_solved_us", "closed_us") == [10, 60, 90]

    def test_it_does_not_take_a_birth_that_was_recorded_late_for_a_reopening(self, desk):
        desk.lands(batches(status(0, Status.SOLVED), *created(1)))
        assert (desk.one("interactions")["reopens"], len(desk.rows("episodes"))) == (0, 1)

    def test_it_does_not_count_solved_then_closed_as_a_reopening(self, desk):
        desk.lands(
            batches(
                *created(0), status(10, Status.SOLVED), status(20, Status.CLOSED), status(30, Status.SOLVED)
            )
        )
        assert len(desk.rows("episodes")) == 1

    def test_it_orders_one_instant_by_the_vendors_own_order(self, desk):
        rows = [
            event(10, Kind.STATUS_CHANGED, status=s, key=str(n), actor=BOB) | {"ordinal": n * 8 + 5}
            for n, s in enumerate([Status.OPEN, Status.PENDING, Status.SOLVED])
        ]
        desk.lands(batches(*created(0), *reversed(rows)))
        assert [row["status"] for row in desk.rows("statuses", where="true ORDER BY n")] == [1, 2, 3, 5]

    def test_it_lists_pauses_with_their_reason(self, desk):
        desk.lands(batches(
            *created(0, reason="refund"), event(5, Kind.CLOCK_PAUSED, code="parts"), event(25, Kind.CLOCK_RESUMED),
            event(30, Kind.CLOCK_PAUSED, code="customer"),
        ))  # fmt: skip
        rows = desk.rows("pauses", where="true ORDER BY n")
        assert [(row["pause_reason"], *minutes_of(row, "started_us", "ended_us")) for row in rows] == [
            ("parts", 5, 25), ("customer", 30, None),
        ]  # fmt: skip


class TestOwnership:
    def test_it_types_each_change_of_owner(self, desk):
        desk.lands(batches(
            *created(0), assigned(1, BOB, role=Role.AUTOMATION), replies(10), assigned(20, CARLA, actor=BOB),
            event(30, Kind.ESCALATED, actor=CARLA, amount=2), assigned(30, ALICE, actor=CARLA),
            assigned(40, BOB, actor=ALICE, change=Change.SHIFT_HANDOVER),
        ))  # fmt: skip
        rows = desk.rows("stints", where="true ORDER BY stint")
        assert [row["change"] for row in rows] == [
            Change.ROUTING,
            Change.TRANSFER,
            Change.SKILL_ESCALATION,
            Change.SHIFT_HANDOVER,
        ]
        assert [row["came_back"] for row in rows] == [False, False, False, True]
        row = desk.one("interactions")
        assert (row["owner_changes"], row["transfers"], row["returns"], row["escalations"]) == (3, 1, 1, 1)

    def test_it_is_still_routing_while_nobody_has_touched_it(self, desk):
        desk.lands(
            batches(
                *created(0), assigned(1, BOB, role=6), assigned(2, CARLA, role=6), replies(9, actor=CARLA)
            )
        )
        assert [row["change"] for row in desk.rows("stints")] == [Change.ROUTING, Change.ROUTING]
        assert desk.one("interactions")["transfers"] == 0

    def test_it_gives_a_reply_to_who_wrote_it_and_within_his_stint(self, desk):
        desk.lands(
            batches(*created(0), assigned(1, BOB), assigned(5, CARLA), replies(9, actor=CARLA), replies(12))
        )
        rows = desk.rows("stints", where="true ORDER BY stint")
        assert [minutes_of(row, "started_us", "ended_us", "first_reply_us") for row in rows] == [
            [1, 5, None],
            [5, None, 9],
        ]

    def test_it_ends_the_last_stint_when_the_case_is_solved(self, desk):
        desk.lands(batches(*created(0), assigned(1, BOB), status(30, Status.SOLVED)))
        assert minutes_of(desk.one("stints"), "ended_us") == [30]

    def test_it_says_where_a_case_lay_and_under_which_calendar(self, desk):
        desk.lands(batches(
            *created(0, team="Mail", brand="Nord"), event(10, Kind.TEAM_CHANGED, team="Phone"),
            event(20, Kind.CALENDAR_SET, code="nights"), *created(5, "A-2", team="Mail"),
        ))  # fmt: skip
        rows = desk.rows("placements", where="true ORDER BY n")
        moved = [row for row in rows if row["brand"] == "Nord"]
        assert [(row["team"], row["calendar"], *minutes_of(row, "started_us", "ended_us")) for row in moved] == [
            ("Mail", None, 0, 10), ("Phone", None, 10, 20), ("Phone", "nights", 20, None),
        ]  # fmt: skip
        assert len(rows) == 4


class TestCalls:
    def test_it_times_queue_talk_hold_and_wrap_up(self, desk):
        desk.lands(batches(
            event(0, Kind.CALL_OFFERED, "C-1", actor=DMITRI), event(1, Kind.QUEUED, "C-1", queue="billing"),
            event(2, Kind.RANG_NO_ANSWER, "C-1", owner=CARLA), event(3, Kind.ANSWERED, "C-1", actor=BOB, owner=BOB),
            event(5, Kind.HELD, "C-1", actor=BOB), event(6, Kind.RETRIEVED, "C-1", actor=BOB),
            event(10, Kind.CALL_ENDED, "C-1"), event(12, Kind.WRAPPED_UP, "C-1", actor=BOB, code="refund-done"),
        ))  # fmt: skip
        row = desk.one("calls")
        assert [row[name] / MINUTE_US for name in ("wait_us", "talk_us", "hold_us", "wrap_us")] == [
            2,
            6,
            1,
            2,
        ]
        assert (row["outcome"], row["agent"], row["queue"], row["wrap_code"]) == (
            "answered",
            BOB,
            "billing",
            "refund-done",
        )
        assert row["rang_no_answer"] == 1

    def test_it_counts_a_hold_that_was_never_retrieved_to_the_end(self, desk):
        desk.lands(batches(
            event(0, Kind.CALL_OFFERED, "C-1"), event(1, Kind.ANSWERED, "C-1", actor=BOB),
            event(4, Kind.HELD, "C-1"), event(10, Kind.CALL_ENDED, "C-1"),
        ))  # fmt: skip
        row = desk.one("calls")
        assert (row["talk_us"] / MINUTE_US, row["hold_us"] / MINUTE_US, row["wait_us"]) == (3, 6, 0)

    @pytest.mark.parametrize(
        ("kind", "outcome"),
        [(Kind.ABANDONED, "abandoned"), (Kind.IVR_EXITED, "ivr_exit"), (Kind.OVERFLOWED, "overflowed"),
         (Kind.CALLBACK_REQUESTED, "callback"), (Kind.RANG_NO_ANSWER, "no_answer")],
    )  # fmt: skip
    def test_it_names_how_an_unanswered_call_ended(self, desk, kind, outcome):
        desk.lands(
            batches(event(0, Kind.CALL_OFFERED, "C-1"), event(1, Kind.QUEUED, "C-1"), event(3, kind, "C-1"))
        )
        assert desk.rows("calls", where="leg = 1")[0]["outcome"] == outcome

    def test_it_begins_a_leg_at_each_transfer(self, desk):
        desk.lands(batches(
            event(0, Kind.CALL_OFFERED, "C-1"), event(1, Kind.ANSWERED, "C-1", actor=BOB, owner=BOB),
            event(4, Kind.TRANSFERRED, "C-1", actor=BOB), event(4.5, Kind.QUEUED, "C-1", queue="tier2"),
            event(6, Kind.ANSWERED, "C-1", actor=CARLA, owner=CARLA), event(9, Kind.CALL_ENDED, "C-1"),
        ))  # fmt: skip
        rows = desk.rows("calls", where="true ORDER BY leg")
        assert [(row["agent"], row["talk_us"] / MINUTE_US, row["transferred"]) for row in rows] == [
            (BOB, 3, True),
            (CARLA, 3, False),
        ]

    def test_it_shares_chats_by_how_many_were_open_at_once(self, desk):
        chats = [
            row for case, begin, end in (("H-1", 0, 30), ("H-2", 10, 20))
            for row in (*created(begin, case, channel="chat"), assigned(begin, BOB, case), status(end, Status.SOLVED, case))
        ]  # fmt: skip
        desk.lands(batches(*chats))
        loads = {row["stopped_us"]: row["load_milli"] for row in desk.rows("loads")}
        assert loads == {minute(30): 1333, minute(20): 2000}


class TestRatings:
    def test_it_is_about_whom_the_survey_named_when_it_was_sent(self, desk):
        desk.lands(batches(
            *created(0), assigned(1, BOB), status(9, Status.SOLVED, actor=CARLA), event(10, Kind.SURVEY_SENT, code="csat", owner=BOB),
            assigned(15, CARLA), event(20, Kind.SURVEY_ANSWERED, code="csat", amount=5000, amount_of=5000, actor=DMITRI),
        ))  # fmt: skip
        row = desk.one("ratings")
        assert (row["agent"], row["score"], row["scale"], row["first"], row["last"]) == (
            BOB,
            5000,
            5000,
            True,
            True,
        )

    def test_it_falls_back_to_the_solver_when_nobody_was_named(self, desk):
        desk.lands(batches(
            *created(0), assigned(1, BOB), status(9, Status.SOLVED, actor=CARLA),
            event(20, Kind.SURVEY_ANSWERED, code="csat", amount=1000),
        ))  # fmt: skip
        assert desk.one("ratings")["agent"] == CARLA

    def test_it_keeps_every_answer_and_the_silence(self, desk):
        desk.lands(batches(
            *created(0), event(10, Kind.SURVEY_SENT, code="csat"), event(20, Kind.SURVEY_ANSWERED, code="csat", amount=2000),
            event(30, Kind.SURVEY_ANSWERED, code="csat", amount=4000), event(40, Kind.SURVEY_SENT, code="nps"),
        ))  # fmt: skip
        rows = desk.rows("ratings", where="true ORDER BY survey")
        assert [(row["kind"], row["score"], row["first"], row["last"]) for row in rows] == [
            ("csat", 2000, True, False), ("csat", 4000, False, True), ("nps", None, False, False),
        ]  # fmt: skip

    def test_it_keeps_the_latest_of_a_vendors_figures_apart(self, desk):
        desk.lands(batches(
            *created(0), event(5, Kind.VENDOR_FIGURE, code="sla_made", amount=1), event(9, Kind.VENDOR_FIGURE, code="sla_made", amount=0),
        ))  # fmt: skip
        row = desk.one("figures")
        assert (row["name"], row["amount"], row["n"]) == ("sla_made", 0, 2)


class TestAgents:
    def test_it_turns_changes_of_state_into_intervals(self, desk):
        desk.lands(batches(
            event(0, Kind.AGENT_STATE, None, owner=BOB, code="available"), event(30, Kind.AGENT_STATE, None, owner=BOB, code="break"),
            event(45, Kind.AGENT_STATE, None, owner=BOB, code="offline"),
        ))  # fmt: skip
        rows = desk.rows("agent_states", where="true ORDER BY started_us")
        assert [(row["state"], *minutes_of(row, "started_us", "ended_us")) for row in rows] == [
            ("available", 0, 30), ("break", 30, 45), ("offline", 45, None),
        ]  # fmt: skip

    def test_it_counts_live_days_since_the_first_contact(self, desk):
        desk.lands(
            batches(
                *created(0),
                replies(5),
                *created(3 * 1440, "A-2"),
                replies(3 * 1440 + 5, "A-2"),
                asks(20),
                replies(30),
            )
        )
        row = desk.one("agents")
        assert (row["contacts"], row["days"], minutes_of(row, "first_contact_us")) == (2, 2, [5])


class TestThePast:
    def test_it_shows_the_world_as_it_was_and_censors_there(self, desk):
        desk.lands(batches(*created(0), replies(20), status(30, Status.SOLVED)))
        past = Facts(desk.data).at(as_of_us=minute(10))
        row = desk.one("interactions", snapshot=past)
        assert (row["first_reply_us"], row["first_solved_us"], row["observed_until_us"]) == (
            None,
            None,
            minute(10),
        )

    def test_it_claims_no_knowledge_beyond_what_was_seen(self, desk):
        desk.lands(batches(*created(0), asks(30)))
        future = Facts(desk.data).at(as_of_us=minute(5000))
        assert desk.one("interactions", snapshot=future)["observed_until_us"] == minute(30)

    def test_it_shows_what_was_known_then(self, desk):
        desk.lands(batches(*created(0), replies(20)))
        then = desk.facts().watermark
        desk.lands(batches(replies(10, actor=CARLA)))
        assert (
            desk.one("interactions", snapshot=Facts(desk.data).at(known_at=then))["first_reply_agent"] == BOB
        )
        assert desk.one("interactions")["first_reply_agent"] == CARLA

    def test_it_censors_at_the_connectors_cursor_not_at_the_last_event(self, desk):
        from helmline.eventlog.runs import Runs

        desk.lands(batches(*created(0)))
        Runs(desk.data).observe("desk", minute(600))
        assert desk.one("interactions")["observed_until_us"] == minute(600)


class TestUpdates:
    def gaps(self, desk):
        rows = desk.rows("updates", where="true ORDER BY n")
        return [(*minutes_of(row, "started_us", "ended_us"), row["outcome"]) for row in rows]

    def test_it_runs_from_the_question_to_the_first_update_to_the_next_and_to_the_solve(self, desk):
        desk.lands(batches(
            *created(1), event(3, Kind.MESSAGE_PUBLIC, actor=ROBO), event(4, Kind.MESSAGE_PRIVATE, actor=BOB),
            replies(11), asks(12), replies(31, actor=CARLA), status(40, Status.SOLVED),
        ))  # fmt: skip
        assert self.gaps(desk) == [(1, 11, 1), (11, 31, 1), (31, 40, 2)]

    def test_it_starts_anew_with_a_reopening_and_is_open_while_nobody_says_anything(self, desk):
        desk.lands(batches(
            *created(0), replies(5), status(5, Status.SOLVED), asks(60), status(60, Status.OPEN, actor=DMITRI),
            replies(70),
        ))  # fmt: skip
        assert self.gaps(desk) == [(0, 5, 1), (5, 5, 2), (60, 70, 1), (70, None, 3)]

    def test_it_is_over_with_a_merge_and_has_no_silence_after_the_last_solve(self, desk):
        desk.lands(batches(
            *created(0), replies(5), event(9, Kind.MERGED, related="A-2"), *created(0, "A-2"),
            status(2, Status.SOLVED, "A-2"), asks(8, "A-2"),
        ))  # fmt: skip
        rows = desk.rows("updates")
        found = {(*minutes_of(row, "started_us", "ended_us"), row["outcome"]) for row in rows}
        assert found == {
            (0, 9, 2),
            (0, 2, 2),
        }  # Bob's message belongs to the survivor, who was solved by then

    def test_it_speaks_of_no_silence_where_the_source_knows_no_states(self, desk):
        desk.lands(batches(*created(0), replies(5), replies(9)))
        assert self.gaps(desk) == [(0, 5, 1), (5, 9, 1)]


class TestWhatWasInForce:
    def test_it_carries_priority_channel_and_policy_from_what_changed_them(self, desk):
        desk.lands(batches(
            *created(0, team="Mail", priority="low", channel="mail"),
            event(10, Kind.PRIORITY_CHANGED, priority="high"), event(20, Kind.SLA_APPLIED, code="gold"),
            event(30, Kind.SLA_APPLIED, code="gold"), event(40, Kind.TAGGED, code="x"),
        ))  # fmt: skip
        rows = desk.rows("placements", where="true ORDER BY n")
        assert [minutes_of(row, "started_us", "ended_us") for row in rows] == [
            [0, 10], [10, 20], [20, 30], [30, None],
        ]  # fmt: skip
        assert [row["priority"] for row in rows] == ["low", "high", "high", "high"]
        assert [row["policy"] for row in rows] == [None, None, "gold", "gold"]
        assert [minutes_of(row, "applied_us") for row in rows] == [[None], [None], [20], [30]]
        assert {(row["channel"], row["team"]) for row in rows} == {("mail", "Mail")}

    def test_it_takes_a_priority_first_said_later_back_to_the_beginning_but_not_a_team(self, desk):
        desk.lands(batches(
            *created(0), event(5, Kind.PRIORITY_CHANGED, priority="high"), event(6, Kind.TEAM_CHANGED, team="Mail"),
        ))  # fmt: skip
        rows = desk.rows("placements", where="true ORDER BY n")
        assert [(row["priority"], row["team"]) for row in rows] == [("high", None), ("high", "Mail")]

    def test_it_keeps_one_row_for_an_interaction_that_never_changed(self, desk):
        desk.lands(
            batches(
                *created(0, team="Mail", priority="low")[:1], asks(0), replies(5), status(6, Status.SOLVED)
            )
        )
        row = desk.one("placements")
        assert (row["priority"], row["team"], row["policy"], row["ended_us"]) == ("low", "Mail", None, None)


class TestEndedUnresolved:
    @pytest.mark.parametrize("kind", [Kind.ABANDONED, Kind.IVR_EXITED, Kind.CHAT_CLOSED_INACTIVE])
    def test_it_is_over_without_a_solve_and_that_is_known(self, desk, kind):
        desk.lands(batches(
            event(0, Kind.CREATED, "C-1", actor=DMITRI), event(0, Kind.CALL_OFFERED, "C-1"), event(2, kind, "C-1"),
            event(2, Kind.STATUS_CHANGED, "C-1", status=Status.CLOSED),
            *created(0, "A-2"), status(9, Status.SOLVED, "A-2"), status(9, Status.CLOSED, "A-2"),
            *created(0, "A-3"), status(9, Status.CLOSED, "A-3"),
        ))  # fmt: skip
        flags = {
            row["case_key"]: (row["solve_unknown"], row["ended_unresolved"])
            for row in desk.rows("interactions")
        }
        assert flags == {"C-1": (False, True), "A-2": (False, False), "A-3": (True, False)}

    def test_it_is_not_given_up_when_somebody_rang_back_and_answered(self, desk):
        desk.lands(batches(
            event(0, Kind.CALL_OFFERED, "C-1"), event(2, Kind.ABANDONED, "C-1"), event(9, Kind.ANSWERED, "C-1", actor=BOB),
            event(12, Kind.STATUS_CHANGED, "C-1", status=Status.CLOSED), *created(0, "A-2"), status(9, Status.SOLVED, "A-2"),
        ))  # fmt: skip
        row = desk.one("interactions", where="case_key = 'C-1'")
        assert (row["solve_unknown"], row["ended_unresolved"]) == (True, False)


class TestWhatIsNoCall:
    def test_a_chat_that_was_queued_and_handed_on_is_no_call_leg(self, desk):
        desk.lands(batches(
            *created(0, channel="chat"), event(1, Kind.QUEUED, queue="chat"), event(2, Kind.TRANSFERRED, queue="other"),
            event(0, Kind.CALL_OFFERED, "C-1"), event(1, Kind.QUEUED, "C-1"), event(3, Kind.ABANDONED, "C-1"),
        ))  # fmt: skip
        row = desk.one("calls")
        assert (row["outcome"], row["wait_us"] / MINUTE_US) == ("abandoned", 2)
