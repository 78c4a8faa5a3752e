"""The Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The read API, version 1."""

    name = "helmline_web.api"
    label = "api"
