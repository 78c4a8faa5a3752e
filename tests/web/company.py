"""A small company with a log, reference data and names, made once and copied where a test writes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from helmline import synthetic
from helmline.eventlog.facts import Facts
from helmline.eventlog.privacy import Subject, Subjects
from helmline.eventlog.schema import Role
from helmline.eventlog.store import Store
from helmline.reference.store import publish

COMPANY = synthetic.Company(seed=7, events=12_000, start=date(2026, 8, 3), days=56, agents=30)


def make(folder: Path) -> None:
    """Write log, names, reference data and facts of the company into `folder`."""
    with Store(folder, purpose="test") as store:
        store.append(synthetic.generate(COMPANY), source=synthetic.SOURCE, note={"synthetic": True})
    Subjects(folder).register(
        Subject(row["subject"], synthetic.SOURCE, row["identifier"], Role.AGENT, row["name"], row["mail"])
        for row in synthetic.people(COMPANY).to_pylist()
    )
    path = folder / "reference.toml"
    path.write_text(synthetic.reference_toml(COMPANY), encoding="utf-8")
    publish(path, folder)
    Facts(folder).current()
