"""One screen a file: a function, a template of the same name, a test."""
