"""Legal bases, findings and the letter, without Word and without Qt."""
