"""The Django app."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """The pages a support manager opens every morning."""

    name = "helmline_web.dashboards"
    label = "dashboards"

    def ready(self) -> None:
        """Register the kinds of acts."""
        from helmline_web.dashboards import kinds

        kinds.register()
