"""The demonstration's people, and reference data that come back as they went in."""

import tomllib

import pytest

from helmline import synthetic
from helmline.reference import store
from helmline_web.people import demo, written
from helmline_web.people.access import viewer_of
from helmline_web.people.models import Membership, Person
from helmline_web.people.roles import Role
from web.company import COMPANY

pytestmark = pytest.mark.django_db


@pytest.fixture
def content() -> dict:
    return tomllib.loads(synthetic.reference_toml(COMPANY))


@pytest.fixture(autouse=True)
def made(content, settings) -> None:
    settings.HELMLINE_DEMO = True
    rows = synthetic.people(COMPANY).to_pylist()
    demo.make_demo_people(store.propose(content).reference, rows)


def test_it_gives_every_role_a_sign_in_that_sees_something():
    found = dict(demo.sign_ins())
    assert set(found) == set(Role)
    for role, user in found.items():
        viewer = viewer_of(user)
        assert role in viewer.roles
        assert viewer.audience is None or viewer.audience.teams or viewer.audience.agents


def test_it_shows_no_sign_ins_outside_a_demonstration(settings):
    settings.HELMLINE_DEMO = False
    assert demo.sign_ins() == []


def test_it_may_be_made_twice(content):
    before = (Person.objects.count(), Membership.objects.count())
    demo.make_demo_people(store.propose(content).reference, synthetic.people(COMPANY).to_pylist())
    assert (Person.objects.count(), Membership.objects.count()) == before


def test_it_writes_reference_data_as_they_came(content):
    assert (
        store.propose(content | written.tables()).reference.version
        == store.propose(content).reference.version
    )
