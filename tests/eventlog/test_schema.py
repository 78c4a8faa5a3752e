"""The schema is a closed list, documented where it stands."""

from pathlib import Path

import pytest

from helmline.eventlog import document
from helmline.eventlog.schema import COLUMNS, LOG, MEANINGS, Kind, ordinal, rank

ROOT = Path(__file__).parents[2]


def test_it_says_of_every_kind_what_happened_and_of_every_column_what_it_holds():
    assert set(MEANINGS) == set(Kind)
    assert set(COLUMNS) == set(LOG.names)


def test_its_page_is_current():
    assert (ROOT / document.PAGE).read_text() == document.page(), "run python -m helmline.eventlog.document"


def test_it_puts_birth_before_words_and_words_before_the_state_they_bring():
    assert rank(Kind.CREATED) < rank(Kind.ASSIGNED) < rank(Kind.MESSAGE_PUBLIC) < rank(Kind.STATUS_CHANGED)


@pytest.mark.parametrize("order", [-1, 0, 7, 255, 256, 10**9])
def test_it_keeps_the_vendors_order_above_the_kinds_rank_and_within_its_room(order):
    assert 0 <= ordinal(Kind.CREATED, order) <= ordinal(Kind.SURVEY_ANSWERED, order) <= 2047
    if 0 <= order < 255:
        assert ordinal(Kind.SURVEY_ANSWERED, order) < ordinal(Kind.CREATED, order + 1)


def test_it_never_renumbers_a_kind():
    """Numbers on disk stay what they were; a new kind takes a free one."""
    assert {kind.name: kind.value for kind in Kind} == NUMBERS


NUMBERS = {
    "CREATED": 1, "STATUS_CHANGED": 2, "MERGED": 3, "SPLIT": 4, "FOLLOW_UP": 5, "MARKED_SPAM": 6, "UNMARKED_SPAM": 7,
    "TAGGED": 8, "UNTAGGED": 9, "FLAGGED": 10, "ACTIVITY": 11, "TEAM_CHANGED": 20, "QUEUE_CHANGED": 21,
    "PRIORITY_CHANGED": 22, "REASON_CHANGED": 23, "ATTRIBUTE_CHANGED": 24, "CALENDAR_SET": 25, "SLA_APPLIED": 26,
    "ASSIGNED": 30, "UNASSIGNED": 31, "MESSAGE_PUBLIC": 40, "MESSAGE_PRIVATE": 41, "WORKED": 42, "BOT_HANDED_OFF": 50,
    "ESCALATED": 51, "ESCALATION_ACKNOWLEDGED": 52, "CALL_OFFERED": 60, "IVR_EXITED": 61, "QUEUED": 62,
    "RANG_NO_ANSWER": 63, "ANSWERED": 64, "HELD": 65, "RETRIEVED": 66, "CONSULTED": 67, "CONFERENCED": 68,
    "TRANSFERRED": 69, "OVERFLOWED": 70, "ABANDONED": 71, "CALLBACK_REQUESTED": 72, "CALLBACK_ATTEMPTED": 73,
    "CALLBACK_KEPT": 74, "CALL_ENDED": 75, "WRAPPED_UP": 76, "CHAT_CLOSED_INACTIVE": 77, "SURVEY_ELIGIBLE": 80,
    "SURVEY_SENT": 81, "SURVEY_DELIVERED": 82, "SURVEY_ANSWERED": 83, "CLOCK_PAUSED": 90, "CLOCK_RESUMED": 91,
    "VENDOR_FIGURE": 95, "AGENT_STATE": 100,
}  # fmt: skip
