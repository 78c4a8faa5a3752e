"""The Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DecisionsConfig(AppConfig):
    """What people here decided, and the trail of who did what; evidence and the outbox of events."""

    name = "helmline_web.decisions"
    label = "decisions"

    def ready(self) -> None:
        """Register the trail's page and the acts on the trail itself."""
        from helmline_web.decisions import kinds
        from helmline_web.ui.navigation import Entry, register

        register(
            Entry(group="data", title=_("Trail"), url_name="decisions:trail", right="see.trail", order=90)
        )
        kinds.register(kinds.Kind("trail.exported", _("exported the trail, {rows} entries"), group="export"))
