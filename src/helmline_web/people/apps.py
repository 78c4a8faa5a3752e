"""The Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The organisation, its teams over time, roles, sign-in, and who may see whom."""

    name = "helmline_web.people"
    label = "people"

    def ready(self) -> None:
        """Register the kinds of acts and pages, and what happens to a form whose sender is signed out."""
        from helmline_web.decisions import names
        from helmline_web.people import kinds, navigation, queries, unsent
        from helmline_web.ui import doors

        kinds.register()
        navigation.fill()
        names.provide(queries.names_of_users, queries.users_named)
        doors.provide_way_back(unsent.way_back)
