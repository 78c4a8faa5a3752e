"""`python -m helmline_web catalogues update | check | compile`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from helmline_web.project import catalogues


class Command(BaseCommand):
    """Extract, check or compile the translations."""

    help = "Bring the catalogues up to code and templates, list what they lack, or compile them."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the act."""
        parser.add_argument("act", choices=("update", "check", "compile"))

    def handle(self, *_args: Any, act: str, **_options: Any) -> None:
        """Do it; `check` ends with code 1 where something lacks."""
        getattr(self, f"_{act}")()

    def _update(self) -> None:
        for language, lacking in catalogues.update().items():
            self.stdout.write(f"{language}: {lacking} texts to translate")

    def _compile(self) -> None:
        self.stdout.write(f"{catalogues.compile_all()} catalogues compiled")

    def _check(self) -> None:
        gaps = catalogues.check()
        for gap in gaps:
            self.stdout.write(f"{gap.language} {gap.kind}: {gap.text}")
        if gaps:
            sys.exit(1)
