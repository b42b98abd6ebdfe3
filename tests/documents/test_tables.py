"""Tables that a stranger's spreadsheet opens: what was in them comes back, and nothing in them is computed."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.documents.tables import csv_table

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"))


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))


def test_a_table_is_plain_utf_8_with_lines_as_the_standard_has_them() -> None:
    data = csv_table(["when", "who"], [["2026", "Олена, Київ"], ["2027", 'said "no"']])
    assert data == '"when","who"\r\n'.replace('"', "").encode() + '2026,"Олена, Київ"\r\n2027,"said ""no"""\r\n'.encode()


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u200b=1", "＝1", "'=1", '"=1', "|cmd", "%1", "\n=1"]
)
def test_no_cell_is_a_formula(cell: str) -> None:
    assert read(csv_table(["h"], [[cell]]))[1][0].startswith("'")


@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=5))
def test_what_was_in_a_cell_comes_back(rows: list[list[str]]) -> None:
    back = read(csv_table(["a", "b"], rows))[1:]
    assert [
        [cell.removeprefix("'") if cell != was else cell for cell, was in zip(row, those, strict=True)]
        for row, those in zip(back, rows, strict=True)
    ] == rows
    for row in back:
        assert not any(cell.lstrip()[:1] in ("=", "+", "-", "@") and cell.lstrip() for cell in row)
