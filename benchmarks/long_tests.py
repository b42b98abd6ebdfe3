"""The long forms of tests that run short among the others."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys

from benchmarks.proof import Figure

_FUZZ_SECONDS = 70


def adversarial() -> Figure:
    """Every byte flipped and every length cut, in the file and in each layer beneath, encrypted anew."""
    return _pytest("tests/unit/exchange/test_adversarial.py", "JITDESK_PROVE")


def converging() -> Figure:
    """Three desks, any order and any duplication of bundles, the same rows in the end; rebuild equals live."""
    return _searched("tests/property/test_exchange.py")


def merging() -> Figure:
    """The merge is commutative, associative and idempotent on random histories."""
    return _searched("tests/property/test_merge.py")


def crashing() -> Figure:
    """kill -9 at twenty system calls of an import and twenty of an export."""
    return _pytest("tests/e2e/test_crash.py", "JITDESK_LONG")


def deciding() -> Figure:
    """Bundles taken in whole or in part, refused, undone, accepted again, with holes and branches: rebuild equals live."""
    return _searched("tests/property/test_decisions.py")


def erasing() -> Figure:
    """Three desks, random work, orders to erase and decisions: who decided alike shows the same, and no word of what was erased is left."""
    return _searched("tests/property/test_erasing.py")


def crashing_erasures() -> Figure:
    """kill -9 at twenty system calls of an erasure."""
    return _pytest("tests/e2e/test_crash_erasing.py", "JITDESK_LONG")


def fuzzing() -> Figure:
    """Every parser of outside bytes, given altered examples for half an hour in all."""
    ran = _run("tests/fuzz", "JITDESK_FUZZ", str(_FUZZ_SECONDS), "-s")
    counts = [int(found) for found in re.findall(r"^\.?fuzzed .*: (\d+) inputs$", ran.stdout, re.MULTILINE)]
    return Figure(f"{sum(counts):,} inputs to {len(counts)} parsers, {_FUZZ_SECONDS} s each; {_last_line(ran)}", ran.returncode == 0)


def crashing_keys() -> Figure:
    """kill -9 at system calls of a change of keys, of passphrase, of a recovery."""
    return _pytest("tests/e2e/test_crash_keys.py", "JITDESK_LONG")


def team() -> Figure:
    """The state machine of a whole team, 200 runs of 60 steps."""
    return _searched("tests/property/test_team.py")


def _searched(path: str) -> Figure:
    """A property looked into with a seed that is told, so that the same search can be made again."""
    seed = secrets.randbelow(1 << 32)
    ran = _run(path, "JITDESK_LONG", "1", f"--hypothesis-seed={seed}")
    return Figure(f"{_last_line(ran)}; seed {seed}", ran.returncode == 0)


def _pytest(path: str, switch: str) -> Figure:
    ran = _run(path, switch, "1")
    return Figure(_last_line(ran), ran.returncode == 0)


def _run(path: str, switch: str, value: str, *further: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *further, path]
    return subprocess.run(command, env={**os.environ, switch: value}, capture_output=True, text=True, check=False)


def _last_line(ran: subprocess.CompletedProcess[str]) -> str:
    return ran.stdout.strip().splitlines()[-1].strip("= ")
