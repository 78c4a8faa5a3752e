"""Quantiles against SciPy, printed tables and their own definition."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from helmline.inference import distributions as ours

PROBABILITIES = [1e-6, 0.001, 0.025, 0.05, 0.3, 0.5, 0.7, 0.95, 0.975, 0.999, 1 - 1e-6]
levels = st.floats(1e-6, 1 - 1e-6)


@pytest.mark.parametrize("df", [0.5, 1, 2, 3, 7.5, 30, 200, 1e4, 999_999, 1e6, 1e8])
def test_it_agrees_with_scipy_on_student(df):
    for p in PROBABILITIES:
        assert ours.t_quantile(p, df) == pytest.approx(stats.t.ppf(p, df), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("shape", [0.1, 0.5, 1, 2.5, 10, 65, 1045, 1e4])
def test_it_agrees_with_scipy_on_gamma(shape):
    for p in PROBABILITIES:
        assert ours.gamma_quantile(p, shape) == pytest.approx(special.gammaincinv(shape, p), rel=1e-9)


@pytest.mark.parametrize(
    ("a", "b"), [(0.5, 0.5), (1, 1), (1, 30), (3, 500), (20, 20), (500, 3), (1e5, 20), (1e5, 1e5)]
)
def test_it_agrees_with_scipy_on_beta(a, b):
    for p in PROBABILITIES:
        assert ours.beta_quantile(p, a, b) == pytest.approx(special.betaincinv(a, b, p), rel=1e-9)


def test_it_stays_right_where_scipy_gives_up():
    # stats.beta.ppf(1e-9, 0.5, 3) returns 2e-24; by hand P(x) = x^a / (a B(a, b)) so far left,
    # so x = (1e-9 * 0.5 * 16/15)^2
    assert ours.beta_quantile(1e-9, 0.5, 3) == pytest.approx((1e-9 * 0.5 * 16 / 15) ** 2, rel=1e-9)
    # special.gammaincinv(1e6, 1e-6) is 995253.7734, where the tail, summed with 40 digits, is 1.0000071e-6;
    # at ours it is 1.0000000000000004e-6
    assert ours.gamma_quantile(1e-6, 1e6) == pytest.approx(995253.7719775002, rel=1e-13)


@pytest.mark.parametrize(
    ("df", "printed"), [(1, 12.706), (2, 4.303), (5, 2.571), (10, 2.228), (30, 2.042), (120, 1.980)]
)
def test_it_prints_the_table_of_student(df, printed):
    assert round(ours.t_quantile(0.975, df), 3) == printed


@pytest.mark.parametrize(
    ("df", "printed"), [(1, 3.841), (2, 5.991), (5, 11.070), (10, 18.307), (30, 43.773), (100, 124.342)]
)
def test_it_prints_the_table_of_chi_square(df, printed):
    assert round(ours.chi_square_quantile(0.95, df), 3) == printed


@given(levels, st.floats(0.2, 1e5))
def test_it_is_symmetric_for_student(p, df):
    assert ours.t_quantile(p, df) == pytest.approx(-ours.t_quantile(1 - p, df), rel=1e-7, abs=1e-9)


@given(levels, st.floats(0.2, 1e4), st.floats(0.2, 1e4))
def test_it_finds_the_point_whose_tail_was_asked_for(p, a, b):
    x = ours.beta_quantile(p, a, b)
    if 1e-280 < x < 1 - 1e-9:
        assert special.betainc(a, b, x) == pytest.approx(p, rel=1e-7)
    y = ours.gamma_quantile(p, a)
    assert special.gammainc(a, y) == pytest.approx(p, rel=1e-7)


@given(st.floats(0.05, 1e6), st.floats(1e-3, 1e6))
def test_it_has_two_tails_that_make_one(shape, x):
    lower, upper = ours.gamma_tails(shape, x)
    assert lower + upper == pytest.approx(1, abs=1e-12)
    assert lower == pytest.approx(special.gammainc(shape, x), rel=1e-9, abs=1e-14)
    assert upper == pytest.approx(special.gammaincc(shape, x), rel=1e-9, abs=1e-14)


@given(st.integers(1, 60), st.floats(0.01, 0.99), st.data())
def test_it_sums_the_binomial_terms(n, p, data):
    k = data.draw(st.integers(-1, n))
    terms = (math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1))
    assert ours.binomial_cdf(k, n, p) == pytest.approx(math.fsum(terms), rel=1e-10, abs=1e-14)


def test_it_sums_the_binomial_of_ten_million():
    k = 5_003_162
    assert ours.binomial_cdf(k, 10**7, 0.5) == pytest.approx(stats.binom.cdf(k, 10**7, 0.5), rel=1e-9)


@pytest.mark.parametrize("ends", [(0.0, 1.0), (1.0, 0.0)])
def test_it_knows_the_tails_at_the_ends(ends):
    x = ends[0]
    assert ours.beta_tails(2, 3, x, 1 - x) == (ends[0], ends[1])
    assert ours.gamma_tails(2, math.inf if x else 0) == (ends[0], ends[1])


@pytest.mark.parametrize("p", [0, 1, -0.1, 1.5, math.nan])
def test_it_refuses_what_is_no_probability(p):
    for ask in (
        lambda: ours.normal_quantile(p),
        lambda: ours.t_quantile(p, 3),
        lambda: ours.gamma_quantile(p, 3),
        lambda: ours.beta_quantile(p, 3, 3),
        lambda: ours.two_sided_z(p),
    ):
        with pytest.raises(ValueError, match="probability"):
            ask()


def test_it_refuses_shapes_of_nothing():
    with pytest.raises(ValueError, match="degrees of freedom"):
        ours.t_quantile(0.3, 0)
    with pytest.raises(ValueError, match="shape"):
        ours.gamma_quantile(0.3, -1)
    with pytest.raises(ValueError, match="parameters"):
        ours.beta_quantile(0.3, 0, 1)
