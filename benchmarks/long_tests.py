"""The long forms of tests that run short among the others."""

from __future__ import annotations

import os
import subprocess
import sys

from benchmarks.proof import Figure


def adversarial() -> Figure:
    """Every byte flipped and every length cut, in the file and in each layer beneath, encrypted anew."""
    return _pytest("tests/unit/exchange/test_adversarial.py", "JITDESK_PROVE")


def converging() -> Figure:
    """Three desks, any order and any duplication of bundles, the same rows in the end; rebuild equals live."""
    return _pytest("tests/property/test_exchange.py", "JITDESK_LONG")


def merging() -> Figure:
    """The merge is commutative, associative and idempotent on random histories."""
    return _pytest("tests/property/test_merge.py", "JITDESK_LONG")


def crashing() -> Figure:
    """kill -9 at twenty system calls of an import and twenty of an export."""
    return _pytest("tests/e2e/test_crash.py", "JITDESK_LONG")


def _pytest(path: str, switch: str) -> Figure:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", path]
    ran = subprocess.run(command, env={**os.environ, switch: "1"}, capture_output=True, text=True, check=False)
    return Figure(ran.stdout.strip().splitlines()[-1].strip("= "), ran.returncode == 0)
