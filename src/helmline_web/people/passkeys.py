"""Passkeys: the browser proves who it is without a password, bound to this server's name."""

from __future__ import annotations

import json
import secrets
from typing import Any, Final

import webauthn
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from helmline_web.decisions.actions import record
from helmline_web.people.models import Passkey, User
from helmline_web.people.sealing import digest

_CHALLENGE: Final = "passkey_challenge"
#: seconds in which a browser must answer
_PATIENCE: Final = 300
_SELECTION: Final = AuthenticatorSelectionCriteria(
    resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
)


class Refused(Exception):
    """The browser's answer does not prove what it should."""


def registration_options(request: HttpRequest, user: User) -> str:
    """Return the JSON with which a browser makes a passkey."""
    known = [PublicKeyCredentialDescriptor(id=bytes(key.credential_id)) for key in user.passkeys.all()]
    options = webauthn.generate_registration_options(
        rp_id=_name(request),
        rp_name="Helmline",
        user_name=user.mail,
        user_id=bytes.fromhex(digest("passkey", str(user.pk))),
        challenge=_challenge(request),
        authenticator_selection=_SELECTION,
        exclude_credentials=known,
    )
    return webauthn.options_to_json(options)


@transaction.atomic
def register(request: HttpRequest, user: User, answer: str, title: str) -> Passkey:
    """Store the passkey that a browser made; raise Refused."""
    try:
        made = webauthn.verify_registration_response(credential=answer, **_expected(request))
    except (WebAuthnException, ValueError, KeyError) as error:
        raise Refused from error
    if Passkey.objects.filter(credential_id=made.credential_id).exists():
        raise Refused
    record("account.passkey_added", by=user.pk)
    return Passkey.objects.create(
        user=user,
        title=title[:100],
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
    )


def sign_in_options(request: HttpRequest) -> str:
    """Return the JSON with which a browser shows who it is; it names nobody."""
    options = webauthn.generate_authentication_options(
        rp_id=_name(request),
        challenge=_challenge(request),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


@transaction.atomic
def sign_in(request: HttpRequest, answer: str) -> User:
    """Return the user whose passkey answered; raise Refused."""
    try:
        passkey = _passkey(json.loads(answer))
        proved = webauthn.verify_authentication_response(
            credential=answer,
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            **_expected(request),
        )
    except (WebAuthnException, Passkey.DoesNotExist, ValueError, KeyError, TypeError) as error:
        raise Refused from error
    passkey.sign_count, passkey.last_used_at = proved.new_sign_count, timezone.now()
    passkey.save()
    return passkey.user


@transaction.atomic
def remove(user: User, number: int) -> None:
    """Forget one of a user's passkeys; another user's is not found and nothing happens."""
    if Passkey.objects.filter(user=user, pk=number).delete()[0]:
        record("account.passkey_removed", by=user.pk)


def _passkey(answer: dict[str, Any]) -> Passkey:
    return Passkey.objects.select_related("user").get(credential_id=base64url_to_bytes(answer["rawId"]))


def _challenge(request: HttpRequest) -> bytes:
    challenge = secrets.token_bytes(32)
    request.session[_CHALLENGE] = [challenge.hex(), timezone.now().timestamp()]
    return challenge


def _expected(request: HttpRequest) -> dict[str, Any]:
    """Return what an answer must fit; a challenge is asked once."""
    challenge, at = request.session.pop(_CHALLENGE, ["", 0])
    if timezone.now().timestamp() - at > _PATIENCE:
        raise Refused
    return {
        "expected_challenge": bytes.fromhex(challenge),
        "expected_rp_id": _name(request),
        "expected_origin": f"{request.scheme}://{request.get_host()}",
        "require_user_verification": True,
    }


def _name(request: HttpRequest) -> str:
    return request.get_host().partition(":")[0]
