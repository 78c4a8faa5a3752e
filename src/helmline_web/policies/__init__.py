"""The rules in force, dated: calendars, targets, thresholds, incident windows, business events."""
