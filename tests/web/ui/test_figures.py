"""A key figure says what it rests on, or why it says nothing."""

import pytest

from helmline_web.ui.figures import Figure


@pytest.fixture
def figure_shown(shown):
    return lambda figure: shown('<c-figure :figure="figure" />', figure=figure)


def test_it_shows_value_change_count_and_target(figure_shown):
    words = figure_shown(
        Figure(
            name="First reply",
            value=7800,
            unit="s",
            n=4862,
            target=7200,
            change="30 m slower",
            arrow="rise",
            note="than October",
        )
    )
    assert "2<small>h</small>10<small>m</small>" in words
    assert "<b>30 m slower</b> than October" in words
    assert "n = 4,862" in words
    assert "target 2 h" in words
    assert 'title="2 h 10 m 00 s"' in words


def test_it_sets_the_percent_sign_small(figure_shown):
    assert "88<small>%</small>" in figure_shown(Figure(name="Within 8 h", value=0.88, unit="ratio"))


@pytest.mark.parametrize(("state", "words"), [("young", "too few"), ("missing", "–"), ("hidden", "hidden")])
def test_it_shows_no_value_that_must_not_be_read(figure_shown, state, words):
    figure = Figure(name="Satisfaction", value=0.9, unit="ratio", low=0.5, high=1.0, state=state)
    assert words in figure_shown(figure)
    assert "90" not in figure_shown(figure)
    assert "dot" not in figure.gauge_svg
    assert "range" not in figure.gauge_svg


def test_it_opens_in_the_sheet_when_it_leads_somewhere(figure_shown):
    assert '<a class="figure" href="/number" data-sheet>' in figure_shown(
        Figure(name="a", value=1, href="/number")
    )
    assert "<a " not in figure_shown(Figure(name="a", value=1))


def test_it_refuses_a_state_that_nobody_drew():
    with pytest.raises(ValueError, match="no state"):
        Figure(name="a", value=1, state="sad")
