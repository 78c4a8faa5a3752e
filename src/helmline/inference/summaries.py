"""What rows are reduced to before anything is said about them: a frozen value that adds up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Number = int | float


@dataclass(frozen=True, slots=True)
class Summary:
    """The addable part of a cell; `+` gives the summary of the rows of both together.

    Durations go in as whole microseconds: Python's integers do not overflow, so sums and sums of squares
    stay exact and merging in any order gives the very same value. With floats it gives the same value up
    to rounding.
    """

    n: int = 0  # rows with a seen value
    n_censored: int = 0  # rows whose end had not been seen at the as-of instant
    n_missing: int = 0  # rows that ended, but nobody knows when; never censored
    sum: Number = 0  # over the seen values
    sum_sq: Number = 0
    numerator: Number = 0  # of a ratio of sums
    denominator: Number = 0

    def __add__(self, other: Summary) -> Summary:
        """Merge two cells that share no row."""
        if not isinstance(other, Summary):
            return NotImplemented
        return Summary(
            self.n + other.n,
            self.n_censored + other.n_censored,
            self.n_missing + other.n_missing,
            self.sum + other.sum,
            self.sum_sq + other.sum_sq,
            self.numerator + other.numerator,
            self.denominator + other.denominator,
        )

    @property
    def cohort(self) -> int:
        """All rows asked about: seen, censored and missing."""
        return self.n + self.n_censored + self.n_missing

    @property
    def mean(self) -> float | None:
        """Mean of the seen values; None without any, because null is not 0."""
        return self.sum / self.n if self.n else None

    @property
    def ratio(self) -> float | None:
        """Ratio of the sums (never a mean of ratios); None where the denominator is 0."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def variance(self) -> float | None:
        """Sample variance (n - 1) of the seen values; None below two of them."""
        if self.n < 2:
            return None
        # One division, at the end: with integers nothing cancels away.
        return max(0.0, (self.n * self.sum_sq - self.sum * self.sum) / (self.n * (self.n - 1)))


def summarise(values: Iterable[Number], n_censored: int = 0, n_missing: int = 0) -> Summary:
    """Reduce seen `values` to a summary."""
    seen = list(values)
    return Summary(len(seen), n_censored, n_missing, sum(seen), sum(v * v for v in seen))


def pool(summaries: Iterable[Summary]) -> Summary:
    """Add any number of summaries; of none, the empty one."""
    return sum(summaries, Summary())
