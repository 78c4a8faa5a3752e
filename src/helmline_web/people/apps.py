"""The Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The organisation, its teams over time, roles, sign-in, and who may see whom."""

    name = "helmline_web.people"
    label = "people"

    def ready(self) -> None:
        """Register the kinds of acts."""
        from helmline_web.people import kinds

        kinds.register()
