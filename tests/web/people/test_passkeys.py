"""Passkeys with a device in software: added by their owner, and proving who he is once a challenge."""

import pytest
from django.test import Client
from django.urls import reverse

from helmline_web.people import actions
from helmline_web.people.models import Passkey, User

from .authenticator import Authenticator

pytestmark = pytest.mark.django_db


@pytest.fixture
def mona() -> User:
    person = actions.add_person("Mona", by=None)
    user = actions.give_sign_in(person, "mona@example.com", "correct horse battery", by=None)
    actions.grant_role(person, "manager", by=None)
    return user


def add(client: Client, device: Authenticator):
    options = client.post(reverse("account:passkey-begin")).json()
    return client.post(reverse("account:passkey-add"), {"answer": device.make(options), "title": "Phone"})


def sign_in(client: Client, device: Authenticator, **more):
    options = client.post(reverse("account:passkey-ask")).json()
    return client.post(reverse("account:passkey-answer"), {"answer": device.sign(options), **more})


@pytest.fixture
def device(client, mona) -> Authenticator:
    client.force_login(mona)
    device = Authenticator()
    assert add(client, device).status_code == 200
    client.logout()
    return device


def test_it_signs_in_without_a_password(client, device):
    assert sign_in(client, device, next="/account/browsers").json() == {"next": "/account/browsers"}
    assert client.get("/account/").status_code == 200
    assert Passkey.objects.get().sign_count == 1


def test_it_takes_an_answer_once(client, device):
    options = client.post(reverse("account:passkey-ask")).json()
    answer = device.sign(options)
    client.post(reverse("account:passkey-answer"), {"answer": answer})
    client.logout()
    client.post(reverse("account:passkey-ask"))
    assert client.post(reverse("account:passkey-answer"), {"answer": answer}).status_code == 422


def test_it_refuses_a_device_that_counts_backwards(client, device):
    sign_in(client, device)
    client.logout()
    device.count = 0
    assert sign_in(client, device).status_code == 422


@pytest.mark.parametrize(
    "other", [{"origin": "https://evil.example"}, {"site": "evil.example"}, {"verified": False}], ids=str
)
def test_it_refuses_another_site_or_an_owner_not_verified(client, device, other):
    for name, value in other.items():
        setattr(device, name, value)
    assert sign_in(client, device).status_code == 422
    assert client.get("/account/").status_code == 302


def test_it_refuses_another_key_under_the_same_name(client, device):
    assert sign_in(client, Authenticator(credential_id=device.credential_id)).status_code == 422


@pytest.mark.parametrize("answer", ["", "{}", "[]", '{"rawId": "x"}', "null"])
def test_it_refuses_what_is_no_answer(client, device, answer):
    client.post(reverse("account:passkey-ask"))
    assert client.post(reverse("account:passkey-answer"), {"answer": answer}).status_code == 422


def test_it_lets_nobody_in_who_may_not_sign_in(client, device, mona):
    User.objects.update(is_active=False)
    assert sign_in(client, device).status_code == 422


def test_it_adds_a_key_only_to_whoever_is_signed_in(client, mona):
    assert client.post(reverse("account:passkey-begin")).status_code == 302


def test_it_removes_only_ones_own(client, device, mona):
    stranger = actions.add_person("Bea", by=None)
    actions.grant_role(stranger, "manager", by=None)
    other = Client()
    other.force_login(actions.give_sign_in(stranger, "bea@example.com", by=None))
    address = reverse("account:passkey-remove", args=[Passkey.objects.get().pk])
    other.post(address)
    assert Passkey.objects.count() == 1
    client.force_login(mona)
    client.post(address)
    assert Passkey.objects.count() == 0
