"""Real logs, from the file to the figure, as a person would: words on the command line, published numbers out.

The ServiceNow log ships with the project. The Italian help desk and the bank's calls may not be redistributed:
they are read from a folder of shared data (`HELMLINE_SHARED`, else `../shared` beside the checkout).
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import statistics
from datetime import datetime
from pathlib import Path

import pytest

from helmline.cli.main import main

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("HELMLINE_SHARED", ROOT.parent / "shared")) / "data"


def folder_of(tmp_path_factory, name, *import_words):
    data = tmp_path_factory.mktemp(name)
    assert main([*map(str, import_words), "--data", str(data)]) == 0
    return data


@pytest.fixture
def asked(capsys):
    def ask(data, *words):
        capsys.readouterr()
        assert main([*map(str, words), "--format", "json", "--data", str(data)]) == 0
        return json.loads(capsys.readouterr().out)

    return ask


@pytest.fixture(scope="module")
def servicenow(tmp_path_factory):
    return folder_of(tmp_path_factory, "servicenow", "demo")


class TestServiceNow:
    def cells(self, asked, data, *words):
        return {cell["metric"]: cell for cell in asked(data, "kpi", *words)["cells"]}

    def test_it_finds_what_the_columns_of_the_last_rows_say(self, asked, servicenow):
        cell = self.cells(
            asked, servicenow, "sla_attainment", "close_time", "vendor_resolution_time", "created"
        )
        assert cell["created"]["value"] == 24_918
        assert (cell["sla_attainment"]["numerator"], cell["sla_attainment"]["n"]) == (15_803, 24_918)
        assert "vendors_figure" in cell["sla_attainment"]["notes"]
        assert cell["close_time"]["n"] == 24_918
        assert cell["close_time"]["mean"] / 86_400 == pytest.approx(13.14, abs=0.005)
        assert cell["close_time"]["p50"] / 86_400 == pytest.approx(6.08, abs=0.005)
        assert cell["vendor_resolution_time"]["n"] == 23_362
        assert cell["vendor_resolution_time"]["p50"] / 3600 == pytest.approx(22.1, abs=0.05)

    def test_it_finds_what_the_events_say(self, asked, servicenow):
        cell = self.cells(asked, servicenow, "first_resolution_time", "backlog")
        assert cell["first_resolution_time"]["p50"] / 3600 == pytest.approx(13.9, abs=0.05)
        assert cell["first_resolution_time"]["n"] == 24_905
        assert (cell["first_resolution_time"]["n_missing"], cell["first_resolution_time"]["n_censored"]) == (
            13,
            0,
        )
        assert cell["backlog"]["value"] == 0

    def test_it_shows_both_counts_of_reopened_incidents_and_why_they_differ(self, servicenow, capsys):
        capsys.readouterr()
        assert main(["demo", "--data", str(servicenow)]) == 0
        said = capsys.readouterr().out
        assert "276 incidents by their states, 275 by the vendor's own counter" in said
        assert "although the counter stayed at 0, such as INC" in said

    def test_it_lands_the_same_log_only_once(self, asked, servicenow):
        before = asked(servicenow, "status")["events"]
        assert main(["demo", "--data", str(servicenow)]) == 0
        assert asked(servicenow, "status")["events"] == before

    def test_it_equals_a_plain_walk_through_the_file(self, asked, servicenow):
        """Incidents and first resolutions by month, by a loop over the shipped CSV."""
        from helmline.sources.table.demo import servicenow_file

        opened, solved = {}, {}
        with gzip.open(servicenow_file(), "rt") as file:
            for row in csv.DictReader(file):
                number = row["number"]
                opened[number] = datetime.strptime(row["opened_at"], "%d/%m/%Y %H:%M")
                if row["incident_state"] == "Resolved":
                    at = datetime.strptime(row["sys_updated_at"], "%d/%m/%Y %H:%M")
                    solved[number] = min(at, solved.get(number, at))
        hours: dict[str, list[float]] = {}
        for number, at in opened.items():
            if number in solved:
                hours.setdefault(f"{at:%Y-%m}", []).append((solved[number] - at).total_seconds())
        cells = asked(servicenow, "kpi", "first_resolution_time", "--period", "month")["cells"]
        assert {cell["period"]: cell["n"] for cell in cells if cell["n"]} == {
            m: len(v) for m, v in sorted(hours.items())
        }
        for cell in cells:
            if cell["n"]:
                assert cell["p50"] == pytest.approx(statistics.median(hours[cell["period"]]))
                assert cell["mean"] == pytest.approx(statistics.fmean(hours[cell["period"]]))


class TestItalianHelpDesk:
    def test_it_finds_the_published_throughput_times(self, tmp_path_factory, asked):
        path = SHARED / "helpdesk_italian" / "helpdesk_full.csv.gz"
        if not path.exists():
            pytest.skip(f"the Italian help desk log is not at {path}")
        data = folder_of(
            tmp_path_factory,
            "italian",
            "import",
            path,
            "--mapping",
            "case_activity",
            "--rejects",
            tmp_path_factory.mktemp("rejects"),
        )
        (cell,) = asked(data, "kpi", "case_duration")["cells"]
        assert cell["n"] == 4_580
        assert cell["mean"] / 86_400 == pytest.approx(40.86, abs=0.005)
        assert cell["p50"] / 86_400 == pytest.approx(39.86, abs=0.005)
        assert cell["p90"] / 86_400 == pytest.approx(53.01, abs=0.006)


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    files = sorted((SHARED / "anonymous_bank_1999").glob("*_1999.txt.gz"))
    if not files:
        pytest.skip(f"the bank's calls of 1999 are not at {SHARED / 'anonymous_bank_1999'}")
    rejects = tmp_path_factory.mktemp("rejects")
    return folder_of(
        tmp_path_factory, "bank", "import", *files, "--mapping", "calls", "--rejects", rejects
    ), files


@pytest.fixture(scope="module")
def walked(bank):
    rows = []
    for path in bank[1]:
        with gzip.open(path, "rt", encoding="latin-1") as file:
            head = next(file).split()
            rows += [
                dict(zip(head, line.split("\t"), strict=False)) for line in file if line.count("\t") == 16
            ]
    return [row for row in rows if row["outcome"] in ("AGENT", "HANG")]


class TestBankCalls:
    """The months that are there, against a plain walk through the same raw files."""

    def test_it_finds_shares_waits_and_service_times(self, bank, walked, asked):
        cells = {cell["metric"]: cell for cell in asked(bank[0], "kpi", "asa", "aht")["cells"]}
        served = [row for row in walked if row["outcome"] == "AGENT"]
        service = statistics.fmean(int(row["ser_time"]) for row in served)
        assert cells["aht"]["n"] == pytest.approx(len(served), rel=0.003)
        assert cells["aht"]["mean"] == pytest.approx(service, rel=0.01)
        assert cells["asa"]["mean"] == pytest.approx(
            statistics.fmean(int(row["q_time"]) for row in served), rel=0.01
        )

    def test_it_finds_the_service_time_of_each_type_of_call(self, bank, walked, asked):
        cells = asked(bank[0], "kpi", "aht", "--by", "reason")["cells"]
        times: dict[str, list[int]] = {}
        for row in walked:
            if row["outcome"] == "AGENT":
                times.setdefault(row["type"].strip(), []).append(int(row["ser_time"]))
        for cell in cells:
            if cell["n"] >= 200:
                assert cell["mean"] == pytest.approx(statistics.fmean(times[cell["by"]["reason"]]), rel=0.02)

    def test_it_finds_how_many_hung_up_in_the_queue(self, bank, walked, asked):
        (cell,) = asked(bank[0], "kpi", "abandonment_rate")["cells"]
        queued = [row for row in walked if int(row["q_time"]) > 0 and row["outcome"] == "HANG"]
        assert cell["numerator"] == pytest.approx(len(queued), rel=0.01)
