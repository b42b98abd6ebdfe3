"""What is computed from the log: heads, rows, search, conflicts, roster, custody."""
