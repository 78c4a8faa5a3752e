"""The words of the command line, with help that teaches. Nothing heavy is imported here."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Final

from helmline.cli import extensions

_EPILOG = """\
start here
  helmline demo                          the shipped real log: 24,918 incidents, and its key figures
  helmline map tickets.csv               propose a mapping for a file of your own, and show what would land
  helmline import tickets.csv --mapping tickets.toml
  helmline kpi first_reply_time --by team --period week
  helmline explain first_reply_time 4711 why it is 4 h 12 m: the clock, segment by segment

exit codes
  0 done · 1 the check found something · 2 wrong words or input · 3 not found · 4 data folder busy · 5 damaged

The command line sees everything in the data folder: it is not limited to anybody's teams."""

_KPI_EPILOG = """\
examples
  helmline kpi created solved backlog --period month
  helmline kpi first_reply_time --by team --clock business --zone Europe/Rome --since 2026-01-01
  helmline kpi csat --where channel=chat --where language=it,sv --by agent
  helmline kpi first_resolution_time --as-of 2026-03-01 --format json

A duration's value is its median, with a 95 % interval; open work is counted in, never left out.
`helmline metrics NAME` says exactly what is counted, and how your help desk counts it differently."""


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = _Top(
        prog="helmline",
        description="What happens between customers and your support team, in numbers that open.",
        epilog=_EPILOG,
    )
    top.add_argument("--version", action="version", version=_version())
    commands = top.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)
    for add in COMMANDS.values():
        add(commands)
    return top


class _Parser(argparse.ArgumentParser):
    """An argument parser whose subcommands keep the layout of their examples."""

    def __init__(self, *args: object, **settings: object) -> None:
        settings.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(*args, **settings)  # type: ignore[arg-type]


class _Top(_Parser):
    """The parser of all commands; its help names those that other packages add."""

    def format_help(self) -> str:
        """Return the help, with the added commands at its end."""
        return super().format_help() + extensions.listed()


_Commands = argparse._SubParsersAction  # the type argparse gives no public name


def _version() -> str:
    from helmline import __version__

    return f"helmline {__version__}"


def _command(commands: _Commands[_Parser], name: str, run: str, says: str, epilog: str = "") -> _Parser:
    command = commands.add_parser(
        name, help=says, description=says[0].upper() + says[1:] + ".", epilog=epilog
    )
    command.set_defaults(run=run)
    default = os.environ.get("HELMLINE_DATA", "helmline-data")
    command.add_argument(
        "--data", type=Path, default=Path(default), metavar="DIR",
        help=f"the data folder (default: $HELMLINE_DATA, now {default})",
    )  # fmt: skip
    return command


def _format(command: _Parser) -> None:
    command.add_argument(
        "--format", choices=("table", "json", "csv"), default="table", help="how to print (default: table)"
    )


def _demo(commands: _Commands[_Parser]) -> None:
    command = _command(commands, "demo", "demo:run", "load a demonstration and print its key figures")
    which = command.add_mutually_exclusive_group()
    which.add_argument(
        "--real", action="store_true", help="the real ServiceNow incident log (default; CC BY 4.0)"
    )
    which.add_argument(
        "--synthetic", action="store_true", help="a year of a company that does not exist, with known truth"
    )
    command.add_argument(
        "--events", type=int, metavar="N", help="size of the synthetic company (default: 400,000)"
    )
    command.add_argument("--seed", type=int, default=7, help="seed of the synthetic company (default: 7)")
    _format(command)


def _map(commands: _Commands[_Parser]) -> None:
    command = _command(
        commands,
        "map",
        "imports:propose",
        "propose a mapping for a file and show its first rows as they would land",
    )
    command.add_argument("file", type=Path, help="CSV, XLSX, JSON lines, Parquet or XES; also .gz and .zip")
    command.add_argument("--rows", type=int, default=10, help="how many events to show (default: 10)")


def _import(commands: _Commands[_Parser]) -> None:
    command = _command(
        commands, "import", "imports:run", "land files through a mapping; the same file twice adds nothing",
        "Good rows land; bad ones are listed with line and reason in FILE.rejects.csv. Mend them and import again:\n"
        "only what was missing is added.\n\nready mappings (for --mapping): see `helmline import --list`",
    )  # fmt: skip
    command.add_argument("files", type=Path, nargs="*", metavar="FILE")
    command.add_argument("--mapping", metavar="M|PRESET", help="a mapping file, or the name of a ready one")
    command.add_argument(
        "--source",
        default="",
        metavar="NAME",
        help="the account these rows belong to (default: the mapping's name)",
    )
    command.add_argument("--list", action="store_true", help="list the ready mappings")
    command.add_argument(
        "--rejects", type=Path, metavar="DIR", help="where to write rejected rows (default: beside the file)"
    )
    command.add_argument(
        "--wait", type=float, default=0.0, metavar="SECONDS", help="wait for another writer to finish"
    )
    _format(command)


def _question(command: _Parser) -> None:
    """Add what narrows a question; the same words for kpi, explain and export."""
    command.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="DIM=VALUE[,VALUE]",
        help="only these; may be repeated",
    )
    command.add_argument(
        "--since", default="", metavar="D", help="from this local day or time on, such as 2026-01-01"
    )
    command.add_argument("--until", default="", metavar="D", help="before this local day or time")
    command.add_argument(
        "--zone",
        default="",
        metavar="Z",
        help="the zone of days and periods, such as Europe/Rome (default: the organisation's, else UTC)",
    )
    command.add_argument(
        "--clock",
        choices=("calendar", "business"),
        default="calendar",
        help="count all hours, or opening hours only",
    )
    command.add_argument(
        "--calendar",
        default="",
        metavar="NAME",
        help="one calendar for all (default: the one in force where the work lay)",
    )
    command.add_argument(
        "--rule",
        default="segment",
        help="how opening hours that changed are read: segment, or a vendor's rule (last_schedule, inbox, team_else_default, union_of_agents, drop_offhours_pairs)",
    )
    command.add_argument("--attribution", default="", help="whose work it is (see `helmline metrics NAME`)")
    command.add_argument(
        "--cohort",
        default="",
        choices=("", "by_start", "by_event", "by_resolution"),
        help="which period a row counts in (default: the metric's)",
    )
    command.add_argument(
        "--incidents",
        default="with",
        choices=("with", "without", "both"),
        help="incident windows in, out, or both side by side",
    )
    command.add_argument("--as-of", default="", metavar="T", help="the world at T: open work is cut there")
    command.add_argument("--known-at", default="", metavar="T|SEQ", help="what was known then")
    command.add_argument(
        "--reference",
        dest="reference_version",
        default="",
        metavar="VERSION",
        help="an older version of the reference data",
    )
    command.add_argument(
        "--set",
        action="append",
        default=[],
        dest="parameters",
        metavar="NAME=NUMBER",
        help="a metric's parameter, such as fcr's window in days",
    )


def _kpi(commands: _Commands[_Parser]) -> None:
    command = _command(
        commands, "kpi", "figures:kpi", "ask one or more metrics, with n and interval", _KPI_EPILOG
    )
    command.add_argument("metrics", nargs="+", metavar="METRIC")
    command.add_argument(
        "--by", action="append", default=[], metavar="DIM", help="split by a dimension; may be repeated"
    )
    command.add_argument(
        "--period", default="", help="split by time: 15min, 30min, hour, day, week, month, quarter, year, 445"
    )
    command.add_argument(
        "--sort", choices=("name", "value", "n"), default="name", help="order of the rows (default: by name)"
    )
    command.add_argument(
        "--top", type=int, default=0, metavar="N", help="only the first N rows of each metric"
    )
    _question(command)
    _format(command)


def _explain(commands: _Commands[_Parser]) -> None:
    command = _command(
        commands,
        "explain",
        "clock:run",
        "show the clock behind one number: segments, closed hours, pauses",
    )
    command.add_argument("metric", metavar="METRIC")
    command.add_argument(
        "interaction", metavar="INTERACTION", help="the ticket's number, as the source writes it"
    )
    _question(command)
    _format(command)


def _metrics(commands: _Commands[_Parser]) -> None:
    command = _command(
        commands, "metrics", "catalogue:run", "list the metrics, or say exactly what one counts"
    )
    command.add_argument("name", nargs="?", metavar="NAME")
    command.add_argument("--search", default="", metavar="WORD", help="only metrics that mention a word")
    _format(command)


def _export(commands: _Commands[_Parser]) -> None:
    command = _command(
        commands, "export", "exports:run", "write the rows behind a metric, or a whole fact table, without a cap",
        "The file's ending says the format: .csv, .jsonl, .parquet or .xlsx.\n\nexamples\n"
        "  helmline export first_reply_time --where team=Mail --to rows.csv\n  helmline export interactions --to all.parquet",
    )  # fmt: skip
    command.add_argument("what", metavar="METRIC|TABLE")
    command.add_argument("--to", type=Path, required=True, metavar="FILE")
    _question(command)


def _check(commands: _Commands[_Parser]) -> None:
    command = _command(
        commands, "check", "house:check", "look for what is wrong in the log; lists every finding"
    )
    _format(command)


def _status(commands: _Commands[_Parser]) -> None:
    command = _command(
        commands, "status", "house:status", "what is in the data folder: sources, runs, freshness"
    )
    _format(command)


def _reference(commands: _Commands[_Parser]) -> None:
    command = _command(
        commands, "reference", "house:reference", "publish or show calendars, targets, teams and reasons"
    )
    command.add_argument("action", choices=("publish", "show", "history"))
    command.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the TOML file to publish")
    _format(command)


def _holidays(commands: _Commands[_Parser]) -> None:
    command = _command(
        commands, "holidays", "holidays:run", "propose holidays of a region, or of an iCal feed, for review",
        "examples\n  helmline holidays IT --city Milano --year 2026\n  helmline holidays SE --year 2026 --years 2\n"
        "  helmline holidays company.ics --year 2026",
    )  # fmt: skip
    command.add_argument(
        "region", metavar="REGION|FILE.ics", help="a country (IT), a part of one (DE-BY), or an iCal file"
    )
    command.add_argument("--year", type=int, required=True, help="the first year")
    command.add_argument("--years", type=int, default=1, help="how many years (default: 1)")
    command.add_argument("--city", help="add the patron saint of an Italian city")
    _format(command)


def _undo(commands: _Commands[_Parser]) -> None:
    command = _command(
        commands, "undo", "house:undo", "take an import back (see `helmline status` for the runs)"
    )
    command.add_argument("run_id", metavar="RUN")


def _erase(commands: _Commands[_Parser]) -> None:
    command = _command(
        commands, "erase", "house:erase", "erase a person's names and texts; every figure stays as it is"
    )
    command.add_argument("person", metavar="PERSON", help="identifier, name, e-mail or subject key")
    command.add_argument("--dry-run", action="store_true", help="only say what would be deleted")
    command.add_argument(
        "--replay",
        action="store_true",
        help="erase again everybody erased before (after a restore); PERSON is then 'all'",
    )


def _retain(commands: _Commands[_Parser]) -> None:
    command = _command(
        commands, "retain", "house:retain", "delete old personal data by rule; a dry run unless --apply"
    )
    command.add_argument("--texts", type=int, metavar="DAYS", help="keep message texts this long")
    command.add_argument(
        "--customers",
        type=int,
        metavar="DAYS",
        help="keep customers' names this long after their last contact",
    )
    command.add_argument("--apply", action="store_true", help="really delete")


COMMANDS: Final = {
    "demo": _demo, "map": _map, "import": _import, "kpi": _kpi, "explain": _explain, "metrics": _metrics,
    "export": _export, "check": _check, "status": _status, "reference": _reference, "holidays": _holidays,
    "undo": _undo, "erase": _erase, "retain": _retain,
}  # fmt: skip
