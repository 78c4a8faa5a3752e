"""The company's August, closed by Mona."""

import pytest

from helmline.reference import load
from helmline_web.people.access import viewer_of
from helmline_web.policies import actions as policies
from helmline_web.reports import closing


@pytest.fixture
def house(own_company, cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        policies.adopt(load(own_company).content)
    return cast


@pytest.fixture
def mona(house):
    return viewer_of(house.user["Mona"])


@pytest.fixture
def august(mona):
    return closing.close(mona, "2026-08", note="as every month")
