"""The Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _

from helmline_web.ui import navigation


class PoliciesConfig(AppConfig):
    """The rules in force, dated: calendars, targets, thresholds, incident windows, business events."""

    name = "helmline_web.policies"
    label = "policies"

    def ready(self) -> None:
        """Register the kinds of acts and the pages, and follow what people change."""
        from helmline_web.people import models
        from helmline_web.policies import kinds, publishing

        kinds.register()
        for model in (models.Organisation, models.Brand, models.Team, models.Membership, models.Identity):
            for signal in (post_save, post_delete):
                signal.connect(publishing.follow, sender=model, dispatch_uid=f"policies-{model.__name__}")
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
