"""A real browser at a real server: the demonstration served by `helmline serve`, as a person would meet it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

#: an installed browser is enough; Playwright's own is the second choice
INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
WAIT_S = 120


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium; without one these tests skip and say so."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next((found for name in INSTALLED if (found := shutil.which(name))), None)
    with sync_api.sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        except sync_api.Error as error:
            pytest.skip(f"no browser: {str(error).splitlines()[0]} (install chromium)")
        yield chromium
        chromium.close()


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def helmline(*words: str, data: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the product to its end."""
    environment = {**os.environ, "HELMLINE_DATA": str(data), "HELMLINE_DEMO": "yes", **more}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [str(Path(sys.executable).with_name("helmline")), *words]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True)


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """Serve a data folder and give the address; stopped as a person stops it."""
    port = free_port()
    environment = {**os.environ, "HELMLINE_DATA": str(data), "HELMLINE_DEMO": "yes"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [str(Path(sys.executable).with_name("helmline")), "serve", "--port", str(port)]
    with (data / "serve.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz", process, data / "serve.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            assert process.wait(timeout=30) == 0, (data / "serve.log").read_text()


def _wait_for(address: str, process: subprocess.Popen[Any], log: Path) -> None:
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"{address} did not answer in {WAIT_S} s:\n{log.read_text()}")
