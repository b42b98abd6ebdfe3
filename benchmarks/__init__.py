"""Figures beside their floors and bars; `python3 dev.py prove` runs the proofs."""

from __future__ import annotations

import os
import tempfile

# What a desk keeps outside its folder belongs on no machine of a person; the folder goes when the benchmark ends.
_MACHINE = tempfile.TemporaryDirectory(prefix="jitdesk-benchmark-")
os.environ.setdefault("JITDESK_HOME", _MACHINE.name)
