"""The permanent cast and a short way to write down what happened: `at("9:00", Kind.CREATED, ...)`.

Alice leads, Bob and Carla answer, Dmitri asks; Robo is the bot. Times are minutes after a Monday 00:00 UTC.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from helmline.eventlog import identity
from helmline.eventlog.schema import CANONICAL, Kind, Role, ordinal

ALICE, BOB, CARLA, DMITRI, ERIK, ROBO = 11, 12, 13, 101, 102, 31
MONDAY_US = 1_767_571_200_000_000  # 2026-01-05 00:00 UTC
MINUTE_US = 60_000_000

_ROLE = {ALICE: Role.AGENT, BOB: Role.AGENT, CARLA: Role.AGENT, DMITRI: Role.CUSTOMER, ERIK: Role.CUSTOMER}


def minute(m: float) -> int:
    """The instant `m` minutes after the Monday."""
    return MONDAY_US + round(m * MINUTE_US)


def event(
    m: float, kind: Kind, case: str = "A-1", *, source: str = "desk", key: str = "", **said: Any
) -> dict[str, Any]:
    """One event of the canonical schema; `key` is the vendor's key of it, made from its place when absent."""
    actor = said.get("actor")
    said.setdefault("role", {None: None, ROBO: Role.BOT}.get(actor, _ROLE.get(actor)))
    if "related" in said and isinstance(said["related"], str):
        said["related"] = identity.interaction(source, said["related"])
    row: dict[str, Any] = dict.fromkeys(CANONICAL.names)
    row |= said | {
        "event_id": identity.event_id(source, str(int(kind)), key or f"{case}/{m}/{kind}/{said}"),
        "source": source,
        "kind": int(kind),
        "occurred_at_us": minute(m),
        "ordinal": ordinal(kind),
        "interaction": None if case is None else identity.interaction(source, case),
        "case_key": case,
    }
    return row


def table(*events: dict[str, Any]) -> pa.Table:
    """The events as an Arrow table of the canonical schema."""
    return pa.Table.from_pylist(list(events), schema=CANONICAL)


def batches(*events: dict[str, Any]) -> list[pa.RecordBatch]:
    """The events as record batches, as a source hands them over."""
    return table(*events).to_batches()


def created(m: float, case: str = "A-1", **said: Any) -> list[dict[str, Any]]:
    """A ticket by Dmitri: created, with its first message."""
    who = {"actor": DMITRI, "customer": DMITRI} | said
    return [event(m, Kind.CREATED, case, **who), event(m, Kind.MESSAGE_PUBLIC, case, **who)]


def asks(m: float, case: str = "A-1", **said: Any) -> dict[str, Any]:
    """Dmitri writes."""
    return event(m, Kind.MESSAGE_PUBLIC, case, **({"actor": DMITRI, "customer": DMITRI} | said))


def replies(m: float, case: str = "A-1", **said: Any) -> dict[str, Any]:
    """Bob writes to the customer."""
    return event(m, Kind.MESSAGE_PUBLIC, case, **({"actor": BOB} | said))


def status(m: float, state: int, case: str = "A-1", **said: Any) -> dict[str, Any]:
    """Bob changes the state."""
    return event(m, Kind.STATUS_CHANGED, case, status=int(state), **({"actor": BOB} | said))


def assigned(m: float, owner: int, case: str = "A-1", **said: Any) -> dict[str, Any]:
    """Somebody becomes the owner."""
    return event(m, Kind.ASSIGNED, case, owner=owner, **said)
