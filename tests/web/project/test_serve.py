"""`helmline serve` as it is started and stopped on a machine: real processes, real signals."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest

from helmline.errors import InputError
from helmline_web.project.listening import bound, served
from helmline_web.project.supervisor import Supervisor

PROGRAM = "import sys; from helmline_web.project.command import serve; sys.exit(serve(sys.argv[1:]))"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(data, *words):
    """Run `helmline serve` on a free port; yield its process and address."""
    port = free_port()
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HELMLINE_", "DJANGO_", "DATABASE_"))
    }
    command = [sys.executable, "-c", PROGRAM, "--data", str(data), "--port", str(port), *words]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    address = f"http://127.0.0.1:{port}"
    try:
        yield process, address
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def ask(address: str, seconds: float = 60) -> tuple[int, str]:
    """Return status and body, waiting until somebody listens."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def wait_for(true, seconds: float = 40):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.2)


def children(pid: int) -> list[int]:
    said = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout
    return [int(word) for word in said.split()]


def is_alive(pid: int) -> bool:
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True
    ).stdout.strip()
    return bool(state) and not state.startswith("Z")


def test_one_command_serves_keeps_a_worker_and_stops_both(tmp_path):
    with serving(tmp_path / "data") as (process, address):
        status, _ = ask(f"{address}/ui/styleguide")
        assert status == 200
        wait_for(lambda: ask(f"{address}/healthz")[0] == 200)
        [worker] = children(process.pid)

        os.kill(worker, signal.SIGKILL)  # a worker that dies is replaced
        wait_for(lambda: children(process.pid) not in ([], [worker]))
        [second] = children(process.pid)

        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 0, said
        assert address in said
        assert "make the first administrator" in said
        assert "The worker ended with code -9; it starts again" in said
        assert said.rstrip().endswith("stopped.")
        assert "Traceback" not in said
        assert not is_alive(second)


def test_the_worker_does_not_outlive_a_server_that_was_killed(tmp_path):
    with serving(tmp_path / "data") as (process, address):
        wait_for(lambda: ask(f"{address}/healthz")[0] == 200)
        [worker] = children(process.pid)
        process.kill()
        wait_for(lambda: not is_alive(worker))


def test_a_taken_port_is_said_before_anything_is_made(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"Port {port} is taken") as refusal:
            bound("127.0.0.1", port)
    assert f"--port {port + 1}" in refusal.value.hint


def test_a_request_that_runs_is_answered_before_the_stop(tmp_path):
    began, go_on = threading.Event(), threading.Event()

    def slow(_environment, start):
        began.set()
        go_on.wait(10)
        start("200 OK", [("Content-Type", "text/plain")])
        return [b"x" * 3_000_000]  # more than fits into the socket at once

    listener = bound("127.0.0.1", 0)
    port = listener.getsockname()[1]
    pages = served(slow, listener, threads=2, largest=1000)
    running = threading.Thread(target=pages.run)
    running.start()
    answers = []
    asking = threading.Thread(target=lambda: answers.append(ask(f"http://127.0.0.1:{port}/")))
    asking.start()
    assert began.wait(10)
    pages.stop()
    time.sleep(0.3)
    with pytest.raises(OSError, match=r"refused|reset"):  # nobody new comes in
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2)
    go_on.set()
    asking.join(10)
    running.join(10)
    assert not running.is_alive()
    [(status, body)] = answers
    assert (status, len(body)) == (200, 3_000_000)


def test_a_request_larger_than_allowed_is_refused_unread():
    listener = bound("127.0.0.1", 0)
    port = listener.getsockname()[1]
    pages = served(lambda *_: [b""], listener, threads=1, largest=1000)
    running = threading.Thread(target=pages.run)
    running.start()
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
            client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n")
            assert b" 413 " in client.recv(1000)
    finally:
        pages.stop()
        running.join(25)


def test_a_worker_that_dies_again_and_again_is_started_with_growing_pauses(monkeypatch, caplog):
    from helmline_web.project import supervisor

    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.05)
    watched = Supervisor((sys.executable, "-c", "raise SystemExit(3)"))
    watched.start()
    wait_for(lambda: watched.starts >= 4)
    watched.stop()
    pauses = re.findall(r"it starts again in", caplog.text)
    assert len(pauses) >= 3
    assert "ended with code 3" in caplog.text


def test_health_says_states_to_strangers_only(tmp_path):
    with serving(tmp_path / "data", "--no-worker") as (_, address):
        status, body = ask(f"{address}/healthz")
        assert status == 503  # pages alone: nobody works
        assert {check["name"] for check in json.loads(body)["checks"]} >= {"database", "worker", "disk"}
