"""What an import did, as numbers and sentences a person can act on."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from helmline.sources.table.tally import Reject


@dataclass
class ImportReport:
    """One file's import."""

    path: Path
    source: str
    format: str = ""
    run_id: str = ""
    rows: int = 0  # rows read, good or not
    skipped: dict[str, int] = field(default_factory=dict)  # rows left out on purpose, by reason
    rejected: int = 0
    reject_codes: dict[str, int] = field(default_factory=dict)
    rejects_path: Path | None = None
    first_rejects: list[Reject] = field(default_factory=list)
    events: dict[str, int] = field(default_factory=dict)  # by kind, as they were handed over
    added: int = 0
    corrected: int = 0
    unchanged: int = 0
    zone: str = "UTC"
    zone_assumed: bool = False
    encodings: dict[str, int] = field(default_factory=dict)  # lines by encoding
    notes: list[str] = field(default_factory=list)
    unfinished: str = ""
    duplicate_of: str = ""  # the run that landed the same bytes with the same mapping
    first_us: int | None = None
    last_us: int | None = None
    texts: int = 0

    def sentences(self) -> list[str]:
        """Return the report in plain English, the most important first."""
        if self.duplicate_of:
            return [f"{self.path.name} has landed before, in run {self.duplicate_of}: nothing to do."]
        lines = [
            f"{self.path.name}: {self.rows:,} rows read, {self.added:,} events new, "
            f"{self.corrected:,} corrected, {self.unchanged:,} known already."
        ]
        if self.rejected:
            codes = ", ".join(f"{code} {n:,}" for code, n in self.reject_codes.items())
            lines.append(
                f"{self.rejected:,} rows rejected ({codes}); all of them with reasons in {self.rejects_path}"
            )
            lines += [f"  line {r.line}: {r.reason}" for r in self.first_rejects[:3]]
        lines += [f"{n:,} rows left out: {why}." for why, n in self.skipped.items()]
        if self.unfinished:
            lines.append(
                f"The end of the file is not to be trusted: {self.unfinished}. Import it again when complete."
            )
        if self.zone_assumed:
            lines.append(
                f"Time zone assumed: {self.zone}. State [source] zone in the mapping if that is wrong."
            )
        if len(self.encodings) > 1:
            others = ", ".join(f"{n:,} as {name}" for name, n in self.encodings.items() if name != "utf-8")
            lines.append(
                f"Lines that are not UTF-8 were read one by one: {others}. State [source] encoding if wrong."
            )
        return lines + self.notes
