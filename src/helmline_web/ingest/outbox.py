"""Acts that are measured: what `decisions` left in its outbox becomes events of our own source in the log.

An event names its case by `case_source` and `case_key`; every other field is a column of the log. Its identity
is the trail's entry, so handing it on twice adds nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa
from django.conf import settings
from django.utils import timezone

from helmline.eventlog.identity import event_id, interaction
from helmline.eventlog.schema import CANONICAL, Kind, ordinal
from helmline.eventlog.store import Store
from helmline_web.decisions.models import Outbox

#: The name under which the application is a source of events.
SOURCE: Final = "helmline"
_AT_ONCE: Final = 5_000


def drain() -> bool:
    """Hand waiting events to the log in one commit; return whether there were any. Raises Busy while somebody imports."""
    waiting = list(Outbox.objects.filter(sent_at=None).select_related("entry")[:_AT_ONCE])
    if not waiting:
        return False
    batch = pa.RecordBatch.from_pylist([_row(item) for item in waiting], schema=CANONICAL)
    with Store(settings.HELMLINE_DATA, purpose="acts of people here") as store:
        store.append([batch], source=SOURCE, purpose="acts")
    Outbox.objects.filter(pk__in=[item.pk for item in waiting]).update(sent_at=timezone.now())
    return True


def _row(item: Outbox) -> dict[str, Any]:
    event: Mapping[str, Any] = item.event
    kind = Kind[str(event["kind"]).upper()]
    fields = {name: event[name] for name in CANONICAL.names if name in event}
    return fields | {
        "event_id": event_id(SOURCE, kind.name.lower(), str(item.pk)),
        "source": SOURCE,
        "kind": int(kind),
        "occurred_at_us": event.get("occurred_at_us", item.entry.at_us),
        "ordinal": ordinal(kind),
        "interaction": _case(event),
    }


def _case(event: Mapping[str, Any]) -> int | None:
    key = event.get("case_key")
    return interaction(str(event["case_source"]), str(key)) if key else None
