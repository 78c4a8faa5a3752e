"""The Django app."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """The pages a support manager opens every morning."""

    name = "helmline_web.dashboards"
    label = "dashboards"

    def ready(self) -> None:
        """Register the kinds of acts, and the pages of the rail."""
        from helmline_web.dashboards import kinds, rail

        kinds.register()
        rail.register()
