"""The Django app."""

from django.apps import AppConfig


class IngestConfig(AppConfig):
    """Sources, imports, runs, freshness; the only writer of the log."""

    name = "helmline_web.ingest"
    label = "ingest"
