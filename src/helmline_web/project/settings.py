"""Django's settings, made from `options.py`; nothing here is read from anywhere else."""

from __future__ import annotations

from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from helmline_web.project import options as _options
from helmline_web.project.database import database
from helmline_web.project.secret import secret_key

OPTIONS = _options.read()
HELMLINE_DATA: Path = OPTIONS["HELMLINE_DATA"]
HELMLINE_DEMO = OPTIONS["HELMLINE_DEMO"]
HELMLINE_UPLOAD_BYTES = OPTIONS["HELMLINE_UPLOAD_MB"] * 2**20
HELMLINE_SIGN_IN_TRIES = OPTIONS["HELMLINE_SIGN_IN_TRIES"]
HELMLINE_OIDC = {name: OPTIONS[f"HELMLINE_OIDC_{name.upper()}"] for name in ("issuer", "client", "secret")}

DEBUG = OPTIONS["HELMLINE_DEBUG"]
SECRET_KEY = secret_key(HELMLINE_DATA)
ALLOWED_HOSTS = OPTIONS["HELMLINE_HOSTS"]
ROOT_URLCONF = "helmline_web.project.urls"
WSGI_APPLICATION = "helmline_web.project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False

#: from the top floor to the ground
HELMLINE_APPS = [
    f"helmline_web.{name}"
    for name in (
        "api", "dashboards", "reports", "ingest", "policies", "analytics", "people", "decisions", "ui",
    )
]  # fmt: skip
INSTALLED_APPS = [
    *HELMLINE_APPS,
    "helmline_web.project",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "helmline_web.people.middleware.ViewerMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "helmline_web.ui.middleware.FriendlyErrorsMiddleware",
]

_loaders = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                ("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", _loaders)])
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "helmline_web.ui.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "helmline_web.ui.frame.frame",
            ],
        },
    }
]

DATABASES = {"default": database(OPTIONS["DATABASE_URL"], HELMLINE_DATA)}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "people.User"
LOGIN_URL = "account:sign-in"
LOGIN_REDIRECT_URL = "/"
#: the first makes new hashes; older ones are made anew when their owner signs in
_hashers = ["Argon2PasswordHasher"] if find_spec("argon2") else []
PASSWORD_HASHERS = [
    f"django.contrib.auth.hashers.{name}"
    for name in (*_hashers, "ScryptPasswordHasher", "PBKDF2PasswordHasher")
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", **extra}
    for name, extra in (
        ("UserAttributeSimilarityValidator", {"OPTIONS": {"user_attributes": ("mail",)}}),
        ("MinimumLengthValidator", {"OPTIONS": {"min_length": 12}}),
        ("CommonPasswordValidator", {}),
    )
]
SESSION_COOKIE_AGE = int(timedelta(hours=OPTIONS["HELMLINE_SESSION_HOURS"]).total_seconds())
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_NAME = "helmline_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "helmline_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "helmline_web.ui.pages.errors.stale_form"

# Without HTTPS (a laptop, a trial) secure cookies would never come back.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = OPTIONS["HELMLINE_HTTPS"]
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # a monitor on the machine itself asks without HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if OPTIONS["HELMLINE_HTTPS"] else None
SECURE_HSTS_SECONDS = 31_536_000 if OPTIONS["HELMLINE_HTTPS"] else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = OPTIONS["HELMLINE_HTTPS"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
#: A form of ours is small; files stream to disk and have a limit of their own.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILE_UPLOAD_PERMISSIONS = 0o600

LANGUAGE_CODE = OPTIONS["HELMLINE_LANGUAGE"]
LANGUAGES = [
    ("en", _("English")),
    ("it", _("Italian")),
    ("sv", _("Swedish")),
    ("pl", _("Polish")),
    ("ja", _("Japanese")),
]
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
LANGUAGE_COOKIE_NAME = "helmline_language"
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HELMLINE_DATA / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

MEDIA_ROOT = HELMLINE_DATA / "uploads"
DEFAULT_FROM_EMAIL = OPTIONS["HELMLINE_MAIL_FROM"]
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if OPTIONS["HELMLINE_MAIL"]
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = HELMLINE_DATA / "outgoing-mail"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"helmline": {"level": "INFO"}, "helmline_web": {"level": "INFO"}},
}
