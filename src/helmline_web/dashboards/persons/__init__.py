"""Figures of teams and of single people: whose they are, by which attribution, and what may be said of them."""
