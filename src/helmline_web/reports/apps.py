"""The Django app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Month close and the Monday mail."""

    name = "helmline_web.reports"
    label = "reports"
