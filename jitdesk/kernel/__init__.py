"""What everything else speaks: errors, words, values, clock, canonical bytes. No I/O."""
