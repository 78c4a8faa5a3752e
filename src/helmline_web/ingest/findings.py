"""The findings of the log's checks: looked for by the worker, kept with the watermark they were found at."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from helmline.eventlog.checks import Finding, check
from helmline.eventlog.log import Log

SEVERITIES: Final = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Looked:
    """What the last look found, when it was, and how much of the log it saw."""

    at: datetime
    watermark: int
    findings: tuple[Finding, ...]


def look() -> None:
    """Check the log, unless it is as it was at the last look."""
    data, last = settings.HELMLINE_DATA, found()
    watermark = Log(data).view().watermark
    if watermark == 0 or (last is not None and last.watermark == watermark):
        return
    _keep(Looked(datetime.now(UTC), watermark, tuple(check(data))))


def found() -> Looked | None:
    """Return what the last look found, or None before the first."""
    try:
        said = json.loads(_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    findings = tuple(Finding(**row | {"examples": tuple(row["examples"])}) for row in said["findings"])
    return Looked(datetime.fromisoformat(said["at"]), said["watermark"], findings)


def chosen(findings: Iterable[Finding], *, severity: str = "", source: str = "") -> list[Finding]:
    """Return the findings of one severity and one source; '' is any."""
    return [
        one for one in findings
        if severity in ("", one.severity) and source in ("", one.source)
    ]  # fmt: skip


def _keep(looked: Looked) -> None:
    file = _file()
    draft = file.with_name(f".{file.name}.new")
    said = {
        "at": looked.at.isoformat(), "watermark": looked.watermark,
        "findings": [asdict(one) for one in looked.findings],
    }  # fmt: skip
    draft.write_text(json.dumps(said), encoding="utf-8")
    draft.replace(file)


def _file() -> Path:
    return Path(settings.HELMLINE_DATA) / "findings.json"
