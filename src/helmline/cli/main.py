"""Entry: read the words, load the command, turn errors into sentences and exit codes."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

from helmline.cli.words import parser
from helmline.errors import HelmlineError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    0 done · 1 findings, or an unforeseen error · 2 wrong words or input · 3 not found · 4 busy · 5 damaged
    """
    options = parser().parse_args(arguments)
    if not getattr(options, "run", None):
        parser().print_help()
        return 0
    module, _, function = options.run.partition(":")
    try:
        command = getattr(importlib.import_module(f"helmline.cli.{module}"), function)
        return int(command(options) or 0)
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
