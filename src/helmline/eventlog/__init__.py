"""The event log: append-only facts about interactions, and the tables derived from them."""
