"""`helmline`: the whole library from a terminal. Starts light; each command loads what it needs."""

from helmline.cli.main import main

__all__ = ["main"]
