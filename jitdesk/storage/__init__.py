"""The encrypted database; the only SQL."""
