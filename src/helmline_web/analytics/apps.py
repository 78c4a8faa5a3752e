"""The Django app."""

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """The one door to the log: a scoped, cached answer to a query; wording of what it says."""

    name = "helmline_web.analytics"
    label = "analytics"

    def ready(self) -> None:
        """Provide what the frame shows of a selection."""
        from helmline_web.analytics import frame

        frame.register()
