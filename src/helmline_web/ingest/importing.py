"""The worker's side of an import: from an uploaded file, through the library, to what the page shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final

from django.conf import settings

from helmline.eventlog.facts import Facts
from helmline.eventlog.privacy import Subjects, Texts
from helmline.eventlog.store import Store
from helmline.sources.table.landing import import_files, landed_before
from helmline.sources.table.parsing import parse
from helmline.sources.table.propose import Proposal, preview, propose
from helmline.sources.table.report import ImportReport
from helmline_web.ingest import uploads
from helmline_web.ingest.models import Import

#: Events shown before anything lands.
SHOWN: Final = 12
#: How long an import waits for another writer.
WAIT_SECONDS: Final = 600.0


def look(row: Import) -> dict[str, Any]:
    """Return the fields of an import after a look at its file. Raises FileError where it is no table."""
    path = uploads.path_of(row)
    found = preview(path, row.mapping, SHOWN) if row.mapping else propose(path, SHOWN)
    return {"mapping": found.text, "preset": found.preset or row.preset, "proposal": _plain(found, row)}


def _plain(found: Proposal, row: Import) -> dict[str, Any]:
    """Return a proposal as JSON. A preview knows less than the first look: columns' words stay as they were."""
    fields = asdict(found)
    for name in ("text", "preset"):
        fields.pop(name)
    if not fields["unknown_states"]:
        fields["unknown_states"] = row.proposal.get("unknown_states", [])
    return fields


def land(row: Import, progress: Callable[[str], None]) -> dict[str, Any]:
    """Land the file and refresh the facts; return the fields that say what happened. Waits for another writer."""
    path, mapping = uploads.path_of(row), parse(row.mapping, row.name)
    data = settings.HELMLINE_DATA
    with Store(data, purpose="import of a file", wait_s=WAIT_SECONDS) as store:
        landed = landed_before(store.runs.all("landed"))
        [report] = import_files(
            [path], mapping, store, Subjects(data), Texts(data),
            rejects_folder=uploads.folder_of(row), landed=landed, progress=progress,
        )  # fmt: skip
    progress("facts")
    Facts(data).current()
    return {"report": _told(report), "run_id": report.run_id or report.duplicate_of}


def _told(report: ImportReport) -> dict[str, Any]:
    """Return a report as JSON, without the paths of our machine."""
    fields = asdict(report)
    fields.pop("path")
    fields["has_rejects"] = fields.pop("rejects_path") is not None
    fields["first_rejects"] = [list(reject) for reject in report.first_rejects]
    return fields


def take_back(row: Import) -> None:
    """Undo the import's run and refresh the facts. Raises NotFound or InputError where there is nothing to undo."""
    data = settings.HELMLINE_DATA
    with Store(data, purpose="undo of an import", wait_s=WAIT_SECONDS) as store:
        store.undo(row.run_id)
    Facts(data).current()
