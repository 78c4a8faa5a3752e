"""Every error of a file at once, each with line and path, the value and what to do."""

import re

import pytest

from helmline.reference import InvalidReference, publish
from helmline.reference.findings import line_of, locate


def findings(tmp_path, text):
    """Publish a text that is wrong; return its findings."""
    (tmp_path / "reference.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidReference) as caught:
        publish(tmp_path / "reference.toml", tmp_path)
    assert not (tmp_path / "reference").exists()
    return caught.value.findings


MANY = """\
[organisation]
zone = "Europe/Stockholmm"
calender = "office"

[[team]]
code = "north"
brand = "fjrod"

[[team]]
code = "north"
from = 2026-02-30T99

[[brand]]
code = "fjord"
csat_good = 7
"""


def test_it_finds_all_errors_of_a_file_and_not_only_the_first(tmp_path):
    text = MANY.replace("from = 2026-02-30T99", 'from = "30 February"')
    found = findings(tmp_path, text)
    assert [(item.line, item.path) for item in found] == [
        (2, "organisation.zone"),
        (3, "organisation.calender"),
        (7, "team[0].brand"),
        (9, "team[1]"),
        (11, "team[1].from"),
        (15, "brand[0].csat_good"),
    ]


def test_it_lists_them_in_the_message_with_a_next_step(tmp_path):
    (tmp_path / "reference.toml").write_text(MANY.replace("from = 2026-02-30T99\n", ""), encoding="utf-8")
    with pytest.raises(InvalidReference) as caught:
        publish(tmp_path / "reference.toml", tmp_path)
    said = str(caught.value)
    assert "has 5 errors; nothing was published" in said
    assert "line 7, team[0].brand: there is no brand 'fjrod'; did you mean \"fjord\"?" in said
    assert "docs/how-to/reference.md" in said
    assert caught.value.exit_code == 2


CASES = {
    "a misspelled section": ('[[teams]]\ncode = "a"\n', "teams", 'did you mean "team"'),
    "a missing code": ('[[team]]\nname = "North"\n', "team[0]", "code is missing"),
    "an empty code": ('[[team]]\ncode = ""\n', "team[0].code", "must not be empty"),
    "a code that is a number": ("[[team]]\ncode = 5\n", "team[0].code", "not a text"),
    "an unknown week start": ('[organisation]\nweek_start = "mon"\n', "organisation.week_start", "monday"),
    "an unknown fiscal pattern": (
        '[organisation]\nfiscal_pattern = "445"\n',
        "organisation.fiscal_pattern",
        "4-4-5",
    ),
    "a month of no year": (
        "[organisation]\nfiscal_start_month = 13\n",
        "organisation.fiscal_start_month",
        "from 1 to 12",
    ),
    "a calendar that is not there": (
        '[organisation]\ncalendar = "office"\n',
        "organisation.calendar",
        "add a [[calendar]]",
    ),
    "hours that are none": (
        '[[calendar]]\nname = "o"\nzone = "UTC"\n[[calendar.version]]\nhours = ["Mon-Fri 9-25:00"]\n',
        "calendar[0].version[0]",
        "25:00",
    ),
    "a zone that is none": (
        '[[calendar]]\nname = "o"\nzone = "Mars"\n[[calendar.version]]\nhours = []\n',
        "calendar[0]",
        "Mars",
    ),
    "a calendar twice": (
        '[[calendar]]\nname = "o"\nzone = "UTC"\nhours = []\n'
        '[[calendar]]\nname = "o"\nzone = "UTC"\nhours = []\n',
        "calendar[1]",
        "twice",
    ),
    "an end before the start": (
        '[[team]]\ncode = "a"\nfrom = 2026-05-02\nto = 2026-05-01\n',
        "team[0].to",
        "is not after",
    ),
    "a team above itself": (
        '[[team]]\ncode = "a"\nparent = "b"\n[[team]]\ncode = "b"\nparent = "a"\n',
        "team[0].parent",
        "above itself",
    ),
    "a reason above itself": ('[[reason]]\ncode = "a"\nparent = "a"\n', "reason[0].parent", "above itself"),
    "a reason in two places": (
        '[[reason]]\ncode = "a"\n[[reason]]\ncode = "a"\nfrom = 2026-01-01\n',
        "reason[1]",
        "same time",
    ),
    "a rename in a circle": (
        '[[reason]]\ncode = "c"\n[[rename]]\nold = "a"\nnew = "b"\n[[rename]]\nold = "b"\nnew = "a"\n',
        "rename[0]",
        "in a circle",
    ),
    "a rename to two names": (
        '[[reason]]\ncode = "b"\n[[reason]]\ncode = "c"\n[[rename]]\nold = "a"\nnew = "b"\n'
        '[[rename]]\nold = "a"\nnew = "c"\n',
        "rename[1].old",
        "renamed twice",
    ),
    "a rename to nowhere": ('[[rename]]\nold = "a"\nnew = "b"\n', "rename[0].new", "no reason 'b'"),
    "a person shared out twice": (
        '[[team]]\ncode = "a"\n[[team]]\ncode = "b"\n[[membership]]\nperson = "z:1"\n'
        'team = "a"\nshare = 0.6\n'
        '[[membership]]\nperson = "z:1"\nteam = "b"\nshare = 0.6\n',
        "membership[0].share",
        "1.2 together",
    ),
    "a membership twice": (
        '[[team]]\ncode = "a"\n[[membership]]\nperson = "z:1"\nteam = "a"\nkind = "queue"\n'
        '[[membership]]\nperson = "z:1"\nteam = "a"\nkind = "queue"\n',
        "membership[1]",
        "same time",
    ),
    "two line managers": (
        '[[team]]\ncode = "a"\n[[membership]]\nperson = "z:1"\nteam = "a"\nkind = "line_manager"\n'
        '[[membership]]\nperson = "z:2"\nteam = "a"\nkind = "line_manager"\n',
        "membership[1]",
        "same time",
    ),
    "a percentage for a share": (
        '[[target]]\nkind = "first_reply"\nwithin = "1h"\naim = 90\n',
        "target[0].aim",
        "90 % is 0.9",
    ),
    "an unknown target": (
        '[[target]]\nkind = "first-reply"\nwithin = "1h"\n',
        "target[0].kind",
        "first_reply",
    ),
    "a target without a time": ('[[target]]\nkind = "first_reply"\n', "target[0]", "within is missing"),
    "a time of nothing": ('[[target]]\nkind = "first_reply"\nwithin = "0h"\n', "target[0].within", "above 0"),
    "a time without a unit": (
        '[[target]]\nkind = "first_reply"\nwithin = 30\n',
        "target[0].within",
        '"30min"',
    ),
    "business days": (
        '[[target]]\nkind = "first_reply"\nwithin = "2d"\n',
        "target[0].within",
        "no fixed length",
    ),
    "an unknown status": (
        '[[target]]\nkind = "agent_work"\nwithin = "2h"\npause_statuses = ["waiting"]\n',
        "target[0].pause_statuses",
        "pending",
    ),
    "two targets for one case": (
        '[[target]]\nkind = "first_reply"\nwithin = "2h"\npriority = ["high", "urgent"]\n'
        '[[target]]\nkind = "first_reply"\nwithin = "1h"\npriority = "urgent"\n',
        "target[1]",
        "target[0] applies to some of the same cases",
    ),
    "two promises for one case": (
        '[[sla]]\ncode = "gold"\ntier = "gold"\n[[sla]]\ncode = "vip"\ntier = ["gold", "vip"]\n',
        "sla[1]",
        "gold",
    ),
    "two versions of a promise at once": (
        '[[sla]]\ncode = "gold"\n[[sla]]\ncode = "gold"\nfrom = 2026-01-01\n',
        "sla[1]",
        "same time",
    ),
    "a mistake inside a promise": (
        '[[sla]]\ncode = "gold"\n[[sla.target]]\nkind = "first_reply"\nwithin = "1h"\ncalendar = "x"\n',
        "sla[0].target[0].calendar",
        "no calendar",
    ),
    "an incident without a start": ('[[incident]]\ncode = "x"\n', "incident[0]", "from is missing"),
    "an incident of an unknown reason": (
        '[[incident]]\ncode = "x"\nfrom = 2026-01-01\nreasons = ["y"]\n',
        "incident[0].reasons",
        "no reason 'y'",
    ),
    "an event of an unknown kind": (
        '[[event]]\ncode = "x"\nfrom = 2026-01-01\nkind = "sale"\n',
        "event[0].kind",
        "campaign",
    ),
    "a list that is none": ('[[brand]]\ncode = "x"\nlanguages = 5\n', "brand[0].languages", "not a list"),
    "a yes": ('[[brand]]\ncode = "x"\nconfidential = "yes"\n', "brand[0].confidential", "true or false"),
    "an organisation twice": ('[[organisation]]\nname = "x"\n', "organisation", "one [organisation] table"),
}


@pytest.mark.parametrize(("text", "path", "said"), CASES.values(), ids=CASES)
def test_it_finds(tmp_path, text, path, said):
    found = findings(tmp_path, text)
    mine = [item for item in found if item.path == path]
    assert mine, found
    assert said in mine[0].message
    assert 1 <= mine[0].line <= text.count("\n")


@pytest.mark.parametrize(
    "text",
    [
        '[[reason]]\ncode = "a"\nto = 2025-12-31\n[[reason]]\ncode = "a"\nfrom = 2026-01-01\n',
        '[[target]]\nkind = "first_reply"\nwithin = "2h"\npriority = "high"\nclock = "calendar"\n'
        '[[target]]\nkind = "first_reply"\nwithin = "1d"\nclock = "calendar"\npriority = "urgent"\n',
        '[[target]]\nkind = "first_reply"\nwithin = "2h"\nclock = "calendar"\n'
        '[[target]]\nkind = "first_reply"\nwithin = "1h"\nclock = "calendar"\nfrom = 2026-01-01\n',
    ],
)
def test_it_lets_pass_what_follows_in_time_or_differs_in_its_case(tmp_path, text):
    (tmp_path / "reference.toml").write_text(text, encoding="utf-8")
    assert publish(tmp_path / "reference.toml", tmp_path).warnings == ()


def test_it_warns_of_business_targets_without_any_hours(tmp_path):
    (tmp_path / "reference.toml").write_text('[[target]]\nkind = "first_reply"\nwithin = "2h"\n')
    published = publish(tmp_path / "reference.toml", tmp_path)
    assert published.is_new
    assert [(w.line, w.severity) for w in published.warnings] == [(1, "warning")]
    assert "no default calendar" in published.warnings[0].message


def test_it_points_at_each_wrong_part_of_a_calendar(tmp_path):
    text = (
        '[[calendar]]\nname = "o"\nzone = "UTC"\n[[calendar.version]]\nhours = ["Mon 9-8x"]\n'
        "[[calendar.exception]]\non = 2026-01-01\n[[calendar.exception]]\nname = 'when?'\n"
    )
    found = findings(tmp_path, text)
    assert [(item.line, item.path) for item in found] == [
        (4, "calendar[0].version[0]"),
        (8, "calendar[0].exception[1]"),
    ]


def test_it_locates_keys_and_repeated_tables():
    lines = locate("[[a]]\nx = 1\n[[a.b]]\ny = 2\n[[a]]\n[[a.b]]\n[[a.b]]\ny = 3\n[c]\n'q' = 1\n")
    assert [lines[p] for p in ("a[0].x", "a[0].b[0].y", "a[1]", "a[1].b[1].y", "c")] == [2, 4, 5, 8, 9]
    assert line_of("a[1].b[1].unheard", lines) == 7
    assert line_of("c.q", lines) == 9
    assert line_of("nowhere[3].x", lines) == 0


def test_it_gives_no_traceback_for_any_value_in_any_field(tmp_path):
    fields = re.findall(r'table\.\w+\(\s*"(\w+)"', open_source())
    for value in ("[]", "{}", "1e400", "nan", "-1", "true", "1979-05-27", "07:32:00", '"\\u0000"', "[[1]]"):
        for section in ("team", "brand", "target", "sla", "incident", "queue", "membership", "calendar"):
            body = "".join(f"{field} = {value}\n" for field in dict.fromkeys(["code", "from", *fields]))
            assert findings(tmp_path, f"[[{section}]]\n{body}")


def open_source():
    from pathlib import Path

    import helmline.reference.parsing as parsing

    return Path(parsing.__file__).read_text(encoding="utf-8")
