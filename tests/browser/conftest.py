"""A real browser at a real server: the demonstration served by `helmline serve`, as a person would meet it."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from browser.chromium import launch

WAIT_S = 120
#: English in every run; the other languages with the long proofs
LANGUAGES = ("en", *(pytest.param(code, marks=pytest.mark.proof) for code in ("it", "sv", "pl", "ja")))

Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium; without one these tests skip and say so.

    A module long, not a session: Playwright's loop would stand in the way of the database tests after it.
    """
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        try:
            chromium = launch(playwright)
        except sync_api.Error as error:
            pytest.skip(f"no browser: {str(error).splitlines()[0]} (install chromium)")
        yield chromium
        chromium.close()


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Each language once: a journey finds its way by what a page is made of, never by its words."""
    return str(request.param)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small company in a data folder of one's own; loaded once, however many test processes there are."""
    mine = tmp_path_factory.mktemp("demonstration") / "data"
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        loaded = shared / "demonstration-loaded"
        if not loaded.exists():
            half = shared / "demonstration-half"
            half.mkdir()
            _run([sys.executable, str(Path(__file__).with_name("small_demonstration.py"))], half)
            half.rename(loaded)
    shutil.copytree(loaded, mine)
    return mine


@pytest.fixture(scope="session")
def served(demonstration: Path) -> Iterator[str]:
    """The address of the small company, served with its worker."""
    with serving(demonstration) as address:
        yield address


@pytest.fixture
def visit(browser: Any, served: str) -> Iterator[Visit]:
    """Come to a page as somebody: `visit("/live", "lead", language="sv")`.

    The test fails when any page complained in the browser's console: a refused script or style, a broken one, a
    file that is missing.
    """
    contexts: list[Any] = []
    complaints: list[str] = []

    def come(address: str = "/", role: str = "", language: str = "en", **settings: Any) -> Any:
        context = browser.new_context(reduced_motion="reduce", base_url=served, **settings)
        contexts.append(context)
        context.set_default_timeout(WAIT_S * 1000)
        context.add_cookies([{"name": "helmline_language", "value": language, "url": served}])
        page = context.new_page()
        page.on("pageerror", lambda fault: complaints.append(f"{page.url}: {fault}"))
        page.on("console", lambda said: _is_complaint(said) and complaints.append(f"{page.url}: {said.text}"))
        page.goto(f"/account/sign-in?next={address}" if role else address)
        if role:
            page.click(f"button[name=role][value={role}]")
        assert page.get_attribute("html", "lang") == language
        return page

    yield come
    for context in contexts:
        context.close()
    assert complaints == []


def _is_complaint(said: Any) -> bool:
    """Return whether a line of the console is a fault; a form that came back with its errors is none."""
    return said.type == "error" and "status of 422" not in said.text


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def helmline(*words: str, data: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the product to its end."""
    return _run([str(Path(sys.executable).with_name("helmline")), *words], data, **more)


def _run(command: list[str], data: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=_environment(data, **more), check=True, capture_output=True, text=True)


def _environment(data: Path, **more: str) -> dict[str, str]:
    """Return the environment of a product that is used, not tested."""
    environment = {**os.environ, "HELMLINE_DATA": str(data), "HELMLINE_DEMO": "yes", **more}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    environment["DATABASE_URL"] = ""
    return environment


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """Serve a data folder and give the address; stopped as a person stops it."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("helmline")), "serve", "--port", str(port)]
    with (data / "serve.log").open("w") as log:
        process = subprocess.Popen(command, env=_environment(data), stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz", process, data / "serve.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            assert process.wait(timeout=60) == 0, (data / "serve.log").read_text()


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
