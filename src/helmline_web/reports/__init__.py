"""Month close and the Monday mail."""
