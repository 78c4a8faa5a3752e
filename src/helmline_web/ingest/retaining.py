"""What is kept longer than was agreed: looked for every night and told, never deleted by itself."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from helmline.eventlog.log import Log
from helmline.eventlog.retention import Retention, plan
from helmline_web.people import privacy


@dataclass(frozen=True, slots=True)
class Overdue:
    """How many texts, and names of customers, are older than the agreed number of days."""

    days: int
    texts: int
    customers: int


def look() -> None:
    """Count what the retention rules would delete now: a dry run."""
    data = settings.HELMLINE_DATA
    if not Log(data).exists():
        return
    days = privacy.current().retention_days
    planned = plan(data, Retention(texts_days=days, customers_days=days))
    found = Overdue(days, planned.texts, len(planned.customers))
    draft = _file().with_suffix(".new")
    draft.write_text(json.dumps(asdict(found)), encoding="utf-8")
    draft.replace(_file())


def overdue() -> Overdue | None:
    """Return what the last look counted; None before the first, and when nothing is overdue."""
    if not _file().exists():
        return None
    found = Overdue(**json.loads(_file().read_text(encoding="utf-8")))
    return found if found.texts or found.customers else None


def _file() -> Path:
    return Path(settings.HELMLINE_DATA) / "retention.json"
