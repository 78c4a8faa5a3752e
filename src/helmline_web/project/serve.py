"""`helmline serve`: everything that one command starts, and how it stops."""

from __future__ import annotations

import logging
import signal

import django
from django.conf import settings

from helmline_web.project.listening import Pages, bound, served
from helmline_web.project.supervisor import Supervisor

log = logging.getLogger(__name__)


def run(*, with_worker: bool = True, demo: bool = False) -> int:
    """Prepare the data folder, serve pages and keep a worker until SIGTERM or SIGINT."""
    options = settings.OPTIONS
    address, port = options["HELMLINE_BIND"], options["HELMLINE_PORT"]
    listener = bound(address, port)  # before anything slow: a taken port is said at once
    django.setup()
    from helmline_web.project.preparing import prepare

    prepare(demo=demo)
    from helmline_web.project.wsgi import application

    # the form's own fields come on top of the file
    pages = served(
        application,
        listener,
        threads=options["HELMLINE_THREADS"],
        largest=settings.HELMLINE_UPLOAD_BYTES + 2**20,
    )
    worker = Supervisor() if with_worker else None
    _stop_on_signals(pages)
    if worker:
        worker.start()
    _greet(address, port, with_worker)
    try:
        pages.run()
    finally:
        _say("stopping: running requests are answered, the worker finishes or gives back its job")
        if worker:
            worker.stop()
    _say("stopped.")
    return 0


def _stop_on_signals(pages: Pages) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: pages.stop())


def _greet(address: str, port: int, with_worker: bool) -> None:
    from helmline_web.project.preparing import first_steps

    shown = f"[{address}]" if ":" in address else address
    beside = "with a worker beside it" if with_worker else "without a worker: imports and schedules wait"
    _say(f"\nHelmline serves {settings.HELMLINE_DATA}, {beside}.\n\n    http://{shown}:{port}/\n")
    for line in first_steps():
        _say(line)
    _say("Control-C stops it.")


def _say(text: str) -> None:
    print(text, flush=True)
