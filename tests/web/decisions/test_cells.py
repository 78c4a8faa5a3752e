"""The one guard of every export: what a spreadsheet would run is shown instead."""

import pytest

from helmline_web.decisions.cells import guarded


@pytest.mark.parametrize("text", ["=1+1", "+39 02", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_it_keeps_a_text_from_being_computed(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("value", ["plain", "", -1, 2.5, None])
def test_it_leaves_everything_else_as_it_is(value):
    assert guarded(value) is value
