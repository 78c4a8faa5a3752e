"""The application's settings as the tests use them: a data folder of their own, quick passwords, no mail."""

import os
import tempfile

os.environ["HELMLINE_DATA"] = os.environ.get("HELMLINE_TEST_DATA") or tempfile.mkdtemp(
    prefix="helmline-test-"
)
os.environ["DATABASE_URL"] = os.environ.get("HELMLINE_TEST_DATABASE_URL", "")

from helmline_web.project.settings import *  # noqa: F403

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - whitenoise warns where there is none
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
