"""Publishing: versions by content, all or nothing, and no version ever lost."""

import json
import multiprocessing
import os
import random
import signal
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helmline.errors import Busy, Damaged, FileError, NotFound
from helmline.reference import (
    NONE,
    Change,
    InvalidReference,
    Reference,
    current_version,
    diff,
    history,
    load,
    publish,
    publish_content,
)

ONE_TEAM = '[[team]]\ncode = "north"\n'
TWO_TEAMS = '[[team]]\ncode = "north"\n[[team]]\ncode = "south"\nfrom = 2026-01-01\n'


@pytest.fixture
def put(tmp_path):
    """Publish a text."""

    def put(text):
        (tmp_path / "reference.toml").write_text(text, encoding="utf-8")
        return publish(tmp_path / "reference.toml", tmp_path)

    return put


def stored(tmp_path):
    return {p.name: p.read_bytes() for p in (tmp_path / "reference").iterdir() if p.name != "LOCK"}


def test_it_has_empty_reference_data_before_anything_is_published(tmp_path):
    assert load(tmp_path) == Reference()
    assert load(tmp_path).calendar_of(at=0) is None
    assert (current_version(tmp_path), history(tmp_path)) == (NONE, ())
    assert not (tmp_path / "reference").exists()


def test_it_puts_a_version_in_force(put, tmp_path):
    published = put(ONE_TEAM)
    assert published.is_new
    assert published.previous == NONE
    assert published.changes == (Change("team", "north", "added"),)
    assert list(load(tmp_path).teams) == ["north"]
    assert load(tmp_path).version == published.version == current_version(tmp_path)


def test_it_changes_nothing_when_the_same_is_published_again(put, tmp_path):
    first = put(TWO_TEAMS)
    before = stored(tmp_path)
    again = put(TWO_TEAMS)
    assert (again.version, again.changes, again.is_new) == (first.version, (), False)
    assert stored(tmp_path) == before


def test_it_takes_another_layout_for_the_same_content(put):
    first = put(TWO_TEAMS)
    shuffled = '# south first\n[[team]]\nfrom = 2026-01-01\ncode = "south"\n\n[[team]]\ncode = "north"\n'
    assert put(shuffled).version == first.version


@given(st.permutations(["a", "b", "c", "d"]), st.permutations(["a", "b", "c", "d"]))
def test_it_names_versions_by_content_in_any_order(tmp_path_factory, one, other):
    folder = tmp_path_factory.mktemp("order")
    first, second = ([{"code": code} for code in codes] for codes in (one, other))
    assert (
        publish_content({"team": first}, folder).version == publish_content({"team": second}, folder).version
    )


def test_it_keeps_every_version_and_goes_back_to_one(put, tmp_path):
    one, two = put(ONE_TEAM).version, put(TWO_TEAMS).version
    assert one != two
    assert list(load(tmp_path, one).teams) == ["north"]
    assert put(ONE_TEAM).version == one
    assert [publication.version for publication in history(tmp_path)] == [one, two, one]
    times = [publication.published_at for publication in history(tmp_path)]
    assert times == sorted(times)
    assert set(load(tmp_path, two).teams) == {"north", "south"}


def test_it_publishes_nothing_when_there_is_an_error(put, tmp_path):
    version = put(ONE_TEAM).version
    before = stored(tmp_path)
    with pytest.raises(InvalidReference, match="nothing was published"):
        put('[[team]]\ncode = "north"\nbrand = "nowhere"\n')
    assert stored(tmp_path) == before
    assert current_version(tmp_path) == version


def test_it_names_the_version_that_is_not_there(put, tmp_path):
    version = put(ONE_TEAM).version
    for wrong in ("0123456789abcdef", "../CURRENT", ""):
        with pytest.raises(NotFound, match="no reference version") as caught:
            load(tmp_path, wrong)
        assert version in str(caught.value)


def test_it_notices_a_version_that_was_edited(put, tmp_path):
    version = put(ONE_TEAM).version
    file = tmp_path / "reference" / f"{version}.json"
    file.write_bytes(file.read_bytes().replace(b"north", b"notrh"))
    with pytest.raises(Damaged, match="not what was published"):
        load(tmp_path)


def test_it_notices_a_broken_pointer(put, tmp_path):
    put(ONE_TEAM)
    (tmp_path / "reference" / "CURRENT").write_text("what is this\nhere\n")
    with pytest.raises(Damaged, match="CURRENT"):
        load(tmp_path)


def test_it_lets_one_publish_at_a_time(put, tmp_path):
    import fcntl

    put(ONE_TEAM)
    with (tmp_path / "reference" / "LOCK").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Busy, match="publishing"):
            put(TWO_TEAMS)
    assert put(TWO_TEAMS).is_new


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"\xff\xfe[\x00", "not UTF-8"),
        (b"[[team]\ncode = 1", "not TOML.*line 1"),
        (b"team = 5", "must be written as"),
    ],
)
def test_it_says_what_is_wrong_with_a_file_that_is_no_reference_file(tmp_path, body, message):
    (tmp_path / "bad.toml").write_bytes(body)
    with pytest.raises((FileError, InvalidReference), match=message):
        publish(tmp_path / "bad.toml", tmp_path)


def test_it_says_that_a_file_is_not_there(tmp_path):
    with pytest.raises(FileError, match=r"nothing\.toml cannot be read"):
        publish(tmp_path / "nothing.toml", tmp_path)


def test_it_stores_plain_json_that_others_can_read(put, tmp_path):
    version = put(TWO_TEAMS).version
    body = json.loads((tmp_path / "reference" / f"{version}.json").read_text(encoding="utf-8"))
    assert body["content"] == {"team": [{"code": "north"}, {"code": "south", "from": "2026-01-01"}]}


def _publish_for_ever(folder):
    number = 0
    while True:
        number += 1
        publish_content({"team": [{"code": f"team-{number % 7}"}]}, folder)


def test_it_survives_being_killed_at_random_moments(tmp_path):
    chance = random.Random(1)
    context = multiprocessing.get_context("fork")
    publications = 0
    for _ in range(15):
        worker = context.Process(target=_publish_for_ever, args=(tmp_path,))
        worker.start()
        time.sleep(0.01 + chance.random() * 0.05)
        os.kill(worker.pid, signal.SIGKILL)
        worker.join()
        before, publications = publications, len(history(tmp_path))
        assert publications >= before
        for publication in history(tmp_path)[-8:]:
            assert load(tmp_path, publication.version).version == publication.version
    assert publications > 15


# ---- what differs ----


def test_it_says_in_codes_what_differs():
    old = {
        "organisation": {"name": "Northwind", "zone": "UTC"},
        "team": [{"code": "north"}, {"code": "south", "brand": "fjord"}],
        "target": [{"kind": "first_reply", "within": "4h", "channel": "chat"}],
    }
    new = {
        "organisation": {"name": "Northwind", "zone": "Europe/Oslo"},
        "team": [{"code": "south", "vendor": "Eastwind"}, {"code": "west"}],
        "target": [{"kind": "first_reply", "within": "2h", "channel": "chat"}],
    }
    assert diff(old, new) == (
        Change("organisation", "", "changed", ("zone",)),
        Change("target", "first_reply chat", "changed", ("within",)),
        Change("team", "north", "removed"),
        Change("team", "south", "changed", ("brand", "vendor")),
        Change("team", "west", "added"),
    )


contents = st.fixed_dictionaries(
    {"team": st.lists(st.sampled_from("abcde"), unique=True).map(lambda codes: [{"code": c} for c in codes])}
)


@given(contents, contents)
def test_it_sees_no_difference_exactly_where_there_is_none(one, other):
    def codes(content):
        return {team["code"] for team in content["team"]}

    changes = diff(one, other)
    assert {c.key for c in changes if c.what == "added"} == codes(other) - codes(one)
    assert {c.key for c in changes if c.what == "removed"} == codes(one) - codes(other)
    assert all(c.what != "changed" for c in changes)
