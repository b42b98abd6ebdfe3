"""A CSV file from outside: its encoding and its delimiter told from what is in it, and said where that is a guess."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice

from jitdesk.documents import tables
from jitdesk.documents.cells import Cell, Found, Line
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.words import Message

_DELIMITERS = (",", ";", "\t", "|")
_LOOKED_AT = 50  # rows by which the delimiter is told
_LONGEST = 2_000_000  # characters of a cell; beyond, a quotation mark was never closed
_COLUMNS = 16_384  # as many as a spreadsheet has
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def read(data: bytes, name: str) -> Found:
    """The rows of a file called `name`; raises Refused, also while they are read."""
    text, notes = _decoded(data, name)
    first, _, rest = text.partition("\n")
    said = first.strip().strip('"')
    if said.lower().startswith("sep=") and len(said) == len("sep=") + 1:  # as Excel writes and reads it
        return Found(_lines(rest, said[-1], name), rest.count("\n") + 1, notes)
    return Found(_lines(text, _delimiter(text, name), name), text.count("\n") + 1, notes)


def _decoded(data: bytes, name: str) -> tuple[str, tuple[Message, ...]]:
    encoding, skipped = _encoding(data)
    try:
        return _text(data[skipped:].decode(encoding), name), ()
    except UnicodeDecodeError:
        if encoding != "utf-8" or skipped:
            raise Refused("table.encoding", name=name) from None
    try:
        return _text(data.decode("cp1252"), name), (Message("table.guessed", {"name": name}),)
    except UnicodeDecodeError:
        raise Refused("table.encoding", name=name) from None


def _encoding(data: bytes) -> tuple[str, int]:
    """The encoding that a mark or the zeros of a file tell, else UTF-8; and how many bytes the mark has."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    for encoding, zeros in (("utf-16-le", data[1:200:2]), ("utf-16-be", data[0:200:2])):
        if zeros and zeros.count(0) * 2 > len(zeros):
            return encoding, 0
    return "utf-8", 0


def _text(text: str, name: str) -> str:
    if "\0" in text:
        raise Refused("table.no_text", name=name)
    return text


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(_LONGEST)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _delimiter(text: str, name: str) -> str:
    """The delimiter by which the first rows have the most columns, all of them as many; else the head has."""
    best = (False, 0)
    found = _DELIMITERS[0]
    for candidate in _DELIMITERS:
        try:
            rows = [row for row in islice(_rows(text, candidate), _LOOKED_AT) if any(row)]
        except csv.Error:
            continue
        if rows:
            width = len(rows[0])
            score = width > 1 and all(len(row) == width for row in rows), width
            if score > best:
                best, found = score, candidate
    return found


def _lines(text: str, delimiter: str, name: str) -> Iterator[Line]:
    rows = _rows(text, delimiter)
    number = 0
    try:
        for number, row in enumerate(rows, start=1):
            if len(row) > _COLUMNS:
                raise Refused("table.too_wide", name=name, row=number, most=f"{_COLUMNS:,}")
            yield Line(number, _cells(row))
    except csv.Error:
        raise Refused("table.quotes", name=name, row=number + 1) from None


def _cells(row: Sequence[str]) -> list[Cell]:
    return [Cell(tables.as_it_was(text)) for text in row]
