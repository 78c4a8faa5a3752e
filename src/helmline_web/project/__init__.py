"""The whole application put together: options, settings, addresses, and the command that serves it."""
