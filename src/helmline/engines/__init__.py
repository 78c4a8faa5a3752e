"""Database engines: DuckDB by default, others for comparison. Nothing above `eventlog` and `metrics` sees one."""
