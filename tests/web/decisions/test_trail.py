"""The trail holds what was done and shows where somebody changed it."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy as _

from helmline_web.decisions import chain, kinds, protection
from helmline_web.decisions.actions import check, record
from helmline_web.decisions.models import AppendOnly, Entry, Outbox
from helmline_web.decisions.queries import ChainFinding, check_chain

pytestmark = pytest.mark.django_db
kinds.register(kinds.Kind("test.act", _("did {what}")))


@pytest.fixture(autouse=True)
def protected(db) -> None:
    protection.protect(connection)


def tamper(sql: str) -> None:
    protection.unprotect(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_it_chains_each_entry_to_the_one_before():
    first, second = record("test.act", by=1), record("test.act", by=None, detail={"what": 2})
    assert (first.seq, first.previous, second.previous) == (1, chain.START, first.hash)
    assert check_chain() == []


def test_it_refuses_a_kind_nobody_registered():
    with pytest.raises(ValueError, match="no app registered"):
        record("test.unheard", by=1)


def test_it_keeps_an_event_beside_the_act_that_causes_it():
    entry = record("test.act", by=1, event={"kind": "incident_declared"})
    assert Outbox.objects.get().entry == entry


def test_it_lets_nobody_change_an_entry_through_the_models():
    entry = record("test.act", by=1)
    with pytest.raises(AppendOnly):
        entry.save()
    with pytest.raises(AppendOnly):
        entry.delete()


@pytest.mark.parametrize("act", [lambda: Entry.objects.update(by=2), lambda: Entry.objects.all().delete()])
def test_the_database_refuses_to_change_or_delete(act):
    record("test.act", by=1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        act()
    assert Entry.objects.get().by == 1


@pytest.mark.parametrize(
    ("sql", "finding"),
    [
        ("UPDATE decisions_entry SET detail = '{\"what\": 9}' WHERE seq = 2", ChainFinding(2, "changed")),
        ("DELETE FROM decisions_entry WHERE seq = 2", ChainFinding(2, "missing")),
    ],
)
def test_it_shows_what_was_changed_behind_its_back(sql, finding):
    for number in range(3):
        record("test.act", by=1, detail={"what": number})
    tamper(sql)
    assert check_chain() == [finding]


def test_it_shows_an_entry_rewritten_together_with_its_hash():
    for number in range(3):
        record("test.act", by=1, detail={"what": number})
    entry = Entry.objects.get(seq=2)
    fields = {name: getattr(entry, name) for name in ("seq", "at_us", "by", "kind", "subject", "previous")}
    forged = chain.link(**fields, detail={"what": 9})
    tamper(f"UPDATE decisions_entry SET detail = '{{\"what\": 9}}', hash = '{forged}' WHERE seq = 2")
    assert check_chain() == [ChainFinding(3, "detached")]


def test_it_shows_that_the_end_was_cut_off():
    for number in range(3):
        record("test.act", by=1, detail={"what": number})
    check()
    tamper("DELETE FROM decisions_entry WHERE seq = 3")
    assert check_chain() == [ChainFinding(3, "cut")]
    assert check().findings == [{"seq": 3, "kind": "cut"}]
    record("test.act", by=1)
    assert check_chain() == [ChainFinding(3, "cut")]


def test_it_tells_what_was_done_in_words():
    assert record("test.act", by=1, detail={"what": ["a", "b"]}).words == "did a, b"
    assert record("test.act", by=1).words == "did –"


@pytest.mark.django_db(transaction=True)
def test_its_tests_may_empty_it_afterwards():
    record("test.act", by=1)


def test_it_is_empty_for_the_next_test():
    assert record("test.act", by=1).seq == 1
