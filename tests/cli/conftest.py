"""The command line as a person uses it: words in, text and an exit code out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from helmline.cli.main import main

TICKETS = """\
ticket,at,what,who,role,team
T-1,2026-03-02 09:00,created,dmitri@example.org,customer,Mail
T-1,2026-03-02 09:00,wrote,dmitri@example.org,customer,
T-1,2026-03-02 09:30,answered,Bob,agent,
T-1,2026-03-02 10:00,solved,Bob,agent,
T-2,2026-03-02 11:00,created,erik@example.org,customer,Phone
T-2,2026-03-02 11:00,wrote,erik@example.org,customer,
T-2,2026-03-02 13:00,answered,Carla,agent,
T-3,2026-03-03 08:00,created,dmitri@example.org,customer,Mail
T-3,2026-03-03 08:00,wrote,dmitri@example.org,customer,
"""

MAPPING = """\
[source]
name = "desk"
zone = "UTC"
[columns]
case = "ticket"
time = "at"
[[person]]
column = "who"
[[event]]
kind = "created"
only = { what = "created" }
actor = "who"
role = "customer"
customer = "who"
set = { team = "team" }
[[event]]
kind = "message_public"
only = { what = "wrote" }
actor = "who"
role = "customer"
customer = "who"
[[event]]
kind = "message_public"
id = "answer"
only = { what = "answered" }
actor = "who"
role = "agent"
[[event]]
kind = "status_changed"
only = { what = "solved" }
actor = "who"
role = "agent"
status = "=solved"
"""


@dataclass
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def cell(self) -> dict[str, Any]:
        (cell,) = self.json["cells"]
        return cell


@pytest.fixture
def helmline(tmp_path, capsys, monkeypatch):
    """Run `helmline WORDS` on a data folder of the test's own."""
    monkeypatch.setenv("HELMLINE_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def run(*words: object) -> Said:
        capsys.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as leave:  # argparse leaves by itself
            code = int(leave.code or 0)
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return run


@pytest.fixture
def tickets(helmline, tmp_path):
    """Three tickets, landed."""
    (tmp_path / "tickets.csv").write_text(TICKETS)
    (tmp_path / "desk.toml").write_text(MAPPING)
    said = helmline("import", "tickets.csv", "--mapping", "desk.toml")
    assert said.code == 0, said.err
    return helmline
