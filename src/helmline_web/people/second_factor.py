"""An authenticator app's codes, and recovery codes for the day the phone is lost."""

from __future__ import annotations

import secrets
import time
from typing import Final

import pyotp
import segno
from django.db import transaction
from django.utils import timezone

from helmline_web.decisions.actions import record
from helmline_web.people.models import RecoveryCode, TotpDevice, User
from helmline_web.people.sealing import digest, seal, unseal

ISSUER: Final = "Helmline"
RECOVERY_CODES: Final = 10
_STEP: Final = 30  # seconds for which a code is shown
#: letters and digits that are not taken for each other
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def is_on(user: User) -> bool:
    """Return whether a sign-in with a password needs a code as well."""
    return TotpDevice.objects.filter(user=user, confirmed_at__isnull=False).exists()


def begin(user: User) -> TotpDevice:
    """Return the device that waits for its first code, making one; a confirmed one stays as it is."""
    fresh = {"secret": seal(pyotp.random_base32())}
    return TotpDevice.objects.get_or_create(user=user, defaults=fresh)[0]


def address(device: TotpDevice) -> str:
    """Return the otpauth address an app reads."""
    return pyotp.TOTP(unseal(device.secret)).provisioning_uri(name=device.user.mail, issuer_name=ISSUER)


def picture(device: TotpDevice) -> str:
    """Return the address as a QR code: an SVG of the server, black on white so that every camera reads it."""
    return segno.make(address(device), error="m").svg_inline(scale=4, light="#fff", omitsize=True)


@transaction.atomic
def confirm(user: User, code: str) -> list[str] | None:
    """Switch the app on by its first code and return new recovery codes, shown once; None if the code is wrong."""
    if not accept(user, code):
        return None
    TotpDevice.objects.filter(user=user).update(confirmed_at=timezone.now())
    record("account.totp_added", by=user.pk)
    return renew_recovery_codes(user)


def accept(user: User, code: str) -> bool:
    """Return whether a code is right and was not used before; it may be one step early or late."""
    device = TotpDevice.objects.filter(user=user).first()
    if device is None:
        return False
    totp, now = pyotp.TOTP(unseal(device.secret)), int(time.time()) // _STEP
    for step in range(max(now - 1, device.last_step + 1), now + 2):
        if secrets.compare_digest(totp.at(step * _STEP), code.replace(" ", "")):
            return bool(TotpDevice.objects.filter(pk=device.pk, last_step__lt=step).update(last_step=step))
    return False


def accept_recovery(user: User, code: str) -> bool:
    """Return whether this is an unused recovery code, and use it up."""
    wanted = digest("recovery", f"{user.pk}:{code.replace('-', '').replace(' ', '').lower()}")
    unused = RecoveryCode.objects.filter(user=user, digest=wanted, used_at__isnull=True)
    if not unused.update(used_at=timezone.now()):
        return False
    record("account.recovery_used", by=user.pk)
    return True


@transaction.atomic
def renew_recovery_codes(user: User) -> list[str]:
    """Replace a user's recovery codes and return the new ones; only digests are kept."""
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=digest("recovery", f"{user.pk}:{code}")) for code in codes
    )
    record("account.recovery_made", by=user.pk)
    return ["-".join((code[:4], code[4:8], code[8:])) for code in codes]


@transaction.atomic
def remove(user: User) -> None:
    """Switch the app off and drop the recovery codes."""
    RecoveryCode.objects.filter(user=user).delete()
    if TotpDevice.objects.filter(user=user).delete()[0]:
        record("account.totp_removed", by=user.pk)
