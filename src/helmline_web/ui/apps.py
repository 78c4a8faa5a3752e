"""The Django app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Components, charts, tables and formats; knows no models."""

    name = "helmline_web.ui"
    label = "ui"
