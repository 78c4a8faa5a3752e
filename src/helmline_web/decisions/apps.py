"""The Django app."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """What people here decided, and the trail of who did what; evidence and the outbox of events."""

    name = "helmline_web.decisions"
    label = "decisions"
