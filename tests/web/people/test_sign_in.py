"""Signing in: password, throttling, a second step, the end of it, and the way back to what was being done."""

from datetime import timedelta

import pyotp
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from helmline_web.decisions.models import Entry
from helmline_web.people import actions, second_factor, sessions
from helmline_web.people.models import LoginAttempt, RecoveryCode, User
from helmline_web.people.sealing import unseal

PASSWORD = "correct horse battery staple"
pytestmark = pytest.mark.django_db


@pytest.fixture
def mona() -> User:
    person = actions.add_person("Mona", by=None)
    user = actions.give_sign_in(person, "mona@example.com", PASSWORD, by=None)
    actions.grant_role(person, "manager", by=None)
    return user


def sign_in(client: Client, mail: str = "mona@example.com", password: str = PASSWORD, **more):
    return client.post(reverse("account:sign-in"), {"mail": mail, "password": password, **more})


def app_of(user: User) -> pyotp.TOTP:
    app = pyotp.TOTP(unseal(second_factor.begin(user).secret))
    assert second_factor.confirm(user, app.at(timezone.now() - timedelta(seconds=30)))
    return app


def test_it_signs_in_and_goes_where_one_was_going(client, mona):
    answer = sign_in(client, next="/account/browsers")
    assert answer["Location"] == "/account/browsers"
    assert client.get("/account/browsers").status_code == 200
    assert Entry.objects.filter(kind="account.signed_in", by=mona.pk, detail={"how": "password"}).exists()


def test_it_goes_to_no_other_server(client, mona):
    assert sign_in(client, next="https://evil.example/")["Location"] == "/"


@pytest.mark.parametrize(
    ("mail", "password"), [("mona@example.com", "wrong"), ("nobody@example.com", PASSWORD)]
)
def test_it_says_the_same_of_a_wrong_name_and_a_wrong_password(client, mona, mail, password):
    answer = sign_in(client, mail, password)
    assert answer.status_code == 422
    assert "Name and password do not fit together" in answer.content.decode()


def test_it_tells_nobody_that_a_name_exists_by_its_time(client, mona):
    from unittest.mock import patch

    with patch("django.contrib.auth.hashers.MD5PasswordHasher.encode", return_value="md5$x$y") as hashed:
        sign_in(client, "nobody@example.com")
    assert hashed.called


def test_it_makes_the_next_try_wait_after_too_many(client, mona, settings):
    settings.HELMLINE_SIGN_IN_TRIES = 3
    for _ in range(3):
        assert sign_in(client, password="wrong").status_code == 422
    answer = sign_in(client)
    assert answer.status_code == 429
    assert "Please wait 15 minutes" in answer.content.decode()
    LoginAttempt.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert sign_in(client).status_code == 302


def test_it_makes_an_address_wait_that_tries_many_names(client, mona, settings):
    settings.HELMLINE_SIGN_IN_TRIES = 3
    for number in range(3):
        sign_in(client, f"name{number}@example.com")
    assert sign_in(client).status_code == 429
    assert sign_in(Client(REMOTE_ADDR="192.0.2.7")).status_code == 302


def test_it_forgets_the_tries_of_a_name_that_came_in(client, mona):
    sign_in(client, password="wrong")
    sign_in(client)
    assert LoginAttempt.objects.count() == 0


def test_it_keeps_nothing_readable_of_what_was_tried(client, mona):
    sign_in(client, "my-secret-typed-as-name@example.com")
    assert "secret" not in LoginAttempt.objects.get().name_digest


def test_it_lets_nobody_in_who_left(client, mona):
    actions.note_leaving(mona.person, timezone.now().date() - timedelta(days=1), by=None)
    assert sign_in(client).status_code == 422


def test_it_ends_the_sign_in_of_somebody_who_leaves_meanwhile(client, mona):
    sign_in(client)
    actions.note_leaving(mona.person, timezone.now().date() - timedelta(days=1), by=None)
    assert reverse("account:sign-in") in client.get("/account/")["Location"]


def test_it_asks_for_a_code_where_an_app_is_on(client, mona):
    app = app_of(mona)
    answer = sign_in(client, next="/account/browsers")
    assert answer["Location"] == reverse("account:second-step")
    assert client.get("/account/")["Location"].startswith(reverse("account:sign-in"))
    answer = client.post(answer["Location"], {"code": app.now()})
    assert answer["Location"] == "/account/browsers"


def test_it_takes_a_code_once(client, mona):
    app = app_of(mona)
    code = app.now()
    assert second_factor.accept(mona, code)
    assert not second_factor.accept(mona, code)


def test_it_takes_each_recovery_code_once(client, mona):
    app_of(mona)
    code = second_factor.renew_recovery_codes(mona)[0]
    for status in (302, 422):
        sign_in(client)
        assert client.post(reverse("account:second-step"), {"code": code.upper()}).status_code == status
        client.logout()
    assert RecoveryCode.objects.filter(used_at__isnull=False).count() == 1


def test_it_slows_down_whoever_guesses_codes(client, mona, settings):
    settings.HELMLINE_SIGN_IN_TRIES = 3
    app = app_of(mona)
    sign_in(client)
    for _ in range(3):
        client.post(reverse("account:second-step"), {"code": "000000"})
    assert client.post(reverse("account:second-step"), {"code": app.now()}).status_code == 429


def test_it_asks_no_code_of_somebody_without_a_password_step(client, mona):
    assert client.get(reverse("account:second-step"))["Location"] == reverse("account:sign-in")


def test_it_signs_out_everywhere(client, mona):
    other = Client()
    sign_in(client)
    sign_in(other)
    client.post(reverse("account:browsers-end"))
    for browser in (client, other):
        assert browser.get("/account/").status_code == 302


def test_it_signs_out_another_browser_and_no_stranger(client, mona):
    other = Client()
    sign_in(client)
    sign_in(other)
    there = sessions.of(mona).get(session_key=other.session.session_key)
    stranger = actions.give_sign_in(actions.add_person("Bea", by=None), "bea@example.com", PASSWORD, by=None)
    sessions.end_one(stranger, there.pk)
    assert other.get("/account/").status_code == 200
    client.post(reverse("account:browser-end", args=[there.pk]))
    assert other.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


def test_it_changes_a_password_and_ends_the_other_browsers(client, mona):
    other = Client()
    sign_in(client)
    sign_in(other)
    new = "another sentence of mine"
    fields = {"your_password": PASSWORD, "new_password": new, "again": new}
    assert client.post(reverse("account:password"), fields).status_code == 302
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


@pytest.mark.parametrize("weak", ["short", "password1234", "mona@example.com"])
def test_it_refuses_a_weak_password(client, mona, weak):
    sign_in(client)
    fields = {"your_password": PASSWORD, "new_password": weak, "again": weak}
    assert client.post(reverse("account:password"), fields).status_code == 422


def test_it_lets_who_must_choose_a_password_do_nothing_else(client, mona):
    User.objects.update(must_change_password=True)
    assert sign_in(client)["Location"] == reverse("account:password")
    assert client.get("/people/")["Location"] == reverse("account:password")


def test_it_prolongs_a_sign_in_by_visits(client, mona):
    sign_in(client)
    session = client.session
    session["seen"] = 0
    session.save()
    client.get("/account/")
    assert client.session["seen"] > 0


def test_it_keeps_what_was_typed_when_the_sign_in_had_ended(client, mona):
    sign_in(client)
    sessions.end_everywhere(mona, by=None)
    answer = client.post("/account/?x=1", {"note": "a long text", "your_password": "opensesame"})
    assert answer["Location"] == f"{reverse('account:sign-in')}?next={reverse('account:unsent')}"
    assert "What you typed is kept" in client.get(answer["Location"]).content.decode()
    assert sign_in(client, next=reverse("account:unsent"))["Location"] == reverse("account:unsent")
    page = client.get(reverse("account:unsent")).content.decode()
    assert 'action="/account/?x=1"' in page
    assert "a long text" in page
    assert "opensesame" not in page


def test_it_shows_nobody_else_what_was_typed(client, mona):
    bea = actions.add_person("Bea", by=None)
    actions.give_sign_in(bea, "bea@example.com", PASSWORD, by=None)
    actions.grant_role(bea, "manager", by=None)
    sign_in(client)
    sessions.end_everywhere(mona, by=None)
    client.post("/account/", {"note": "mine"})
    sign_in(client, "bea@example.com")
    assert client.get(reverse("account:unsent"))["Location"] == "/"


def test_it_keeps_what_was_typed_sealed(client, mona):
    client.post("/account/", {"note": "a long text"})
    assert "a long text" not in str(dict(client.session))


def test_it_begins_with_the_first_administrator(client):
    assert client.get(reverse("account:sign-in"))["Location"] == reverse("account:welcome")
    fields = {
        "organisation": "Halden", "zone": "Europe/Oslo", "privacy_profile": "works_council", "name": "Ada",
        "mail": "ada@example.com", "new_password": PASSWORD, "again": PASSWORD,
    }  # fmt: skip
    assert client.post(reverse("account:welcome"), fields)["Location"] == "/"
    user = User.objects.get()
    assert user.person.grants.get().role == "admin"
    assert client.get(reverse("account:welcome")).status_code == 404


def test_it_makes_nobody_else_the_first_administrator(mona):
    with pytest.raises(actions.AlreadyBegun):
        actions.begin_house(organisation={"name": "X"}, name="Eve", mail="eve@example.com", password=PASSWORD)


def test_it_renders_its_own_account_pages(client, mona):
    sign_in(client)
    for name in ("account", "password", "authenticator", "passkeys", "keys", "browsers"):
        assert client.get(reverse(f"account:{name}")).status_code == 200, name


def test_it_switches_an_app_on_and_off(client, mona):
    sign_in(client)
    client.get(reverse("account:authenticator"))
    app = pyotp.TOTP(unseal(mona.totp.secret))
    assert client.post(reverse("account:authenticator"), {"code": "000000"}).status_code == 422
    page = client.post(reverse("account:authenticator"), {"code": app.now()}).content.decode()
    assert page.count("-") > 10
    assert client.post(reverse("account:authenticator-remove"), {"your_password": "no"}).status_code == 422
    client.post(reverse("account:authenticator-remove"), {"your_password": PASSWORD})
    assert not second_factor.is_on(mona)


def test_it_sends_a_fragments_page_to_sign_in_and_back(client, mona):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/people/teams?x=1"}
    answer = client.get("/account/browsers", headers=headers)
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == f"{reverse('account:sign-in')}?next=/people/teams%3Fx%3D1"


def test_it_keeps_no_more_than_so_much_of_what_was_typed(client, mona):
    answer = client.post("/account/?x=1", {"note": "x" * 300_000})
    assert answer["Location"] == f"{reverse('account:sign-in')}?next=/account/%3Fx%3D1"
