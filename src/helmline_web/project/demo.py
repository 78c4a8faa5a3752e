"""The demonstration: a year of a company that does not exist, up to this minute, and a real log as a second brand.

Loaded once into a data folder; loaded again, nothing changes. What the company does in the days after is kept
aside and fed in as time passes, the way a connected help desk would, so that the live board is alive.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction

from helmline import synthetic
from helmline.eventlog.facts import Facts
from helmline.eventlog.privacy import Subject, Subjects, Texts
from helmline.eventlog.runs import Runs, now_us
from helmline.eventlog.schema import CANONICAL, Kind, Role
from helmline.eventlog.store import Store
from helmline.reference import propose, publish_content
from helmline.sources.table import demo as real
from helmline.sources.table import presets
from helmline.sources.table.landing import import_files, landed_before
from helmline.sources.table.mapping import Mapping
from helmline_web.ingest import live
from helmline_web.people.demo import make_demo_people
from helmline_web.policies.actions import take_over
from helmline_web.policies.publishing import publish

Say = Callable[[str], None]

#: Enough for every page to say something with a narrow interval, few enough for the first page in a minute.
EVENTS: Final = 260_000
PAST_DAYS: Final = 364
#: How long the company lives on by itself after the first start.
COMING_DAYS: Final = 28
REAL_SOURCE: Final = "servicenow-demo"
REAL_BRAND: Final = "IT desk (real log, 2016)"


@dataclass(frozen=True, slots=True)
class _Mark:
    """What the data folder remembers of its demonstration: from which day on, and whether it is all there."""

    first_day: date
    loaded: bool = False

    @classmethod
    def read(cls) -> _Mark:
        if not cls._file().exists():
            return cls(datetime.now(UTC).date() - timedelta(days=PAST_DAYS))
        said = json.loads(cls._file().read_text(encoding="utf-8"))
        return cls(date.fromisoformat(said["first_day"]), said["loaded"])

    def write(self) -> None:
        said = {"first_day": self.first_day.isoformat(), "loaded": self.loaded}
        self._file().write_text(json.dumps(said), encoding="utf-8")

    @staticmethod
    def _file() -> Path:
        return Path(settings.HELMLINE_DATA) / "demonstration.json"


def load(say: Say = lambda _: None) -> None:
    """Load the demonstration into the data folder, unless it is there; then make its people."""
    data, mark = settings.HELMLINE_DATA, _Mark.read()
    if mark.loaded:
        return
    mark.write()  # first: a load that breaks off goes on with the same company
    company = synthetic.Company(events=EVENTS, start=mark.first_day, days=PAST_DAYS + COMING_DAYS)
    say("loading a company that does not exist (synthetic), a year until this minute ...")
    _land_company(company, data)
    say("loading the real ServiceNow log as a second brand ...")
    _land_real(data)
    say(f"reference data {adopt_reference(company)} are in force; building the facts ...")
    Facts(data).current()
    replace(mark, loaded=True).write()


def adopt_reference(company: synthetic.Company) -> str:
    """Make the company's people and rules those of this installation; return the version now in force."""
    content = tomllib.loads(synthetic.reference_toml(company))
    content.setdefault("brand", []).append({"code": REAL_BRAND, "name": REAL_BRAND})
    people = synthetic.people(company).to_pylist()
    publish_content(content, settings.HELMLINE_DATA)  # first: what is published is whole while people come in
    with transaction.atomic():  # teams name calendars: neither can be published without the other
        make_demo_people(propose(content).reference, people)
        take_over(content)
    return publish().version


def feed() -> None:
    """Hand over what has happened in the company since the last time, as a live source would."""
    coming, data = _coming(), settings.HELMLINE_DATA
    if not coming.exists():
        return
    runs, until = Runs(data), now_us()
    since = runs.observed().get(synthetic.SOURCE, 0)
    at = pc.field("occurred_at_us")
    happened = pq.read_table(coming, filters=(at >= since) & (at < until))
    if happened.num_rows:
        live.put(happened.cast(CANONICAL))
        live.flush()
    runs.observe(synthetic.SOURCE, until)


def _land_company(company: synthetic.Company, data: Path) -> None:
    until = now_us()
    coming: list[pa.RecordBatch] = []
    with Store(data, purpose="synthetic demonstration") as store:
        store.append(_past(company, until, coming), source=synthetic.SOURCE, note={"synthetic": True})
        store.runs.observe(synthetic.SOURCE, until)
    pq.write_table(pa.Table.from_batches(coming, CANONICAL), _coming())
    Subjects(data).register(
        Subject(row["subject"], synthetic.SOURCE, row["identifier"], Role.AGENT, row["name"], row["mail"])
        for row in synthetic.people(company).to_pylist()
    )


def _past(company: synthetic.Company, until: int, coming: list[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield what has happened by now, and put what has not aside."""
    for batch in synthetic.generate(company):
        happened = pc.less(batch["occurred_at_us"], until)
        yield batch.filter(happened)
        rest = batch.filter(pc.invert(happened))
        if rest.num_rows:
            coming.append(rest)


def _land_real(data: Path) -> None:
    with Store(data, purpose="real demonstration log") as store:
        import_files(
            [real.servicenow_file()], _as_brand(presets.load("servicenow")), store, Subjects(data), Texts(data),
            source=REAL_SOURCE, rejects_folder=data, landed=landed_before(store.runs.all("landed")),
        )  # fmt: skip


def _as_brand(mapping: Mapping) -> Mapping:
    """Return the mapping with a brand of its own for everything that it creates."""
    events = tuple(
        replace(event, dimensions=(*event.dimensions, ("brand", f"={REAL_BRAND}")))
        if event.kind == Kind.CREATED else event
        for event in mapping.events
    )  # fmt: skip
    return replace(mapping, events=events)


def _coming() -> Path:
    return Path(settings.HELMLINE_DATA) / "demonstration-coming.parquet"
