"""A table from outside (.csv, .xlsx), read cell by cell as text: nothing in it acts, is computed, or is hidden from whoever reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jitdesk.documents import incoming_csv, incoming_xlsx
from jitdesk.documents.cells import Cell as Cell
from jitdesk.documents.cells import Line as Line
from jitdesk.documents.cells import Lines
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import sha256
from jitdesk.kernel.words import Message

MOST = 20_000_000  # bytes of a file
ROWS = 50_000  # of a table
_HEADING = 200  # characters of a heading that are read
_XLSX, _CSV, _MACROS = ".xlsx", ".csv", ".xlsm"


@dataclass(frozen=True)
class Column:
    """One column: its letter, what its heading says, and whether the sheet hides it."""

    letter: str
    heading: str
    hidden: bool = False


@dataclass(frozen=True)
class Table:
    """A table: the name of its sheet ("" where there is none), what a person has to know of it, its columns, and its lines, read once.

    `hash` is the SHA-256 of the file, `count` about how many lines there are.
    """

    sheet: str
    hash: str
    notes: tuple[Message, ...]
    columns: Sequence[Column]
    lines: Iterator[Line]
    count: int


@contextmanager
def opened(path: Path, sheet: str | None = None) -> Iterator[Table]:
    """The table in a file; of several sheets the one called `sheet`.

    Raises Refused, in one sentence, for a file that is not what it says, or holds what a table should not; while lines are read too.
    """
    data = _read(path)
    suffix = path.suffix.lower()
    if suffix == _XLSX:
        found = incoming_xlsx.read(data, path.name, sheet)
    elif suffix == _CSV:
        if sheet is not None:
            raise Refused("table.no_sheets", name=path.name)
        found = incoming_csv.read(data, path.name)
    else:
        raise Refused("table.macros" if suffix == _MACROS else "table.suffix", name=path.name)
    lines = _filled(found.lines, path.name)
    head = next(lines, None)
    if head is None:
        raise Refused("table.empty", name=path.name)
    if head.faults:
        raise Refused("table.head", name=path.name, reason=str(head.faults[0]))
    columns = [Column(letter(at), cell.text.strip()[:_HEADING], at in found.hidden) for at, cell in enumerate(head.cells)]
    yield Table(found.sheet, sha256(data), found.notes, columns, lines, found.count)


def letter(at: int) -> str:
    """What a spreadsheet calls a column, counted from 0: "A", "AB"."""
    text = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise Refused("table.unreadable", name=path.name)
        if path.stat().st_size > MOST:
            raise Refused("table.too_large", name=path.name, most=MOST // 1_000_000)
        with path.open("rb") as stream:
            data = stream.read(MOST + 1)
    except OSError:
        raise Refused("table.unreadable", name=path.name) from None
    if len(data) > MOST:
        raise Refused("table.too_large", name=path.name, most=MOST // 1_000_000)
    return data


def _filled(lines: Lines, name: str) -> Iterator[Line]:
    """The lines that say anything, at most as many as one table may have behind its head."""
    count = 0
    for line in lines:
        if any(cell.text.strip() or cell.fault for cell in line.cells):
            if count > ROWS:
                raise Refused("table.too_long", name=name, most=f"{ROWS:,}")
            count += 1
            yield line
