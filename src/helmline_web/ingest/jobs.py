"""The jobs of an import, as the worker runs them: outside any transaction, each end a short one."""

from __future__ import annotations

import logging
from typing import Any

from django_tasks import task

from helmline.errors import HelmlineError
from helmline_web.decisions.actions import record
from helmline_web.ingest import importing, uploads
from helmline_web.ingest.models import Import, State

log = logging.getLogger(__name__)


@task()
def read(key: str) -> None:
    """Look at an uploaded file: propose a mapping, or show what the stated one makes of its first rows."""
    row = Import.objects.get(pk=key)
    try:
        looked = importing.look(row)
    except (HelmlineError, OSError) as fault:
        _fail(row, fault)
    else:
        _settle(row, State.ASKING, **looked)


@task()
def land(key: str) -> None:
    """Land a file. A job that is taken up again after a death finds what landed known, and adds the rest."""
    row = Import.objects.get(pk=key)
    try:
        landed = importing.land(row, progress=lambda text: _progress(row, text))
    except (HelmlineError, OSError) as fault:
        _fail(row, fault)
        return
    _settle(row, State.LANDED, **landed)
    counts = {
        name: landed["report"][name] for name in ("rows", "added", "corrected", "unchanged", "rejected")
    }
    record("data.landed", by=row.by, subject=f"import:{row.pk}", detail=counts | {"run": landed["run_id"]})


@task()
def undo(key: str) -> None:
    """Take a landed import back."""
    row = Import.objects.get(pk=key)
    try:
        importing.take_back(row)
    except (HelmlineError, OSError) as fault:
        _settle(row, State.LANDED, error=_words(row, fault))
    else:
        _settle(row, State.UNDONE)


def _progress(row: Import, text: str) -> None:
    """Note the step: the first word of what the library says, which `words.PROGRESS` puts into words."""
    Import.objects.filter(pk=row.pk).update(progress=text.split()[0])


def _fail(row: Import, fault: Exception) -> None:
    log.warning("The import %s failed: %s", row.pk, type(fault).__name__)
    _settle(row, State.FAILED, error=_words(row, fault))


def _words(row: Import, fault: Exception) -> str:
    """Return an error as a person reads it: without the path of our folder, which is nobody's business."""
    said = fault.strerror or str(fault) if isinstance(fault, OSError) else str(fault)
    return said.replace(f"{uploads.folder_of(row)}/", "")


def _settle(row: Import, state: State, **changes: Any) -> None:
    for name, value in (
        changes | {"state": state, "progress": "", "error": changes.get("error", "")}
    ).items():
        setattr(row, name, value)
    row.save()
