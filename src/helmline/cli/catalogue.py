"""`helmline metrics`: what each number counts."""

from __future__ import annotations

import argparse

from helmline.cli import show
from helmline.errors import QueryError


def run(options: argparse.Namespace) -> int:
    """List the metrics, or describe one."""
    from helmline.metrics.loading import catalogue

    known = catalogue()
    if options.name:
        return _describe(options)
    word = options.search.lower()
    rows = [
        {
            "name": m.name,
            "says": m.meaning,
            "unit": m.unit,
            "better": {"lower": "lower", "higher": "higher"}.get(m.direction),
        }
        for m in known.values()
        if word in f"{m.name} {m.title} {m.meaning}".lower()
    ]
    show.emit(
        rows,
        options.format,
        {"name": "metric", "says": "what it says", "unit": "unit", "better": "better when"},
    )
    return 0


def _describe(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from helmline.metrics.expressions import suggest
    from helmline.metrics.loading import catalogue

    metric = catalogue().get(options.name)
    if metric is None:
        raise QueryError(
            f"There is no metric {options.name!r}.", hint=suggest(options.name, list(catalogue()))
        )
    if options.format == "json":
        show.as_json(asdict(metric))
        return 0
    from helmline.metrics.document import describe

    print(describe(metric))
    return 0
