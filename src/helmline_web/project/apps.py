"""The Django app that holds the management commands of the whole."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Nothing but a name: commands are found by it."""

    name = "helmline_web.project"
    label = "project"
