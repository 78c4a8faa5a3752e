"""What a program asks: the fields of a query, as JSON or in the address."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from ninja import Field, Schema

from helmline.errors import QueryError
from helmline.metrics.expressions import suggest
from helmline.metrics.query import Query
from helmline_web.analytics import door

MOST_METRICS, MOST_DIMENSIONS, MOST_VALUES = 20, 4, 500
_LISTS = ("metrics", "by")
#: of an address, what says how the answer is sent and not what is asked
_HOW = ("offset", "limit", "order", "format", "what")


class Question(Schema):
    """A question. Days are local to `zone`, which is the organisation's unless told otherwise; `until` is not included."""

    metrics: list[str] = Field(min_length=1, max_length=MOST_METRICS, examples=[["first_reply_time"]])
    by: list[str] = Field(default=[], max_length=MOST_DIMENSIONS, examples=[["team"]])
    where: dict[str, list[str]] = Field(default={}, examples=[{"channel": ["chat"]}])
    period: str = ""
    since: str = ""
    until: str = ""
    zone: str = ""
    clock: str = "calendar"
    calendar: str = ""
    rule: str = "segment"
    attribution: str = ""
    cohort: str = ""
    incidents: str = "with"
    as_of: str = ""
    known_at: str = ""
    reference: str = ""
    parameters: dict[str, int] = Field(default={})

    def query(self) -> Query:
        """Return it as the library asks it. Raises QueryError for more values than one filter may have."""
        for name, values in self.where.items():
            if len(values) > MOST_VALUES:
                raise QueryError(
                    f"the filter {name!r} has {len(values):,} values", hint=f"Send at most {MOST_VALUES}."
                )
        organisation = door.reference(self.reference).organisation
        plain = self.model_dump(exclude={"metrics", "by", "where", "zone", "parameters"})
        return Query(
            metrics=tuple(self.metrics),
            by=tuple(self.by),
            where=tuple((name, tuple(values)) for name, values in self.where.items()),
            zone=self.zone or organisation.zone or "UTC",
            week_start=organisation.week_start,
            parameters=tuple(sorted(self.parameters.items())),
            **plain,
        )


def from_address(given: QueryDict) -> Question:
    """Return the question of an address: lists by commas, filters as `where.DIMENSION`, parameters as `set.NAME`."""
    fields: dict[str, Any] = {"where": {}, "parameters": {}}
    for name in given:
        if name.startswith("where."):
            fields["where"][name.removeprefix("where.")] = [
                v for text in given.getlist(name) for v in text.split(",")
            ]
        elif name.startswith("set."):
            fields["parameters"][name.removeprefix("set.")] = _whole(name, given[name])
        elif name in _LISTS:
            fields[name] = [part for part in given[name].split(",") if part]
        elif name in Question.model_fields:
            fields[name] = given[name]
        elif name not in _HOW:
            raise QueryError(f"there is no field {name!r}", hint=suggest(name, list(Question.model_fields)))
    if not fields.get("metrics"):
        raise QueryError(
            "no metric was asked for", hint="Add ?metrics=first_reply_time; /api/v1/metrics lists them."
        )
    return _checked(fields)


def _checked(fields: dict[str, Any]) -> Question:
    from pydantic import ValidationError

    try:
        return Question(**fields)
    except ValidationError as error:
        first = error.errors()[0]
        raise QueryError(f"{'.'.join(map(str, first['loc']))!r}: {first['msg']}") from None


def _whole(name: str, text: str) -> int:
    if not text.removeprefix("-").isdigit():
        raise QueryError(f"{name}={text!r} is no whole number")
    return int(text)
