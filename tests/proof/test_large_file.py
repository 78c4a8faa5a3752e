"""A large file in bounded memory: the proof at 2 GB, and its short form in every run of the tests."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

MAPPING = """
[source]
name = "large"
zone = "Europe/Rome"
[columns]
case = "ticket"
time = "at"
order = "update"
[status]
Open = "open"
Pending = "pending"
Solved = "solved"
[[event]]
kind = "created"
when = "first"
set = { team = "team", priority = "priority" }
[[event]]
kind = "activity"
code = "step"
actor = "who"
role = "agent"
[[event]]
kind = "status_changed"
when = "change"
of = "state"
status = "state"
"""
HEADER = "ticket,update,at,step,state,who,team,priority,note\n"
STATES = ("Open", "Open", "Pending", "Pending", "Open", "Open", "Open", "Solved", "Solved", "Solved")
#: Open, Pending, Open, Solved: the changes among the ten updates of a ticket.
CHANGES = 4
NOTE = "dear Dmitri we looked into this and come back to you " * 3

#: Runs the command line and prints what it took, as JSON, on the last line. The peak is the kernel's own of
#: this program; `getrusage` would hand down the peak of the tests that start it.
MEASURED = """
import re, sys, time
from helmline.cli.main import main
began = time.monotonic()
code = main(sys.argv[1:])
peak = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
print(f'\\n{{"code": {code}, "peak_mb": {peak:.0f}, "seconds": {time.monotonic() - began:.1f}}}')
"""


def written(path, size, bad_every=0):
    """Write a file of at least `size` bytes; return how many tickets of ten updates and how many bad rows."""
    tickets = bad = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        while file.tell() < size:
            lines = []
            for number in range(tickets, tickets + 1000):
                day, hour = 1 + number % 28, number % 24
                lines += [
                    f"T{number},{n},2024-03-{day:02}T{hour:02}:{n:02}:07,step {n},{state},"
                    f"agent{(number * 7 + n) % 500},team{number % 9},P{number % 4},{NOTE}\n"
                    for n, state in enumerate(STATES)
                ]
                if bad_every and number % bad_every == 0:
                    lines.append(f"T{number},10,tomorrow,step 10,Solved,agent1,team1,P1,{NOTE}\n")
                    bad += 1
            file.write("".join(lines))
            tickets += 1000
    return tickets, bad


def measured(data, *words, memory_mb):
    """Run `helmline WORDS` in a process of its own; return its JSON answer and what it took."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *map(str, words)],
        env={**os.environ, "HELMLINE_DATA": str(data), "HELMLINE_MEMORY_MB": str(memory_mb)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    answer, _, took = done.stdout.rstrip().rpartition("\n")
    return json.loads(answer), json.loads(took)


def imported(folder: Path, name: str, size: int, memory_mb: int, bad_every: int = 1000):
    """Generate, import and delete a file; return its tickets, its bad rows, the report and what it took."""
    if not Path("/proc/self/status").exists():
        pytest.skip("the peak of memory is read from /proc, which this system does not have")
    file, mapping = folder / f"{name}.csv", folder / "large.toml"
    mapping.write_text(MAPPING)
    tickets, bad = written(file, size, bad_every)
    try:
        words = ("import", file, "--mapping", mapping, "--format", "json", "--rejects", folder)
        [report], took = measured(folder / name, *words, memory_mb=memory_mb)
    finally:
        file.unlink()
    print(f"{name}: {size >> 20} MB, {report['rows']:,} rows, {took}")
    return tickets, bad, report, took


def assert_right(tickets, bad, report):
    assert report["rows"] == tickets * 10 + bad
    assert report["rejected"] == bad
    assert report["reject_codes"] == {"bad_date": bad}
    expected = {"created": tickets, "status_changed": tickets * CHANGES, "activity": tickets * 10}
    assert report["events"] == expected
    assert (report["added"], report["corrected"], report["unchanged"]) == (sum(expected.values()), 0, 0)


def test_four_times_the_file_does_not_take_four_times_the_memory(tmp_path):
    *small, small_took = imported(tmp_path, "small", 5 << 20, memory_mb=400)
    *large, large_took = imported(tmp_path, "large", 20 << 20, memory_mb=400)
    assert_right(*small)
    assert_right(*large)
    assert large_took["peak_mb"] < 1.6 * small_took["peak_mb"]


@pytest.mark.proof
def test_two_gigabytes_land_in_less_than_three_of_memory(tmp_path):
    tickets, bad, report, took = imported(tmp_path, "two-gigabytes", 2 << 30, memory_mb=1500)
    assert_right(tickets, bad, report)
    assert took["peak_mb"] < 3000
    words = ("kpi", "created", "--format", "json")
    answer, _ = measured(tmp_path / "two-gigabytes", *words, memory_mb=1500)
    [cell] = answer["cells"]
    assert cell["value"] == tickets
