"""What a program may ask, as a page: made from the very description that programs read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from helmline_web.api.keys import RATE
from helmline_web.api.v1 import api
from helmline_web.people.access import right
from helmline_web.people.tokens import SCOPES
from helmline_web.ui.tables import Column, Row, Table

_COLUMNS = (
    Column("name", _("Field")),
    Column("kind", _("Kind")),
    Column("usual", _("Unless told otherwise")),
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that may be asked."""

    method: str
    path: str
    title: str
    says: str
    fields: Table | None


@right("see.catalogue")
def page(request: HttpRequest) -> HttpResponse:
    """Show every operation with its fields."""
    described = api.get_openapi_schema()
    return render(
        request,
        "api/docs.html",
        {"operations": list(_operations(described)), "scopes": SCOPES, "rate": RATE.partition("/")[0]},
    )


def _operations(described: Mapping[str, Any]) -> Iterator[Operation]:
    for path, methods in described["paths"].items():
        for method, told in methods.items():
            fields = [*_given(told), *_body(told, described)]
            table = Table(columns=_COLUMNS, rows=fields, caption=told["summary"]) if fields else None
            yield Operation(method.upper(), path, told["summary"], told.get("description", ""), table)


def _given(told: Mapping[str, Any]) -> Iterator[Row]:
    for field in told.get("parameters", ()):
        yield _field(field["name"], field["schema"])


def _body(told: Mapping[str, Any], described: Mapping[str, Any]) -> Iterator[Row]:
    if "requestBody" not in told:
        return
    reference = told["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    for name, schema in described["components"]["schemas"][reference.rpartition("/")[2]][
        "properties"
    ].items():
        yield _field(name, schema)


def _field(name: str, schema: Mapping[str, Any]) -> Row:
    usual = schema.get("default")
    told = "" if usual in (None, "", [], {}) else str(usual)
    return Row({"name": name, "kind": schema.get("type", ""), "usual": told})
