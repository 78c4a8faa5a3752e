"""A mapping written by hand is read, or all that is wrong with it is said at once."""

import pytest

from helmline.errors import MappingError, NotFound
from helmline.eventlog.schema import Kind, Role, Status
from helmline.sources.table import parsing, presets

GOOD = """
[source]
name = "desk"
zone = "Europe/Stockholm"
[columns]
case = ["line", "call"]
time = "begun"
[status]
"On hold" = "hold"
[times]
begun = { date = "day", time = "clock" }
ended = { start = "begun", plus = "took", unit = "ms" }
[[event]]
kind = "call_offered"
actor = "who"
role = "customer"
set = { team = "group", channel = "=phone" }
only = { outcome = ["A", "B"] }
"""


def test_it_reads_a_mapping_into_values():
    read = parsing.parse(GOOD)
    assert (read.name, read.zone, read.zone_assumed, read.day_first) == (
        "desk",
        "Europe/Stockholm",
        False,
        None,
    )
    assert read.case == ("line", "call")
    assert read.statuses == (("On hold", Status.HOLD),)
    [event] = read.events
    assert (event.kind, event.role, event.when) == (Kind.CALL_OFFERED, Role.CUSTOMER, "every")
    assert event.only == (("outcome", ("A", "B")),)


def test_it_lists_the_columns_it_reads_without_literals_and_named_moments():
    assert set(parsing.parse(GOOD).columns()) == {
        "line",
        "call",
        "day",
        "clock",
        "took",
        "who",
        "group",
        "outcome",
    }


WRONG = {
    "name = 5": "must be a text in quotes",
    'zone = "Mars/Base"': "no IANA zone",
    'day_first = "maybe"': "is none of true, false",
    'unknown_status = "guess"': "is none of reject, keep",
    'zoen = "UTC"': "did you mean 'zone'",
}


@pytest.mark.parametrize("line", WRONG)
def test_it_says_what_is_wrong_with_a_key_and_on_which_line(line):
    with pytest.raises(MappingError) as caught:
        parsing.parse(f'[source]\n\n{line}\n[columns]\ncase="a"\ntime="b"\n[[event]]\nkind="created"\n')
    assert WRONG[line] in str(caught.value)
    assert "(line 3)" in str(caught.value)


def test_it_gives_every_finding_and_not_only_the_first():
    with pytest.raises(MappingError) as caught:
        parsing.parse(
            '[source]\nzone = "Nowhere"\n[status]\nx = "melting"\n'
            '[[event]]\nkind = "exploded"\nwhen = "once"\n'
            '[[event]]\nkind = "created"\nrole = "king"\nset = { colour = "c" }\n[[figure]]\nname = "f"\n'
        )
    text = str(caught.value)
    for expected in (
        "'Nowhere'", "'melting'", "'exploded'", "'once'", "'king'", "colour", "either a column with its unit",
        "[columns] case", "is needed: the column",
    ):  # fmt: skip
        assert expected in text, expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[source\n", "not valid TOML"),
        ("", "nothing would be imported"),
        ('event = "created"', "must be written as [[event]]"),
        (
            '[columns]\ncase="a"\ntime="t"\n[[event]]\nkind="created"\n[[event]]\nkind="created"\n',
            "same kind",
        ),
        ('[columns]\ncase="a"\ntime="t"\n[[event]]\nkind="status_changed"\nwhen="change"\n', "whose change"),
        (
            '[columns]\ncase="a"\ntime="t"\n[[event]]\nkind="created"\n[[skip]]\nbecause="x"\n',
            "every row is skipped",
        ),
        ('[columns]\ncase="a"\n[[event]]\nkind="created"\nwhen="first"\nat="x"\n', "first, last and changed"),
    ],
)
def test_it_refuses_a_mapping_that_cannot_work(text, message):
    with pytest.raises(MappingError) as caught:
        parsing.parse(text)
    assert message in str(caught.value)


def test_a_mapping_file_that_is_not_there_is_refused_with_a_next_step(tmp_path):
    with pytest.raises(MappingError, match="cannot be read") as caught:
        parsing.load(tmp_path / "none.toml")
    assert "helmline map" in caught.value.hint


def test_an_unknown_ready_mapping_names_the_known_ones():
    with pytest.raises(NotFound) as caught:
        presets.text("salesforce")
    assert "servicenow" in str(caught.value)


def test_the_mapping_in_the_reference_is_valid_and_the_reference_names_every_key():
    import re

    from doubles import ROOT

    page = (ROOT / "docs" / "reference" / "mapping.md").read_text("utf-8")
    [example] = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert parsing.parse(example).columns().keys() >= {"ticket", "changed at", "requester id", "state"}
    with pytest.raises(MappingError) as caught:
        parsing.parse(
            "[source]\nqqq=1\n[columns]\nqqq=1\n[[event]]\nqqq=1\n[[figure]]\nqqq=1\n[[skip]]\nqqq=1\n"
        )
    assert str(caught.value).count("unknown key") == 5
    source = (ROOT / "src/helmline/sources/table/parsing.py").read_text("utf-8")
    keys = {
        key
        for known in re.findall(r"_known\((.*?)\n\s*\)", source, re.DOTALL)
        for key in re.findall(r'"([a-z_]+)"', known)
    }
    assert len(keys) > 30
    assert not {key for key in keys if not re.search(rf"\b{key}\b", page)}
