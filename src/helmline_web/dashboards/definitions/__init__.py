"""What the metric catalogue shows of a definition, put together from the library."""
