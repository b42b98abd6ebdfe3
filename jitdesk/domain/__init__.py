"""Records, changes, merge, roster and charter rules as pure functions."""
