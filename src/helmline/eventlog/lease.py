"""The writer's lease: one process writes a data folder; a second one is told who holds it."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from pathlib import Path
from types import TracebackType

from helmline.errors import Busy


class Lease:
    """An exclusive lock on a file of the data folder, given up when the process ends, however it ends.

    The file names its holder for the message to the second comer; the lock itself is the kernel's, so a
    killed writer leaves nothing to clean up.
    """

    def __init__(self, data: Path, purpose: str, wait_s: float = 0.0, name: str = "writer.lock") -> None:
        self._path = data / name
        self._purpose = purpose
        self._wait_s = wait_s
        self._handle = -1

    def __enter__(self) -> Lease:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        deadline = time.monotonic() + self._wait_s
        while not self._try():
            if time.monotonic() >= deadline:
                holder = self._holder()
                os.close(self._handle)
                raise Busy(
                    f"The data folder {self._path.parent} is being written by {holder}.",
                    hint="Wait for it to finish, or start again with --wait SECONDS.",
                )
            time.sleep(0.05)
        os.ftruncate(self._handle, 0)
        note = {"pid": os.getpid(), "host": socket.gethostname(), "purpose": self._purpose}
        os.pwrite(self._handle, json.dumps(note).encode(), 0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._handle)

    def _try(self) -> bool:
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _holder(self) -> str:
        try:
            note = json.loads(os.pread(self._handle, 1000, 0))
        except ValueError:
            return "another process"
        return f"process {note['pid']} on {note['host']} ({note['purpose']})"
