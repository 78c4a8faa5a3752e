"""Pages with their query string, kept under a name, alone or with a team."""
