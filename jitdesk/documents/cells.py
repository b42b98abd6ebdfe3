"""What a table from outside is made of, whatever kind of file it came in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from jitdesk.kernel.words import Message


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, as text ("" for nothing); `fault` is the key of the sentence why that cannot be relied on.

    `formula` tells that the text is what a formula last came to.
    """

    text: str = ""
    fault: str = ""
    formula: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row, by the number that a spreadsheet shows before it; `faults` tell why it cannot be relied on."""

    number: int
    cells: Sequence[Cell]
    faults: tuple[Message, ...] = ()


Lines = Iterator[Line]


@dataclass(frozen=True)
class Found:
    """The rows of a file, its heading first, empty ones among them; `hidden` are the columns that the sheet hides, counted from 0."""

    lines: Lines
    count: int
    notes: tuple[Message, ...] = ()
    sheet: str = ""
    hidden: Collection[int] = ()
