"""A month is closed; what comes in late is told beside, and what was stored stays."""

from datetime import UTC, date, datetime, timedelta

from browser.landing import land, tickets

#: each language closes a month of its own: a month is closed once
BACK = {"en": 1, "it": 2, "sv": 3, "pl": 4, "ja": 5}


def _first_of(months_back: int) -> date:
    first = datetime.now(UTC).date().replace(day=1)
    for _ in range(months_back):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def test_it_stays_as_it_was_closed_and_says_what_differs_today(visit, language):
    first = _first_of(BACK[language])
    page = visit(f"/reports/months?month={first:%Y-%m}", "manager", language)
    page.click("form[method=post]:has(input[name=month]) .btn.is-main")
    page.wait_for_url(f"**/reports/months/{first:%Y-%m}")
    stored = page.inner_text(".figures")
    land(page, f"late-{language}.csv", tickets(f"LATE-{language}", first))
    page.goto(f"/reports/months/{first:%Y-%m}")
    assert page.inner_text(".figures") == stored
    page.click("a[href$='/today']")
    page.wait_for_url("**/today")
    assert page.locator("a[href*='/today/']").count()  # what came in since, each kind with its contacts
    page.click("a[href*='/today/'] >> nth=0")
    assert f"LATE-{language}-0" in page.inner_text("main")
