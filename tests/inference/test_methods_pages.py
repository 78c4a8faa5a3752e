"""The pages of docs/methods: each is listed, names code that exists, and its worked figures come out."""

import importlib
import re
from pathlib import Path

import pytest
from gehan import SIX_MP

from helmline.inference import comparison, estimates, intervals
from helmline.inference.survival import kaplan_meier, median

FOLDER = Path(__file__).parents[2] / "docs" / "methods"
#: Pages of this package; other packages may add theirs beside them
PAGES = ["wilson", "mean-t", "exact-poisson", "median-order-statistics", "nps", "kaplan-meier", "difference"]


def text(page):
    return (FOLDER / f"{page}.md").read_text(encoding="utf-8")


def test_it_lists_every_page():
    listed = re.findall(r"\]\(([\w-]+)\.md\)", text("README"))
    assert set(PAGES) <= set(listed)
    assert all((FOLDER / f"{page}.md").is_file() for page in listed)


def test_it_explains_every_reason():
    assert set(re.findall(r"^\| `(\w+)` \|", text("README"), re.MULTILINE)) == set(estimates.REASONS)


@pytest.mark.parametrize("page", PAGES)
def test_it_says_formula_assumptions_limits_and_source(page):
    for part in ("**Asks:**", "**Formula", "**Assumes**", "**Misleads**", "**Reference.**"):
        assert part in text(page) or (part == "**Formula" and "**Interval.**" in text(page))


@pytest.mark.parametrize("page", PAGES)
def test_it_names_code_that_exists(page):
    named = re.search(r"In\s+code: `(helmline\.[\w.]+)`", text(page))[1]
    module, _, name = named.rpartition(".")
    if module.count(".") == 1:
        importlib.import_module(named)
    else:
        assert callable(getattr(importlib.import_module(module), name))


def test_it_prints_worked_figures_that_come_out():
    wilson, exact = intervals.wilson(81, 263), intervals.clopper_pearson(81, 263)
    assert f"{wilson.low:.1%} to {wilson.high:.1%}".replace("%", " %") in text("wilson")
    assert f"Exact: {exact.low:.1%} to {exact.high:.1%}".replace("%", " %") in text("wilson")
    assert f"0 to {intervals.wilson(0, 20).high:.1%}".replace("%", " %") in text("wilson")
    ten = intervals.garwood(10)
    assert f"10: {ten.low:.2f} to {ten.high:.2f}" in text("exact-poisson")
    assert f"0 to {intervals.garwood(0).high:.2f}" in text("exact-poisson")
    score = estimates.nps(100, 67, 33)
    assert f"{score.value} ± {score.high - score.value:.1f}" in text("nps")
    assert "n = 20: ranks {} and {}".format(*intervals.order_statistic_ranks(20)) in text(
        "median-order-statistics"
    )
    apart = comparison.change(estimates.share(48, 80), estimates.share(56, 70))
    assert f"{apart.value:.0%} points, {apart.low:.1%} to {apart.high:.1%}".replace("%", "") in text(
        "difference"
    )
    children = median(kaplan_meier(*SIX_MP))
    assert f"median {children.value:.0f} weeks, 95 % from {children.low:.0f}, upper end open" in text(
        "kaplan-meier"
    )
    assert children.high is None


@pytest.mark.parametrize(("p", "needed"), [(0.95, 72), (0.99, 368)])
def test_it_states_how_many_values_a_far_quantile_needs(p, needed):
    assert str(needed) in text("median-order-statistics")
    ranks = [intervals.order_statistic_ranks(n, p)[1] for n in (needed - 1, needed)]
    assert ranks == [None, needed]
