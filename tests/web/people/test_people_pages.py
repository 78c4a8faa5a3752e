"""The pages about people: open to whom they should be, and telling only what their reader may see."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from helmline_web.decisions.models import Entry
from helmline_web.people import account_urls, actions, urls
from helmline_web.people.models import Brand, Identity, Membership, Organisation, Person, Team, Vendor

OPEN = {
    "sign-in",
    "welcome",
    "second-step",
    "demo",
    "passkey-ask",
    "passkey-answer",
    "oidc-leave",
    "oidc-back",
    "sign-out",
}
TODAY = datetime.now(UTC).date()


def text(answer) -> str:
    return answer.content.decode()


def addresses(app: str, patterns) -> list[str]:
    return [
        reverse(
            f"{app}:{each.name}",
            kwargs={name: "en" if name == "language" else 1 for name in each.pattern.converters},
        )
        for each in patterns
        if each.name not in OPEN
    ]


ALL = addresses("people", urls.urlpatterns) + addresses("account", account_urls.urlpatterns)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ALL)
def test_it_sends_whoever_is_not_signed_in_to_sign_in(address):
    actions.give_sign_in(actions.add_person("Ada", by=None), "ada@example.com", by=None)
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account:sign-in"))


def test_it_opens_management_to_administrators_only(cast):
    names = (
        "import", "person-new", "team-new", "logins", "house", "house-edit", "words", "privacy-choose", "brands",
        "brand-new", "vendors", "vendor-new",
    )  # fmt: skip
    ada = cast.client("Ada")
    others = {name: cast.client(name) for name in cast.person if name != "Ada"}
    for page in names:
        address = reverse(f"people:{page}")
        assert ada.get(address).status_code == 200, address
        for name, client in others.items():
            assert client.get(address).status_code == 404, (name, address)


@pytest.mark.parametrize(
    ("name", "sees", "not_sees"),
    [("Mona", ["Abe", "Bea", "Lea"], []), ("Lea", ["Abe"], ["Bea"]), ("Lars", ["Bea"], ["Abe"]), ("Vera", ["Vera"], ["Abe", "Bea"])],
)  # fmt: skip
def test_it_lists_whom_its_reader_may_see(cast, name, sees, not_sees):
    client = cast.client(name)
    listed, exported = (
        text(client.get(reverse("people:people"), {"q": ""})),
        text(client.get(reverse("people:export"))),
    )
    for other in sees:
        assert other in exported
        assert client.get(reverse("people:person", args=[cast.person[other].pk])).status_code == 200
    for other in not_sees:
        mail = f"{other.lower()}@bellamar.example"
        assert mail not in exported
        assert mail not in listed
        assert mail not in text(client.get(reverse("people:people"), {"q": other, "here": "all"}))
        assert client.get(reverse("people:person", args=[cast.person[other].pk])).status_code == 404


@pytest.mark.parametrize("name", ["Abe", "Vic"])
def test_it_shows_no_list_of_people_to_agents_and_viewers(cast, name):
    assert cast.client(name).get(reverse("people:people")).status_code == 404
    assert cast.client(name).get(reverse("people:export")).status_code == 404


def test_it_shows_an_outsourcers_manager_his_people_only(cast):
    shown = text(cast.client("Vera").get(reverse("people:export"))).splitlines()[1:]
    assert shown
    assert all("Contara" in line or line.startswith("Vera") for line in shown)


def test_it_shows_everybody_what_is_held_about_them(cast):
    for name in cast.person:
        page = cast.client(name).get(reverse("people:held"))
        assert page.status_code == 200, name
        assert f"{name.lower()}@bellamar.example" in text(page)


def test_it_exports_cells_that_no_spreadsheet_computes(cast):
    actions.add_person("=cmd|' /C calc'!A0", by=None)
    assert "'=cmd|" in text(cast.client("Ada").get(reverse("people:export")))
    assert Entry.objects.filter(kind="people.exported").exists()


def test_it_narrows_and_sorts_by_its_address(cast):
    ada = cast.client("Ada")
    assert "Lars" not in text(ada.get(reverse("people:export"), {"role": "lead", "q": "lea"}))
    actions.note_leaving(cast.person["Bea"], TODAY - timedelta(days=3), by=None)
    assert "Bea" not in text(ada.get(reverse("people:export")))
    assert "Bea" in text(ada.get(reverse("people:export"), {"here": "left"}))
    assert (
        ada.get(reverse("people:people"), {"sort": "-started", "from": "abc", "team": "none"}).status_code
        == 200
    )


def test_it_edits_a_person_and_says_so_in_the_trail(cast):
    abe = cast.person["Abe"]
    abe.refresh_from_db()
    fields = {"name": "Abe Nowak", "mail": abe.mail, "seen": abe.version}
    cast.client("Ada").post(reverse("people:person-edit", args=[abe.pk]), fields)
    abe.refresh_from_db()
    entry = Entry.objects.first()
    assert (abe.name, entry.kind, entry.detail["fields"]) == ("Abe Nowak", "people.person.changed", ["name"])
    assert "Nowak" not in str(entry.detail)


def test_it_shows_both_versions_when_somebody_was_faster(cast):
    ada, team = cast.client("Ada"), Team.objects.get(code="Milano")
    address = reverse("people:team-edit", args=[team.pk])
    ada.post(address, {"name": "Milan", "seen": team.version})
    answer = ada.post(address, {"name": "Milano nord", "seen": team.version})
    page = text(answer)
    assert answer.status_code == 409
    assert "Milan</td>" in page
    assert "Milano nord</td>" in page
    team.refresh_from_db()
    assert team.name == "Milan"
    ada.post(address, {"name": "Milano nord", "seen": team.version})
    team.refresh_from_db()
    assert team.name == "Milano nord"


def test_it_refuses_a_team_inside_itself_and_days_the_wrong_way_round(cast):
    team = Team.objects.get(code="Milano")
    child = actions.add_team("Milano nord", by=None, parent=team)
    address = reverse("people:team-edit", args=[team.pk])
    page = cast.client("Ada").post(address, {"name": "Milano", "parent": child.pk, "seen": team.version})
    assert "cannot be part of itself" in text(page)
    days = {"valid_from": "2026-05-02", "valid_to": "2026-05-01"}
    page = cast.client("Ada").post(address, {"name": "Milano", "seen": team.version, **days})
    assert "lies before the first" in text(page)


def test_it_refuses_a_second_home_team_on_one_day(cast):
    abe, south = cast.person["Abe"], Team.objects.get(code="Stockholm")
    address = reverse("people:membership-new", args=[abe.pk])
    fields = {"team": south.pk, "kind": "home", "share": "1", "seen": "0"}
    assert "Another home team" in text(cast.client("Ada").post(address, fields))
    home = Membership.objects.get(person=abe, kind="home")
    edit = reverse("people:membership-edit", args=[abe.pk, home.pk])
    ended = {
        "team": home.team_id,
        "kind": "home",
        "share": "1",
        "seen": home.version,
        "valid_to": TODAY.isoformat(),
    }
    cast.client("Ada").post(edit, ended)
    cast.client("Ada").post(address, fields | {"valid_from": (TODAY + timedelta(days=1)).isoformat()})
    assert Membership.objects.filter(person=abe, kind="home").count() == 2


def test_it_lets_a_lead_name_a_deputy_for_his_own_team_only(cast):
    north, south = Team.objects.get(code="Milano"), Team.objects.get(code="Stockholm")
    days = {"valid_from": TODAY.isoformat(), "valid_to": TODAY.isoformat(), "seen": "0"}
    lea, abe = cast.client("Lea"), cast.person["Abe"]
    assert lea.post(reverse("people:deputy", args=[south.pk]), {"person": abe.pk, **days}).status_code == 404
    assert lea.post(reverse("people:deputy", args=[north.pk]), {"person": abe.pk, **days}).status_code == 302
    assert cast.client("Abe").get(reverse("people:people")).status_code == 200
    lea.post(reverse("people:deputy-end", args=[Membership.objects.get(kind="deputy").pk]))
    assert cast.client("Abe").get(reverse("people:people")).status_code == 404


def test_it_gives_a_sign_in_with_a_password_to_be_changed(cast):
    person = actions.add_person("Nora", by=None, mail="nora@example.com")
    actions.grant_role(person, "viewer", by=None)
    page = text(
        cast.client("Ada").post(reverse("people:sign-in-new", args=[person.pk]), {"mail": "nora@example.com"})
    )
    password = page.split("<code>")[1].split("</code>")[0].strip()
    nora = Client()
    answer = nora.post(reverse("account:sign-in"), {"mail": "nora@example.com", "password": password})
    assert answer["Location"] == reverse("account:password")


def test_it_ends_a_sign_in_at_once(cast):
    abe = cast.client("Abe")
    assert abe.get("/account/").status_code == 200
    cast.client("Ada").post(reverse("people:sign-in-switch", args=[cast.person["Abe"].pk]))
    assert abe.get("/account/").status_code == 302


def test_it_keeps_the_last_administrator(cast):
    grant = cast.person["Ada"].grants.get()
    cast.client("Ada").post(reverse("people:role-end", args=[grant.pk]))
    grant.refresh_from_db()
    assert grant.valid_to is None


def test_it_adds_and_edits_brands_and_vendors(cast):
    ada = cast.client("Ada")
    fields = {"code": "Halden", "name": "Halden", "csat_scale": "5", "csat_good": "4", "seen": "0"}
    ada.post(reverse("people:brand-new"), fields)
    brand = Brand.objects.get(code="Halden")
    ada.post(
        reverse("people:brand", args=[brand.pk]),
        fields | {"code": "Other", "confidential": "on", "seen": "1"},
    )
    brand.refresh_from_db()
    assert (brand.code, brand.confidential) == ("Halden", True)
    ada.post(reverse("people:vendor-new"), {"code": "Nord", "name": "Nord AS", "seen": "0"})
    assert Vendor.objects.get(code="Nord").name == "Nord AS"
    for page in ("brands", "vendors", "teams"):
        assert ada.get(reverse(f"people:{page}")).status_code == 200


def test_it_renames_words_of_one_language(cast):
    from django.utils.translation import override

    from helmline_web.people.words import word

    house = Organisation.objects.get()
    fields = {"seen": house.version, "agent-one": "companion", "agent-many": "companions"}
    cast.client("Ada").post(reverse("people:words-in", args=["en"]), fields)
    with override("en"):
        assert (word("agent"), word("agent", 2), word("team", 2)) == ("companion", "companions", "teams")
    with override("it"):
        assert word("agent") != "companion"
    stale = cast.client("Ada").post(reverse("people:words-in", args=["en"]), fields | {"agent-one": "mate"})
    assert stale.status_code == 409


def test_it_joins_and_splits_logins(cast):
    ada, abe = cast.client("Ada"), cast.person["Abe"]
    phone = actions.add_identity("phone", "4711", 77, by=None, name="Somebody", mail=abe.mail.upper())
    assert "almost certain" in text(ada.get(reverse("people:logins")))
    ada.post(reverse("people:logins-sure"))
    phone.refresh_from_db()
    assert phone.person == abe
    ada.post(reverse("people:login-split", args=[phone.pk]))
    page = text(ada.get(reverse("people:logins")))
    assert "almost certain" not in page
    ada.post(reverse("people:login-join", args=[phone.pk]), {"person": "new"})
    phone.refresh_from_db()
    assert phone.person.name == "Somebody"


def test_it_is_in_doubt_when_two_people_have_one_name(cast):
    for name in ("Maja Górecka", "Górecka, Maja"):
        actions.add_person(name, by=None)
    login = actions.add_identity("chat", "maja", 78, by=None, name="maja gorecka")
    ada = cast.client("Ada")
    assert text(ada.get(reverse("people:logins"))).count("in doubt") == 2
    refused = Person.objects.get(name="Maja Górecka")
    ada.post(reverse("people:login-refuse", args=[login.pk, refused.pk]))
    assert "likely" in text(ada.get(reverse("people:logins")))


def test_it_marks_a_shared_login(cast):
    login = actions.add_identity("chat", "desk", 79, by=None)
    cast.client("Ada").post(reverse("people:login-seat", args=[login.pk]))
    assert Identity.objects.get(pk=login.pk).kind == "seat"


def test_it_takes_in_the_logins_that_the_data_have_met(cast, own_company):
    Identity.objects.filter(pk__in=list(Identity.objects.values_list("pk", flat=True)[:2])).delete()
    cast.client("Ada").post(reverse("people:logins-look"))
    assert "2 logins are nobody" in text(cast.client("Ada").get(reverse("people:logins")))


def test_it_describes_the_privacy_profile_to_everybody(cast):
    Organisation.objects.update(privacy_profile="works_council")
    page = text(cast.client("Abe").get(reverse("people:privacy")))
    assert "7 days later" in page
    assert "Choose another" not in page


def test_it_says_who_leads_a_team_to_those_who_may_see_them(cast):
    address = reverse("people:team", args=[Team.objects.get(code="Milano").pk])
    assert text(cast.client("Ada").get(address)).count(">Lea</a>") == 2  # by role, and as line manager
    assert ">Lea</a>" not in text(cast.client("Vic").get(address))
    assert cast.client("Lars").get(address).status_code == 404
