"""Tables from outside: what a person wrote is read as it is, and what an enemy made of it ends in one sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from jitdesk.documents import incoming, workbook
from jitdesk.documents.incoming import letter
from jitdesk.documents.spreadsheet import Column, holds, spreadsheet
from jitdesk.documents.tables import csv_table
from jitdesk.kernel.errors import Refused

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
SHEET = "xl/worksheets/sheet1.xml"


def read(path: Path, sheet: str | None = None) -> list[list[str]]:
    """The head and the rows of a table, as text."""
    with incoming.opened(path, sheet) as table:
        return [[column.heading for column in table.columns], *([cell.text for cell in line.cells] for line in table.lines)]


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as refused:
        read(path)
    assert "{" not in str(refused.value)
    return refused.value.key


def given_bytes(tmp_path: Path, data: bytes, name: str = "t.csv") -> Path:
    (tmp_path / name).write_bytes(data)
    return tmp_path / name


def book(*rows: tuple[object, ...], formats: Mapping[str, str] | None = None) -> bytes:
    """A workbook that Excel might have written."""
    made = Workbook()
    sheet: Any = made.active
    for row in rows:
        sheet.append(row)
    for cell, format in (formats or {}).items():
        sheet[cell].number_format = format
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def sharing(texts: bytes, number: bytes = b"0") -> bytes:
    """A workbook of one cell under the heading "a", which names one of the texts that all cells share."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    link = b'<Relationship Id="s" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    return altered(
        book(("a",), ("b",)),
        {
            SHEET: lambda part: part.replace(b't="inlineStr"><is><t>b</t></is>', b't="s"><v>' + number + b"</v>"),
            "xl/_rels/workbook.xml.rels": lambda part: part.replace(b"</Relationships>", link),
        },
        {"xl/sharedStrings.xml": f'<sst xmlns="{main}">'.encode() + texts + b"</sst>"},
    )


def altered(data: bytes, change: Mapping[str, Callable[[bytes], bytes]], more: Mapping[str, bytes] | None = None) -> bytes:
    """The same file with parts changed and added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change.get(name, lambda part: part)(old.read(name)))
        for name, part in (more or {}).items():
            new.writestr(name, part)
    return out.getvalue()


# -- CSV -----------------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_told_from_the_file(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [["Code", "Name"], ["W-1", 'Олена, Київ; "Žan"'], ["W-2", "a\nb"]]
    text = "\r\n".join(delimiter.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows)
    assert read(given_bytes(tmp_path, text.encode(encoding))) == rows


def test_a_guess_at_the_encoding_is_said(tmp_path: Path) -> None:
    path = given_bytes(tmp_path, "code;name\r\nW-1;Müller\r\n".encode("cp1252"))
    with incoming.opened(path) as table:
        assert [note.key for note in table.notes] == ["table.guessed"]
        assert [cell.text for cell in next(table.lines).cells] == ["W-1", "Müller"]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "table.empty"),
        (b"\r\n , \r\n", "table.empty"),
        (b"a,b\n\x81\x8d,c", "table.encoding"),
        (b"\xef\xbb\xbfa,b\n\xff,c", "table.encoding"),
        (b"a,b\n1\x00,2", "table.no_text"),
        (b'a,b\n"1,2\n3,4\n', "table.quotes"),
        (b'a,b\n"1"x,2\n', "table.quotes"),
        (b"a,b\n" + b"x" * 2_100_000, "table.quotes"),
        (b"a\n" + b"," * 20_000, "table.too_wide"),
        (b"a,b\n" + b"1,2\n" * 50_002, "table.too_long"),
    ],
)
def test_what_is_no_csv_is_refused(tmp_path: Path, data: bytes, key: str) -> None:
    assert refusal(given_bytes(tmp_path, data)) == key


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv") == "table.unreadable"
    assert refusal(given_bytes(tmp_path, b"x", "t.ods")) == "table.suffix"
    assert refusal(given_bytes(tmp_path, book(("a",)), "t.xlsm")) == "table.macros"
    (tmp_path / "large.csv").touch()
    with (tmp_path / "large.csv").open("r+b") as stream:
        stream.truncate(incoming.MOST + 1)
    assert refusal(tmp_path / "large.csv") == "table.too_large"


def test_a_first_line_that_names_the_delimiter_is_no_row(tmp_path: Path) -> None:
    path = given_bytes(tmp_path, b"sep=;\r\na,b;c\r\n1,2;3\r\n")
    assert read(path) == [["a,b", "c"], ["1,2", "3"]]


@given(st.lists(st.tuples(TEXT, TEXT), max_size=4))
@example([("'tis", "''"), ("'=1", "''=1"), ("'\ta", "\ta"), ("=1", "a;b")])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_any_text_written_as_csv_reads_back_equal_and_none_begins_as_a_formula(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    kept = [list(row) for row in rows if any(cell.strip() for cell in row)]
    path = given_bytes(tmp_path, csv_table(["one", "two"], rows))
    assert read(path) == [["one", "two"], *kept]


# -- Excel ---------------------------------------------------------------------------------------------------------------------------------
@given(TEXT.filter(str.strip))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_any_text_that_a_spreadsheet_can_hold_reads_back_equal(tmp_path: Path, text: str) -> None:
    if holds(text):
        path = given_bytes(tmp_path, spreadsheet("t", [Column("head", 9)], [[text]], date(2026, 11, 25)), "t.xlsx")
        assert read(path) == [["head"], [text]]


def test_numbers_dates_and_ticks_are_read_as_they_are_shown(tmp_path: Path) -> None:
    row = (412, 1.5, True, date(2026, 3, 14), datetime(2026, 3, 14, 9, 30), date(2026, 3, 1), 2026, None, "0012")
    data = book(tuple("abcdefghi"), row, formats={"F2": "mmm yyyy"})
    day = ["2026-03-14", "2026-03-14 09:30:00", "2026-03"]
    assert read(given_bytes(tmp_path, data, "t.xlsx"))[1] == ["412", "1.5", "true", *day, "2026", "", "0012"]


@pytest.mark.parametrize(
    ("value", "format", "fault"),
    [
        (412, '"W-"0000', "table.formatted"),
        (412, "00000", "table.formatted"),
        (0.5, "0%", "table.formatted"),
        (1234567890123456789, "0", "table.rounded"),
        (12345.25, "#,##0.00", ""),
        ("=A1", "General", "table.no_value"),
    ],
)
def test_a_number_that_is_seen_otherwise_is_pointed_out(tmp_path: Path, value: Any, format: str, fault: str) -> None:
    with incoming.opened(given_bytes(tmp_path, book(("a",), (value,), formats={"A2": format}), "t.xlsx")) as table:
        assert next(table.lines).cells[0].fault == fault


def test_of_a_formula_the_last_result_is_read_and_said(tmp_path: Path) -> None:
    data = altered(book(("a",), (1,)), {SHEET: lambda part: part.replace(b"<v>1</v>", b"<f>2+2</f><v>4</v>")})
    with incoming.opened(given_bytes(tmp_path, data, "t.xlsx")) as table:
        [cell] = next(table.lines).cells
        assert (cell.text, cell.formula, cell.fault) == ("4", True, "")


def test_of_several_sheets_one_is_named(tmp_path: Path) -> None:
    made = Workbook()
    made.active.title = "One"  # type: ignore[union-attr]
    made.active.append(["a"])  # type: ignore[union-attr]
    made.create_sheet("Two").append(["b"])
    made.save(tmp_path / "t.xlsx")
    assert refusal(tmp_path / "t.xlsx") == "table.which_sheet"
    assert read(tmp_path / "t.xlsx", "Two") == [["b"]]
    with pytest.raises(Refused, match="One, Two"):
        read(tmp_path / "t.xlsx", "Three")


def rels(type: str, target: str = "https://example.org/x") -> bytes:
    link = f'<Relationship Id="r1" Type="x/{type}" Target="{target}" TargetMode="External"/>'
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{link}</Relationships>'.encode()


DTD = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
RELS = "xl/worksheets/_rels/sheet1.xml.rels"


@pytest.mark.parametrize(
    ("change", "more", "key"),
    [
        ({SHEET: lambda part: part.replace(b"<worksheet", DTD + b"<worksheet", 1)}, {}, "table.dtd"),
        ({SHEET: lambda part: (DTD.decode() + part.decode()).encode("utf-16")}, {}, "table.dtd"),
        ({SHEET: lambda part: part[: len(part) // 2]}, {}, "table.damaged"),
        ({SHEET: lambda part: part.replace(b'r="2"', b'r="1"')}, {}, "table.damaged"),
        ({SHEET: lambda part: part.replace(b'r="A2"', b'r="ZZZ2"')}, {}, "table.damaged"),
        ({SHEET: lambda part: part.replace(b't="inlineStr"', b't="s"').replace(b"<is><t>b</t></is>", b"<v>9</v>")}, {}, "table.damaged"),
        ({"xl/styles.xml": lambda part: b"no xml"}, {}, "table.damaged"),
        ({}, {RELS: rels("oleObject")}, "table.external"),
        ({}, {"xl/externalLinks/externalLink1.xml": b"<x/>"}, "table.external"),
        ({}, {"xl/connections.xml": b"<x/>"}, "table.external"),
        ({}, {"xl/vbaProject.bin": b"x"}, "table.macros"),
        ({}, {"xl/embeddings/oleObject1.bin": b"x"}, "table.embedded"),
        ({}, {"xl/../../etc/passwd": b"x"}, "table.damaged"),
        ({}, {"XL/workbook.xml": b"x"}, "table.damaged"),
        ({"[Content_Types].xml": lambda part: part.replace(b"sheet.main+xml", b"template.main+xml")}, {}, "table.no_workbook"),
        ({"[Content_Types].xml": lambda part: part.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")}, {}, "table.macros"),
    ],
)
def test_a_workbook_that_acts_lies_or_is_broken_is_refused(tmp_path: Path, change: Any, more: dict[str, bytes], key: str) -> None:
    assert refusal(given_bytes(tmp_path, altered(book(("a",), ("b",)), change, more), "t.xlsx")) == key


def test_an_address_to_click_on_is_no_harm(tmp_path: Path) -> None:
    data = altered(book(("a",), ("b",)), {}, {RELS: rels("hyperlink")})
    assert read(given_bytes(tmp_path, data, "t.xlsx")) == [["a"], ["b"]]


@pytest.mark.parametrize(
    ("data", "key"), [(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "table.locked"), (b"a,b", "table.no_workbook")]
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, data: bytes, key: str) -> None:
    assert refusal(given_bytes(tmp_path, data, "t.xlsx")) == key


def test_what_would_swell_is_refused_before_it_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = altered(book(("a",)), {}, {"xl/media/x": b"\0" * 3_000_000})
    monkeypatch.setattr(workbook, "_UNPACKED", 2_000_000)
    assert refusal(given_bytes(tmp_path, bomb, "t.xlsx")) == "table.swells"


def test_rows_of_nothing_are_no_rows_and_one_at_the_end_of_the_sheet_is_one(tmp_path: Path) -> None:
    rows = b"".join(b'<row r="%d"/>' % number for number in range(3, 50_000))
    last = b'<row r="1048576"><c r="B1048576" t="inlineStr"><is><t>end</t></is></c></row>'
    data = altered(book(("a", "b"), ("c", "d")), {SHEET: lambda part: part.replace(b"</sheetData>", rows + last + b"</sheetData>")})
    with incoming.opened(given_bytes(tmp_path, data, "t.xlsx")) as table:
        assert [line.number for line in table.lines] == [2, 1_048_576]


def test_a_text_without_end_is_refused(tmp_path: Path) -> None:
    data = sharing(b"<si><t>" + b"b" * 1_100_000 + b"</t></si>")
    assert refusal(given_bytes(tmp_path, data, "t.xlsx")) == "table.swells"


def test_readings_beside_a_text_are_no_part_of_it_and_escapes_are_what_they_stand_for(tmp_path: Path) -> None:
    rich = b"<si><r><t>To</t></r><r><t xml:space='preserve'>kyo_x0009_</t></r><rPh sb='0' eb='1'><t>reading</t></rPh></si>"
    assert read(given_bytes(tmp_path, sharing(b"<si><t>x</t></si>" + rich, b"1"), "t.xlsx"))[1] == ["Tokyo\t"]


def test_columns_have_the_letters_of_a_spreadsheet() -> None:
    assert [letter(at) for at in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
