"""`helmline demo`: believable data in a minute, and what to do next."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from helmline.cli import figures, show
from helmline.cli.imports import land, mapping_of
from helmline.cli.question import open_facts, open_reference

if TYPE_CHECKING:
    from helmline.metrics.result import Result

_REAL = ("created", "solved", "backlog", "first_resolution_time", "close_time", "sla_attainment", "reopen_rate", "transfer_rate", "vendor_resolution_time")  # fmt: skip
_SYNTHETIC = ("created", "solved", "backlog", "first_reply_time", "first_resolution_time", "fcr", "csat", "service_level", "asa", "abandonment_rate", "aht")  # fmt: skip


#: An incident of the real log that waited long and was reopened.
_EXAMPLE = "INC0103733"


def run(options: argparse.Namespace) -> int:
    """Load a demonstration and print its key figures with intervals."""
    return _synthetic(options) if options.synthetic else _real(options)


def _real(options: argparse.Namespace) -> int:
    from helmline.sources.table import demo

    files, rejects = [demo.servicenow_file()], options.data / "rejects"
    for report in land(files, mapping_of("servicenow"), options.data, "servicenow-demo", rejects):
        for line in report.sentences():
            show.say(line)
    result = _ask(options, _REAL, "servicenow-demo")
    if options.format != "table":
        show.as_json(result.to_json())
        return 0
    print(
        "\nServiceNow incidents of an IT company, February 2016 to February 2017 (real, anonymised; CC BY 4.0)\n"
    )
    _print(result)
    _reopened(options)
    _next(options)
    return 0


def _synthetic(options: argparse.Namespace) -> int:
    from helmline import synthetic
    from helmline.eventlog.privacy import Subject, Subjects
    from helmline.eventlog.schema import Role
    from helmline.eventlog.store import Store
    from helmline.reference.store import publish

    company = synthetic.Company(seed=options.seed, **({"events": options.events} if options.events else {}))
    with Store(options.data, purpose="synthetic demonstration") as store:
        landed = store.append(synthetic.generate(company), source=synthetic.SOURCE, note={"synthetic": True})
    show.say(
        f"{synthetic.NAME}: {landed.added:,} events new, {landed.unchanged:,} known already. Everything in it is synthetic."
    )
    agents = synthetic.people(company).select(["subject", "identifier", "name", "mail"]).to_pylist()
    Subjects(options.data).register(
        Subject(row["subject"], synthetic.SOURCE, row["identifier"], Role.AGENT, row["name"], row["mail"])
        for row in agents
    )
    path = options.data / "synthetic-reference.toml"
    path.write_text(synthetic.reference_toml(company), encoding="utf-8")
    publish(path, options.data)
    result = _ask(options, _SYNTHETIC, synthetic.SOURCE)
    if options.format != "table":
        show.as_json(result.to_json())
        return 0
    print(f"\n{synthetic.NAME}: a company that does not exist (synthetic)\n")
    _print(result)
    _next(options)
    return 0


def _ask(options: argparse.Namespace, metrics: tuple[str, ...], source: str) -> Result:
    from helmline.metrics.ask import ask
    from helmline.metrics.query import Query

    snapshot = open_facts(options)
    return ask(Query(metrics=metrics, where=(("source", (source,)),)), snapshot, open_reference(options))


def _print(result: Result) -> None:
    show.table([figures.row(cell, {}) for cell in result.cells], figures.COLUMNS)
    figures.footnotes(result, "UTC", "calendar")


def _reopened(options: argparse.Namespace) -> None:
    """Show the two counts of reopened incidents side by side, and why they differ."""
    from helmline.engines import duck

    snapshot = open_facts(options)
    by_state = f"SELECT interaction, case_key, source, reopens > 0 AS ours FROM ({snapshot.sql('interactions')}) WHERE source = 'servicenow-demo'"
    by_counter = f"SELECT interaction, amount > 0 AS theirs FROM ({snapshot.sql('figures')}) WHERE name = 'reopen_count'"
    with duck.cursor() as cursor:
        rows = cursor.execute(
            "SELECT ours, coalesce(theirs, false), count(*), min(case_key) FROM "
            f"({by_state}) LEFT JOIN ({by_counter}) USING (interaction) GROUP BY ALL"
        ).fetchall()
    count: dict[tuple[bool, bool], tuple[int, str]] = {(o, t): (n, key) for o, t, n, key in rows}
    ours = sum(n for (o, _), (n, _) in count.items() if o)
    theirs = sum(n for (_, t), (n, _) in count.items() if t)
    only, example = count.get((True, False), (0, ""))
    print(f"\nReopened: {ours} incidents by their states, {theirs} by the vendor's own counter.")
    if only:
        print(f"  {only} went back to work although the counter stayed at 0, such as {example}.")


def _next(options: argparse.Namespace) -> None:
    default = os.environ.get("HELMLINE_DATA", "helmline-data")
    data = "" if str(options.data) == default else f" --data {options.data}"
    me = _me()
    print(
        "\nnext\n"
        f"  {me} kpi first_resolution_time --by priority --period month{data}\n"
        f"  {me} explain first_resolution_time {_EXAMPLE if not options.synthetic else 'NUMBER'}{data}      why is it so long?\n"
        f"  {me} metrics first_resolution_time      what exactly is counted\n"
        f"  {me} map YOUR-EXPORT.csv      a file of your own"
    )


def _me() -> str:
    """Return how this command was called, so that what is printed can be pasted."""
    called = Path(sys.argv[0])
    if called.name != "helmline" or shutil.which("helmline") == str(called):
        return "helmline"
    return os.path.relpath(called) if called.is_absolute() else str(called)
