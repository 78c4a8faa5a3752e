"""What a closed month rests on: facts that stay, and the news that came after them."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from helmline import synthetic
from helmline.errors import NotFound
from helmline.eventlog import arrivals
from helmline.eventlog.facts import Facts, pins, snapshots
from helmline.eventlog.log import Log
from helmline.eventlog.store import Store

COMPANY = synthetic.Company(seed=3, events=5_000, start=date(2026, 8, 3), days=28, agents=30)


@pytest.fixture
def halves(tmp_path):
    """A log that holds the first half of a company's rows, and the second half still to come."""
    rows = pa.Table.from_batches(synthetic.generate(COMPANY)).sort_by("occurred_at_us")
    middle = rows.num_rows // 2
    first, second = rows.slice(0, middle), rows.slice(middle)
    land(tmp_path, first)
    return tmp_path, first, second


def land(data, rows):
    with Store(data) as store:
        return store.append(rows.combine_chunks().to_batches(), source=synthetic.SOURCE)


def test_it_keeps_a_pinned_snapshot_through_every_sweep(halves, monkeypatch):
    data, _, second = halves
    monkeypatch.setattr(snapshots, "KEEP_SECONDS", -1.0)
    old = Facts(data).current()
    pins.pin(data, "month-2026-08", old)
    land(data, second)
    Facts(data).rebuild()
    kept = pins.pinned(data, "month-2026-08")
    assert (kept.id, kept.watermark) == (old.id, old.watermark)
    assert all((data / "facts" / layer.folder).is_dir() for layer in kept.layers)
    pins.unpin(data, "month-2026-08")
    Facts(data).rebuild()
    assert not any((data / "facts" / layer.folder).is_dir() for layer in kept.layers)


def test_it_says_what_is_not_kept(tmp_path):
    with pytest.raises(NotFound):
        pins.pinned(tmp_path, "month-2026-08")


def test_it_tells_late_news_from_what_went_on(halves):
    data, first, second = halves
    watermark = Log(data).view().watermark
    seen = first["occurred_at_us"][-1].as_py()
    land(data, second)
    begin = first["occurred_at_us"][0].as_py()
    told = {
        news.kind: news for news in arrivals.since(data, watermark, begin, seen + 1, {synthetic.SOURCE: seen})
    }
    touched = set(first["interaction"].to_pylist()) | {
        row["interaction"] for row in second.to_pylist() if row["occurred_at_us"] <= seen
    }
    after = [
        row for row in second.to_pylist() if row["interaction"] in touched and row["occurred_at_us"] > seen
    ]
    merges = [row for row in after if row["kind"] == 3]
    assert told["went_on"].rows == len(after) - len(merges)
    late = {news.kind for news in arrivals.since(data, watermark, begin, seen + 1, {synthetic.SOURCE: 2**61})}
    assert "went_on" not in late


def test_it_counts_corrections_and_withdrawals_by_hand(halves):
    data, first, _ = halves
    watermark = Log(data).view().watermark
    seen = {synthetic.SOURCE: first["occurred_at_us"][-1].as_py()}
    mended = first.filter(pa.compute.equal(first["kind"], 40)).slice(0, 2)
    moved = mended.set_column(
        mended.schema.get_field_index("language"), "language", pa.array(["xx", "xx"], pa.string())
    )
    gone = first.filter(pa.compute.equal(first["kind"], 41)).slice(0, 3)
    with Store(data) as store:
        store.append(moved.combine_chunks().to_batches(), source=synthetic.SOURCE)
        store.retract(gone["event_id"].to_pylist(), source=synthetic.SOURCE)
    told = {news.kind: news.rows for news in arrivals.since(data, watermark, 0, 2**61, seen)}
    assert told == {"corrected": 2, "withdrawn": gone.num_rows}
