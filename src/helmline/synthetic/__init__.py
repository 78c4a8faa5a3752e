"""A year of a company that does not exist, with known truth: for tests, demonstrations and benchmarks."""

from helmline.synthetic.company import NAME, SOURCE, Company
from helmline.synthetic.generate import generate

__all__ = ["NAME", "SOURCE", "Company", "generate"]
