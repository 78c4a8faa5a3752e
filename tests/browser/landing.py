"""A file of one's own, dropped on the page and landed: what two journeys share."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

HEAD = "ticket,created_at,first_reply_at,solved_at,status,group"


def tickets(prefix: str, first: date, days: int = 5) -> str:
    """Return one contact a day, and one whose day nobody can read."""
    rows = [f"{prefix}-{n},{day} 09:00,{day} 10:30,{day} 17:00,solved,Milano"
            for n in range(days) for day in [first + timedelta(days=n)]]  # fmt: skip
    return "\n".join([HEAD, *rows, f"{prefix}-x,some day,,,open,Milano", ""])


def land(page: Any, name: str, text: str) -> None:
    """Drop a file on the page of imports, take the mapping that is proposed, and wait until it has landed."""
    page.goto("/data/imports")
    dropped = page.evaluate_handle(
        """([name, text]) => { const held = new DataTransfer();
            held.items.add(new File([text], name, {type: "text/csv"})); return held; }""",
        [name, text],
    )
    page.wait_for_load_state("networkidle")  # the zone takes a drop once its behaviour is attached
    page.dispatch_event("label.drop", "drop", {"dataTransfer": dropped})
    assert page.inner_text("[data-files]") == name
    page.click("main form .btn.is-main")
    page.wait_for_selector("form[action$='/land'] button")
    assert page.locator("main table tbody tr").count() > 2  # the first events, as they would land
    page.click("form[action$='/land'] button")
    page.wait_for_selector("a[href^='/?where.source=']")
