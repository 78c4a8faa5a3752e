"""The expression language: what it reads, what it refuses, and that it agrees with Python's own arithmetic."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helmline.engines import duck
from helmline.errors import QueryError
from helmline.metrics.compile import to_sql
from helmline.metrics.expressions import (
    Arithmetic,
    Column,
    Comparison,
    Constant,
    In,
    IsNull,
    Names,
    Not,
    columns,
    parse,
)
from helmline.metrics.translate import translate

NAMES = Names(frozenset({"a", "b", "status"}), frozenset({"is_spam"}), {"window_days": 7})


def test_it_reads_columns_constants_and_parameters() -> None:
    assert parse("a + window_days", NAMES) == Arithmetic("+", Column("a"), Constant(7))
    assert parse("interaction.is_spam", NAMES) == Column("is_spam", of_interaction=True)
    assert parse("status in (1, 2)", NAMES) == In(Column("status"), (1, 2))
    assert parse("a is not null", NAMES) == Not(IsNull(Column("a")))
    assert parse("a <= 5", NAMES) == Comparison("<=", Column("a"), Constant(5))


def test_it_names_the_columns_a_tree_uses() -> None:
    tree = parse("coalesce(a, b) > 1 and not interaction.is_spam", NAMES)
    assert [c.name for c in columns(tree)] == ["a", "b", "is_spam"]


def test_it_suggests_the_closest_column() -> None:
    with pytest.raises(QueryError, match="unknown column 'statsu'") as told:
        parse("statsu == 1", NAMES)
    assert "status" in str(told.value)
    with pytest.raises(QueryError, match=r"interaction\.is_span"):
        parse("interaction.is_span", NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')", "a.b", "a[0]", "lambda: a", "[x for x in (1,)]", "f(a)", "a ** b",
        "a / b", "1.5", "(a := 1)", "a is b", "a in b", "'%s' % a", "coalesce(a, key=b)", "a +", "", "*a", "a if b",
    ],
)  # fmt: skip
def test_it_refuses_everything_else(text: str) -> None:
    with pytest.raises(QueryError):
        parse(text, NAMES)


_numbers = st.integers(-50, 50)


@settings(max_examples=20, deadline=None)
@given(a=st.none() | _numbers, b=st.none() | _numbers, c=_numbers, data=st.data())
def test_it_agrees_with_python_where_nothing_is_null(a, b, c, data) -> None:  # type: ignore[no-untyped-def]
    text = data.draw(
        st.sampled_from(
            (
                f"(a + {c}) * 2 - b", f"a if b > {c} else b", f"least(a, b) + greatest(a, {c})", f"coalesce(a, {c})",
                f"1 if (a < b and not a == {c}) or b in (1, {c}) else 0",
            )
        )
    )  # fmt: skip
    import ibis

    table = ibis.table({"a": "int64", "b": "int64"}, name="pairs")
    sql = to_sql(table.select(v=translate(parse(text, NAMES), table)))
    literal = {name: "NULL" if v is None else str(v) for name, v in (("a", a), ("b", b))}
    with duck.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE pairs AS SELECT {literal['a']}::BIGINT AS a, {literal['b']}::BIGINT AS b"
        )
        (got,) = cursor.execute(sql).fetchall()[0]
    if a is None or b is None:
        if text.startswith("coalesce"):
            assert got == (c if a is None else a)
        return
    known = {"a": a, "b": b, "least": min, "greatest": max, "coalesce": lambda *xs: xs[0]}
    assert got == eval(text, {"__builtins__": {}}, known)  # our own text, Python as the referee
