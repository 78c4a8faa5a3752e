"""Published facts: versioned, immutable files with a pointer; refreshed by small overlays, folded in later.

A snapshot is a base and a few layers over it. Each layer holds the recomputed rows of the interactions
that changed and hides their older rows. Readers open files that nobody changes.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from helmline.engines import duck
from helmline.eventlog.facts import affected, build, layers, views
from helmline.eventlog.facts.layers import Layer
from helmline.eventlog.lease import Lease
from helmline.eventlog.log import Log, LogView
from helmline.eventlog.runs import Runs

if TYPE_CHECKING:
    import duckdb

Progress = Callable[[float], None]

#: Layers over a base before they are joined into one.
MAX_LAYERS: Final = 8
#: Share of the interactions in layers past which they are folded into a new base.
FOLD_SHARE: Final = 0.02
#: Share of the interactions past which folding them anew is no quicker than folding all.
REBUILD_SHARE: Final = 0.25
#: Snapshots of the past that are kept for the next asker.
MAX_PAST: Final = 50
#: How long the files of a replaced snapshot stay for readers that still hold it.
KEEP_SECONDS: Final = 3600.0

TABLES: Final = (*build.TABLES, "agent_states")


@dataclass(frozen=True)
class Snapshot:
    """One published state of the facts. `sql(table)` is what a reader asks."""

    id: str
    root: str
    watermark: int
    known_at: int | None
    as_of_us: int | None
    version: int
    interactions: int
    layers: tuple[Layer, ...]
    observed_until: dict[str, int]
    capabilities: dict[str, tuple[bool, bool]]

    def sql(self, table: str) -> str:
        """Return SQL for a fact table, with `observed_until_us`: where open work of its source is censored."""
        if table in views.DERIVED:
            return views.DERIVED[table](self.sql)
        return f"SELECT *, {self._observed()} AS observed_until_us FROM ({self.visible_sql(table)})"

    def visible_sql(self, table: str) -> str:
        """Return SQL for the rows of a table that no later layer hides."""
        return layers.visible_sql(self.root, self.layers, table)

    @property
    def changed(self) -> int:
        """The number of interactions that lie in layers."""
        return sum(layer.changed for layer in self.layers)

    def _observed(self) -> str:
        if not self.observed_until:
            return "NULL::BIGINT"
        cases = " ".join(f"WHEN {duck.quote(s)} THEN {us}" for s, us in self.observed_until.items())
        return f"(CASE source {cases} END)::BIGINT"


class Facts:
    """The published facts of a data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.root = data / "facts"
        self.log = Log(data)

    def published(self) -> Snapshot | None:
        """Return the snapshot that the pointer names, or None before the first."""
        try:
            return _read(self.root / "CURRENT")
        except FileNotFoundError:
            return None

    def current(self, on_progress: Progress | None = None) -> Snapshot:
        """Return facts that hold everything in the log now: published, refreshed, or built for the first time."""
        snapshot, view = self.published(), self.log.view()
        if (
            snapshot is not None
            and snapshot.version == build.VERSION
            and snapshot.watermark == view.watermark
        ):
            return replace(snapshot, observed_until=self._with_cursors(snapshot.observed_until))
        with Lease(self.data, "facts", wait_s=600, name="facts.lock"):
            snapshot, view = self.published(), self.log.view()
            if snapshot is None or snapshot.version != build.VERSION or snapshot.watermark > view.watermark:
                return self._publish(self._build(view, on_progress))
            if snapshot.watermark == view.watermark:
                return snapshot
            return self._publish(self._refresh(snapshot, view, on_progress))

    def rebuild(self, on_progress: Progress | None = None) -> Snapshot:
        """Build everything anew from the log and publish it."""
        with Lease(self.data, "facts", wait_s=600, name="facts.lock"):
            return self._publish(self._build(self.log.view(), on_progress))

    def at(
        self, *, as_of_us: int | None = None, known_at: int | None = None, on_progress: Progress | None = None
    ) -> Snapshot:
        """Return the facts of the world at an instant, or as they were known then; kept for the next asker."""
        if as_of_us is None and known_at is None:
            return self.current(on_progress)
        view = self.log.view(known_at=known_at, as_of_us=as_of_us)
        pointer = self.root / "past" / f"{build.VERSION}-{as_of_us}-{view.limit}.json"
        if pointer.exists():
            return _read(pointer)
        snapshot = self._build(view, on_progress)
        pointer.parent.mkdir(parents=True, exist_ok=True)
        _write_atomically(pointer, snapshot)
        by_age = sorted(pointer.parent.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
        for old in by_age[:-MAX_PAST]:
            old.unlink(missing_ok=True)  # its files are swept with the next publishing
        return snapshot

    # -- making ---------------------------------------------------------------------------------------------

    def _build(self, view: LogView, on_progress: Progress | None) -> Snapshot:
        folder = self._folder("base")
        built = build.build(view, self.root / folder, on_progress)
        return Snapshot(
            id=folder,
            root=str(self.root),
            watermark=view.watermark,
            known_at=view.known_at,
            as_of_us=view.as_of_us,
            version=build.VERSION,
            interactions=built.rows["interactions"],
            layers=(Layer(folder),),
            observed_until=self._observed(view, {}, 0),
            capabilities=built.capabilities,
        )

    def _refresh(self, old: Snapshot, view: LogView, on_progress: Progress | None) -> Snapshot:
        """Return the old snapshot with a layer of what changed; a rebuild where the change is too wide."""
        with duck.cursor() as cursor:
            capabilities = build.capabilities_after(cursor, view, old.watermark, old.capabilities)
            if capabilities != old.capabilities:
                return self._build(view, on_progress)
            found = affected.find(cursor, view, old.watermark, old.visible_sql)
            if found.interactions > max(1000, old.interactions * REBUILD_SHARE):
                return self._build(view, on_progress)
            folder = self._folder("layer")
            changed = build.refresh(cursor, view, self.root / folder, capabilities, found, old.visible_sql)
        new = replace(
            old,
            id=folder,
            watermark=view.watermark,
            interactions=old.interactions + found.unseen,
            layers=(*old.layers, Layer(folder, changed)),
            observed_until=self._observed(view, old.observed_until, old.watermark),
        )
        return self._thin(new)

    def _thin(self, snapshot: Snapshot) -> Snapshot:
        """Join the layers when there are many of them; fold them into a new base when they have grown."""
        if snapshot.changed > snapshot.interactions * FOLD_SHARE and snapshot.changed > 10_000:
            folder = self._folder("base")
            with duck.cursor() as cursor:
                self._join(cursor, snapshot, folder)
            return replace(snapshot, id=folder, layers=(Layer(folder),))
        if len(snapshot.layers) <= MAX_LAYERS:
            return snapshot
        folder = self._folder("layer")
        base, *upper = snapshot.layers
        with duck.cursor() as cursor:
            self._join(cursor, replace(snapshot, layers=tuple(upper)), folder)
            changed = layers.join_hiding(cursor, self.root, upper, folder)
        return replace(snapshot, id=folder, layers=(base, Layer(folder, changed)))

    def _join(self, cursor: duckdb.DuckDBPyConnection, snapshot: Snapshot, folder: str) -> None:
        """Write the visible rows of a snapshot's layers as one folder."""
        for table in (*TABLES, "merge_rows"):
            path = self.root / folder / table / "joined-000.parquet"
            layers.copy(cursor, snapshot.visible_sql(table), path)

    def _observed(self, view: LogView, before: dict[str, int], since: int) -> dict[str, int]:
        """Return for each source how far it had been seen: its latest event, or its connector's cursor.

        The world at T was seen no further than T. What a cursor said then is not kept, so a question about
        what was known rests on events alone.
        """
        rows = view.raw_sql("source, occurred_at_us", since=since)
        with duck.cursor() as cursor:
            found = cursor.execute(
                f"SELECT source, max(occurred_at_us) FROM ({rows}) GROUP BY source"
            ).fetchall()
        seen = before | {source: max(us, before.get(source, us)) for source, us in found}
        if view.known_at is None:
            seen = self._with_cursors(seen)
        if view.as_of_us is None:
            return seen
        return {source: min(us, view.as_of_us) for source, us in seen.items()}

    def _with_cursors(self, seen: dict[str, int]) -> dict[str, int]:
        cursors = Runs(self.data).observed()
        return {source: max(us, cursors.get(source, us)) for source, us in sorted(seen.items())}

    def _folder(self, kind: str) -> str:
        return f"{kind}-{time.time_ns() // 1000}-{secrets.token_hex(2)}"

    def _publish(self, snapshot: Snapshot) -> Snapshot:
        self.root.mkdir(parents=True, exist_ok=True)
        _write_atomically(self.root / "CURRENT", snapshot)
        self._sweep(snapshot)
        return snapshot

    def _sweep(self, current: Snapshot) -> None:
        """Delete folders that no pointer names and that no reader can still hold."""
        named = {layer.folder for layer in current.layers}
        for pointer in [*self.root.glob("past/*.json"), *self.root.glob("pins/*.json")]:
            named |= {layer.folder for layer in _read(pointer).layers}
        for folder in [*self.root.glob("base-*"), *self.root.glob("layer-*")]:
            age = time.time() - int(folder.name.split("-")[1]) / 1e6
            if folder.name not in named and age > KEEP_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def _read(path: Path) -> Snapshot:
    fields = json.loads(path.read_text())
    fields["root"] = str(path.parent if path.name == "CURRENT" else path.parent.parent)
    fields["layers"] = tuple(Layer(**layer) for layer in fields["layers"])
    fields["capabilities"] = {name: tuple(flags) for name, flags in fields["capabilities"].items()}
    return Snapshot(**fields)


def _write_atomically(path: Path, snapshot: Snapshot) -> None:
    """Write the pointer beside its place, force it to disk, and rename it there: all of it or nothing."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    with draft.open("w") as file:
        json.dump(asdict(snapshot), file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
