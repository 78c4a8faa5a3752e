"""Nothing happens in an impossible order, and agents work only in their shifts."""

from __future__ import annotations

import pytest

from helmline.eventlog.checks import check
from helmline.eventlog.schema import Kind, Role, Status
from helmline.eventlog.store import Store
from helmline.synthetic import generate

_TIMES = """
    WITH t AS (
        SELECT interaction,
            min(occurred_at_us) AS first,
            min(occurred_at_us) FILTER (kind = {created}) AS created,
            min(occurred_at_us) FILTER (kind = {earlier}) AS earlier,
            min(occurred_at_us) FILTER (kind = {later}) AS later
        FROM log WHERE interaction IS NOT NULL GROUP BY 1)
"""


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (Kind.QUEUED, Kind.ANSWERED), (Kind.QUEUED, Kind.ABANDONED), (Kind.CALL_ENDED, Kind.WRAPPED_UP),
        (Kind.HELD, Kind.RETRIEVED), (Kind.ANSWERED, Kind.HELD), (Kind.CALL_OFFERED, Kind.IVR_EXITED),
        (Kind.CALLBACK_REQUESTED, Kind.CALLBACK_ATTEMPTED), (Kind.CALLBACK_ATTEMPTED, Kind.CALLBACK_KEPT),
        (Kind.ESCALATED, Kind.ESCALATION_ACKNOWLEDGED), (Kind.CLOCK_PAUSED, Kind.CLOCK_RESUMED),
        (Kind.MARKED_SPAM, Kind.UNMARKED_SPAM), (Kind.TAGGED, Kind.UNTAGGED), (Kind.QUEUED, Kind.OVERFLOWED),
        (Kind.SURVEY_SENT, Kind.SURVEY_DELIVERED), (Kind.SURVEY_DELIVERED, Kind.SURVEY_ANSWERED),
        (Kind.SURVEY_ELIGIBLE, Kind.SURVEY_SENT), (Kind.ASSIGNED, Kind.UNASSIGNED),
    ],
)  # fmt: skip
def test_it_never_lets_the_second_happen_without_or_before_the_first(ask, earlier: Kind, later: Kind):
    times = _TIMES.format(created=int(Kind.CREATED), earlier=int(earlier), later=int(later))
    seen, wrong = ask(
        times + "SELECT count(later), count(later) FILTER (NOT coalesce(earlier <= later, false)) FROM t"
    )[0]
    assert seen > 0
    assert wrong == 0


def test_it_passes_every_check_of_the_log(small, tmp_path):
    with Store(tmp_path) as store:
        store.append(generate(small), source="synthetic")
        again = store.append(generate(small), source="synthetic")
    assert (again.added, again.corrected) == (0, 0)
    assert [finding for finding in check(tmp_path) if finding.severity != "note"] == []


def test_it_begins_every_interaction_with_its_birth(ask_small):
    times = _TIMES.format(created=1, earlier=1, later=1)
    assert ask_small(times + "SELECT count(*) FROM t WHERE created IS NULL OR first < created") == [(0,)]


def test_it_lets_nobody_reply_before_the_customer_wrote_unless_outbound_or_split(ask_small):
    assert ask_small(
        f"""WITH t AS (SELECT interaction,
              min(occurred_at_us) FILTER (kind = 40 AND role = {int(Role.CUSTOMER)}) AS asked,
              min(occurred_at_us) FILTER (kind = 40 AND role = {int(Role.AGENT)}) AS replied,
              bool_or(kind = 1 AND flags & 4 = 4 OR kind = 4) AS ours
            FROM log GROUP BY 1)
        SELECT count(replied) FROM t WHERE NOT ours AND NOT coalesce(asked < replied, false)"""
    ) == [(0,)]


def test_it_puts_the_customers_first_message_at_the_birth(ask_small):
    assert ask_small(
        """SELECT count(*) FROM log c WHERE kind = 1 AND flags & 4 = 0 AND channel <> 'phone' AND role = 1
        AND NOT EXISTS (FROM log m WHERE m.interaction = c.interaction AND m.kind = 40 AND m.role = 1
            AND m.occurred_at_us = c.occurred_at_us)"""
    ) == [(0,)]


def test_it_closes_only_once_and_last_among_states(ask_small):
    assert ask_small(
        f"""SELECT count(*) FROM (SELECT count(*) FILTER (status = {int(Status.CLOSED)}) AS closed,
            max(occurred_at_us) FILTER (status = {int(Status.CLOSED)}) AS shut,
            max(occurred_at_us) AS last
            FROM log WHERE kind = 2 GROUP BY interaction) WHERE closed > 1 OR closed = 1 AND shut < last"""
    ) == [(0,)]


def test_it_never_changes_a_state_into_itself(ask_small):
    rows = ask_small(
        """SELECT status, before, count(*) FROM (SELECT status, lag(status) OVER
            (PARTITION BY interaction ORDER BY occurred_at_us, ordinal) AS before FROM log WHERE kind = 2)
        WHERE status = before GROUP BY ALL"""
    )
    assert rows == []


def test_it_leaves_open_at_the_end_only_what_is_recent(small, ask_small):
    (old,) = ask_small(
        f"""SELECT count(*) FROM (SELECT min(occurred_at_us) AS born, bool_or(status = 6) AS closed,
            bool_or(kind IN (3, 6)) AS gone FROM log WHERE interaction IS NOT NULL GROUP BY interaction)
        WHERE closed IS NOT TRUE AND NOT gone AND born < {small.end_us - 45 * 86_400_000_000}"""
    )[0]
    (open_now,) = ask_small(
        """SELECT count(*) FROM (SELECT bool_or(status >= 5) AS done, bool_or(kind IN (3, 6)) AS gone FROM log
            WHERE interaction IS NOT NULL GROUP BY interaction) WHERE done IS NOT TRUE AND NOT gone"""
    )[0]
    assert old == 0
    assert open_now > 0


def test_it_points_merges_splits_and_follow_ups_at_interactions_of_the_same_customer(ask):
    for kind in (Kind.MERGED, Kind.SPLIT, Kind.FOLLOW_UP):
        seen, same = ask(
            f"""SELECT count(*), count(*) FILTER (mine.customer = theirs.customer) FROM log e
            JOIN log mine ON mine.interaction = e.interaction AND mine.kind = 1
            JOIN log theirs ON theirs.interaction = e.related AND theirs.kind = 1
            WHERE e.kind = {int(kind)}"""
        )[0]
        assert seen == same == ask(f"SELECT count(*) FROM log WHERE kind = {int(kind)}")[0][0] > 0


def test_it_starts_follow_ups_only_after_the_parent_closed(ask):
    assert ask(
        """SELECT count(*) FROM log f JOIN log c ON c.interaction = f.related AND c.kind = 2 AND c.status = 6
        WHERE f.kind = 5 AND f.occurred_at_us < c.occurred_at_us"""
    ) == [(0,)]


def test_it_lets_agents_write_on_tickets_only_in_their_teams_hours(ask_small):
    # Tokyo is open 9 to 18 from Monday to Friday, and Japan has no clock changes: plain arithmetic.
    assert ask_small(
        """WITH w AS (SELECT (occurred_at_us + 32400000000) // 3600000000 AS hour FROM log
            WHERE kind = 40 AND role = 2 AND team = 'Tokyo' AND interaction IN
                (SELECT interaction FROM log WHERE kind = 1 AND channel IN ('mail', 'web')))
        SELECT count(*) > 50, min(hour % 24) >= 9, max(hour % 24) < 18, bool_and((hour // 24 + 3) % 7 < 5)
        FROM w"""
    ) == [(True, True, True, True)]


def test_it_records_states_of_an_agent_from_available_to_offline(ask_small):
    words = {row[0] for row in ask_small("SELECT DISTINCT code FROM log WHERE kind = 100")}
    assert words == {"available", "busy", "away", "break", "training", "meeting", "offline"}
    assert ask_small(
        """SELECT count(*) FROM (SELECT code, lag(code) OVER
            (PARTITION BY owner ORDER BY occurred_at_us, ordinal) AS before
            FROM log WHERE kind = 100) WHERE code = before"""
    ) == [(0,)]
