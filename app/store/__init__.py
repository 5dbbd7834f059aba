"""What the service keeps: decision records, feedback, used tokens; on SQLite or PostgreSQL, the same tables."""
