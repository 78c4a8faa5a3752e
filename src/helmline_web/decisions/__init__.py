"""What people here decided, and the trail of who did what; evidence and the outbox of events."""
