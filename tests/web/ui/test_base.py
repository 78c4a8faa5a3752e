"""The page around every page."""

import pytest


@pytest.fixture
def page(client):
    return client.get("/ui/styleguide").content.decode()


def test_it_answers(page):
    assert "<!doctype html>" in page
