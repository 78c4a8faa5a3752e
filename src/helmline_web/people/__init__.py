"""The organisation, its teams over time, roles, sign-in, and who may see whom."""
