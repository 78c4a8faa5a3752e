"""The Django app."""

from django.apps import AppConfig


class IngestConfig(AppConfig):
    """Where data come in: the worker, imports, live events; the only writer of the log."""

    name = "helmline_web.ingest"
    label = "ingest"

    def ready(self) -> None:
        """Register kinds of acts, schedules and pages."""
        from helmline_web.ingest import housekeeping, kinds, rail

        kinds.register_kinds()
        housekeeping.register_schedules()
        rail.register_pages()
