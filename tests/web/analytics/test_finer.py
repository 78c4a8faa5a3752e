"""What is asked seldom stands in the address, and reaches only the metrics it means something to."""

import pytest
from django.http import QueryDict

from helmline.errors import QueryError
from helmline_web.analytics.finer import Finer


def test_it_reads_options_and_thresholds_and_writes_them_again():
    found = Finer.read(QueryDict("rule=inbox&set.window_days=14&cohort=&metric=fcr"))
    assert found == Finer((("rule", "inbox"),), (("window_days", 14),))
    assert found.pairs() == [("rule", "inbox"), ("set.window_days", "14")]
    assert not Finer.read(QueryDict("metric=fcr"))


def test_it_reaches_only_metrics_that_know_it():
    found = Finer((("attribution", "owner"),), (("window_days", 14),))
    assert found.fields(["first_reply_time"]) == {"attribution": "owner", "parameters": ()}
    assert found.fields(["fcr"]) == {"parameters": (("window_days", 14),)}
    assert found.fields(["created"]) == {"parameters": ()}


def test_it_refuses_a_threshold_that_is_no_number():
    with pytest.raises(QueryError, match="whole number"):
        Finer.read(QueryDict("set.window_days=soon"))
