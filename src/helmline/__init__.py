"""Helmline, the library: what happens between customers and a support team, measured so that it can be checked."""

__version__ = "0.1.0"
