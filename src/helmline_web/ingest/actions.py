"""What people do with files of their own. Each act checks, changes and leaves a record, and the worker does the work.

The job is a row of the same transaction: there is no import that nobody will work on, and no job without one.
"""

from __future__ import annotations

import uuid

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from helmline.errors import InputError
from helmline_web.decisions.actions import record
from helmline_web.ingest import jobs, uploads
from helmline_web.ingest.models import Import, State


def upload(file: UploadedFile, *, by: int, mends: Import | None = None) -> Import:
    """Keep a file and have it read. With `mends` it starts from that import's mapping.

    Raises TooLarge or NoRoom, and InputError for an empty file.
    """
    uploads.check_size(file.size or 0)
    if not file.size:
        raise InputError(_("The file is empty."), hint=_("Export it again; it may still have been written."))
    row = Import(pk=uuid.uuid4(), name=uploads.safe_name(file.name or ""), size=file.size, by=by, mends=mends)
    if mends is not None:
        row.mapping, row.preset = mends.mapping, mends.preset
    uploads.keep(file, row)
    with transaction.atomic():
        row.save(force_insert=True)
        record("data.uploaded", by=by, subject=_subject(row), detail={"bytes": row.size})
        jobs.read.enqueue(str(row.pk))
    return row


@transaction.atomic
def state_mapping(row: Import, text: str) -> None:
    """Keep an edited mapping and have the first rows shown as they would land with it."""
    _move(row, State.READING, allowed=(State.ASKING, State.FAILED), mapping=text, preset="")
    jobs.read.enqueue(str(row.pk))


@transaction.atomic
def land(row: Import, *, by: int) -> None:
    """Have the file landed through its mapping. Raises InputError while something is still to be stated."""
    if not row.proposal.get("rows"):
        raise InputError(
            _("This file cannot land yet: something is still to be stated."),
            hint=_("Answer what the page asks, then look at the first rows again."),
        )
    _move(row, State.LANDING, allowed=(State.ASKING, State.FAILED))
    record("data.landing", by=by, subject=_subject(row))
    jobs.land.enqueue(str(row.pk))


@transaction.atomic
def undo(row: Import, *, by: int) -> None:
    """Have a landed import taken back: its rows are withdrawn, what it corrected says again what it said."""
    _move(row, State.UNDOING, allowed=(State.LANDED,))
    record("data.undone", by=by, subject=_subject(row), detail={"run": row.run_id})
    jobs.undo.enqueue(str(row.pk))


def _move(row: Import, state: State, *, allowed: tuple[State, ...], **changes: str) -> None:
    """Change the state, unless somebody else did first: then InputError says how it stands."""
    changed = Import.objects.filter(pk=row.pk, state__in=allowed).update(
        state=state, progress="", error="", **changes
    )
    if not changed:
        row.refresh_from_db()
        raise InputError(
            _("This import has moved on meanwhile: %(state)s.") % {"state": row.get_state_display()},
            hint=_("Look at the page again."),
        )
    row.refresh_from_db()


def _subject(row: Import) -> str:
    return f"import:{row.pk}"
