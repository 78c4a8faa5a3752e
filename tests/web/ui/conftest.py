"""What tests of the interface share: this app alone, without the pages and parts that others register."""

import pytest
from django.template import Context, Template
from django_cotton.compiler_regex import CottonCompiler

from helmline_web.ui import frame, navigation

from . import addresses


@pytest.fixture(autouse=True)
def alone(settings, monkeypatch):
    settings.ROOT_URLCONF = addresses.__name__
    monkeypatch.setattr(navigation, "_entries", {})
    monkeypatch.setattr(frame, "_providers", {})


@pytest.fixture
def shown():
    """Render a line of template with one of our parts in it; spaces that do not break count as spaces."""

    def show(markup, **context):
        words = Template(CottonCompiler().process(markup)).render(Context(context))
        return words.replace("\u00a0", " ")

    return show
