"""The identity of a happening: one in SQL and in Python, and blind to content."""

from hypothesis import given, settings
from hypothesis import strategies as st

from helmline.engines import duck
from helmline.eventlog import identity

keys = st.text(st.characters(exclude_characters="\x1f\x00", exclude_categories=("Cs",)), max_size=20)


@settings(max_examples=60, deadline=None)
@given(source=keys, kind=keys, key=keys)
def test_it_is_the_same_in_sql_and_in_python(source, kind, key):
    with duck.cursor() as cursor:
        row = cursor.execute(
            f"SELECT {identity.event_id_sql('?', '?', '?')}, {identity.interaction_sql('?', '?')}",
            [source, kind, key, source, key],
        ).fetchone()
    assert row == (identity.event_id(source, kind, key), identity.interaction(source, key))


def test_it_tells_parts_apart_that_join_to_the_same_text():
    assert identity.event_id("ab", "c") != identity.event_id("a", "bc")


def test_an_interaction_is_a_positive_64_bit_number():
    numbers = [identity.interaction("desk", str(n)) for n in range(1000)]
    assert all(0 <= n < 2**63 for n in numbers)
    assert len(set(numbers)) == 1000
