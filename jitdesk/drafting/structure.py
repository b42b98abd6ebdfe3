"""What a letter is made of: runs, paragraphs, tables, sections; no Word and no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

BETWEEN = " / "  # between the same in two languages on one line
NO_PAGE = "…"  # where a page's number stands once a word processor has counted the pages


class Mark(StrEnum):
    """What a run is, beyond its text: missing in the draft, to be filled in by hand, kept from the letter on purpose, a page's number."""

    TEXT = "text"
    STRONG = "strong"
    GAP = "gap"
    BLANK = "blank"
    SEALED = "sealed"
    PAGE = "page"


class Style(StrEnum):
    """What a paragraph is within its section."""

    BODY = "body"
    HEADING = "heading"
    ITEM = "item"


@dataclass(frozen=True)
class Run:
    """A stretch of one line of text; `language` is a BCP 47 tag, "" for that of the letter.

    Of a gap, `field` says what is to be filled; of a page's number, the letter of the annex that begins there.
    """

    text: str
    mark: Mark = Mark.TEXT
    field: str = ""
    language: str = ""


class Line(str):
    """A line of text, in one language or the same in two, as plain text with a stroke between them; `runs` tells them apart."""

    runs: tuple[Run, ...]

    def __new__(cls, *runs: Run) -> Line:
        """The line of these runs, one a language."""
        made = super().__new__(cls, BETWEEN.join(run.text for run in runs))
        made.runs = runs
        return made


@dataclass(frozen=True)
class Paragraph:
    """Runs that follow one another; `field` names the field of the request whose words they are, if they are a person's."""

    runs: tuple[Run, ...]
    style: Style = Style.BODY
    field: str = ""


Cell = tuple[Paragraph, ...]


@dataclass(frozen=True)
class Table:
    """Rows of cells under an optional header row; `widths` in millimetres, as many as columns."""

    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    header: tuple[str, ...] = ()


Block = Paragraph | Table


@dataclass(frozen=True)
class Section:
    """A part of the letter; `number` is None for the annex list, which has none."""

    key: str
    number: int | None
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Enclosure:
    """An annex written with the letter, on pages of its own; `letter` is what the list of annexes calls it."""

    letter: str
    label: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Cover:
    """The head of the letter: letterhead, table of particulars, title, opening."""

    letterhead: Cell
    particulars: Table
    title: str
    subtitle: str
    opening: Block


@dataclass(frozen=True)
class PageMarks:
    """What every page carries; `draft` and `handling` may be empty, `pages` holds {page} and {pages}."""

    handling: str
    reference: str
    draft: str
    version: str
    pages: str


@dataclass(frozen=True)
class Letter:
    """A whole letter, ready to be written as a document or shown."""

    language: str
    made_on: date
    marks: PageMarks
    cover: Cover
    sections: tuple[Section, ...]
    annexes: Section
    closing: Block
    signature_title: str
    signature: Table
    enclosures: tuple[Enclosure, ...]


def runs(blocks: Iterable[Block]) -> Iterator[Run]:
    """Every run of the blocks in reading order; header rows of tables are not runs."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from block.runs
        else:
            yield from runs(paragraph for row in block.rows for cell in row for paragraph in cell)


def paragraph(text: str, mark: Mark = Mark.TEXT, style: Style = Style.BODY, field: str = "", language: str = "") -> Paragraph:
    """A paragraph of one run."""
    return Paragraph((Run(text, mark, field, language),), style)


def pieces(text: str) -> tuple[Run, ...]:
    """A title, a label or the head of a column by its languages."""
    return text.runs if isinstance(text, Line) else (Run(text),)


def blank(text: str) -> bool:
    """Whether a text holds nothing that a reader would see: what is blank is empty to the letter, its gaps and its reading back alike."""
    return not text or text.isspace()


def lines(text: str) -> list[str]:
    """The lines of a person's text that hold anything."""
    cut = (line.strip(" \t") for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return [line for line in cut if not blank(line)]
