"""Real logs through the ready mappings: the figures their publishers and other tools state."""

import pytest
from doubles import FakePeople, TableLog, shared

from helmline.engines import duck
from helmline.sources.table import landing, parsing, presets
from helmline.sources.table.demo import servicenow_file


def ask(log, sql):
    with duck.cursor() as cursor:
        cursor.register("e", log.table)
        return cursor.execute(sql).fetchall()


@pytest.fixture(scope="module")
def servicenow(tmp_path_factory):
    log, folder = TableLog(), tmp_path_factory.mktemp("rejects")
    reports = landing.import_files(
        [servicenow_file()], presets.load("servicenow"), log, FakePeople(), rejects_folder=folder
    )
    return log, reports[0]


def test_it_lands_all_24918_incidents_and_lists_the_five_rows_in_an_unknown_state(servicenow):
    log, report = servicenow
    assert ask(log, "SELECT count(DISTINCT interaction), count(*) - count(DISTINCT event_id) FROM e") == [
        (24918, 0)
    ]
    assert report.rows == 141_712
    assert report.reject_codes == {"unknown_status": 5}
    assert report.zone_assumed


def test_it_keeps_the_vendors_figures_of_the_last_row(servicenow):
    log, _ = servicenow
    figures = ask(
        log,
        "SELECT code, count(*), sum(amount), count(*) FILTER (amount > 0), "
        "quantile_cont(amount, 0.5) / 3.6e9 "
        "FROM e WHERE kind = 95 GROUP BY 1 ORDER BY 1",
    )
    by_name = {name: rest for name, *rest in figures}
    assert by_name["sla_made"][:2] == [24918, 15803]
    assert by_name["resolution"][0] == 23362
    assert by_name["resolution"][3] == pytest.approx(22.10, abs=0.005)
    assert by_name["reopen_count"][2] == 275  # by the vendor's counter


def test_it_finds_solve_close_and_reopen_in_the_events_themselves(servicenow):
    log, _ = servicenow
    born = "SELECT interaction, occurred_at_us AS born FROM e WHERE kind = 1"
    solved = ask(
        log,
        f"SELECT count(*), quantile_cont(done - born, 0.5) / 3.6e9 FROM ({born}) JOIN (SELECT interaction, "
        "min(occurred_at_us) AS done FROM e WHERE kind = 2 AND status = 5 GROUP BY 1) USING (interaction)",
    )
    closed = ask(
        log,
        f"SELECT count(*), avg(done - born) / 8.64e10, quantile_cont(done - born, 0.5) / 8.64e10 "
        f"FROM ({born}) "
        "JOIN (SELECT interaction, max(occurred_at_us) AS done FROM e WHERE kind = 2 AND status = 6 "
        "GROUP BY 1) "
        "USING (interaction)",
    )
    reopened = ask(
        log,
        "SELECT count(DISTINCT interaction) FROM (SELECT *, lag(status) OVER (PARTITION BY interaction "
        "ORDER BY occurred_at_us, ordinal) AS before FROM e WHERE kind = 2) WHERE before >= 5 AND status < 5",
    )
    assert solved == [(24905, pytest.approx(13.88, abs=0.005))]
    assert closed == [(24918, pytest.approx(13.14, abs=0.005), pytest.approx(6.08, abs=0.005))]
    assert reopened == [(276,)]  # one more than the vendor's counter of 275


@pytest.mark.parametrize(
    ("file", "preset"), [("helpdesk_full.csv.gz", "case_activity"), ("helpdesk_pm4py.xes.gz", "xes")]
)
def test_it_reads_the_italian_help_desk_log_from_csv_and_from_xes(file, preset, table_log, people, tmp_path):
    path = shared("helpdesk_italian", file)
    landing.import_files([path], presets.load(preset), table_log, people, rejects_folder=tmp_path)
    rows = ask(
        table_log,
        "SELECT count(*), avg(d) / 8.64e10, quantile_cont(d, 0.5) / 8.64e10, "
        "quantile_cont(d, 0.9) / 8.64e10 FROM "
        "(SELECT max(occurred_at_us) - min(occurred_at_us) AS d FROM e WHERE kind = 11 GROUP BY interaction)",
    )
    assert ask(table_log, "SELECT count(*), count(DISTINCT code) FROM e WHERE kind = 11") == [(21348, 14)]
    near = [pytest.approx(value, abs=0.005) for value in (40.86, 39.86, 53.01)]
    assert rows == [(4580, *near)]


def test_it_maps_activities_of_the_italian_log_to_states(table_log, people, tmp_path):
    text = presets.text("case_activity") + (
        '[status]\n"Resolve ticket" = "solved"\n"Closed" = "closed"\n'
        '[[event]]\nkind = "status_changed"\nstatus = "activity"\n'
        'only = { activity = ["Resolve ticket", "Closed"] }\n'
    )
    text = text.replace('absent = "drop"', 'absent = "drop"\nunknown_status = "keep"')
    path = shared("helpdesk_italian", "helpdesk_full.csv.gz")
    landing.import_files([path], parsing.parse(text), table_log, people, rejects_folder=tmp_path)
    assert ask(table_log, "SELECT status, count(*) FROM e WHERE kind = 2 GROUP BY 1 ORDER BY 1") == [
        (5, 4983),
        (6, 4574),
    ]


MONTHS = ("february", "march", "april")


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    log, folder = TableLog(), tmp_path_factory.mktemp("rejects")
    paths = [shared("anonymous_bank_1999", f"{month}_1999.txt.gz") for month in MONTHS]
    reports = landing.import_files(paths, presets.load("calls"), log, FakePeople(), rejects_folder=folder)
    return log, reports, paths


def plain_calls(paths):
    """Return SQL over the raw files themselves, read by another reader than ours, without phantom calls."""
    files = ", ".join(f"'{path}'" for path in paths)
    return f"(SELECT * FROM read_csv([{files}], delim = '\t', all_varchar = true) WHERE outcome <> 'PHANTOM')"


def test_every_call_of_the_bank_is_offered_skipped_or_rejected(bank):
    log, reports, paths = bank
    with duck.cursor() as cursor:
        raw = cursor.execute(f"SELECT count(*) FROM {plain_calls(paths)}").fetchone()[0]
    offered = ask(log, "SELECT count(*) FROM e WHERE kind = 60")[0][0]
    rejected = sum(report.rejected for report in reports)
    assert sum(sum(report.skipped.values()) for report in reports) == 990
    assert offered + rejected == raw
    assert {code for report in reports for code in report.reject_codes} == {"negative_duration"}
    assert rejected / raw < 0.002  # clocks of two machines that disagree


def test_the_banks_served_and_abandoned_shares_and_waits_are_those_of_the_raw_file(bank):
    log, _, paths = bank
    with duck.cursor() as cursor:
        raw = cursor.execute(
            "SELECT avg((outcome = 'AGENT')::INT), avg((q_time::INT > 0)::INT), "
            "avg(q_time::INT) FILTER (q_time::INT > 0), "
            "avg((outcome = 'HANG')::INT) FILTER (q_time::INT > 0), "
            "avg(q_time::INT) FILTER (q_time::INT > 0 AND outcome = 'HANG') "
            f"FROM {plain_calls(paths)}"
        ).fetchone()
    ours = ask(
        log,
        """
        WITH c AS (SELECT interaction, max(occurred_at_us) FILTER (kind = 62) AS q,
            max(occurred_at_us) FILTER (kind = 64) AS a, max(occurred_at_us) FILTER (kind = 71) AS x
            FROM e GROUP BY 1)
        SELECT avg((a IS NOT NULL)::INT), avg((q IS NOT NULL)::INT),
            avg(coalesce(a, x) - q) FILTER (q IS NOT NULL) / 1e6,
            avg((x IS NOT NULL)::INT) FILTER (q IS NOT NULL), avg(x - q) FILTER (x IS NOT NULL) / 1e6
        FROM c""",
    )[0]
    assert ours[:2] == pytest.approx(raw[:2], abs=0.001)
    assert ours[2] == pytest.approx(raw[2], abs=0.3)
    assert ours[3] == pytest.approx(raw[3], abs=0.001)
    assert ours[4] == pytest.approx(raw[4], abs=0.3)


def test_the_banks_service_times_by_type_are_those_of_the_raw_file(bank):
    log, _, paths = bank
    with duck.cursor() as cursor:
        raw = dict(
            cursor.execute(
                f"SELECT trim(type), avg(ser_time::INT) FROM {plain_calls(paths)} "
                "WHERE outcome = 'AGENT' GROUP BY 1"
            ).fetchall()
        )
    ours = dict(
        ask(
            log,
            "WITH c AS (SELECT interaction, max(reason) AS t, max(occurred_at_us) FILTER (kind = 75) "
            "- max(occurred_at_us) FILTER (kind = 64) AS d FROM e GROUP BY 1) "
            "SELECT t, avg(d) / 1e6 FROM c WHERE d IS NOT NULL GROUP BY 1",
        )
    )
    assert set(ours) == {"PS", "NE", "NW", "IN", "PE", "TT"}
    assert ours == pytest.approx(raw, abs=0.5)
