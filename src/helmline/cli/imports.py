"""`helmline map` and `helmline import`: files of one's own."""

from __future__ import annotations

import argparse
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from helmline.cli import show
from helmline.errors import InputError

if TYPE_CHECKING:
    from helmline.sources.table.mapping import Mapping
    from helmline.sources.table.report import ImportReport


def propose(options: argparse.Namespace) -> int:
    """Print a proposed mapping on the output, and what was found on the error stream."""
    from helmline.sources.table.propose import propose as look

    proposal = look(options.file, options.rows)
    print(proposal.text)
    for finding in proposal.findings:
        show.say(f"found: {finding}")
    for question in proposal.questions:
        show.say(f"to be stated: {question}")
    if proposal.rows:
        show.say(f"\nThe first {len(proposal.rows)} events as they would land:")
        keys = [key for key in proposal.rows[0] if any(row.get(key) is not None for row in proposal.rows)]
        for row in proposal.rows:
            show.say("  " + "  ".join(f"{key}={row[key]}" for key in keys if row.get(key) is not None))
    for reject in proposal.rejects:
        show.say(f"would be rejected: {reject}")
    name = options.file.name.split(".")[0]
    if proposal.preset:
        show.say(f"\nnext: helmline import {options.file} --mapping {proposal.preset}")
    else:
        show.say(f"\nnext: helmline map {options.file} > {name}.toml, read it, then")
        show.say(f"      helmline import {options.file} --mapping {name}.toml")
    return 1 if proposal.questions else 0


def run(options: argparse.Namespace) -> int:
    """Land files; say what landed, what did not, and why."""
    from helmline.sources.table import presets

    if options.list:
        show.emit(
            [{"name": name, "about": presets.load(name).about} for name in presets.names()],
            options.format,
            {"name": "ready mapping", "about": "for"},
        )
        return 0
    if not options.files or not options.mapping:
        raise InputError(
            "An import needs files and a mapping.", hint="`helmline map FILE` proposes a mapping for a file."
        )
    reports = land(
        options.files,
        mapping_of(options.mapping),
        options.data,
        options.source,
        options.rejects,
        options.wait,
    )
    if options.format == "json":
        show.as_json([asdict(report) for report in reports])
    else:
        for report in reports:
            print("\n".join(report.sentences()))
    return 0


def land(
    files: list[Path],
    mapping: Mapping,
    data: Path,
    source: str = "",
    rejects: Path | None = None,
    wait_s: float = 0.0,
) -> list[ImportReport]:
    """Import files into a data folder; the one way in for `import` and `demo`."""
    from helmline.eventlog.privacy import Subjects, Texts
    from helmline.eventlog.store import Store
    from helmline.sources.table.landing import import_files, landed_before

    progress = show.Progress("import")
    rejects = _rejects_folder(files, data, rejects)
    with Store(data, purpose=f"import of {files[0].name}", wait_s=wait_s) as store:
        landed = landed_before(store.runs.all("landed"))
        reports = import_files(
            files, mapping, store, Subjects(data), Texts(data), source=source, rejects_folder=rejects,
            landed=landed, progress=progress.note,
        )  # fmt: skip
    progress.note("")
    return reports


def _rejects_folder(files: list[Path], data: Path, wanted: Path | None) -> Path | None:
    """Return where rejected rows go: as asked, else beside the files, else in the data folder."""
    if wanted is None and not all(os.access(file.resolve().parent, os.W_OK) for file in files):
        wanted = data / "rejects"
    if wanted is not None:
        wanted.mkdir(parents=True, exist_ok=True)
    return wanted


def mapping_of(words: str) -> Mapping:
    """Return a ready mapping by its name, or the mapping in a file."""
    from helmline.sources.table import presets
    from helmline.sources.table.parsing import load

    if words in presets.names():
        return presets.load(words)
    if not Path(words).exists():
        names = ", ".join(presets.names())
        raise InputError(
            f"{words!r} is neither a mapping file nor a ready mapping.", hint=f"Ready ones: {names}"
        )
    return load(Path(words))
