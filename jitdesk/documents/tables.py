"""Tables as CSV for any spreadsheet: UTF-8 without a mark before it, and no cell that a spreadsheet would compute."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

# What a spreadsheet takes for the beginning of a formula, wide forms too, behind whatever it skips.
_FORMULA = re.compile(r"[\s\x00-\x1f\u200b-\u200f\u2060\ufeff'\"]*[=+\-@＝＋－＠|%]")


def csv_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table with its head, as RFC 4180 writes it; a cell that could be a formula gets an apostrophe before it."""
    return b"".join(csv_rows([head, *rows]))


def csv_rows(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The rows of such a table one by one, its head first."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
        yield text.getvalue().encode("utf-8", "replace")
        text.seek(0)
        text.truncate()


def as_it_was(cell: str) -> str:
    """The cell as it was before `csv_table` wrote it: without the apostrophe that it got."""
    return cell[1:] if cell.startswith("'") and _harmless(cell[1:]) == cell else cell


def _harmless(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) or cell.lstrip("'").startswith(("\t", "\r", "\n")) else cell
