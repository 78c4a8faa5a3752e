"""`python -m helmline_web options`: every option, its default, what it is now, and what it is for."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand

from helmline_web.project.options import OPTIONS


class Command(BaseCommand):
    """List the options."""

    help = "List every option with its default and its help."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print one option a paragraph; values that may hold a secret are not shown."""
        for option in OPTIONS:
            state = "set" if option.name in os.environ else f"default {option.default!r}"
            self.stdout.write(f"{option.name} ({state})\n    {option.help}")
