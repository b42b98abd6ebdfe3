"""The terminal: the same services, no logic of its own."""
