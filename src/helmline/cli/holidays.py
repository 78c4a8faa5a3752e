"""`helmline holidays`: days a desk may be closed, proposed for review. Nothing applies by itself."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from helmline.cli import show

if TYPE_CHECKING:
    from helmline.calendar.holidays import Proposal


def run(options: argparse.Namespace) -> int:
    """Print proposed days as reference data that are commented out: the person who agrees takes the # away."""
    proposals = _proposals(options)
    if options.format != "table":
        rows = [
            {"day": p.day.isoformat(), "name": p.name, "origin": p.origin.value, "region": p.region}
            for p in proposals
        ]
        show.emit(
            rows, options.format, {"day": "day", "name": "name", "origin": "origin", "region": "region"}
        )
        return 0
    print(
        f"# {len(proposals)} days proposed. None is in force: take the # away from those on which you really close,"
    )
    print("# put them under their [[calendar]], and publish with `helmline reference publish FILE`.")
    for proposal in proposals:
        print(f"\n# {proposal.day:%A} · {proposal.origin.value} · {proposal.region}")
        print("#[[calendar.exception]]")
        print(f"#on = {proposal.day.isoformat()}")
        print(f'#name = "{proposal.name}"')
    return 0


def _proposals(options: argparse.Namespace) -> list[Proposal]:
    from helmline.calendar import holidays
    from helmline.errors import FileError

    years = range(options.year, options.year + options.years)
    path = Path(options.region)
    if path.suffix.lower() != ".ics":
        return holidays.propose(options.region, years, city=options.city)
    if not path.exists():
        raise FileError(
            f"{path} is not there.", hint="Give the path of an .ics file, or a region such as IT or DE-BY."
        )
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    return holidays.from_ical(path.read_text(encoding="utf-8"), first, last, path.name)
