"""How figures are taken: ours and the floor in turn, several rounds, the median of each and of their ratios."""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from benchmarks.proof import Figure

ROUNDS = 5
T = TypeVar("T")


@dataclass(frozen=True)
class Pair:
    """Medians of ours and of the floor in seconds, and of the ratio of each round."""

    ours: float
    floor: float
    ratio: float

    def figure(self, most: float, floor: str = "floor") -> Figure:
        """The figure in words; it reaches its bar where the ratio is at most `most`."""
        text = f"{self.ours * 1000:,.0f} ms, {floor} {self.floor * 1000:,.0f} ms: {self.ratio:.2f} x"
        return Figure(text, self.ratio <= most)


def pair(ours: Callable[[], float], floor: Callable[[], float], rounds: int = ROUNDS) -> Pair:
    """Run both in turn (each returns its seconds), after one round that does not count."""
    ours(), floor()
    rows = [(ours(), floor()) for _ in range(rounds)]
    mine, bare = zip(*rows, strict=True)
    return Pair(statistics.median(mine), statistics.median(bare), statistics.median(a / b for a, b in rows))


def seconds(work: Callable[[], object]) -> float:
    """How long a call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak_of(work: Callable[[T], object], argument: T) -> float:
    """Resident megabytes at the peak of a fresh process that does `work` on `argument`; both must be importable."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_peak, (work, argument))


def _peak(work: Callable[[T], object], argument: T) -> float:
    from jitdesk import bootstrap

    bootstrap.start("worker")
    work(argument)
    # Not getrusage: a process inherits the peak of the one that started it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
