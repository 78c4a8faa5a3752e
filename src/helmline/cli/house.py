"""`status`, `check`, `reference`, `undo`, `erase`, `retain`: keeping the data folder."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from helmline.cli import show
from helmline.errors import InputError, NotFound


def status(options: argparse.Namespace) -> int:
    """Say what is in the data folder."""
    from helmline.engines import duck
    from helmline.eventlog.facts import Facts
    from helmline.eventlog.runs import Runs
    from helmline.reference.store import current_version

    log = _log(options.data)
    view = log.view()
    with duck.cursor() as cursor:
        found = cursor.execute(
            "SELECT source, count(*), count(DISTINCT interaction), min(occurred_at_us), max(occurred_at_us) FROM "
            f"({view.events_sql('source, interaction, occurred_at_us')}) GROUP BY source ORDER BY source"
        ).fetchall()
    sources = [
        {"source": s, "events": n, "interactions": i, "from": _day(a), "data until": _moment(b)}
        for s, n, i, a, b in found
    ]
    runs = [_run(run) for run in Runs(options.data).all()]
    facts = Facts(options.data).published()
    behind = view.watermark - (facts.watermark if facts else 0)
    summary = {
        "data": str(options.data), "events": view.rows, "watermark": view.watermark, "files": len(view.files),
        "facts": facts.id if facts else None, "facts_behind": behind, "reference": current_version(options.data) or None,
        "inbox": _waiting(options.data),
    }  # fmt: skip
    if options.format == "json":
        show.as_json(summary | {"sources": sources, "runs": runs})
        return 0
    if options.format == "csv":
        show.emit(runs, "csv", {key: key for key in (runs[0] if runs else {})})
        return 0
    show.table(sources, {key: key for key in ("source", "events", "interactions", "from", "data until")})
    print()
    show.table(
        runs,
        {
            key: key
            for key in ("run", "purpose", "source", "state", "started", "new", "corrected", "known", "file")
        },
    )
    facts_say = (
        "not built yet"
        if not facts
        else "up to date"
        if not behind
        else f"{behind:,} rows behind; the next question refreshes them"
    )
    print(
        f"\nfacts {facts_say} · reference {summary['reference'] or 'none published'} · {summary['inbox']} rows in the inbox"
    )
    return 0


def check(options: argparse.Namespace) -> int:
    """Print every finding of the log; exit code 1 where there is an error or a warning."""
    from helmline.eventlog.checks import check as look

    _log(options.data)
    findings = look(options.data)
    if options.format != "table":
        show.emit([asdict(finding) for finding in findings], options.format,
                  {key: key for key in ("severity", "code", "source", "count", "meaning", "next_step")})  # fmt: skip
    elif not findings:
        print("Nothing wrong was found.")
    else:
        for finding in findings:
            print(f"{finding.severity}: {finding.meaning}")
            print(
                f"  {finding.code} · {finding.source} · {finding.count:,}, such as {', '.join(finding.examples[:3]) or '–'}"
            )
            print(f"  {finding.next_step}")
    return int(any(finding.severity != "note" for finding in findings))


def reference(options: argparse.Namespace) -> int:
    """Publish reference data from TOML, or show what is in force."""
    from helmline.reference import store

    if options.action == "publish":
        if options.file is None:
            raise InputError("Which file?", hint="helmline reference publish FILE.toml")
        published = store.publish(options.file, options.data)
        _say_published(published, options.format)
    elif options.action == "history":
        rows = [
            {"published": entry.published_at.isoformat(), "version": entry.version}
            for entry in store.history(options.data)
        ]
        show.emit(rows, options.format, {"published": "published", "version": "version"})
    else:
        if not store.current_version(options.data):
            raise NotFound(
                "No reference data were published yet.", hint="helmline reference publish FILE.toml"
            )
        show.as_json(dict(store.load(options.data).content))
    return 0


def _say_published(published: Any, form: str) -> None:
    if form == "json":
        show.as_json({"version": published.version, "previous": published.previous, "new": published.is_new,
                      "changes": [asdict(change) for change in published.changes]})  # fmt: skip
        return
    if not published.is_new:
        print(f"Nothing changed: version {published.version} was in force already.")
        return
    print(f"Version {published.version} is in force.")
    for change in published.changes:
        fields = f" ({', '.join(change.fields)})" if change.fields else ""
        print(f"  {change.what} {change.section} {change.key}{fields}")
    for warning in published.warnings:
        print(f"  warning: {warning}")


def undo(options: argparse.Namespace) -> int:
    """Take a run back."""
    from helmline.eventlog.store import Store

    _log(options.data)
    with Store(options.data, purpose=f"undo of {options.run_id}") as store:
        landed = store.undo(options.run_id)
    print(
        f"Run {options.run_id} is taken back: {landed.corrected:,} rows withdrawn or restored, in run {landed.run_id}."
    )
    return 0


def erase(options: argparse.Namespace) -> int:
    """Erase a person, or everybody in the ledger again."""
    from helmline.eventlog import privacy

    if options.replay:
        print(f"{privacy.replay_erasures(options.data):,} people of the ledger were found and erased again.")
        return 0
    found = privacy.erase(options.data, options.person, dry_run=options.dry_run)
    verb = "Would erase" if options.dry_run else "Erased"
    for subject in found.subjects:
        print(f"{verb} {subject.identifier} of {subject.source}: name, e-mail and identifier.")
    print(f"{verb} {found.texts:,} texts. Every figure stays as it is.")
    return 0


def retain(options: argparse.Namespace) -> int:
    """Apply retention rules, or say what they would delete."""
    from helmline.eventlog import retention

    if options.texts is None and options.customers is None:
        raise InputError("No rule was given.", hint="helmline retain --texts 365 --customers 730")
    planned = retention.plan(options.data, retention.Retention(options.texts, options.customers))
    if options.apply:
        retention.apply(options.data, planned)
    verb = "Deleted" if options.apply else "Would delete (dry run; --apply does it)"
    print(
        f"{verb}: {planned.texts:,} texts and the names of {len(planned.customers):,} customers. Every figure stays as it is."
    )
    return 0


def _log(data: Path) -> Any:
    from helmline.eventlog.log import Log

    log = Log(data)
    if not log.exists():
        raise NotFound(
            f"There is nothing in {data} yet.", hint="Start with `helmline demo`, or import a file."
        )
    return log


def _waiting(data: Path) -> int:
    from helmline.eventlog.inbox import Inbox

    return Inbox(data).waiting() if (data / "inbox.sqlite").exists() else 0


def _run(run: Any) -> dict[str, Any]:
    return {
        "run": run.run_id, "purpose": run.purpose, "source": run.source, "state": run.state, "started": _moment(run.started_us),
        "new": run.added, "corrected": run.corrected, "known": run.unchanged, "file": run.note.get("file", ""),
    }  # fmt: skip


def _moment(us: int) -> str:
    return datetime.fromtimestamp(us / 1e6, UTC).strftime("%Y-%m-%d %H:%M") + " UTC"


def _day(us: int) -> str:
    return datetime.fromtimestamp(us / 1e6, UTC).strftime("%Y-%m-%d")
