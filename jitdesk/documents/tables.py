"""Tables as CSV for any spreadsheet: UTF-8 without a mark before it, and no cell that a spreadsheet would compute."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

# What a spreadsheet takes for the beginning of a formula, wide forms too, behind whatever it skips.
_FORMULA = re.compile(r"[\s\x00-\x1f\u200b-\u200f\u2060\ufeff'\"]*[=+\-@＝＋－＠|%]")


def csv_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table with its head, as RFC 4180 writes it; a cell that could be a formula gets an apostrophe before it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_harmless(cell) for cell in head])
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def _harmless(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) or cell.startswith(("\t", "\r", "\n")) else cell
