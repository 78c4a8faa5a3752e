"""The Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from helmline_web.ui import navigation


class PoliciesConfig(AppConfig):
    """The rules in force, dated: calendars, targets, thresholds, incident windows, business events."""

    name = "helmline_web.policies"
    label = "policies"

    def ready(self) -> None:
        """Register the kinds of acts and the pages."""
        from helmline_web.policies import kinds

        kinds.register()
        for entry in _pages():
            navigation.register(entry)


def _pages() -> tuple[navigation.Entry, ...]:
    covered = (
        "section",
        "policy",
        "edit",
        "new",
        "draft",
        "edit-draft",
        "calendar",
        "hours",
        "days",
        "new-calendar",
    )
    return (
        navigation.Entry(
            group="operations", title=_("Policies"), url_name="policies:overview", right="see.policies", order=20,
            covers=tuple(f"policies:{name}" for name in covered),
        ),
        navigation.Entry(
            group="operations", title=_("Incident windows"), url_name="policies:incidents", right="see.policies", order=30
        ),
    )  # fmt: skip
