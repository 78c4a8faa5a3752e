"""The colours of paper are the light theme of the tokens; typst draws what we hand it."""

import re
from pathlib import Path

import pytest
import typst

import helmline_web.ui
from helmline_web.ui import specimens
from helmline_web.ui.charts import paint

STATIC = Path(helmline_web.ui.__file__).parent / "static/ui"
TOKENS = (STATIC / "tokens.css").read_text()


def light(token):
    return re.search(rf"--{token}:\s*light-dark\((#\w+)", TOKENS)[1]


@pytest.mark.parametrize(
    ("token", "colour"),
    [
        ("surface", paint.SURFACE), ("ink", paint.INK), ("ink-2", paint.INK_2), ("ink-3", paint.INK_3), ("line", paint.LINE),
        ("line-strong", paint.LINE_STRONG), ("accent", paint.ACCENT), ("urgent", paint.URGENT), ("incident", paint.INCIDENT),
        ("hatch", paint.HATCH), *((f"c{number}", colour) for number, colour in enumerate(paint.SERIES, 1)),
        *((f"s{number}", colour) for number, colour in enumerate(paint.STEPS)),
    ],
)  # fmt: skip
def test_it_paints_paper_in_the_light_theme(token, colour):
    assert light(token) == colour


@pytest.mark.parametrize("name", specimens.CHARTS)
def test_it_hands_typst_pictures_it_can_draw(name, tmp_path):
    (tmp_path / "chart.svg").write_text(specimens.CHARTS[name].svg(standalone=True, width=480))
    (tmp_path / "page.typ").write_text('#image("chart.svg", width: 100%)')
    assert typst.compile(str(tmp_path / "page.typ")).startswith(b"%PDF")
