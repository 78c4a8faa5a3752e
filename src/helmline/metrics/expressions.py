"""A small, safe expression language for definitions: parsed into nodes of our own, never evaluated.

It knows the columns of a table, `interaction.column` (the interaction the row belongs to), parameters,
whole numbers, texts, `true`, `false` and `null`; `+ - * //`, comparisons, `and or not`, `is null`,
`in (...)`, `a if test else b`, and the functions `coalesce`, `least` and `greatest`.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from helmline.errors import QueryError

Scalar = int | str | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the row's own table, or of its interaction where `of_interaction` is set."""

    name: str
    of_interaction: bool = False


@dataclass(frozen=True, slots=True)
class Constant:
    """A whole number, text, truth value or null; of a parameter, its name too."""

    value: Scalar
    parameter: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`+`, `-`, `*` or `//` (whole division)."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison:
    """`==`, `!=`, `<`, `<=`, `>` or `>=`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class All:
    """True where all parts are."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True where one part is."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: Node


@dataclass(frozen=True, slots=True)
class IsNull:
    """True where nothing is known."""

    part: Node


@dataclass(frozen=True, slots=True)
class In:
    """True where the value is one of a list of constants."""

    part: Node
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Choose:
    """`then` where `test` holds, else `otherwise`."""

    test: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Call:
    """`coalesce`, `least` or `greatest`."""

    function: str
    arguments: tuple[Node, ...]


Node = Column | Constant | Arithmetic | Comparison | All | AnyOf | Not | IsNull | In | Choose | Call

_ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//"}
_COMPARISONS = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_WORDS: Mapping[str, Scalar] = {"true": True, "false": False, "null": None}
FUNCTIONS = ("coalesce", "least", "greatest")


@dataclass(frozen=True, slots=True)
class Names:
    """What an expression may name: own columns, the interaction's columns, parameters with their values."""

    columns: frozenset[str]
    interaction: frozenset[str] = frozenset()
    parameters: Mapping[str, int] | None = None


def parse(text: str, names: Names) -> Node:
    """Return the tree of `text`; raise QueryError naming what is wrong and the nearest right thing."""
    try:
        tree = ast.parse(" ".join(text.split()), mode="eval")
    except (SyntaxError, ValueError, RecursionError) as error:
        raise QueryError(f"the expression {text!r} cannot be read: {error}") from None
    return _Reader(text, names).read(tree.body)


def columns(node: Node) -> Iterator[Column]:
    """Yield every column a tree names."""
    if isinstance(node, Column):
        yield node
    for part_of in fields(node):
        inner = getattr(node, part_of.name)
        for part in inner if isinstance(inner, tuple) else (inner,):
            if isinstance(part, Node):
                yield from columns(part)


def suggest(word: str, known: list[str]) -> str:
    """Return a sentence with the nearest known words, for an error's next step."""
    near = difflib.get_close_matches(word, known, n=3, cutoff=0.5)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return f"Known: {', '.join(sorted(known)[:40])}."


class _Reader:
    """Reads Python's syntax tree into ours; whatever is not listed here is refused."""

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.names = names

    def read(self, node: ast.expr) -> Node:
        reader = getattr(self, f"_{type(node).__name__.lower()}", None)
        if reader is None:
            raise self._refuse(ast.unparse(node))
        found: Node = reader(node)
        return found

    def _refuse(self, part: str) -> QueryError:
        return QueryError(
            f"{part!r} is not allowed in the expression {self.text!r}",
            hint="Allowed: columns, constants, + - * //, comparisons, and, or, not, is null, in (...), "
            "a if test else b, coalesce, least, greatest.",
        )

    def _name(self, node: ast.Name) -> Node:
        if node.id in _WORDS:
            return Constant(_WORDS[node.id])
        parameters = self.names.parameters or {}
        if node.id in parameters:
            return Constant(parameters[node.id], node.id)
        if node.id not in self.names.columns:
            known = sorted({*self.names.columns, *parameters})
            raise QueryError(
                f"unknown column {node.id!r} in the expression {self.text!r}", hint=suggest(node.id, known)
            )
        return Column(node.id)

    def _attribute(self, node: ast.Attribute) -> Node:
        if not (isinstance(node.value, ast.Name) and node.value.id == "interaction"):
            raise self._refuse(ast.unparse(node))
        if node.attr not in self.names.interaction:
            raise QueryError(
                f"unknown column 'interaction.{node.attr}' in the expression {self.text!r}",
                hint=suggest(node.attr, sorted(self.names.interaction)),
            )
        return Column(node.attr, of_interaction=True)

    def _constant(self, node: ast.Constant) -> Node:
        if not isinstance(node.value, int | str | bool | None):
            raise self._refuse(repr(node.value))
        return Constant(node.value)

    def _binop(self, node: ast.BinOp) -> Node:
        operator = _ARITHMETIC.get(type(node.op))
        if operator is None:
            raise self._refuse(ast.unparse(node))
        return Arithmetic(operator, self.read(node.left), self.read(node.right))

    def _boolop(self, node: ast.BoolOp) -> Node:
        parts = tuple(self.read(part) for part in node.values)
        return All(parts) if isinstance(node.op, ast.And) else AnyOf(parts)

    def _unaryop(self, node: ast.UnaryOp) -> Node:
        if isinstance(node.op, ast.Not):
            return Not(self.read(node.operand))
        if isinstance(node.op, ast.USub):
            part = self.read(node.operand)
            if isinstance(part, Constant) and type(part.value) is int:
                return Constant(-part.value)
            return Arithmetic("-", Constant(0), part)
        raise self._refuse(ast.unparse(node))

    def _compare(self, node: ast.Compare) -> Node:
        parts = []
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            parts.append(self._pair(operator, left, right))
            left = right
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _pair(self, operator: ast.cmpop, left: ast.expr, right: ast.expr) -> Node:
        if isinstance(operator, ast.Is | ast.IsNot):
            if self.read(right) != Constant(None):
                raise self._refuse(f"is {ast.unparse(right)}")
            test = IsNull(self.read(left))
            return Not(test) if isinstance(operator, ast.IsNot) else test
        if isinstance(operator, ast.In | ast.NotIn):
            inside = In(self.read(left), self._values(right))
            return Not(inside) if isinstance(operator, ast.NotIn) else inside
        return Comparison(_COMPARISONS[type(operator)], self.read(left), self.read(right))

    def _values(self, node: ast.expr) -> tuple[Scalar, ...]:
        if not isinstance(node, ast.Tuple | ast.List):
            raise self._refuse(f"in {ast.unparse(node)}")
        values = [self.read(part) for part in node.elts]
        if not all(isinstance(value, Constant) for value in values):
            raise self._refuse(f"in {ast.unparse(node)}")
        return tuple(value.value for value in values if isinstance(value, Constant))

    def _ifexp(self, node: ast.IfExp) -> Node:
        return Choose(self.read(node.test), self.read(node.body), self.read(node.orelse))

    def _call(self, node: ast.Call) -> Node:
        if not (isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS and not node.keywords):
            raise self._refuse(ast.unparse(node))
        return Call(node.func.id, tuple(self.read(argument) for argument in node.args))
