"""People from a CSV file: good rows land, bad ones are named with line and reason."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from helmline_web.people import actions, importing
from helmline_web.people.models import Person, Team, User

pytestmark = pytest.mark.django_db
HEAD = "name;mail;team;role;started_on;left_on;sign_in\n"


@pytest.fixture(autouse=True)
def house() -> None:
    vendor = actions.add_vendor("Outside", by=None)
    actions.add_team("North", by=None)
    actions.add_team("Far", by=None, vendor=vendor)
    actions.add_person("Known", by=None, mail="known@example.com")


def test_it_says_what_a_file_would_do_and_stores_nothing():
    found = importing.preview(
        (HEAD + "Abe;abe@example.com;north;agent;2026-01-31;;yes\nK;KNOWN@example.com;;;;;\n").encode()
    )
    assert [row.name for row in found.good] == ["Abe"]
    assert [row.mail for row in found.known] == ["known@example.com"]
    assert Person.objects.count() == 1


def test_it_lands_the_good_rows():
    importing.land(
        (
            HEAD + "Abe;abe@example.com;north;agent;2026-01-31;;yes\nVera;vera@example.com;Far;vendor;;;\n"
        ).encode(),
        by=None,
    )
    abe, vera = Person.objects.get(name="Abe"), Person.objects.get(name="Vera")
    assert (abe.memberships.get().team, abe.grants.get().role) == (Team.objects.get(code="North"), "agent")
    assert not User.objects.get().has_usable_password()
    assert (vera.grants.get().vendor.code, vera.memberships.count()) == ("Outside", 0)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (";abe@example.com;;;;;", "The name is missing."),
        ("Abe;nowhere;;;;;", "“nowhere” is no mail address."),
        ("Abe;abe@example.com;Nowhere;;;;", "There is no team “Nowhere”."),
        ("Abe;abe@example.com;;boss;;;", "“boss” is no role"),
        ("Abe;abe@example.com;;lead;;;", "A team lead needs a team."),
        ("Abe;abe@example.com;North;vendor;;;", "A vendor manager needs a team of a vendor."),
        ("Abe;abe@example.com;;;31.1.2026;;", "“31.1.2026” is no day"),
        ("Abe;abe@example.com;;;;;maybe", "sign_in is “maybe”"),
        ("Abe;first@example.com;;;;;", "stands on an earlier line"),
        ("Abe;abe@example.com;;;2026-02-01;2026-01-01;", "lies before the first"),
    ],
)
def test_it_names_a_bad_row_with_line_and_reason(row, reason):
    found = importing.preview((HEAD + "First;first@example.com;;;;;\n" + row + "\n").encode())
    assert [(bad.line, reason in bad.reason) for bad in found.bad] == [(3, True)]
    assert len(found.good) == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"a;b\n", "näme;mail\n".encode("latin-1"), b"x" * (importing.LARGEST + 1)],
    ids=["empty", "other", "latin", "large"],
)
def test_it_refuses_what_is_no_table_of_people(content):
    with pytest.raises(importing.Unreadable):
        importing.preview(content)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_it_reads_every_usual_separator(mark):
    found = importing.preview(f"mail{mark}name\nabe@example.com{mark}Abe\n".encode("utf-8-sig"))
    assert [row.name for row in found.good] == ["Abe"]


def test_it_imports_on_the_page_what_was_looked_at(cast):
    ada = cast.client("Ada")
    content = "name,mail\nNora,nora@example.com\nBad,\n"
    page = ada.post(
        reverse("people:import"), {"file": SimpleUploadedFile("p.csv", content.encode())}
    ).content.decode()
    assert "1 person would be added" in page
    assert "1 row cannot land" in page
    assert not Person.objects.filter(name="Nora").exists()
    ada.post(reverse("people:import"), {"text": content, "land": "yes"})
    assert Person.objects.filter(name="Nora").exists()
