"""From the sign-in page to one contact behind a number."""

from helmline_web.people.demo import PASSWORD


def test_it_leads_from_a_role_to_a_number_to_its_rows_to_one_contact(visit, language):
    page = visit("/", "manager", language)
    page.click(".lede .opens")
    page.wait_for_selector("#sheet .sheet .bigfig")
    assert page.locator("#sheet svg").count() > 2  # the spread, and ranges beside the queues
    page.click("#sheet a[href*='/rows/']")
    page.wait_for_url("**/rows/**")
    case = page.inner_text("tbody .row-link >> nth=0")
    page.click("tbody .row-link >> nth=0")
    page.wait_for_url("**/interactions/**")
    assert case in page.inner_text(".where")
    assert page.locator("main svg .work, main svg .closed").count()  # why it says so, drawn
    assert page.locator(".story > li").count() > 1


def test_it_opens_by_name_and_password(visit, language):
    page = visit("/live", language=language)
    assert "/account/sign-in" in page.url
    page.fill("input[name=mail]", "lead@demo.helmline.example")
    page.fill("input[name=password]", "not this one")
    page.click("form.form .btn.is-main")
    page.wait_for_selector(".faults")
    page.fill("input[name=password]", PASSWORD)
    page.click("form.form .btn.is-main")
    page.wait_for_url("**/live")
    page.wait_for_selector("#board .tile")
