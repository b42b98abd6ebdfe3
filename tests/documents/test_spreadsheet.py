"""Spreadsheets: whatever text a cell holds reads back equal, as text."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openxml_audit import OpenXmlValidator

from jitdesk.documents.spreadsheet import Cell, Column, spreadsheet

TODAY = date(2026, 11, 25)


def written(*cells: Cell) -> list[object]:
    """The second row of a table of these cells, as another program reads it."""
    data = spreadsheet("Table", [Column(f"Head {number}", 20) for number, _ in enumerate(cells)], [cells], TODAY)
    _, row = load_workbook(io.BytesIO(data)).worksheets[0].iter_rows()
    assert all(cell.data_type in ("s", "d", "n") for cell in row)
    return [cell.value for cell in row]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=200))
def test_any_text_reads_back_equal(text: str) -> None:
    [value] = written(text)
    assert unescape(str(value)) == text


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", '=cmd|"/C calc"!A0', "＝1", "\t=1", "0012", "1e5", "TRUE", "#N/A", "2026-11-25"]
)
def test_nothing_is_computed_or_turned_into_a_number(text: str) -> None:
    assert written(text) == [text]


@pytest.mark.parametrize("text", ["_x0041_", "a_x000D_b", "__x0041_"])
def test_text_that_looks_like_an_escape_is_escaped(text: str) -> None:
    [value] = written(text)
    assert value != text
    assert unescape(str(value)) == text


def test_what_no_xml_can_hold_is_shown_as_such() -> None:
    assert written("a\x00b\ufffec") == ["a\ufffdb\ufffdc"]


def test_dates_are_dates_and_what_a_spreadsheet_cannot_count_is_text() -> None:
    assert written(date(2026, 11, 25), date(1812, 6, 24), None) == [datetime(2026, 11, 25), "1812-06-24", None]


def test_the_file_is_valid_by_an_independent_reader(tmp_path: Path) -> None:
    data = spreadsheet("Table", [Column("Text", 20), Column("Date", 12)], [["=1", date(2026, 11, 25)], ["ž 🙂", None]], TODAY)
    (tmp_path / "table.xlsx").write_bytes(data)
    found = OpenXmlValidator().validate(tmp_path / "table.xlsx")
    assert found.is_valid, found.errors
