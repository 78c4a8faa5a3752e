"""An incident that nobody declared while it lasted: declared afterwards, and every figure can be seen without it."""

from datetime import UTC, datetime, timedelta


def test_it_is_declared_afterwards_and_seen_with_and_without(visit, language):
    page = visit("/policies/incidents", "lead", language)
    today = datetime.now(UTC)
    monday = (today - timedelta(days=today.weekday() + 7)).replace(hour=8, minute=0)
    name = f"Mail stood still ({language})"
    page.fill("input[name=name]", name)
    page.fill("input[name=since]", f"{monday:%Y-%m-%dT%H:%M}")
    page.fill("input[name=until]", f"{monday + timedelta(days=2):%Y-%m-%dT%H:%M}")
    page.click("main form:has(input[name=since]) .btn.is-main")
    page.wait_for_selector(f"table :text('{name}')")
    page.goto("/")  # last week, unless another period is asked for
    line = page.locator(".incident", has_text=name)
    with_it, without = line.locator(".seg a").all_inner_texts()
    assert with_it.split()[-3:] != without.split()[-3:]
    counted = page.inner_text(".figures")
    line.locator(".seg a >> nth=1").click()
    page.wait_for_url("**incidents=without**")
    assert page.inner_text(".figures") != counted
