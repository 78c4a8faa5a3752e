"""What `helmline serve` does before the first page: tables, translations, and a word on what to do next."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import OperationalError

from helmline.errors import HelmlineError
from helmline_web.project import catalogues

log = logging.getLogger(__name__)


def prepare(*, demo: bool = False) -> None:
    """Bring the data folder up to this release; safe to run again, and beside another process."""
    settings.HELMLINE_DATA.mkdir(parents=True, exist_ok=True)
    for folder in (settings.HELMLINE_DATA / "uploads", settings.STATIC_ROOT):
        folder.mkdir(parents=True, exist_ok=True)
    _migrate()
    catalogues.compile_all()
    if demo:
        from helmline_web.project.demo import load

        load(say=lambda text: print(text, flush=True))


def _migrate() -> None:
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:  # its words name host and user, never the password
        raise HelmlineError(
            f"The database cannot be used: {str(error).strip()}",
            hint="Check DATABASE_URL and that the server runs; with SQLite, the room on the disk and who may write the data folder.",
        ) from None


def first_steps() -> list[str]:
    """Return what a person can do now: the demonstration's sign-ins, or how to make the first administrator."""
    from helmline_web.people import demo

    rows = [f"    {user.mail:<34} {role.label}" for role, user in demo.sign_ins()]
    if rows:
        return [
            "Everything here is synthetic. Sign in with one of these:",
            *rows,
            f"    password: {demo.PASSWORD}\n",
        ]
    if not get_user_model().objects.exists():
        return ["Nobody can sign in yet: open the address above and make the first administrator."]
    return []
