"""Facts: derived tables (an interaction, a reply, an episode, a stint, a state, a leg, a rating a row).

They are read-only Parquet snapshots made from the log alone, refreshed for the interactions that changed,
and always equal to a rebuild from nothing.
"""

from helmline.eventlog.facts.snapshots import Facts, Snapshot

__all__ = ["Facts", "Snapshot"]
