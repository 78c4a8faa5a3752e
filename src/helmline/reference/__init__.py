"""What the facts are measured by: dated calendars, targets, teams, reasons, published as immutable versions.

`publish` puts a TOML file in force, `load` gives the `Reference` of a version, whose lookups say what held at
an instant. docs/how-to/reference.md shows every section of the file.
"""

from helmline.reference.changes import Change, diff
from helmline.reference.entries import TARGET_KINDS, Target
from helmline.reference.findings import Finding, InvalidReference
from helmline.reference.reference import NONE, Reference
from helmline.reference.store import (
    Proposal,
    Publication,
    Published,
    current_version,
    history,
    load,
    normalised,
    propose,
    publish,
    publish_content,
)

__all__ = [
    "NONE",
    "TARGET_KINDS",
    "Change",
    "Finding",
    "InvalidReference",
    "Proposal",
    "Publication",
    "Published",
    "Reference",
    "Target",
    "current_version",
    "diff",
    "history",
    "load",
    "normalised",
    "propose",
    "publish",
    "publish_content",
]
