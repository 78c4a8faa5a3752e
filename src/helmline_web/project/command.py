"""What the application adds to the command line: `helmline serve`, `helmline backup`, `helmline restore`.

Light on purpose: the words are read before Django is loaded, because they decide what its settings say.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

_SERVE_EPILOG = """\
examples
  helmline serve                    on http://127.0.0.1:8000, with the worker beside it
  helmline serve --demo             the same, with a company to look at and a sign-in for each role
  helmline serve --port 8010 --no-worker

One command runs everything: the pages, and a worker process for imports, schedules and the facts.
Control-C (or SIGTERM) stops both: requests that run are answered, a job that runs is finished or given back.
Options besides these come from the environment: `python -m helmline_web options` lists them."""


def serve(words: Sequence[str]) -> int:
    """Run pages and worker until stopped."""
    parser = _parser("serve", "Run the application: its pages, and a worker beside them.", _SERVE_EPILOG)
    parser.add_argument("--port", type=int, help="the port to listen on (default: $HELMLINE_PORT, else 8000)")
    parser.add_argument("--bind", help="the address to listen on (default: $HELMLINE_BIND, else 127.0.0.1)")
    parser.add_argument("--no-worker", action="store_true", help="pages only; a worker runs somewhere else")
    parser.add_argument("--demo", action="store_true", help="load the demonstration first, once")
    options = parser.parse_args(words)
    _environment(options.data, port=options.port, bind=options.bind, demo=options.demo)
    from helmline_web.project.serve import run

    return run(with_worker=not options.no_worker, demo=options.demo)


def backup(words: Sequence[str]) -> int:
    """Write a consistent copy of everything into a new folder."""
    parser = _parser(
        "backup", "Copy database, log, reference, people and texts into a new folder, consistently."
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="where to; it must not exist yet")
    options = parser.parse_args(words)
    _environment(options.data)
    from helmline_web.project.backup import back_up

    print("\n".join(back_up(options.folder).sentences()))
    return 0


def restore(words: Sequence[str]) -> int:
    """Bring a backup back into an empty data folder."""
    parser = _parser("restore", "Bring a backup back; people who were erased since stay erased.")
    parser.add_argument("folder", type=Path, metavar="DIR", help="the backup")
    parser.add_argument(
        "--ledger", type=Path, metavar="FILE",
        help="the erasures.jsonl of the lost installation, where it could be saved: newer than the backup's own",
    )  # fmt: skip
    options = parser.parse_args(words)
    _environment(options.data)
    from helmline_web.project.restore import bring_back

    print("\n".join(bring_back(options.folder, ledger=options.ledger).sentences()))
    return 0


def _parser(name: str, says: str, epilog: str = "") -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"helmline {name}", description=says, epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    default = os.environ.get("HELMLINE_DATA", "helmline-data")
    parser.add_argument(
        "--data", type=Path, default=Path(default), metavar="DIR",
        help=f"the data folder (default: $HELMLINE_DATA, now {default})",
    )  # fmt: skip
    return parser


def _environment(data: Path, port: int | None = None, bind: str | None = None, demo: bool = False) -> None:
    """Hand the words over to `options.py`, which reads the environment, also in the worker's process."""
    os.environ["HELMLINE_DATA"] = str(data.resolve())
    if port is not None:
        os.environ["HELMLINE_PORT"] = str(port)
    if bind is not None:
        os.environ["HELMLINE_BIND"] = bind
    if demo:
        os.environ["HELMLINE_DEMO"] = "yes"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helmline_web.project.settings")
