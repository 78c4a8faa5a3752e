"""One definition in plain words: facts about it, thresholds of one's own, vendors' ways, and what it was before."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from helmline.metrics.history import Version, versions
from helmline.metrics.loading import catalogue
from helmline.metrics.metric import Metric
from helmline.metrics.query import Query
from helmline.metrics.settings import applying, settings_of
from helmline.reference.reference import Reference
from helmline_web.analytics import terms
from helmline_web.ui import formats


@dataclass(frozen=True, slots=True)
class Fact:
    """One line about a definition; `code` marks a text to be set as written in the definition."""

    label: str
    text: str
    code: bool = False


def facts(metric: Metric) -> Iterator[Fact]:
    """Yield what a reader wants to know of a definition, in the order of a first reading."""
    yield Fact(_("Formula"), _(metric.formula), code=True)
    yield Fact(_("The value is"), str(terms.STATISTICS[metric.statistic]))
    yield Fact(_("Unit"), str(terms.UNITS[metric.unit]))
    yield Fact(_("Better"), str(terms.DIRECTIONS[metric.direction]))
    yield Fact(_("Counted"), str(terms.COHORTS[metric.cohort]))
    yield Fact(_("Clock"), " · ".join(str(terms.CLOCKS[clock]) for clock in metric.clocks))
    yield Fact(_("Whose"), _quoted(_(metric.attribution)))
    yield Fact(_("Left out"), _quoted(_(metric.exclusions)))
    if metric.parameters:
        given = (f"{name} = {formats.number(value)}" for name, value in metric.parameters.items())
        yield Fact(_("Thresholds"), ", ".join(given), code=True)
    if metric.of:
        yield Fact(_("Made of"), ", ".join(map(_part, metric.of)))
    if metric.unanswerable:
        yield Fact(_("Not answerable"), _(metric.unanswerable))


def _part(name: str) -> str:
    """Return what a part of a metric is called: another metric, or a kind of target."""
    return str(terms.TARGETS[name]) if name in terms.TARGETS else terms.title(catalogue()[name])


def _quoted(text: str) -> str:
    """Return a text of the catalogue with its `names` in quotation marks."""
    return re.sub(r"`([^`]+)`", r"“\1”", text)


def own_thresholds(metric: Metric, reference: Reference) -> list[Fact]:
    """Return what this organisation's queues and brands set instead of the definition's own thresholds."""
    found = applying(metric, settings_of(Query(metrics=(metric.name,)), reference))
    return [
        Fact(
            _("%(dimension)s %(code)s")
            % {"dimension": terms.dimension(setting.column), "code": setting.code},
            f"{setting.parameter} = {formats.number(setting.value)}",
            code=True,
        )
        for setting in found
    ]


@dataclass(frozen=True, slots=True)
class Difference:
    """How a vendor counts it otherwise; `connected` where its data are here."""

    text: str
    connected: bool


def differences(metric: Metric, sources: Collection[str]) -> list[Difference]:
    """Return the vendors' differences, those whose source is connected first."""
    found = [Difference(_quoted(_(text)), _vendor(text) in _words(sources)) for text in metric.vendors]
    return sorted(found, key=lambda difference: not difference.connected)


def _vendor(text: str) -> str:
    """Return the name a sentence begins with: `Freshdesk's figure ...` is about freshdesk."""
    found = re.match(r"\w+", text)
    return found[0].casefold() if found else ""


def _words(sources: Collection[str]) -> set[str]:
    return {word for source in sources for word in re.split(r"[\W_]+", source.casefold())}


def history(metric: Metric) -> list[tuple[Version, str]]:
    """Return the states of a definition with the day each began, the present one first."""
    return [(version, formats.day(version.since, year=True)) for version in versions(metric.name)[::-1]]


def related(metric: Metric) -> list[Metric]:
    """Return the other metrics of the family, for a way on."""
    return [other for other in catalogue().values() if other.family == metric.family and other != metric]
