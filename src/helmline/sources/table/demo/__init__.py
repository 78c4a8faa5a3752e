"""The real log that ships with Helmline; where it comes from is in ATTRIBUTION.md beside it."""

from __future__ import annotations

from importlib import resources
from pathlib import Path


def servicenow_file() -> Path:
    """Return the path of the shipped ServiceNow incident log (gzipped CSV, 141,712 rows)."""
    return Path(str(resources.files(__name__) / "incident_event_log.csv.gz"))
