"""The live board: what waits, what is due, who is there; now, or at an instant somebody chose."""
