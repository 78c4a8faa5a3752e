"""The inbox in the application's own database: the library's protocol, with Django's tables.

So a live batch is durable together with whatever else its transaction says, and several processes may put.
See `helmline.eventlog.inbox` for the protocol; one test holds both to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction
from django.utils import timezone

from helmline.eventlog.inbox import FLUSH_ROWS, FLUSH_SECONDS, Put, batches, hashed, known
from helmline.eventlog.log import LogView
from helmline.eventlog.store import Landed, Store
from helmline_web.ingest.models import InboxMark, InboxRow, InboxSeen

if TYPE_CHECKING:
    import pyarrow as pa

_WATERMARK: Final = "watermark"
#: the lock of PostgreSQL under which batches are put one after another; any number that nobody else uses
_LOCK: Final = 0x696E626F


class Inbox:
    """Where live events wait for the next flush."""

    def put(self, events: pa.Table) -> Put:
        """Take in events of the CANONICAL schema; durable when this returns. The same batch twice adds nothing."""
        rows = hashed(events)  # before the transaction: it asks the engine
        with transaction.atomic():
            _in_turn()
            seen = _seen(event_id for event_id, *_ in rows)
            fresh: list[InboxRow] = []
            now = timezone.now()
            for event_id, content_hash, source, said in rows:
                before = seen.get(event_id.hex())
                if before == content_hash:
                    continue
                seen[event_id.hex()] = content_hash
                fresh.append(
                    InboxRow(source=source, event_id=event_id, said=said, first=before is None, put_at=now)
                )
            InboxRow.objects.bulk_create(fresh)
            _remember((row.event_id, seen[row.event_id.hex()]) for row in fresh)
        return Put(len(fresh), len(rows) - len(fresh))

    def waiting(self) -> int:
        """Return how many rows wait for the next flush."""
        return InboxRow.objects.count()

    def due(self, now: float) -> bool:
        """Return whether a flush is due at the instant `now` (seconds since 1970)."""
        oldest = InboxRow.objects.order_by("id").values_list("put_at", flat=True).first()
        if oldest is None:
            return False
        return now - oldest.timestamp() >= FLUSH_SECONDS or self.waiting() >= FLUSH_ROWS

    def flush(self, store: Store) -> list[Landed]:
        """Bring the waiting rows into the log, one commit a source, and delete them here."""
        trusted = _catch_up(store.view())
        sources = list(InboxRow.objects.order_by("source").values_list("source", flat=True).distinct())
        landed = [part for source in sources if (part := _flush_source(store, source, trusted))]
        _mark(store.watermark)
        return landed


def _flush_source(store: Store, source: str, trusted: bool) -> Landed | None:
    mark = f"helmline-inbox:{source}"
    waiting = InboxRow.objects.filter(source=source)
    waiting.filter(id__lte=store.transaction(mark)).delete()  # an interrupted flush brought these in
    rows = [(row.pk, bytes(row.event_id), row.said, row.first) for row in waiting.order_by("id")]
    if not rows:
        return None
    landed = store.append(
        batches(rows), source=source, purpose="live", transactions={mark: rows[-1][0]},
        all_new=trusted and all(first for *_, first in rows),
    )  # fmt: skip
    waiting.filter(id__lte=rows[-1][0]).delete()
    return landed


def _catch_up(view: LogView) -> bool:
    """Bring the cache of known ids to the log's watermark; return whether it was there already."""
    since = InboxMark.objects.filter(name=_WATERMARK).values_list("value", flat=True).first() or 0
    if since == view.watermark:
        return True
    if since > view.watermark:  # the log is older than the cache, as after a restore: make it anew
        since = 0
        InboxSeen.objects.all().delete()
    for rows in known(view, since):
        with transaction.atomic():
            _remember(rows)
    _mark(view.watermark)
    return False


def _in_turn() -> None:
    """Let ids be given in the order of the commits: a flush marks the highest id it brought into the log."""
    if connection.vendor == "postgresql":  # SQLite has one writer at a time already
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _seen(ids: Iterable[bytes]) -> dict[str, int]:
    keys = [event_id.hex() for event_id in ids]
    found: dict[str, int] = {}
    for start in range(0, len(keys), 500):
        rows = InboxSeen.objects.filter(pk__in=keys[start : start + 500])
        found |= dict(rows.values_list("event_id", "content_hash"))
    return found


def _remember(rows: Iterable[tuple[bytes, int]]) -> None:
    """Note ids with the content last heard; of an id that comes twice the last counts."""
    latest = {event_id.hex(): content_hash for event_id, content_hash in rows}
    InboxSeen.objects.bulk_create(
        (InboxSeen(event_id=key, content_hash=value) for key, value in latest.items()),
        batch_size=500, update_conflicts=True, unique_fields=["event_id"], update_fields=["content_hash"],
    )  # fmt: skip


def _mark(watermark: int) -> None:
    InboxMark.objects.update_or_create(name=_WATERMARK, defaults={"value": watermark})
