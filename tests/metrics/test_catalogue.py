"""Every metric of the catalogue is complete, and gives the answer that was counted by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from facts_by_hand import ByHand

from helmline.metrics.ask import ask
from helmline.metrics.loading import catalogue
from helmline.metrics.query import Query
from helmline.reference.entries import Target
from helmline.reference.reference import Reference

WORKED = [name for name, metric in catalogue().items() if metric.worked]


def _answer(name: str) -> dict[str, Any]:
    metric = catalogue()[name]
    assert metric.worked is not None
    promises = [
        Target(given["kind"], given["within_s"] * 1_000_000, "calendar") for given in metric.worked.targets
    ]
    reference = Reference(targets=tuple(promises))
    (cell,) = ask(Query(metrics=(name,)), ByHand(metric.worked.rows), reference).cells
    return cell.to_json()


@pytest.mark.parametrize("name", WORKED)
def test_it_gives_the_worked_case_counted_by_hand(name: str) -> None:
    worked = catalogue()[name].worked
    assert worked is not None
    answer = _answer(name)
    for key, expected in worked.expected.items():
        got, expected = answer[key], None if expected == "null" else expected
        if isinstance(expected, float) and got is not None:
            assert math.isclose(got, expected, rel_tol=1e-9), f"{name}.{key}: {got} is not {expected}"
        else:
            assert got == expected, f"{name}.{key}: {got} is not {expected}"
