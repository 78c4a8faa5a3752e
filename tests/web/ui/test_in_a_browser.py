"""What only a browser can tell: keys, focus, the drawer without JavaScript, contrast and names by axe."""

import os
import shutil

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs beside the test database's calls
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(browser, live_server):
    """Open the style guide; fails the test when the page complains about its content policy or a script."""
    complaints = []
    contexts = []

    def open_it(path="/ui/styleguide", **settings):
        context = browser.new_context(reduced_motion="reduce", **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None,
        )
        page.goto(live_server.url + path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_it_stands_before_axe_and_does_not_scroll_sideways(open_page, theme, width):
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(color_scheme=theme, viewport={"width": width, "height": 900})
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_it_opens_a_number_beside_the_page_and_gives_the_focus_back(open_page):
    page = open_page()
    page.click(".lede .opens")
    page.wait_for_selector("#sheet .sheet")
    assert page.evaluate("document.activeElement.matches('#sheet .sheet')")
    assert page.evaluate("document.querySelector('.frame').inert")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.lede .opens')")
    assert not page.evaluate("document.querySelector('.frame').inert")


def test_it_opens_the_same_number_as_a_page_without_javascript(open_page):
    page = open_page(java_script_enabled=False)
    page.click(".lede .opens")
    assert page.url.endswith("/ui/styleguide/sheet")
    assert page.inner_text("h1") == "First reply, median"


def test_it_moves_through_a_list_by_keys(open_page):
    page = open_page()
    page.wait_for_function("document.querySelector('table[data-behaviour=keys]')")
    page.wait_for_timeout(300)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.inner_text("tr.is-here .row-link") == "Italian"
    assert page.evaluate("document.querySelectorAll('.pick input:checked').length") == 1


def test_it_closes_a_menu_by_escape(open_page):
    page = open_page()
    summary = page.locator("main summary.picker")
    summary.click()
    page.keyboard.press("Escape")
    assert not page.evaluate("document.querySelector('main details.menu').open")


def test_it_lists_the_keys_on_a_question_mark(open_page):
    page = open_page()
    page.wait_for_timeout(300)
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()


def test_it_opens_the_drawer_on_a_phone_without_javascript(open_page):
    page = open_page(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    assert not page.locator("#rail").is_visible()
    page.click(".rail-open")
    assert page.locator("#rail").is_visible()


def test_it_keeps_what_was_typed_when_the_tab_closes(open_page):
    page = open_page()
    page.wait_for_timeout(300)
    page.fill("#id_note", "New shift from December")
    page.reload()
    page.wait_for_function("document.querySelector('#id_note').value === 'New shift from December'")


def test_it_calls_a_board_not_live_after_a_minute(open_page):
    page = open_page()
    page.evaluate(
        """() => import("/static/ui/js/age.js").then(({attach}) => {
            const age = document.querySelector(".tile .age");
            age.dataset.us = String((Date.now() - 250000) * 1000);
            age.dataset.new = "{age} ago"; age.dataset.old = "not live, {age} old";
            attach(age);
        })"""
    )
    assert page.inner_text(".tile .age") == "not live, 4m old"
    assert page.evaluate("document.querySelector('.tile').classList.contains('is-old')")


def test_it_says_when_the_server_does_not_answer(open_page):
    page = open_page()
    page.wait_for_timeout(300)
    page.route("**/ui/styleguide/sheet", lambda route: route.abort())
    page.click(".lede .opens")
    page.wait_for_selector(".no-answer", state="visible")


def test_it_counts_the_selected_rows(open_page):
    page = open_page()
    page.wait_for_function("document.querySelector('.bulk button').disabled")
    page.check(".bulk [data-all]")
    assert page.inner_text(".bulk [data-count]") == "4"
    assert page.evaluate("!document.querySelector('.bulk button').disabled")
