"""Bytes to verified segments and back: bundles and cards."""
