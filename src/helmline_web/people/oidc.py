"""Single sign-on by OpenID Connect: the authorization code flow with state, nonce and PKCE.

The provider's answer counts only if its token is signed by the provider's keys, made for this client, for this
very try, and names a mail address that the provider has verified. Nobody is let in who has no sign-in here.
"""

from __future__ import annotations

import base64
import json
import secrets
import time
from dataclasses import dataclass
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from joserfc import jwk, jwt
from joserfc.errors import JoseError

from helmline_web.people.models import User

_SESSION: Final = "oidc_try"
_PATIENCE: Final = 600  # seconds from leaving for the provider to coming back
_TIMEOUT: Final = 10
_LARGEST: Final = 1 << 20
_KEPT: Final = 3600  # seconds for which the provider's addresses and keys are kept
_LEEWAY: Final = 60  # seconds by which its clock may differ from ours
_ALGORITHMS: Final = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]


class Refused(Exception):
    """The provider did not say who this is, or says so in a way that does not count."""


@dataclass(frozen=True, slots=True)
class _Try:
    """What this browser took along to the provider."""

    state: str
    nonce: str
    verifier: str
    at: float
    next: str


def is_on() -> bool:
    """Return whether a provider is set."""
    return bool(settings.HELMLINE_OIDC["issuer"])


def leave(request: HttpRequest, next_: str) -> str:
    """Return the provider's address to send the browser to; raise Refused if the provider is not reached."""
    attempt = _Try(
        secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), time.time(), next_
    )
    request.session[_SESSION] = [attempt.state, attempt.nonce, attempt.verifier, attempt.at, attempt.next]
    parameters = {
        "response_type": "code",
        "client_id": settings.HELMLINE_OIDC["client"],
        "redirect_uri": _back(request),
        "scope": "openid email profile",
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": create_s256_code_challenge(attempt.verifier),
        "code_challenge_method": "S256",
    }
    return f"{_provider()['authorization_endpoint']}?{urlencode(parameters)}"


def come_back(request: HttpRequest) -> tuple[User, str]:
    """Return the user whom the provider names and where he was going; raise Refused."""
    attempt = _Try(*request.session.pop(_SESSION, ["", "", "", 0, ""]))
    fits = secrets.compare_digest(attempt.state.encode(), request.GET.get("state", "").encode())
    if not attempt.state or not fits or time.time() - attempt.at > _PATIENCE or "code" not in request.GET:
        raise Refused("this browser did not begin this sign-in, or too long ago")
    claims = _claims(_token(request, attempt), attempt.nonce)
    return _user(claims), attempt.next


def _token(request: HttpRequest, attempt: _Try) -> str:
    """Exchange the code for the provider's token."""
    house = settings.HELMLINE_OIDC
    form = {
        "grant_type": "authorization_code",
        "code": request.GET["code"],
        "redirect_uri": _back(request),
        "client_id": house["client"],
        "code_verifier": attempt.verifier,
    }
    basic = base64.b64encode(f"{house['client']}:{house['secret']}".encode()).decode()
    headers = {"Authorization": f"Basic {basic}"} if house["secret"] else {}
    return _fetch(Request(_provider()["token_endpoint"], urlencode(form).encode(), headers)).get(
        "id_token", ""
    )


def _claims(token: str, nonce: str) -> dict[str, Any]:
    """Return what a token says once it is known to be the provider's, for us, in time and for this try."""
    try:
        claims = jwt.decode(token, _keys(), algorithms=_ALGORITHMS).claims
        _registry(nonce).validate(claims)
    except (JoseError, ValueError) as error:
        raise Refused(str(error)) from error
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if several and claims.get("azp") != settings.HELMLINE_OIDC["client"]:
        raise Refused("the token was made for another client")
    return claims


def _registry(nonce: str) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        leeway=_LEEWAY,
        iss={"essential": True, "value": _provider()["issuer"]},
        aud={"essential": True, "value": settings.HELMLINE_OIDC["client"]},
        exp={"essential": True},
        nonce={"essential": True, "value": nonce},
        sub={"essential": True},
    )


@transaction.atomic
def _user(claims: dict[str, Any]) -> User:
    """Return who this is: by the provider's own key, the first time by a verified mail address."""
    known = User.objects.filter(oidc_subject=claims["sub"]).first()
    if known is not None:
        return known
    if claims.get("email_verified") is not True:
        raise Refused("the provider has not verified the mail address")
    user = User.objects.filter(mail=str(claims.get("email", "")).lower(), oidc_subject__isnull=True).first()
    if user is None:
        raise Refused("nobody here has this mail address")
    user.oidc_subject = claims["sub"]
    user.save(update_fields=["oidc_subject"])
    return user


def _provider() -> dict[str, Any]:
    issuer = settings.HELMLINE_OIDC["issuer"].rstrip("/")
    found = _kept(f"{issuer}/.well-known/openid-configuration")
    if str(found.get("issuer", "")).rstrip("/") != issuer:
        raise Refused("the provider calls itself by another address")
    return found


def _keys() -> jwk.KeySet:
    return jwk.KeySet.import_key_set(_kept(_provider()["jwks_uri"]))


def _kept(address: str) -> dict[str, Any]:
    return cache.get_or_set(f"oidc:{address}", lambda: _fetch(Request(address)), _KEPT)


def _fetch(request: Request) -> dict[str, Any]:
    """Ask the provider; only over HTTPS, or plainly on this very machine."""
    parts = urlsplit(request.full_url)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
        raise Refused("the provider's address does not begin with https://")
    try:
        with urlopen(request, timeout=_TIMEOUT) as response:
            answer = json.loads(response.read(_LARGEST))
    except (URLError, TimeoutError, ValueError) as error:
        raise Refused("the provider does not answer") from error
    if not isinstance(answer, dict):
        raise Refused("the provider's answer is not an object")
    return answer


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("account:oidc-back"))
