"""The Django app of the whole: its management commands, and the demonstration's feed."""

from django.apps import AppConfig
from django.conf import settings


class ProjectConfig(AppConfig):
    """Commands are found by its name."""

    name = "helmline_web.project"
    label = "project"

    def ready(self) -> None:
        """Let the worker publish what a crash left unpublished, and feed the demonstration where it is shown."""
        from helmline_web.ingest import schedules
        from helmline_web.policies import publishing

        schedules.register("publishing", publishing.catch_up, "every 10 m")
        if settings.HELMLINE_DEMO:
            from helmline_web.project import demo

            schedules.register("demonstration", demo.feed, "every 15 s")
