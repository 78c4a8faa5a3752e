"""People: behind random keys, erasable without a trace and without moving a figure."""

import sqlite3

import pytest
from cast import BOB, DMITRI, batches, created, minute, replies
from desk_of_tests import ask

from helmline.errors import InputError, NotFound
from helmline.eventlog import retention
from helmline.eventlog.facts.snapshots import TABLES
from helmline.eventlog.log import Log
from helmline.eventlog.privacy import Ledger, Subject, Subjects, Texts, erase, replay_erasures
from helmline.eventlog.schema import Role

MAIL = "dmitri@example.org"


@pytest.fixture
def people(desk):
    return Subjects(desk.data)


def bytes_of(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


class TestKeys:
    def test_it_gives_the_same_key_to_the_same_identifier_and_random_ones_to_others(self, people):
        first = people.keys("desk", [MAIL, "bob", MAIL], Role.CUSTOMER)
        assert first[0] == first[2] != first[1]
        assert people.keys("desk", ["bob", MAIL]) == [first[1], first[0]]
        assert people.keys("phone", [MAIL])[0] != first[0]

    def test_it_makes_keys_that_say_nothing_about_whom(self, tmp_path):
        keys = [Subjects(tmp_path / str(n)).keys("desk", [MAIL])[0] for n in range(3)]
        assert len(set(keys)) == 3
        assert all(0 < key < 2**63 for key in keys)

    def test_it_finds_people_by_whatever_they_are_called(self, people):
        (key,) = people.keys("desk", [MAIL])
        people.describe(key, name="Dmitri Orlov", email="d@home.example")
        for words in (MAIL, "Dmitri Orlov", "d@home.example", str(key)):
            assert [subject.key for subject in people.find(words)] == [key]
        assert people.named([key, 5]) == {key: "Dmitri Orlov"}

    def test_it_takes_thousands_at_once(self, people):
        wanted = [f"c{n}" for n in range(20_000)]
        assert len(set(people.keys("desk", wanted))) == 20_000


class TestErasure:
    def test_it_leaves_no_byte_of_the_person_and_every_figure_as_it_was(self, desk, people):
        (key,) = people.keys("desk", [MAIL], Role.CUSTOMER)
        people.describe(key, name="Dmitri Orlov")
        rows = [
            row | {"actor": key, "customer": key} if row["role"] == Role.CUSTOMER else row
            for row in [*created(0), replies(9)]
        ]
        desk.lands(batches(*rows))
        Texts(desk.data).put(
            [
                (rows[1]["event_id"], key, minute(0), "my card is 4111 1111 1111"),
                (rows[2]["event_id"], BOB, minute(9), "thank you"),
            ]
        )
        before = {table: ask(f"SELECT * FROM ({desk.facts().sql(table)})") for table in TABLES}
        assert b"Dmitri Orlov" in bytes_of(desk.data)
        found = erase(desk.data, MAIL)
        assert (len(found.subjects), found.texts) == (1, 1)
        left = bytes_of(desk.data)
        assert not [word for word in (b"Dmitri Orlov", MAIL.encode(), b"4111 1111 1111") if word in left]
        assert {table: ask(f"SELECT * FROM ({desk.facts().sql(table)})") for table in TABLES} == before
        assert Texts(desk.data).get([row["event_id"] for row in rows]) == {rows[2]["event_id"]: "thank you"}

    def test_it_only_says_what_it_would_do_in_a_dry_run(self, desk, people):
        people.keys("desk", [MAIL])
        assert erase(desk.data, MAIL, dry_run=True).subjects
        assert people.find(MAIL)

    def test_an_erased_person_stays_erased_when_an_old_file_comes_again(self, desk, people):
        rows = [row | {"actor": people.keys("desk", [MAIL])[0]} for row in created(0)]
        desk.lands(batches(*rows))
        (key,) = people.keys("desk", [MAIL])
        erase(desk.data, MAIL)
        assert people.keys("desk", [MAIL]) == [key]
        assert people.find(MAIL) == []
        people.describe(key, name="Dmitri Orlov")
        people.register([Subject(key, "desk", MAIL, None, "Dmitri Orlov", None)])
        assert people.find(MAIL) == []
        assert desk.lands(batches(*rows)).corrected == 0

    def test_it_is_replayed_after_a_backup_was_restored(self, desk, people):
        (key,) = people.keys("desk", [MAIL])
        people.describe(key, name="Dmitri Orlov")
        Texts(desk.data).put([(b"x" * 16, key, 0, "secret words")])
        backup = {name: (desk.data / name).read_bytes() for name in ("people.sqlite", "texts.sqlite")}
        erase(desk.data, MAIL)
        for name, content in backup.items():
            (desk.data / name).write_bytes(content)
        assert b"Dmitri Orlov" in bytes_of(desk.data)
        assert replay_erasures(desk.data) == 1
        assert not [word for word in (b"Dmitri Orlov", b"secret words") if word in bytes_of(desk.data)]

    def test_the_ledger_says_nothing_without_the_folders_secret(self, desk, people):
        people.keys("desk", [MAIL])
        erase(desk.data, MAIL)
        other = Ledger(desk.data.parent / "elsewhere")
        assert other.digest("desk", MAIL) not in (desk.data / "erasures.jsonl").read_text()
        assert (desk.data / "erasures.key").stat().st_mode & 0o077 == 0

    def test_it_asks_which_of_two_people_of_one_name(self, desk, people):
        for key in people.keys("desk", ["a", "b"]):
            people.describe(key, name="Kim")
        with pytest.raises(InputError, match="fits several people"):
            erase(desk.data, "Kim")
        assert len(people.find("Kim")) == 2

    def test_it_erases_one_person_in_every_source(self, desk, people):
        people.keys("desk", [MAIL])
        people.keys("phone", [MAIL])
        assert len(erase(desk.data, MAIL).subjects) == 2

    def test_it_says_when_nobody_is_called_so(self, desk):
        with pytest.raises(NotFound, match="Nobody is known as 'Eve'"):
            erase(desk.data, "Eve")


class TestRetention:
    def test_it_plans_without_deleting_and_deletes_what_it_planned(self, desk, people):
        old, new = people.keys("desk", ["old", "new"], Role.CUSTOMER)
        (agent,) = people.keys("desk", ["agent"], Role.AGENT)
        day = 1440
        rows = [
            r | {"actor": who, "customer": who}
            for m, case, who in ((0, "A-1", old), (90 * day, "A-2", new))
            for r in created(m, case)
        ]
        desk.lands(batches(*rows))
        Texts(desk.data).put(
            [(b"a" * 16, old, minute(0), "old words"), (b"b" * 16, new, minute(90 * day), "new words")]
        )
        rules = retention.Retention(texts_days=30, customers_days=60)
        planned = retention.plan(desk.data, rules, at_us=minute(91 * day))
        assert (planned.texts, [subject.key for subject in planned.customers]) == (1, [old])
        assert people.find("old")
        retention.apply(desk.data, planned)
        assert (people.find("old"), len(people.find("new")), len(people.find("agent"))) == ([], 1, 1)
        assert Texts(desk.data).count(before_us=minute(1000 * day)) == 1
        assert len(ask(f"SELECT * FROM ({Log(desk.data).view().events_sql()})")) == 4
        assert agent

    def test_no_rule_deletes_nothing(self, desk, people):
        people.keys("desk", ["old"])
        planned = retention.plan(desk.data, retention.Retention())
        assert (planned.texts, planned.customers) == (0, ())


def test_deleted_rows_are_overwritten_not_only_forgotten(desk, people):
    (key,) = people.keys("desk", [MAIL])
    people.forget([key])
    with sqlite3.connect(desk.data / "people.sqlite") as db:
        assert db.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert MAIL.encode() not in (desk.data / "people.sqlite").read_bytes()
    assert DMITRI
