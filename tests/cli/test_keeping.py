"""Keeping a data folder: imports that can be repeated, undone, checked; people who can be erased."""

import json

import pytest


def test_it_lands_once_and_says_so_the_second_time(tickets):
    said = tickets("import", "tickets.csv", "--mapping", "desk.toml")
    assert said.code == 0
    assert "has landed before" in said.out
    assert tickets("kpi", "created", "--format", "json").cell["value"] == 3


def test_it_lands_the_good_rows_lists_the_bad_and_adds_only_what_was_missing(tickets, tmp_path):
    rows = "ticket,at,what,who,role,team\nT-4,2026-03-04 09:00,created,x,customer,Mail\nT-5,not a date,created,y,customer,Mail\n"
    (tmp_path / "more.csv").write_text(rows)
    said = tickets("import", "more.csv", "--mapping", "desk.toml")
    assert said.code == 0
    assert "1 rows rejected" in said.out
    rejects = (tmp_path / "more.csv.rejects.csv").read_text()
    assert "not a date" in rejects
    assert "3" in rejects.splitlines()[1]
    (tmp_path / "more.csv").write_text(rows.replace("not a date", "2026-03-04 10:00"))
    again = tickets("import", "more.csv", "--mapping", "desk.toml")
    assert "1 events new" in again.out
    assert tickets("kpi", "created", "--format", "json").cell["value"] == 5


def test_it_proposes_a_mapping_that_can_be_used(helmline, tmp_path):
    (tmp_path / "log.csv").write_text(
        "Case ID,Activity,Timestamp,Resource\n" + "".join(f"C{n},{a},2026-03-{d:02} 09:00:00,Bob\n" for n in range(5) for a, d in (("Register", 13), ("Close", 14)))
    )  # fmt: skip
    said = helmline("map", "log.csv")
    assert said.code == 0
    assert "helmline import log.csv" in said.err
    (tmp_path / "log.toml").write_text(said.out)
    assert helmline("import", "log.csv", "--mapping", "log.toml").code == 0
    assert helmline("kpi", "case_duration", "--format", "json").cell["value"] == 86_400


def test_it_lists_the_ready_mappings_and_names_them_when_one_is_misspelled(helmline, tmp_path):
    assert "servicenow" in helmline("import", "--list").out
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    said = helmline("import", "x.csv", "--mapping", "servicenau")
    assert said.code == 2
    assert "servicenow" in said.err


@pytest.mark.parametrize(
    ("content", "complaint"),
    [("", "empty"), ("a;b\n1;2\n", "ticket"), (None, "is not there")],
    ids=["empty", "other columns", "absent"],
)
def test_it_says_why_a_file_cannot_be_used(tickets, tmp_path, content, complaint):
    if content is not None:
        (tmp_path / "odd.csv").write_text(content)
    said = tickets("import", "odd.csv", "--mapping", "desk.toml")
    assert said.code in (1, 2, 3)
    assert complaint in said.err.lower()
    assert "Traceback" not in said.err
    assert tickets("kpi", "created", "--format", "json").cell["value"] == 3


def test_it_takes_an_import_back(tickets, tmp_path):
    (tmp_path / "more.csv").write_text(
        "ticket,at,what,who,role,team\nT-9,2026-03-04 09:00,created,x,customer,Mail\n"
    )
    tickets("import", "more.csv", "--mapping", "desk.toml")
    run = tickets("status", "--format", "json").json["runs"][-1]["run"]
    said = tickets("undo", run)
    assert (said.code, "is taken back" in said.out) == (0, True)
    assert tickets("kpi", "created", "--format", "json").cell["value"] == 3
    assert tickets("status", "--format", "json").json["runs"][-2]["state"] == "undone"
    assert tickets("undo", "nonsense").code == 3
    assert tickets("import", "more.csv", "--mapping", "desk.toml").code == 0
    assert tickets("kpi", "created", "--format", "json").cell["value"] == 4


def test_it_tells_what_is_in_the_folder(tickets):
    said = tickets("status", "--format", "json").json
    assert [(s["source"], s["interactions"]) for s in said["sources"]] == [("desk", 3)]
    assert said["runs"][0]["file"] == "tickets.csv"
    assert "tickets.csv" in tickets("status").out


def test_it_checks_the_log_with_an_exit_code_that_means_something(tickets, tmp_path):
    assert tickets("check").code == 0
    (tmp_path / "orphan.csv").write_text(
        "ticket,at,what,who,role,team\nT-77,2026-03-02 09:30,answered,Bob,agent,\n"
    )
    tickets("import", "orphan.csv", "--mapping", "desk.toml")
    said = tickets("check")
    assert said.code == 1
    assert "orphan_events" in said.out
    assert "T-77" in said.out
    assert [f["code"] for f in tickets("check", "--format", "json").json] == ["orphan_events"]


def test_it_erases_a_person_and_moves_no_figure(tickets, tmp_path):
    before = tickets("kpi", "created", "first_reply_time", "solved", "--format", "json").out
    dry = tickets("erase", "dmitri@example.org", "--dry-run")
    assert "Would erase" in dry.out
    said = tickets("erase", "dmitri@example.org")
    assert "Erased dmitri@example.org" in said.out
    assert tickets("kpi", "created", "first_reply_time", "solved", "--format", "json").out == before
    left = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert b"dmitri@example.org" not in left
    assert tickets("erase", "dmitri@example.org").code == 3
    assert tickets("erase", "all", "--replay").code == 0


def test_it_publishes_reference_data_or_lists_every_error(helmline, tmp_path):
    good = '[organisation]\nname = "Nord"\nzone = "Europe/Rome"\n'
    (tmp_path / "ref.toml").write_text(good)
    assert "is in force" in helmline("reference", "publish", "ref.toml").out
    assert "Nothing changed" in helmline("reference", "publish", "ref.toml").out
    (tmp_path / "bad.toml").write_text(
        good.replace("Europe/Rome", "Europe/Roma") + '[[team]]\ncode = "a"\ncalendar = "none such"\n'
    )
    said = helmline("reference", "publish", "bad.toml")
    assert said.code == 2
    assert "Europe/Roma" in said.err
    assert "none such" in said.err
    assert helmline("reference", "show").json["organisation"]["zone"] == "Europe/Rome"
    assert len(helmline("reference", "history", "--format", "json").json) == 1


def test_it_deletes_old_personal_data_only_when_told_to(tickets):
    assert tickets("retain").code == 2
    said = tickets("retain", "--customers", "0")
    assert "Would delete" in said.out
    assert "2 customers" in said.out
    tickets("retain", "--customers", "0", "--apply")
    assert "0 customers" in tickets("retain", "--customers", "0").out


def test_it_names_the_writer_that_holds_the_folder(tickets, tmp_path):
    from helmline.eventlog.store import Store

    (tmp_path / "new.csv").write_text(
        "ticket,at,what,who,role,team\nT-9,2026-03-04 09:00,created,x,customer,Mail\n"
    )
    with Store(tmp_path / "data", purpose="a long import"):
        said = tickets("import", "new.csv", "--mapping", "desk.toml")
    assert said.code == 4
    assert "a long import" in said.err
    assert json.dumps(said.code) == "4"


def test_it_proposes_holidays_that_apply_only_after_somebody_agreed(helmline, tmp_path):
    calendar = '[[calendar]]\nname = "office"\nzone = "Europe/Stockholm"\n[[calendar.version]]\nhours = ["Mon-Fri 09:00-17:00"]\n'
    head = '[organisation]\nname = "Nord"\nzone = "Europe/Stockholm"\ncalendar = "office"\n'
    proposed = helmline("holidays", "SE", "--year", "2026").out
    assert "2026-06-19" in proposed  # Midsummer Eve: in no law, and everybody is off
    (tmp_path / "ref.toml").write_text(head + calendar + proposed)
    assert helmline("reference", "publish", "ref.toml").code == 0
    assert not helmline("reference", "show").json["calendar"][0].get("exception")
    eve = "#[[calendar.exception]]\n#on = 2026-06-19"
    assert eve in proposed
    (tmp_path / "ref.toml").write_text(head + calendar + proposed.replace(eve, eve.replace("#", "")))
    helmline("reference", "publish", "ref.toml")
    assert [str(e["on"]) for e in helmline("reference", "show").json["calendar"][0]["exception"]] == [
        "2026-06-19"
    ]


def test_it_reads_a_feed_and_says_when_there_is_none(helmline, tmp_path):
    (tmp_path / "days.ics").write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261111\r\nSUMMARY:St. Martin\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    listed = helmline("holidays", "days.ics", "--year", "2026", "--format", "json").json
    assert [(row["day"], row["name"], row["origin"]) for row in listed] == [
        ("2026-11-11", "St. Martin", "feed")
    ]
    assert helmline("holidays", "none.ics", "--year", "2026").code == 2
    assert helmline("holidays", "Atlantis", "--year", "2026").code == 2
