"""What every paper is: a head, parts, signature and page marks; no Word and no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jitdesk.drafting.structure import Block, Cell, PageMarks, Table, paragraph

LABELS = (55, 105)

Row = tuple[Cell, Cell]
ROOM: Cell = (paragraph(""), paragraph(""))  # to write in by hand


@dataclass(frozen=True)
class Part:
    """A heading and what stands under it."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Paper:
    """A whole paper, ready to be written as a document."""

    name: str
    language: str
    made_on: date
    title: str
    subtitle: str
    marks: PageMarks
    letterhead: Cell
    particulars: Table
    parts: tuple[Part, ...]
    signature_title: str
    signature: Table
    slip: Part | None = None  # on a page of its own after the signature, to be cut off and sent back

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Everything but titles and page marks, in reading order."""
        content = (block for part in self.parts for block in part.blocks)
        return (*self.letterhead, self.particulars, *content, self.signature, *(self.slip.blocks if self.slip else ()))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of its parts."""
        return tuple(block for part in self.parts for block in part.blocks if isinstance(block, Table))


@dataclass(frozen=True)
class Content:
    """What one writer gives: rows of the head, parts, by whom it is signed (labels), and what differs from other papers."""

    rows: Sequence[Row]
    parts: Sequence[Part]
    signed: Sequence[str] = ()
    letterhead: Cell = ()
    slip: Part | None = None
    mark: str = ""  # stands on every page beside the handling
    bears_reference: bool = True
