"""Catalogues: extracted, merged, checked and compiled in Python alone."""

import gettext

import polib
import pytest

from helmline_web.project import catalogues
from helmline_web.project.catalogues import Gap, Text


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A tiny package of code and templates with a catalogue folder of its own."""
    (tmp_path / "code.py").write_text(
        'from django.utils.translation import gettext as _, ngettext, pgettext\n'
        'a = _("Good %(name)s")\nb = ngettext("%(n)s ticket", "%(n)s tickets", 2)\nc = pgettext("state", "Open")\n'
    )  # fmt: skip
    (tmp_path / "page.html").write_text(
        '<p>\n      {% translate "Save" %}</p>{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days'
        '{% endblocktranslate %}<c-card title="{% translate \'A card\' %}"></c-card>{{ _("Inside") }}'
    )  # fmt: skip
    monkeypatch.setattr(catalogues, "PACKAGE", tmp_path)
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path / "locale")
    monkeypatch.setattr(catalogues, "_of_metrics", lambda: iter(()), raising=False)
    monkeypatch.setattr(catalogues, "catalogue", dict)
    return tmp_path


def translate(language: str, **said: str) -> None:
    path = catalogues.path_of(language)
    book = polib.pofile(str(path))
    for entry in book:
        if entry.msgid in said:
            entry.msgstr = said[entry.msgid]
    book.save(str(path))


def test_it_finds_texts_in_code_templates_and_components(package):
    assert set(catalogues.texts()) == {
        Text("Good %(name)s"), Text("%(n)s ticket", "%(n)s tickets"), Text("Open", context="state"), Text("Save"),
        Text("%(n)s day", "%(n)s days"), Text("A card"), Text("Inside"),
    }  # fmt: skip


def test_it_finds_the_words_of_the_metrics():
    assert Text("First reply time") in catalogues.texts()


def test_an_update_keeps_what_is_translated_and_drops_what_is_gone(package):
    assert catalogues.update()["pl"] == 7
    translate("pl", Save="Zapisz", **{"A card": "Karta"})
    (package / "page.html").write_text('{% translate "Save" %}')
    assert catalogues.update()["pl"] == 3
    book = polib.pofile(str(catalogues.path_of("pl")))
    assert book.find("Save").msgstr == "Zapisz"
    assert book.find("A card") is None
    assert len(book.find("%(n)s ticket").msgstr_plural) == 3  # Polish counts in three forms


def test_the_check_lists_what_lacks_is_doubtful_or_lost_a_placeholder(package):
    catalogues.update()
    translate("it", Save="Salva", **{"Good %(name)s": "Buono %(nome)s"})
    book = polib.pofile(str(catalogues.path_of("it")))
    book.find("Save").flags.append("fuzzy")
    book.save()
    gaps = [gap for gap in catalogues.check() if gap.language == "it"]
    assert Gap("it", "fuzzy", "Save") in gaps
    assert Gap("it", "places", "Good %(name)s") in gaps
    assert Gap("it", "missing", "Inside") in gaps


def test_it_compiles_what_is_newer_and_only_that(package):
    catalogues.update()
    translate("sv", Save="Spara")
    assert catalogues.compile_all() == 4
    assert catalogues.compile_all() == 0
    with catalogues.path_of("sv").with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Save") == "Spara"


def test_a_folder_that_cannot_be_written_stops_nothing(package, monkeypatch, caplog):
    catalogues.update()
    monkeypatch.setattr(polib.POFile, "save_as_mofile", lambda *_: (_ for _ in ()).throw(PermissionError))
    assert catalogues.compile_all() == 0
    assert "catalogues compile" in caplog.text


def test_every_language_is_complete():
    assert catalogues.check() == []
