"""Single sign-on against a provider of our own: whoever it truly names comes in, nobody else."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.urls import reverse
from joserfc import jwk

from helmline_web.people import actions
from helmline_web.people.models import User

from .provider import CLIENT, SECRET, Provider

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running():
    provider = Provider()
    yield provider
    provider.close()


@pytest.fixture
def provider(running, settings):
    cache.clear()
    settings.HELMLINE_OIDC = {"issuer": running.issuer, "client": CLIENT, "secret": SECRET}
    running.signing = running.key
    return running


@pytest.fixture
def mona(db) -> User:
    person = actions.add_person("Mona", by=None)
    user = actions.give_sign_in(person, "mona@example.com", by=None)
    actions.grant_role(person, "manager", by=None)
    return user


def leave(client, provider, **claims) -> dict[str, str]:
    """Begin a sign-in; the provider will say that it is Mona, changed by `claims`."""
    answer = client.get(reverse("account:oidc-leave"), {"next": "/account/browsers"})
    asked = {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}
    provider.challenge = asked["code_challenge"]
    provider.claims = {
        "iss": provider.issuer, "aud": CLIENT, "sub": "s-1", "nonce": asked["nonce"], "exp": int(time.time()) + 300,
        "email": "mona@example.com", "email_verified": True, **claims,
    }  # fmt: skip
    return asked


def come_back(client, asked, **more):
    return client.get(reverse("account:oidc-back"), {"code": "c", "state": asked["state"], **more})


def is_in(client) -> bool:
    return client.get("/account/").status_code == 200


def test_it_lets_in_whom_the_provider_names_and_goes_on(client, provider, mona):
    asked = leave(client, provider)
    assert come_back(client, asked)["Location"] == "/account/browsers"
    assert is_in(client)
    assert asked["code_challenge_method"] == "S256"
    assert provider.asked["redirect_uri"] == "http://testserver/account/sign-in/single/back"


def test_it_knows_him_by_the_providers_own_key_afterwards(client, provider, mona):
    come_back(client, leave(client, provider))
    client.logout()
    come_back(client, leave(client, provider, email="renamed@example.com", email_verified=False))
    assert is_in(client)


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"}, {"aud": "another"}, {"iss": "https://evil.example"}, {"exp": 1_000_000_000},
        {"email_verified": False}, {"email": "nobody@example.com"}, {"email_verified": "true"},
        {"aud": [CLIENT, "another"], "azp": "another"},
    ],
    ids=str,
)  # fmt: skip
def test_it_lets_nobody_in_by_a_token_that_says_something_else(client, provider, mona, claims):
    come_back(client, leave(client, provider, **claims))
    assert not is_in(client)


def test_it_lets_nobody_in_by_another_key(client, provider, mona):
    provider.signing = jwk.RSAKey.generate_key(2048, parameters={"kid": "one"}, private=True)
    come_back(client, leave(client, provider))
    assert not is_in(client)


@pytest.mark.parametrize("state", ["", "another"])
def test_it_lets_nobody_in_who_did_not_begin_here(client, provider, mona, state):
    asked = leave(client, provider)
    come_back(client, asked | {"state": state})
    assert not is_in(client)


def test_it_takes_an_answer_once(client, provider, mona):
    asked = leave(client, provider)
    come_back(client, asked)
    client.logout()
    come_back(client, asked)
    assert not is_in(client)


def test_it_lets_nobody_in_without_the_proof_that_he_began(client, provider, mona):
    asked = leave(client, provider)
    provider.challenge = "another"
    come_back(client, asked)
    assert not is_in(client)


def test_it_does_not_take_over_a_user_known_under_another_key(client, provider, mona):
    User.objects.update(oidc_subject="s-2")
    come_back(client, leave(client, provider))
    assert not is_in(client)


def test_it_says_so_where_the_provider_does_not_answer(client, provider, mona, settings):
    settings.HELMLINE_OIDC = {"issuer": "http://127.0.0.1:9", "client": CLIENT, "secret": ""}
    answer = client.get(reverse("account:oidc-leave"), follow=True)
    assert "Single sign-on did not work" in answer.content.decode()


def test_it_asks_no_provider_in_plain_text_elsewhere(client, provider, mona, settings):
    settings.HELMLINE_OIDC = {"issuer": "http://provider.example", "client": CLIENT, "secret": ""}
    answer = client.get(reverse("account:oidc-leave"), follow=True)
    assert "Single sign-on did not work" in answer.content.decode()


def test_it_is_not_there_without_a_provider(client, mona):
    assert client.get(reverse("account:oidc-leave")).status_code == 404
    assert client.get(reverse("account:oidc-back")).status_code == 404
