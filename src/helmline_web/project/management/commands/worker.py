"""`python -m helmline_web worker`: imports, schedules, live events, facts; `helmline serve` starts one by itself."""

from __future__ import annotations

import os
import signal
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Run one worker until it is told to stop."""

    help = "Work on imports, schedules and live events until SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the one word that `helmline serve` uses."""
        parser.add_argument(
            "--while-input-is-open", action="store_true",
            help="stop when the standard input ends: so a worker never outlives who started it",
        )  # fmt: skip

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run the loop."""
        from helmline_web.ingest.worker import Loop

        loop = Loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, loop.stop)
        if options["while_input_is_open"]:
            threading.Thread(target=_watch_input, name="input", daemon=True).start()
        loop.run()


def _watch_input() -> None:
    """Ask this process to stop once nobody holds the other end of its input."""
    while os.read(sys.stdin.fileno(), 1024):  # unbuffered: a reader's lock would be in the way at the end
        pass
    os.kill(os.getpid(), signal.SIGTERM)
