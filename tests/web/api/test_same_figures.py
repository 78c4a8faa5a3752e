"""The figures on a page, in its file, from the API and from `helmline kpi` are the same, to the last digit."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helmline.cli import main
from helmline_web.analytics import door, export
from helmline_web.api.questions import Question
from helmline_web.people.access import viewer_of

pytestmark = pytest.mark.django_db

questions = st.fixed_dictionaries(
    {
        "metrics": st.lists(
            st.sampled_from(
                ["created", "solved", "backlog", "first_reply_time", "requester_wait", "csat", "fcr", "sla_attainment",
                 "reopen_rate", "aht"]
            ),
            min_size=1, max_size=2, unique=True,
        ),
        "by": st.sampled_from([[], ["team"], ["channel"], ["brand", "priority"]]),
        "where": st.sampled_from([{}, {"team": ["Milano"]}, {"channel": ["chat", "phone"]}, {"team": ["nowhere"]}]),
        "period": st.sampled_from(["", "week", "month"]),
        "since": st.sampled_from(["", "2026-08-10"]),
        "until": st.sampled_from(["", "2026-09-07"]),
        "clock": st.sampled_from(["calendar", "business"]),
        "incidents": st.sampled_from(["with", "without"]),
    }
)  # fmt: skip


def _words(asked: dict[str, Any], data: Path) -> list[str]:
    words = ["kpi", *asked["metrics"], "--data", str(data), "--format", "json"]
    words += [word for name in asked["by"] for word in ("--by", name)]
    words += [
        word for name, values in asked["where"].items() for word in ("--where", f"{name}={','.join(values)}")
    ]
    plain = ("period", "since", "until", "clock", "incidents")
    return words + [word for name in plain if asked[name] for word in (f"--{name}", asked[name])]


def _placed(cells: list[dict[str, Any]]) -> list[str]:
    """Return the cells as texts: nothing may differ, but the command line orders them for reading."""
    return sorted(json.dumps(cell, sort_keys=True) for cell in cells)


@settings(
    max_examples=10, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(questions)
def test_every_door_gives_the_same_figures(
    cast, company: Path, program, capsys, asked: dict[str, Any]
) -> None:
    mona = viewer_of(cast.user["Mona"])
    query = Question(**asked).query()
    page = [cell.to_json() for cell in door.ask(mona, query).cells]
    by_api = json.loads(program("Mona").post("query", asked).content)["cells"]
    assert main(_words(asked, company)) == 0
    by_words = json.loads(capsys.readouterr().out)["cells"]
    assert _placed(page) == _placed(by_api) == _placed(by_words)
    lines = list(
        csv.DictReader(io.StringIO("".join(export.csv_lines(export.cells(mona, query).batches)), newline=""))
    )
    for line, cell in zip(lines, page, strict=True):
        for name in ("value", "low", "high", "mean", "p90", "n", "numerator", "denominator"):
            assert (None if line[name] == "" else float(line[name])) == cell[name]
