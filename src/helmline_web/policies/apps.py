"""The Django app."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """The rules in force, dated: calendars, targets, thresholds, incident windows, business events."""

    name = "helmline_web.policies"
    label = "policies"

    def ready(self) -> None:
        """Register the kinds of acts and the pages."""
        from helmline_web.policies import kinds

        kinds.register()
