"""A table as a spreadsheet (.xlsx) whose cells are text and dates only: nothing in it is computed, nothing says who made it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:  # the library is loaded when a table is written: the program starts without it
    from openpyxl import Workbook

Cell = str | date | None

_MOST = 32_767  # characters of a cell
_FIRST_DAY = date(1900, 3, 1)  # before it a spreadsheet counts a day that never was
_DATE = "yyyy-mm-dd"
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # what a spreadsheet would read as a character by its number
_CORE, _APP, _STYLES = "docProps/core.xml", "docProps/app.xml", "xl/styles.xml"
_NO_PROGRAM = b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
# The library writes the parts of a font in an order that the schema does not know.
_FONTS = re.compile(rb"<fonts.*?</fonts>", re.DOTALL)
_FONT = b'<font>%s<sz val="11"/><name val="Calibri"/><family val="2"/></font>'
_PLAIN_AND_BOLD = b'<fonts count="2">' + _FONT % b"" + _FONT % b"<b/>" + b"</fonts>"


@dataclass(frozen=True)
class Column:
    """The head of a column, and how many characters of it are seen."""

    head: str
    width: int


def spreadsheet(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], made_on: date) -> bytes:
    """The table as a file: its head stays in sight and filters; the same input gives the same bytes."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet: Any = book.active
    sheet.title = title
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.freeze_panes = "A2"
    bold = Font(bold=True)
    for number, column in enumerate(columns, 1):
        _put(sheet.cell(1, number), column.head)
        sheet.cell(1, number).font = bold
    count = 1
    for count, row in enumerate(rows, 2):
        for number, value in enumerate(row, 1):
            if value is not None:
                _put(sheet.cell(count, number), value)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"
    return _sealed(book, made_on)


def holds(text: str) -> bool:
    """Whether a cell can hold all of `text`: it has room for 32,767 characters, and none that no XML can hold."""
    escaped = _ESCAPE.sub("_x005F_", text)
    return len(escaped) <= _MOST and "\r" not in text and not _NO_XML.search(text)


def _put(cell: Any, value: Cell) -> None:
    if isinstance(value, date) and value >= _FIRST_DAY:
        cell.value = value
        cell.number_format = _DATE
    else:
        cell.value = _ESCAPE.sub("_x005F_", _NO_XML.sub("\ufffd", str(value)))
        cell.data_type = "s"  # also what begins like a formula
        cell.quotePrefix = True  # and stays text where somebody edits it


def _sealed(book: Workbook, made_on: date) -> bytes:
    """The file without its author, its program and the moment of writing."""
    from openpyxl.xml.functions import tostring

    raw, sealed = BytesIO(), BytesIO()
    book.save(raw)
    properties = book.properties
    properties.creator = None
    properties.created = properties.modified = datetime(made_on.year, made_on.month, made_on.day)
    instead = {_CORE: tostring(properties.to_tree()), _APP: _NO_PROGRAM}
    with ZipFile(raw) as parts, ZipFile(sealed, "w") as out:
        for name in parts.namelist():
            entry = ZipInfo(name)  # bears the first day that a zip can name
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0
            data = instead.get(name, parts.read(name))
            out.writestr(entry, _FONTS.sub(_PLAIN_AND_BOLD, data) if name == _STYLES else data)
    return sealed.getvalue()
