"""Other opening hours: thought of, looked at in two modes, put in force."""

SATURDAY = {
    "en": "10:00-14:00",
    "it": "10:00-13:00",
    "sv": "10:00-12:00",
    "pl": "11:00-14:00",
    "ja": "11:00-15:00",
}


def test_it_shows_what_a_change_does_before_it_is_made(visit, language):
    page = visit("/policies/calendars/of/Milano", "manager", language)
    page.click("a[href*='/calendars/hours/']")
    page.fill("input[name=day_5]", SATURDAY[language])
    page.click("main form .btn.is-main")
    page.wait_for_url("**/policies/changes/*")
    page.check("input[name=mode][value=rewrite]")
    page.fill("input[name=since]", "")
    page.click("form:has(input[name=mode]) .btn")
    page.wait_for_selector("input[name=mode][value=rewrite]:checked")
    assert page.locator("main table tbody tr").count() > 1  # the figures with it and without
    page.click("form[action$='/apply'] .btn.is-main")
    page.wait_for_url("**/policies/**/Milano")
    page.goto("/policies/calendars/of/Milano")
    opens, closes = SATURDAY[language].split("-")
    assert f"{opens}" in page.inner_text(".week tr >> nth=5")
    assert f"{closes}" in page.inner_text(".week tr >> nth=5")
