"""One interaction told: what happened in plain words, its clocks, and how the help desk's own figures differ."""
