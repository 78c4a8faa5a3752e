"""Live events: taken in by any process, brought into the log by the worker."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.conf import settings

from helmline.eventlog.inbox import Put
from helmline.eventlog.store import Store
from helmline_web.ingest.inbox import Inbox

if TYPE_CHECKING:
    import pyarrow as pa


def put(events: pa.Table) -> Put:
    """Take in a live batch of the CANONICAL schema; it may be acknowledged when this returns."""
    return Inbox().put(events)


def flush_when_due() -> bool:
    """Flush the inbox where it is due; return whether rows were flushed. Raises Busy while somebody imports."""
    inbox = Inbox()
    if not inbox.due(time.time()):
        return False
    return flush()


def flush() -> bool:
    """Flush the inbox now; return whether anything landed."""
    with Store(settings.HELMLINE_DATA, purpose="live events") as store:
        return bool(Inbox().flush(store))
