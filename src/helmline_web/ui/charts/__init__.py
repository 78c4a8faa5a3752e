"""Pictures drawn on the server as SVG, one kind a file. The same definition is drawn on pages and on paper.

Every chart is a frozen dataclass with `.svg()`, `.svg(standalone=True, width=…)` for PDF and mail, and
`.table()`, the numbers behind it. A chart holds values and finished words; it never asks a query.
"""
