"""What an operator must be able to trust: Django's own deploy check, limits, and logs without secrets."""

import os
import subprocess
import sys

from django.conf import settings

SECRET = "correct-horse-battery"


def manage(*words, **environment):
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HELMLINE_", "DJANGO_", "DATABASE_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "helmline_web", *words], env=kept | environment, capture_output=True, text=True
    )  # fmt: skip


def test_djangos_deploy_check_finds_nothing_under_https(tmp_path):
    done = manage(
        "check",
        "--deploy",
        "--fail-level",
        "INFO",
        HELMLINE_DATA=str(tmp_path / "data"),
        HELMLINE_HTTPS="yes",
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_no_model_lacks_a_migration(tmp_path):
    done = manage("makemigrations", "--check", "--dry-run", HELMLINE_DATA=str(tmp_path / "data"))
    assert done.returncode == 0, done.stdout


def test_a_password_is_in_no_message(tmp_path):
    url = f"postgresql://helmline:{SECRET}@127.0.0.1:1/helmline"
    program = "import sys; from helmline.cli import main; sys.exit(main(['serve', '--port', '48917']))"
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HELMLINE_", "DJANGO_", "DATABASE_"))
    }
    environment = kept | {
        "HELMLINE_DATA": str(tmp_path / "data"), "DATABASE_URL": url, "HELMLINE_OIDC_SECRET": SECRET,
        "HELMLINE_MAIL": f"smtp://me:{SECRET}@127.0.0.1:1",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60
    )
    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert "The database cannot be used" in said
    assert "Traceback" not in said
    assert SECRET not in said


def test_the_list_of_options_shows_no_values(tmp_path):
    done = manage("options", HELMLINE_DATA=str(tmp_path / "data"), HELMLINE_OIDC_SECRET=SECRET)
    assert "HELMLINE_OIDC_SECRET (set)" in done.stdout
    assert SECRET not in done.stdout


def test_secrets_are_readable_by_their_owner_only(tmp_path):
    data = tmp_path / "data"
    manage("check", HELMLINE_DATA=str(data))
    assert (data / "secret-key").stat().st_mode & 0o077 == 0


def test_forms_have_a_limit_and_uploaded_files_are_private():
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE <= 2 * 2**20
    assert settings.FILE_UPLOAD_PERMISSIONS == 0o600
