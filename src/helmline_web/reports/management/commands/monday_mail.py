"""`monday_mail`: send it now."""

from typing import Any

from django.core.management.base import BaseCommand

from helmline_web.reports.sending import send_all


class Command(BaseCommand):
    """Send the Monday mail to every lead and executive."""

    help = "Send the Monday mail to every lead and executive, now."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Send it and say to how many."""
        self.stdout.write(f"Sent to {send_all()} people.")
