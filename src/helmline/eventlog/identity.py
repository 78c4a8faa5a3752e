"""Who a row is: the identity of a happening and of an interaction, never made from what the row says.

The same two functions exist as SQL expressions (for files, a million rows a second) and in Python (for a
live message); a test holds them equal.
"""

from __future__ import annotations

from hashlib import md5

#: Between the parts of a key: a character that no vendor's key contains.
_SEPARATOR = "\x1f"


def event_id(*parts: str) -> bytes:
    """Return the 16 bytes that identify a happening: of source account, kind and the vendor's key of it.

    Where the vendor has no key of his own, the parts are source, kind, case, time and the ordinal among
    identical rows. MD5 serves as a hash here, not as a secret: 128 bits make a clash at a billion events
    less likely than a broken disk.
    """
    return md5(_SEPARATOR.join(parts).encode(), usedforsecurity=False).digest()


def interaction(source: str, case_key: str) -> int:
    """Return the 63-bit number of an interaction; `helmline check` reports the (unlikely) clash of two keys."""
    digest = md5(_SEPARATOR.join((source, case_key)).encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[8:], "little") & 0x7FFF_FFFF_FFFF_FFFF


def _joined(parts: tuple[str, ...]) -> str:
    """Return SQL that joins parts as `event_id` does; a null part counts as empty."""
    return "concat_ws(chr(31), " + ", ".join(f"coalesce(({part})::VARCHAR, '')" for part in parts) + ")"


def event_id_sql(*parts_sql: str) -> str:
    """Return the SQL expression (DuckDB, BLOB of 16 bytes) that equals `event_id` of the same parts."""
    return f"unhex(md5({_joined(parts_sql)}))"


def interaction_sql(source_sql: str, case_sql: str) -> str:
    """Return the SQL expression (DuckDB, BIGINT) that equals `interaction` of the same source and case key."""
    return f"(md5_number_lower({_joined((source_sql, case_sql))}) & 9223372036854775807)::BIGINT"
