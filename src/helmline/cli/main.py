"""Entry: read the words, load the command, turn errors into sentences and exit codes."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

from helmline.cli import extensions
from helmline.cli.words import COMMANDS, parser
from helmline.errors import HelmlineError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    0 done · 1 findings, or an unforeseen error · 2 wrong words or input · 3 not found · 4 busy · 5 damaged
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(words)
    except HelmlineError as error:
        sys.stderr.write(f"helmline: {error}\n")
        return error.exit_code
    except BrokenPipeError:  # the reader of a pipe has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        sys.stderr.write("helmline: stopped; nothing half-done is left behind.\n")
        return 130
    except OSError as error:
        sys.stderr.write(f"helmline: {error.strerror or error}: {error.filename or ''}\n")
        return 1


def _run(words: list[str]) -> int:
    added = _added(words)
    if added is not None:
        return added(words[1:])
    options = parser().parse_args(words)
    if not getattr(options, "run", None):
        parser().print_help()
        return 0
    module, _, function = options.run.partition(":")
    command = getattr(importlib.import_module(f"helmline.cli.{module}"), function)
    return int(command(options) or 0)


def _added(words: list[str]) -> extensions.Command | None:
    """Return the command that another package adds, where the first word is none of the library's own."""
    if not words or words[0].startswith("-") or words[0] in COMMANDS:
        return None
    return extensions.find(words[0])
