"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from helmline_web.ui import navigation


class ReportsConfig(AppConfig):
    """Month close and Monday mail."""

    name = "helmline_web.reports"
    label = "reports"

    def ready(self) -> None:
        """Register acts, pages, the Monday mail's schedule, and what policies ask about closed months."""
        from helmline_web.ingest import schedules
        from helmline_web.policies import closed
        from helmline_web.reports import kinds, months, sending

        kinds.register()
        closed.register(months.differing)
        schedules.register("monday-mail", sending.send_all, "0 7 * * 1")
        for entry in _pages():
            navigation.register(entry)


def _pages() -> tuple[navigation.Entry, ...]:
    covered = ("closed", "restatement", "vendor", "vendor-rows")
    return (
        navigation.Entry(group="reports", title=_("Library"), url_name="reports:library", right="see.reports", order=10),
        navigation.Entry(
            group="reports", title=_("Month close"), url_name="reports:months", right="see.closed", order=20,
            covers=tuple(f"reports:{name}" for name in covered),
        ),
        navigation.Entry(group="reports", title=_("Monday mail"), url_name="reports:monday", right="see.reports", order=30),
    )  # fmt: skip
