"""The web server's part of `helmline serve`: a socket that says when it is taken, and a stop that finishes."""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Callable
from typing import Any, Final

from waitress import wasyncore
from waitress.server import BaseWSGIServer, create_server

from helmline.errors import InputError

#: How long requests that already run may take after a stop was asked for.
LAST_SECONDS: Final = 20.0


def bound(address: str, port: int) -> socket.socket:
    """Return a socket bound to an address. Raises InputError where it is taken or not ours to take."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
    except OSError as error:
        listener.close()
        raise _refused(error, address, port) from None
    return listener


def _refused(error: OSError, address: str, port: int) -> InputError:
    if error.errno == errno.EADDRINUSE:
        return InputError(
            f"Port {port} is taken: another program listens there, perhaps Helmline itself.",
            hint=f"Stop that one, or choose another: helmline serve --port {port + 1}",
        )
    if error.errno == errno.EACCES:
        return InputError(
            f"Port {port} is not open to this user.", hint="Ports below 1024 need root; choose 8000."
        )
    return InputError(
        f"{address}:{port} cannot be listened on: {error.strerror}.", hint="Check HELMLINE_BIND."
    )


def served(application: Callable[..., Any], listener: socket.socket, *, threads: int, largest: int) -> Pages:
    """Return the server for an application; `largest` is the biggest request in bytes that is read at all."""
    server = create_server(
        application, sockets=[listener], threads=threads, max_request_body_size=largest, ident=None,
        clear_untrusted_proxy_headers=False, channel_timeout=120,
    )  # fmt: skip
    return Pages(server)


class Pages:
    """A running web server that can be told to stop."""

    def __init__(self, server: BaseWSGIServer) -> None:
        self._server = server
        self._stopping = False

    def stop(self) -> None:
        """Ask for a stop; safe in a signal handler."""
        self._stopping = True
        self._server.pull_trigger()

    def run(self) -> None:
        """Answer requests until a stop is asked for, then finish those that run."""
        while not self._stopping:
            self._turn(1.0)
        self._server.accepting = False
        self._server.socket.close()  # from now on, a new connection is refused at once
        self._server.del_channel()
        deadline = time.monotonic() + LAST_SECONDS
        while self._busy() and time.monotonic() < deadline:
            self._turn(0.1)
        self._server.task_dispatcher.shutdown(timeout=1)
        for channel in list(self._server.active_channels.values()):
            channel.handle_close()  # connections that browsers keep open without asking
        self._server.trigger.close()

    def _turn(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, map=self._server._map, count=1)

    def _busy(self) -> bool:
        """Whether a request is being answered, or an answer is not yet sent."""
        channels = list(self._server.active_channels.values())
        return any(channel.requests or channel.total_outbufs_len for channel in channels)
