"""The importer with the real log and the real personal store: twice, mended, erased, undone."""

from pathlib import Path

from helmline.engines import duck
from helmline.eventlog.log import Log
from helmline.eventlog.privacy import Subjects, Texts, erase
from helmline.eventlog.store import Store
from helmline.sources.table import presets
from helmline.sources.table.landing import import_files, landed_before
from helmline.sources.table.parsing import parse

SAMPLES = Path(__file__).parent / "samples"


def bring_in(data, preset, tmp_path):
    with Store(data) as store:
        path = next(SAMPLES.glob(f"{preset}.*"))
        [report] = import_files(
            [path], presets.load(preset), store, Subjects(data), Texts(data),
            rejects_folder=tmp_path, landed=landed_before(store.runs.all("landed")),
        )  # fmt: skip
    return report


def test_the_second_time_is_known_by_the_files_fingerprint_and_adds_nothing(tmp_path):
    first = bring_in(tmp_path / "data", "servicenow", tmp_path)
    second = bring_in(tmp_path / "data", "servicenow", tmp_path)
    assert first.added == sum(first.events.values()) == 21
    assert second.duplicate_of == first.run_id


def test_after_an_undo_the_file_can_be_imported_again(tmp_path):
    data = tmp_path / "data"
    first = bring_in(data, "case_activity", tmp_path)
    with Store(data) as store:
        store.undo(first.run_id)
    again = bring_in(data, "case_activity", tmp_path)
    assert not again.duplicate_of
    assert again.added + again.corrected == first.added


def test_an_erased_person_stays_erased_when_his_file_is_imported_again(tmp_path):
    data = tmp_path / "data"
    first = bring_in(data, "csat_list", tmp_path)
    assert first.texts == 1
    assert Texts(data).count(before_us=2**60) == 1
    erase(data, "dmitri@example.org")
    with Store(data) as store:
        report = import_files(
            [SAMPLES / "csat_list.csv"], presets.load("csat_list"), store, Subjects(data), Texts(data),
            rejects_folder=tmp_path,
        )[0]  # fmt: skip
    assert (report.added, report.corrected, report.texts) == (0, 0, 0)
    assert Texts(data).count(before_us=2**60) == 0
    assert not Subjects(data).find("dmitri@example.org")


def test_a_mended_change_is_withdrawn_in_the_log_and_nothing_is_left_to_add(tmp_path):
    data, file = tmp_path / "data", tmp_path / "a.csv"
    using = parse(
        '[source]\nname = "desk"\nzone = "UTC"\n[columns]\ncase = "ticket"\ntime = "at"\n'
        '[status]\nOpen = "open"\nSolved = "solved"\n'
        '[[event]]\nkind = "status_changed"\nwhen = "change"\nof = "state"\nstatus = "state"\n'
    )
    good = "ticket,at,state\nA,2024-03-01,Open\nA,2024-03-02,Solved\nA,2024-03-03,Solved\n"
    for text in (good.replace("2024-03-02", "soon"), good, good + "\n"):
        file.write_text(text)
        with Store(data) as store:
            [report] = import_files([file], using, store, Subjects(data), rejects_folder=tmp_path)
    assert (report.added, report.corrected, report.unchanged) == (0, 0, 2)
    with duck.cursor() as cursor:
        sql = Log(data).view().events_sql("occurred_at_us, status")
        landed = cursor.execute(f"{sql} ORDER BY 1").fetchall()
    assert landed == [(1_709_251_200_000_000, 2), (1_709_337_600_000_000, 5)]
