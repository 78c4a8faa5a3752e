"""What people fill in; each form reads and writes one statement of the reference data."""
