"""Take pictures of the main screens from a running demonstration, in light, in dark, and as wide as a phone.

cd tests && ../.venv/bin/python -m browser.screenshots FOLDER [http://127.0.0.1:8000]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from browser.chromium import launch

#: name -> whose screen it is, its address, and what is clicked there before the picture is taken
SCREENS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "pulse": ("manager", "/", ()),
    "number": ("manager", "/", (".lede .opens",)),
    "explorer": ("manager", "/explorer?metric=first_reply_time&by=team&period=13w", ()),
    "team": ("manager", "/teams/Milano", ()),
    "agent": ("agent", "/me", ()),
    "interaction": ("manager", "/rows/first_reply_time?sort=-value", ("tbody .row-link >> nth=3",)),
    "live": ("manager", "/live", ()),
    "catalogue": ("manager", "/metrics/first_reply_time", ()),
    "data": ("admin", "/data/", ()),
    "month-close": ("manager", "/reports/months", ()),
    "trail": ("admin", "/trail/", ()),
    "settings": ("admin", "/people/organisation", ()),
    "policies": ("manager", "/policies/calendars/of/Milano", ()),
    "style-guide": ("manager", "/ui/styleguide", ()),
}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1440, "height": 1080}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1440, "height": 1080}},
    "phone": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}},
}
#: a demonstration of full size on a busy machine
WAIT_MS = 120_000


def main(folder: str, address: str = "http://127.0.0.1:8000") -> None:
    """Take every screen in every look; files are named `pulse-dark.png`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = launch(playwright)
        for look, settings in LOOKS.items():
            for role in sorted({role for role, *_ in SCREENS.values()}):
                context = chromium.new_context(base_url=address, reduced_motion="reduce", **settings)
                context.set_default_timeout(WAIT_MS)
                _take(context.new_page(), role, look, Path(folder))
                context.close()
        chromium.close()


def _take(page: Any, role: str, look: str, folder: Path) -> None:
    page.goto("/account/sign-in")
    page.click(f"button[name=role][value={role}]")
    for name, (whose, address, clicks) in SCREENS.items():
        if whose == role:
            page.goto(address)
            for click in clicks:
                page.click(click)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=folder / f"{name}-{look}.png")


if __name__ == "__main__":
    main(*sys.argv[1:])
