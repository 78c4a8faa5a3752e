"""Keeps the worker alive beside the pages: a child process, started again with growing pauses when it dies."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from typing import Final

log = logging.getLogger(__name__)

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 60.0
#: A worker that lived this long was healthy: its next death starts with the first pause again.
HEALTHY_SECONDS: Final = 60.0
#: How long a worker may take to finish or give back its job after a stop; then it is killed.
PATIENCE: Final = 30.0

COMMAND: Final = (sys.executable, "-m", "helmline_web", "worker", "--while-input-is-open")


class Supervisor:
    """One worker process and the thread that watches it.

    The worker's input is a pipe that nobody writes to. When this process dies, however it dies, the pipe
    closes, and the worker stops by itself: no orphan writes on.
    """

    def __init__(self, command: tuple[str, ...] = COMMAND) -> None:
        self._command = command
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="worker-supervisor", daemon=True)
        self._child: subprocess.Popen[bytes] | None = None
        self.starts = 0

    def start(self) -> None:
        """Start the worker and watch it."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the worker to stop, and wait until it has."""
        self._stopping.set()
        if self._child is not None:
            self._child.terminate()
        self._thread.join(PATIENCE)
        if self._child is not None and self._child.poll() is None:
            log.warning(
                "The worker did not stop within %.0f s and is killed; its job will be taken up again.",
                PATIENCE,
            )
            self._child.kill()
            self._child.wait()

    def _watch(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            began = time.monotonic()
            code = self._live()
            if self._stopping.is_set():
                return
            pause = FIRST_PAUSE if time.monotonic() - began >= HEALTHY_SECONDS else pause
            log.warning("The worker ended with code %s; it starts again in %.0f s.", code, pause)
            self._stopping.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _live(self) -> int:
        with subprocess.Popen(self._command, stdin=subprocess.PIPE) as self._child:
            self.starts += 1
            if self._stopping.is_set():  # the stop came between the question and the start
                self._child.terminate()
            return self._child.wait()
