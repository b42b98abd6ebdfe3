"""Figures beside their floors and bars; `python3 dev.py prove` runs the proofs."""
