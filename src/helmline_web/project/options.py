"""Every option of the application: its name, what it may be, its default, and what it is for.

Options come from the environment. A value that is not allowed stops the start with a sentence that says what is.
`python -m helmline_web options` prints this list.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from helmline.errors import InputError

_YES: Final = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class Option:
    """One option: how its text is read, what it is without one, and its help."""

    name: str
    read: Callable[[str], Any]
    default: str
    help: str

    def value(self, environment: Mapping[str, str]) -> Any:
        """Return what the environment says, or the default; raise InputError that names option and value."""
        text = environment.get(self.name, self.default)
        try:
            return self.read(text)
        except (ValueError, KeyError) as error:
            raise InputError(f"{self.name}={text!r}: {error}", hint=self.help) from None


def _yes_or_no(text: str) -> bool:
    if text.lower() not in _YES:
        raise ValueError("write yes or no")
    return _YES[text.lower()]


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise ValueError("write a whole number above 0")
    return int(text)


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _folder(text: str) -> Path:
    return Path(text).expanduser().resolve()


OPTIONS: Final[tuple[Option, ...]] = (
    Option("HELMLINE_DATA", _folder, "helmline-data", "The data folder: event log, facts, reference, texts, and the database unless DATABASE_URL says otherwise."),
    Option("DATABASE_URL", str, "", "postgresql://user:password@host:5432/name. Empty: SQLite in the data folder."),
    Option("HELMLINE_DEBUG", _yes_or_no, "no", "Show error details in the browser. Only on a developer's machine."),
    Option("HELMLINE_HOSTS", _list, "127.0.0.1,localhost,[::1]", "The names under which browsers reach this server, separated by commas."),
    Option("HELMLINE_HTTPS", _yes_or_no, "no", "Served over HTTPS, directly or behind a proxy that sets X-Forwarded-Proto: secure cookies, HSTS."),
    Option("HELMLINE_PORT", _positive, "8000", "The port that `helmline serve` listens on."),
    Option("HELMLINE_BIND", str, "127.0.0.1", "The address that `helmline serve` listens on."),
    Option("HELMLINE_THREADS", _positive, "8", "How many requests are answered at the same time."),
    Option("HELMLINE_LANGUAGE", str, "en", "The language before anybody has chosen: en, it, sv, pl or ja."),
    Option("HELMLINE_MAIL", str, "", "smtp://user:password@host:587 for mail. Empty: mail is kept in DATA/outgoing-mail."),
    Option("HELMLINE_MAIL_FROM", str, "helmline@localhost", "The sender of mail."),
    Option("HELMLINE_UPLOAD_MB", _positive, "2048", "The largest file that may be uploaded for an import."),
    Option("HELMLINE_SESSION_HOURS", _positive, "12", "How long a sign-in lasts without a visit."),
    Option("HELMLINE_SIGN_IN_TRIES", _positive, "8", "Failed sign-ins of one name, or from one address, in 15 minutes before the next must wait."),
    Option("HELMLINE_DEMO", _yes_or_no, "no", "Show the demonstration's sign-ins on the sign-in page."),
    Option("HELMLINE_OIDC_ISSUER", str, "", "Address of an OpenID Connect provider for single sign-on. Empty: none."),
    Option("HELMLINE_OIDC_CLIENT", str, "", "The client id that the provider gave."),
    Option("HELMLINE_OIDC_SECRET", str, "", "The client secret that the provider gave."),
)  # fmt: skip


def read(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return every option's value by name."""
    source = os.environ if environment is None else environment
    return {option.name: option.value(source) for option in OPTIONS}
