"""A year of a company that does not exist, with known truth: for tests, demonstrations and benchmarks.

`generate` yields its log, `truth` and `opinions` what is planted in it, `people` the names of its agents and
`reference_toml` the reference data that go with it.
"""

from helmline.synthetic.company import NAME, SOURCE, Company
from helmline.synthetic.generate import generate
from helmline.synthetic.people import people
from helmline.synthetic.reference import reference_toml
from helmline.synthetic.truth import Truth, opinions, truth

__all__ = ["NAME", "SOURCE", "Company", "Truth", "generate", "opinions", "people", "reference_toml", "truth"]
