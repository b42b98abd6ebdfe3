"""Whatever a desk holds: taken out as a table and brought in again it changes nothing, and no cell begins as a formula."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from jitdesk.crypto.keyslots import LEAST
from jitdesk.documents.spreadsheet import holds
from jitdesk.domain import check
from jitdesk.domain.fields import Field, Merge, Type
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.states import STATES
from jitdesk.services import bringing, bringing_columns, bringing_values, editing, taking_out, team
from jitdesk.services.bringing import Wanted
from jitdesk.services.desk import Desk
from tests.services.sava import PEOPLE, PROTECTED

EXAMPLES = 12
NUMBERS = itertools.count(1)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30) | st.sampled_from(
    ["=1+1", "'=1", "a; b", "[1]", "+49 30", " x ", "TRUE", "2026-03-14", "0012", "1e5", "a, b", "@x", "_x0041_", "[", "yes"]
)
LANGUAGE = st.sampled_from(["uk", "ru", "ar-SY", "sl", "zh-Hant", "kmr"])
DATE = st.sampled_from(["1994", "1994-03", "1994-03-07", "0999-01-01", "2026-12-31", "1900-02-28"])


def entries(field: Field) -> st.SearchStrategy[Any]:
    """Values of one entry of a field."""
    made: dict[Type, st.SearchStrategy[Any]] = {
        Type.TEXT: TEXT,
        Type.TEXTS: TEXT,
        Type.LONG: TEXT | st.lists(TEXT, min_size=2).map("\n".join),
        Type.BOOL: st.booleans(),
        Type.INT: st.integers(-(10**12), 10**12),
        Type.DATE: DATE,
        Type.LANGUAGE: LANGUAGE,
        Type.LANGUAGES: LANGUAGE,
        Type.STATE: st.sampled_from(sorted(STATES)),
        Type.STATES: st.sampled_from(sorted(STATES)),
        Type.ONE: st.sampled_from(field.choices or ("",)),
    }
    return made.get(field.type, st.none())


def value(field: Field) -> st.SearchStrategy[Any]:
    if field.columns:
        group = st.fixed_dictionaries({}, optional={column.name: value(column) for column in field.columns})
        return st.lists(group, max_size=2) if field.type is Type.ROWS else group
    return st.lists(entries(field), max_size=3, unique=field.merge is Merge.SET) if field.is_list else entries(field)


def record(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    fields = [field for field in KINDS[kind].fields if field.settable and field.name not in ("archived", "restricted", "conditions")]
    return st.fixed_dictionaries({}, optional={field.name: value(field) for field in fields if field.type is not Type.LINK})


def kept(kind: str, given: dict[str, Any], witness: str) -> dict[str, Any]:
    """A record as a desk takes it: what is required is there."""
    entered = {name: check.entered(KINDS[kind].by_name[name], entry) for name, entry in given.items() if entry not in ("", None)}
    entered = {name: entry for name, entry in entered.items() if entry is not None}
    if kind == "witness":
        return entered | {"code": f"W-{next(NUMBERS)}{str(entered.get('code', ''))[:9]}"}
    required = {field.name: witness if field.type is Type.LINK else f"x{next(NUMBERS)}" for field in KINDS[kind].fields if field.required}
    return entered | {name: entry for name, entry in required.items() if name not in entered}


SOME = st.sampled_from(bringing_columns.KINDS).flatmap(
    lambda kind: st.tuples(st.just(kind), st.lists(record(kind), min_size=1, max_size=6))
)


@pytest.fixture(scope="module")
def mara(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A lead's desk with a compartment of its own; records of one example stay for the next."""
    folder = tmp_path_factory.mktemp("tables") / "mara.jitdesk"
    with closing(team.found(folder, "a fine passphrase", "JIT Sava River", PEOPLE["mara"], cost=LEAST)) as desk:
        team.set_readers(desk, PROTECTED, [])
        yield desk


@given(SOME)
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_what_is_taken_out_and_brought_in_again_changes_nothing(mara: Desk, tmp_path: Path, some: tuple[str, list[dict[str, Any]]]) -> None:
    kind, made = some
    number = next(NUMBERS)
    [witness] = editing.add(mara, "witness", [{"code": f"W-0{number}"}]).ids
    records = [kept(kind, values, witness) for values in made[: 1 if kind == "identity" else None]]
    ids = editing.add(mara, kind, records, PROTECTED if kind == "identity" else None).ids
    for suffix in (".csv", ".xlsx"):
        if suffix == ".xlsx" and not all(map(holds, texts(kind, records))):
            continue
        out = tmp_path / f"{number}{suffix}"
        taken_out_again(mara, kind, out, ids)
        assert not [cell for row in cells(out) for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def taken_out_again(mara: Desk, kind: str, out: Path, ids: tuple[str, ...]) -> None:
    taking_out.take(mara, kind, out, only=ids, reason="Round trip")
    found = bringing.preview(mara, out, Wanted(kind=kind, reason="Round trip"))
    told = [(row.number, told.cell, str(told.message)) for row in found.rows for told in row.problems]
    assert [(row.action, row.changes) for row in found.rows] == [("same", ())] * len(ids), told


def texts(kind: str, records: list[dict[str, Any]]) -> list[str]:
    of = KINDS[kind]
    return [bringing_values.text(of, of.by_name[name], entry, str) for values in records for name, entry in values.items()]


def cells(out: Path) -> list[list[str]]:
    """What a spreadsheet would compute: in a CSV file any text, in a workbook the cells that are formulas."""
    if out.suffix == ".csv":
        return list(csv.reader(io.StringIO(out.read_text(encoding="utf-8"), newline="")))
    sheet = load_workbook(out).worksheets[0]
    return [["=" for cell in row if cell.data_type == "f"] for row in sheet.iter_rows()]
