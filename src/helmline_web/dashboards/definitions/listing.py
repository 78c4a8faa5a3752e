"""The catalogue as a list: searched, narrowed to a family, grouped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from helmline.metrics.loading import catalogue
from helmline.metrics.metric import Metric
from helmline_web.analytics import terms
from helmline_web.ui.frame import Choice


@dataclass(frozen=True, slots=True)
class Listed:
    """A definition as a list shows it."""

    title: str
    meaning: str
    href: str
    is_answerable: bool


@dataclass(frozen=True, slots=True)
class Family:
    """Metrics that belong together, in the order of the catalogue."""

    title: str
    href: str
    metrics: tuple[Listed, ...] = ()


def listed(metric: Metric) -> Listed:
    """Return a metric for a list."""
    return Listed(
        terms.title(metric),
        terms.meaning(metric),
        reverse("dashboards:definition", args=[metric.name]),
        metric.answerable,
    )


def family_of(metric: Metric) -> Family:
    """Return the family of a metric, without its members."""
    return Family(short(metric.family), _address("", metric.family))


def short(family: str) -> str:
    """Return the first words of a family's title, for a tab or a path."""
    return str(terms.FAMILIES[family]).partition(":")[0]


def matching(words: str, family: str = "") -> list[Metric]:
    """Return the metrics whose name, title, meaning, formula or vendors hold every word, in any language."""
    wanted = words.casefold().split()
    found = (metric for metric in catalogue().values() if not family or metric.family == family)
    return [metric for metric in found if all(word in _text(metric) for word in wanted)]


def _text(metric: Metric) -> str:
    own = (metric.name, metric.title, metric.meaning, metric.formula, *metric.vendors)
    return " ".join((*own, terms.title(metric), terms.meaning(metric))).casefold()


def families(metrics: list[Metric]) -> Iterator[Family]:
    """Yield the families that hold some of `metrics`: what customers feel first, the vendors' own last."""
    place = {code: number for number, code in enumerate(terms.FAMILIES)}
    ordered = sorted(metrics, key=lambda metric: place[metric.family])
    for code, members in groupby(ordered, key=lambda metric: metric.family):
        yield Family(str(terms.FAMILIES[code]), _address("", code), tuple(map(listed, members)))


def choices(words: str, family: str) -> list[Choice]:
    """Return the families as links, each with how many of its metrics match `words`."""
    found = matching(words)
    counts = {code: sum(metric.family == code for metric in found) for code in terms.FAMILIES}
    shown = [Choice(_("All"), _address(words, ""), str(len(found)), not family)]
    return shown + [
        Choice(short(code), _address(words, code), str(counts[code]), family == code)
        for code in terms.FAMILIES
        if counts[code] or family == code
    ]


def _address(words: str, family: str) -> str:
    return reverse("dashboards:catalogue", query={k: v for k, v in (("q", words), ("family", family)) if v})
