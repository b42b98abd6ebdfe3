"""A sheet of a workbook (.xlsx) from outside, cell by cell: values only, formulas named, nothing hidden passed over in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from jitdesk.documents import workbook
from jitdesk.documents.cells import Cell, Found, Line
from jitdesk.documents.workbook import Attributes, Tags, Workbook
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.words import Message

_ROWS, _COLUMNS = 1_048_576, 16_384  # as many as a spreadsheet has
_STRINGS = 40_000_000  # characters of all texts that cells share
_MERGED = 10_000  # ranges of merged cells
_NAME = 31  # characters of the name of a sheet
_EXACT = 15  # digits of a number that a spreadsheet keeps
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
_RANGE = re.compile(r"[A-Z]{1,3}([1-9][0-9]{0,6})(?::[A-Z]{1,3}([1-9][0-9]{0,6}))?", re.ASCII)
# Formats by which a number looks as it is: without padding, units or texts beside it.
_AS_IT_IS = re.compile(r"General|@|[#,]*[#0](\.[0#?]+)?")
_NOTHING = Cell()


@dataclass(frozen=True)
class _Sheet:
    name: str
    hidden: bool
    part: str


@dataclass
class _Layout(Tags):
    """What a sheet hides and merges, and how many rows it has: told before its cells are read."""

    name: str
    hidden: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, str]] = field(default_factory=list)
    rows: int = 0

    def begin(self, tag: str, attributes: Attributes) -> None:
        if tag == "row":
            self.rows += 1
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            self.hidden.update(range(int(attributes["min"]) - 1, min(int(attributes["max"]), _COLUMNS)))
        elif tag == "mergeCell":
            match = _RANGE.fullmatch(attributes.get("ref", ""))
            if match is None or len(self.merged) >= _MERGED:
                raise Refused("table.damaged", name=self.name)
            self.merged.append((int(match[1]), int(match[2] or match[1]), match[0]))


@dataclass
class _Texts(Tags):
    """The texts that cells share, without the readings beside them."""

    name: str
    spoken = frozenset({"t"})
    found: list[str] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _aside: int = 0
    _length: int = 0

    def begin(self, tag: str, attributes: Attributes) -> None:
        if tag == "si":
            self._parts = []
        self._aside += tag == "rPh"

    def end(self, tag: str, text: str) -> None:
        self._aside -= tag == "rPh"
        if tag == "t" and not self._aside:
            self._length += len(text)
            if self._length > _STRINGS:
                raise Refused("table.swells", name=self.name)
            self._parts.append(text)
        elif tag == "si":
            self.found.append(_unescaped("".join(self._parts)))


@dataclass
class _Styles(Tags):
    """The number format of each style of a cell."""

    formats: list[str] = field(default_factory=list)
    _own: dict[int, str] = field(default_factory=dict)
    _within: bool = False

    def begin(self, tag: str, attributes: Attributes) -> None:
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        if tag == "numFmt":
            self._own[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif tag == "cellXfs":
            self._within = True
        elif tag == "xf" and self._within:
            number = int(attributes.get("numFmtId", "0"))
            self.formats.append(self._own.get(number) or BUILTIN_FORMATS.get(number, "General"))

    def end(self, tag: str, text: str) -> None:
        if tag == "cellXfs":
            self._within = False


def read(data: bytes, name: str, sheet: str | None) -> Found:
    """The rows of one sheet of a file called `name`; raises Refused, also while they are read."""
    with workbook.opened(data, name) as book:
        sheets, since_1904 = _sheets(book)
        chosen = _chosen(name, sheets, sheet)
        layout = _Layout(name)
        book.read(chosen.part, layout)
        others = [one.name for one in sheets if one is not chosen]
    notes = [Message("table.other_sheets", {"sheets": ", ".join(others), "n": len(others)})] if others else []
    lines = _lines(data, name, chosen.part, layout, since_1904)
    return Found(lines, layout.rows, tuple(notes), chosen.name, frozenset(layout.hidden))


def _sheets(book: Workbook) -> tuple[list[_Sheet], bool]:
    targets = {one.id: one.target for one in book.relations(book.main) if one.type == "worksheet"}
    found = [
        _Sheet(one.get("name", "")[:_NAME], one.get("state", "visible") != "visible", targets[id])
        for one in book.every(book.main, "sheet")
        if (id := _linked(one)) in targets
    ]
    if not found:
        raise Refused("table.damaged", name=book.name)
    properties = book.every(book.main, "workbookPr")
    return found, any(one.get("date1904") in ("1", "true") for one in properties)


def _linked(attributes: Attributes) -> str:
    """The relation that an attribute "id" names, whatever the prefix of its namespace."""
    return next((value for key, value in attributes.items() if key.endswith(":id")), "")


def _chosen(name: str, sheets: Sequence[_Sheet], wanted: str | None) -> _Sheet:
    names = ", ".join(one.name for one in sheets)
    if wanted is not None:
        those = [one for one in sheets if one.name == wanted]
        if len(those) != 1:
            raise Refused("table.no_sheet", name=name, sheet=wanted, sheets=names)
        return those[0]
    shown = [one for one in sheets if not one.hidden]
    if len(shown) != 1:
        raise Refused("table.which_sheet", name=name, sheets=names)
    return shown[0]


def _lines(data: bytes, name: str, part: str, layout: _Layout, since_1904: bool) -> Iterator[Line]:
    with ExitStack() as stack:
        book = stack.enter_context(workbook.opened(data, name))
        texts, styles = _Texts(name), _Styles()
        for tags, type in ((texts, "sharedStrings"), (styles, "styles")):
            if where := book.of_type(type):
                book.read(where, tags)
        rows = _Rows(name, texts.found, styles.formats, since_1904, _united(layout.merged))
        for _ in book.stream(part, rows):
            yield from rows.found
            rows.found.clear()


def _united(ranges: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Runs of rows that merged cells touch, apart from each other and the last one first; each by the range that begins it."""
    found: list[tuple[int, int, str]] = []
    for first, last, name in sorted(ranges):
        if found and first <= found[-1][1]:
            found[-1] = found[-1][0], max(last, found[-1][1]), found[-1][2]
        else:
            found.append((first, last, name))
    return found[::-1]


class _Rows(Tags):
    """The rows of a sheet as they are told."""

    spoken = frozenset({"v", "t", "f"})

    def __init__(
        self, name: str, texts: Sequence[str], formats: Sequence[str], since_1904: bool, merged: list[tuple[int, int, str]]
    ) -> None:
        self.found: list[Line] = []
        self._name = name
        self._texts = texts
        self._formats = formats
        self._since_1904 = since_1904
        self._merged = merged
        self._number = 0
        self._hidden = False
        self._cells: list[Cell] = []
        self._at = 0
        self._type = ""
        self._style = 0
        self._value = ""
        self._formula = False
        self._aside = 0

    def begin(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self._begin_cell(attributes)
        elif tag == "row":
            number = int(attributes.get("r", self._number + 1))
            if not self._number < number <= _ROWS:
                raise Refused("table.damaged", name=self._name)
            self._number, self._hidden, self._cells = number, attributes.get("hidden") in ("1", "true"), []
        self._aside += tag == "rPh"

    def _begin_cell(self, attributes: Attributes) -> None:
        at = len(self._cells)
        if "r" in attributes:
            match = _REFERENCE.fullmatch(attributes["r"])
            if match is None or int(match[2]) != self._number:
                raise Refused("table.damaged", name=self._name)
            at = _column(match[1])
        if not len(self._cells) <= at < _COLUMNS:
            raise Refused("table.damaged", name=self._name)
        self._at, self._type, self._style = at, attributes.get("t", "n"), int(attributes.get("s", "0"))
        self._value, self._formula = "", False

    def end(self, tag: str, text: str) -> None:
        self._aside -= tag == "rPh"
        if tag == "v":
            self._value = text
        elif tag == "t" and not self._aside:
            self._value += text
        elif tag == "f":
            self._formula = True
        elif tag == "c":
            self._cells.extend([_NOTHING] * (self._at - len(self._cells)))
            self._cells.append(self._cell())
        elif tag == "row" and self._cells:
            self.found.append(Line(self._number, self._cells, tuple(self._faults())))

    def _faults(self) -> Iterator[Message]:
        if self._hidden:
            yield Message("table.hidden_row")
        while self._merged and self._merged[-1][1] < self._number:
            self._merged.pop()
        if self._merged and self._merged[-1][0] <= self._number:
            yield Message("table.merged", {"range": self._merged[-1][2]})

    def _cell(self) -> Cell:
        value = self._value
        if not value:
            return Cell("", "table.no_value", True) if self._formula else _NOTHING
        if self._type in ("inlineStr", "str"):
            return Cell(_unescaped(value), "", self._formula)
        if self._type == "s":
            return Cell(self._texts[_index(value, self._texts, self._name)], "", self._formula)
        if self._type == "b":
            return Cell("true" if value == "1" else "false", "", self._formula)
        if self._type == "e":
            return Cell(value, "table.error", self._formula)
        if self._type == "d":
            return Cell(value.removesuffix("T00:00:00"), "", self._formula)
        if self._type != "n":
            raise Refused("table.damaged", name=self._name)
        text, fault = self._number_as_text(value)
        return Cell(text, fault, self._formula)

    def _number_as_text(self, value: str) -> tuple[str, str]:
        """A number as a person sees it in the cell, and why that cannot be relied on, or ""."""
        from openpyxl.styles.numbers import is_date_format

        format = self._formats[_index(str(self._style), self._formats, self._name)] if self._formats else "General"
        number = float(value)
        if is_date_format(format):
            return self._day(number, format.split(";")[0])
        whole = number.is_integer() and abs(number) < 10**17
        text = str(int(number)) if whole else repr(number)
        if sum(character.isdigit() for character in text.partition("e")[0].lstrip("-0.")) > _EXACT:
            return text, "table.rounded"
        return text, "" if _AS_IT_IS.fullmatch(format.split(";")[0]) else "table.formatted"

    def _day(self, number: float, format: str) -> tuple[str, str]:
        from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

        try:
            found: Any = from_excel(number, MAC_EPOCH if self._since_1904 else WINDOWS_EPOCH)
        except (ValueError, OverflowError):
            return repr(number), "table.no_day"
        if not isinstance(found, datetime) or found.time() != time():
            return str(found), ""
        return _shown(found.date(), re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", format).lower()), ""


def _shown(day: date, format: str) -> str:
    """A day as far as its cell shows it: a month that somebody typed is kept as the first of it."""
    if "d" in format:
        return day.isoformat()
    return day.isoformat()[:7] if "m" in format else day.isoformat()[:4]


def _index(text: str, those: Sequence[str], name: str) -> int:
    number = int(text)
    if not 0 <= number < len(those):
        raise Refused("table.damaged", name=name)
    return number


def _column(letters: str) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - ord("A") + 1
    return at - 1


def _unescaped(text: str) -> str:
    from openpyxl.utils.escape import unescape

    return str(unescape(text))
