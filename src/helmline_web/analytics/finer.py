"""What is asked seldom: whose work, which cohort, which rule, as of when, with which thresholds.

It stands in the address beside the selection, so that a number opened from a finely asked picture is that number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from helmline.errors import QueryError
from helmline.metrics.loading import catalogue

#: fields of the query; empty means the usual
OPTIONS: Final = ("rule", "attribution", "cohort", "calendar", "as_of", "known_at")
#: before the name of a threshold, such as `set.window_days=14`
PREFIX: Final = "set."


@dataclass(frozen=True, slots=True)
class Finer:
    """Options of the query, and a metric's thresholds set otherwise."""

    options: tuple[tuple[str, str], ...] = ()
    parameters: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        """Return whether anything was asked otherwise than usual."""
        return bool(self.options or self.parameters)

    @classmethod
    def read(cls, given: QueryDict | dict[str, str]) -> Finer:
        """Return what an address asks for. Raises QueryError for a threshold that is no whole number."""
        stated = {name: text for name in given if (text := given[name] and given[name].strip())}
        return cls(
            tuple((name, stated[name]) for name in OPTIONS if name in stated),
            tuple(
                (name.removeprefix(PREFIX), _whole(stated[name]))
                for name in sorted(stated)
                if name.startswith(PREFIX)
            ),
        )

    def fields(self, metrics: Iterable[str]) -> dict[str, Any]:
        """Return the fields of a query about `metrics`, each only where it means something to them."""
        known = [catalogue()[name] for name in metrics if name in catalogue()]
        options: dict[str, Any] = dict(self.options)
        if not all(options.get("attribution") in metric.attributions for metric in known):
            options.pop("attribution", None)
        set_by_one = {name for metric in known for name in metric.parameters}
        return {**options, "parameters": tuple(pair for pair in self.parameters if pair[0] in set_by_one)}

    def pairs(self) -> list[tuple[str, str]]:
        """Return the parameters of the address."""
        return [*self.options, *((f"{PREFIX}{name}", str(value)) for name, value in self.parameters)]


#: nothing asked otherwise than usual
USUAL: Final = Finer()


def _whole(text: str) -> int:
    if not text.removeprefix("-").isdigit():
        raise QueryError(_("%(text)s is no whole number.") % {"text": repr(text)})
    return int(text)
