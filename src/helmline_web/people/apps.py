"""The Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The organisation, its teams over time, roles, sign-in, and who may see whom."""

    name = "helmline_web.people"
    label = "people"
