"""File import: tables of any format, through a mapping, into canonical events."""
