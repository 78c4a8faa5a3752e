"""A document as PDF, set by Typst with the faces that are shipped: no system library, no system font, no network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from helmline_web.reports.documents import Document

HERE: Final = Path(__file__).parent
TEMPLATE: Final = HERE / "typst" / "document.typ"
FONTS: Final = HERE / "fonts"


def pdf(document: Document) -> bytes:
    """Return the document as a PDF file."""
    import typst

    return bytes(typst.compile(str(TEMPLATE), format="pdf", **_how(document)))


def texts(document: Document) -> list[str]:
    """Return every text that the PDF sets, in reading order: what a test holds against the page."""
    import typst

    found = typst.query(str(TEMPLATE), "<said>", field="value", **_how(document))
    return [str(text) for text in json.loads(found)]


def _how(document: Document) -> dict[str, Any]:
    return {
        "root": str(HERE),
        "font_paths": [str(FONTS)],
        "ignore_system_fonts": True,
        "sys_inputs": {"document": json.dumps(document.plain(), ensure_ascii=False)},
    }
