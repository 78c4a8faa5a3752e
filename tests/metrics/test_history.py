"""A definition that counts differently says so in its history."""

from dataclasses import replace

from helmline.metrics.expressions import Column
from helmline.metrics.history import digest, unwritten, versions
from helmline.metrics.loading import catalogue


def test_it_has_an_entry_for_every_present_definition():
    changed = sorted(unwritten())
    assert not changed, (
        f'Say why they changed: python -m helmline.metrics.history "..." ({", ".join(changed)})'
    )


def test_it_is_in_the_order_of_time():
    for name in catalogue():
        days = [version.since for version in versions(name)]
        assert days == sorted(days)


def test_it_changes_with_what_is_counted_and_not_with_words():
    metric = catalogue()["first_reply_time"]
    assert digest(replace(metric, title="Other words", meaning="Other.", vendors=())) == digest(metric)
    assert digest(replace(metric, stop=Column("closed_us"))) != digest(metric)
    assert digest(replace(metric, parameters={"window_days": 7})) != digest(metric)


def test_it_knows_no_history_of_what_is_no_metric():
    assert versions("nonsense") == ()
