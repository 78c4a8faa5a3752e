"""The Django app."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """The pages a support manager opens every morning."""

    name = "helmline_web.dashboards"
    label = "dashboards"

    def ready(self) -> None:
        """Register the kinds of acts, the pages of the rail, and the look for bursts."""
        from helmline_web.dashboards import bursts, kinds, rail
        from helmline_web.ingest import schedules

        kinds.register()
        rail.register()
        schedules.register("bursts", bursts.look, "every 5 min")
