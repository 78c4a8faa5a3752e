"""The light theme as literal colours, for pictures that leave the page: PDF, mail, slides.

Keys are the classes of `charts.css`; a test compares the colours with `tokens.css`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SURFACE: Final = "#ffffff"
INK: Final = "#14201e"
INK_2: Final = "#44514e"
INK_3: Final = "#5f6b68"
LINE: Final = "#e2e5e2"
LINE_STRONG: Final = "#c5ccc8"
ACCENT: Final = "#0b5d5e"
URGENT: Final = "#ae2a1f"
INCIDENT: Final = "#855504"
HATCH: Final = "#aab4b0"
SERIES: Final = ("#0b6e70", "#c67f14", "#43509f", "#c0669a", "#4c9aca", "#37423f")
STEPS: Final = ("#f0f3f1", "#dcebe8", "#bcdcd8", "#8fc4c0", "#57a3a1", "#237c7d", "#0a5354")

Look = Mapping[str, str | float]


def _filled(colour: str, **more: str | float) -> Look:
    return {"fill": colour, **more}


def _stroked(colour: str, width: float = 1.5, **more: str | float) -> Look:
    return {"fill": "none", "stroke": colour, "stroke-width": width, **more}


def _ring(colour: str, width: float = 1.5, **more: str | float) -> Look:
    return {"fill": SURFACE, "stroke": colour, "stroke-width": width, **more}


LOOKS: Final[Mapping[str, Look]] = {
    "axis": _stroked(LINE_STRONG, 1),
    "grid": _stroked(LINE, 1),
    "edge": _stroked(SURFACE),
    "range": _filled(ACCENT, **{"fill-opacity": 0.28}),
    "usual": _filled(STEPS[1]),
    "usual-quiet": _filled(STEPS[0]),
    "dot": _filled(ACCENT),
    "dot-quiet": _ring(INK_3),
    "target": _stroked(INK, 2),
    "target-line": _stroked(INK, 1.5, **{"stroke-dasharray": "4 3"}),
    "spark-line": _stroked(INK_3),
    "spark-line young": _stroked(INK_3, **{"stroke-dasharray": "2 2"}),
    **{f"line c{number}": _stroked(colour, 2) for number, colour in enumerate(SERIES, 1)},
    **{
        f"line c{number} young": _stroked(colour, 2, **{"stroke-dasharray": "2 3", "stroke-opacity": 0.7})
        for number, colour in enumerate(SERIES, 1)
    },
    **{
        f"band c{number}": _filled(colour, **{"fill-opacity": 0.16})
        for number, colour in enumerate(SERIES, 1)
    },
    **{f"point c{number}": _filled(colour) for number, colour in enumerate(SERIES, 1)},
    **{f"point c{number} young": _ring(INK_3) for number, colour in enumerate(SERIES, 1)},
    **{f"bar c{number}": _filled(colour) for number, colour in enumerate(SERIES, 1)},
    **{f"age{number}": _filled(STEPS[step]) for number, step in enumerate((2, 3, 4, 5, 6))},
    **{f"h{number}": _filled(colour) for number, colour in enumerate(STEPS)},
    "bar": _filled(SERIES[0]),
    "bar is-less": _ring(SERIES[0]),
    "bar is-noise": {"fill": "url(#hatch)", "stroke": HATCH},
    "bar is-before": _filled(STEPS[3]),
    "bar is-young": {"fill": "url(#hatch)", "stroke": HATCH},
    "join": _stroked(LINE_STRONG, 1, **{"stroke-dasharray": "2 2"}),
    "end": _stroked(INK, 2),
    "whisker": _stroked(INK),
    "whisker is-inside": _stroked(SURFACE),
    "whisker is-unsure": _stroked(INK_2, **{"stroke-dasharray": "2 3"}),
    "forecast": _filled(INK_3, **{"fill-opacity": 0.16}),
    "noise-band": _filled(STEPS[1], **{"fill-opacity": 0.75}),
    "mid-line": _stroked(INK_3, 1, **{"stroke-dasharray": "3 3"}),
    "window": _filled(INCIDENT, **{"fill-opacity": 0.14}),
    "window-edge": _stroked(INCIDENT),
    "happening": _stroked(INK_3, 1, **{"stroke-dasharray": "1 3"}),
    "now": _stroked(INK),
    "hist": _filled(STEPS[3]),
    "hist is-late": _filled(STEPS[5]),
    "p": _stroked(INK),
    "work": _filled(ACCENT),
    "work-2": _filled(STEPS[4]),
    "closed": _filled("url(#hatch)"),
    "closed-edge": _stroked(HATCH, 1),
    "pause": _stroked(INK_3, 1, **{"stroke-dasharray": "3 3"}),
    "event": _ring(INK, 2),
    "event is-agent": {"fill": INK, "stroke": INK, "stroke-width": 2},
    "zero": _stroked(LINE_STRONG, 1),
    "w": _stroked(INK_2),
    "w-strong": _stroked(INK, 2),
    "w is-early": _stroked(INK_3, 1.5, **{"stroke-dasharray": "2 3"}),
    "pt": _ring(INK_2),
    "pt-strong": _filled(INK),
    "pt-dash": _ring(INK_3, 1.5, **{"stroke-dasharray": "2.2 2.2"}),
    "track": _filled(STEPS[1]),
    "fill": _filled(STEPS[5]),
    "fill is-now": _filled(URGENT),
    "": _filled(INK_3),
    "t-ink": _filled(INK, **{"font-weight": 600}),
    "t-soft": _filled(INK_2),
    "t-incident": _filled(INCIDENT, **{"font-weight": 500}),
    "t-urgent": _filled(URGENT, **{"font-weight": 500}),
}
