"""Sources, imports, runs, freshness; the only writer of the log."""
