"""What a proof is: a promise, the bar it must reach, and the function that measures it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What a proof measured, in words and units, and whether it reached the bar."""

    text: str
    reached: bool


@dataclass(frozen=True)
class Proof:
    """One promise: `name` for the command line, `line` what is promised, `bar` what must be reached, `measure` the work itself."""

    name: str
    line: str
    bar: str
    measure: Callable[[], Figure]
