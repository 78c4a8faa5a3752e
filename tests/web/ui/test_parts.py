"""Every part, as the style guide shows it: no inline style or script, labels tied, ids unique."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import helmline_web.ui


class Tags(HTMLParser):
    """Collects every tag with its attributes."""

    def __init__(self, words):
        super().__init__()
        self.found = []
        self.feed(words)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.fixture
def words(client):
    return client.get("/ui/styleguide").content.decode()


@pytest.fixture
def tags(words):
    return Tags(words).found


def test_it_holds_no_inline_style_or_script(tags):
    assert not [(tag, attrs) for tag, attrs in tags if "style" in attrs]
    assert not [(tag, name) for tag, attrs in tags for name in attrs if name.startswith("on")]
    assert not [attrs for tag, attrs in tags if tag == "style" or (tag == "script" and "src" not in attrs)]


def test_it_fetches_nothing_from_elsewhere(tags):
    addresses = [attrs.get(name) or "" for _tag, attrs in tags for name in ("src", "href", "action")]
    assert not [address for address in addresses if re.match(r"(https?:)?//", address)]


def test_it_uses_no_icon_that_the_sprite_lacks(words):
    assert set(re.findall(r'<use href="#i-([\w-]+)"', words)) <= set(
        re.findall(r'<symbol id="i-([\w-]+)"', words)
    )


def test_it_names_every_control(tags):
    labelled = {attrs["for"] for tag, attrs in tags if tag == "label" and "for" in attrs}
    loose = [
        attrs for tag, attrs in tags
        if tag in ("input", "select", "textarea") and attrs.get("type") not in ("hidden", "radio", "checkbox", "file")
        and attrs.get("id") not in labelled and "aria-label" not in attrs and attrs.get("name") not in ("since", "until", "language")
    ]  # fmt: skip
    assert not loose


def test_it_ties_help_and_faults_to_their_field(tags, words):
    field = next(attrs for tag, attrs in tags if tag == "input" and attrs.get("id") == "wrong_name")
    assert field["aria-invalid"] == "true"
    assert field["aria-describedby"].split() == ["wrong_name_helptext", "wrong_name_error"]
    assert 'id="wrong_name_helptext"' in words
    assert 'id="wrong_name_error"' in words


def test_it_uses_every_id_once(tags):
    ids = [attrs["id"] for _tag, attrs in tags if "id" in attrs]
    assert not {one for one in ids if ids.count(one) > 1}


def test_it_sums_the_faults_at_the_top_with_links_to_the_fields(words):
    assert "2 things to mend" in words
    assert '<a href="#wrong_name">Name: This field is required.</a>' in words


def test_it_keeps_what_was_typed_into_a_form_with_faults(words):
    assert "New shift from December" in words


def test_it_has_one_main_heading(tags):
    assert len([tag for tag, _attrs in tags if tag == "h1"]) == 1


def test_it_gives_each_state_of_a_card_its_own_words(words):
    for said in ("Not enough data yet", "This could not be worked out", "No alerts", "Loading"):
        assert said in words


@pytest.mark.parametrize("language", ["it", "sv", "pl", "ja"])
def test_it_shows_every_part_in_every_language(client, language):
    client.cookies["helmline_language"] = language
    answer = client.get("/ui/styleguide")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()


def test_it_has_a_module_for_every_behaviour():
    app = Path(helmline_web.ui.__file__).parent
    templates = "".join(page.read_text() for page in (app / "templates").rglob("*.html"))
    asked = {name for names in re.findall(r'data-behaviour="([\w -]+)"', templates) for name in names.split()}
    modules = {module.stem for module in (app / "static/ui/js").glob("*.js")}
    assert asked <= modules
    for module in modules - {"start"}:
        assert "export function attach(" in (app / f"static/ui/js/{module}.js").read_text()


def test_it_keeps_each_behaviour_small_and_explained():
    modules = list((Path(helmline_web.ui.__file__).parent / "static/ui/js").glob("*.js"))
    assert sum(module.stat().st_size for module in modules) < 40_000
    for module in modules:
        assert module.read_text().startswith("/**"), module.name
        assert "eval(" not in module.read_text()
        assert module.stat().st_size < 4_000, module.name
