"""The one door to the log: a scoped, cached answer to a query; wording of what it says."""
