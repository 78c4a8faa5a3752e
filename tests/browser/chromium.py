"""The browser that journeys and pictures are made with."""

from __future__ import annotations

import shutil
from typing import Any

#: an installed browser is enough; Playwright's own is the second choice
INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


def launch(playwright: Any) -> Any:
    """Start a headless Chromium; raises Playwright's error where there is none."""
    path = next((found for name in INSTALLED if (found := shutil.which(name))), None)
    return playwright.chromium.launch(executable_path=path, args=FLAGS)
