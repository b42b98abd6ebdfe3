"""Documents that leave the desk: Word."""
