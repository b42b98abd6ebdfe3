"""A table brought in: each row says what it would do before it is done, all of it is one step, and nothing is passed over in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from jitdesk.kernel.errors import Refused
from jitdesk.services import bringing, editing, reading, reporting, undoing, upkeep
from jitdesk.services.bringing import Preview, Wanted
from jitdesk.services.bringing_rows import Row
from jitdesk.services.desk import Desk
from tests.services.sava import PROTECTED, everything, protect, send

WITNESSES = """Witness code;Type;State;Languages;Notes
W-0412;victim;Ukraine;uk, ru;Saw the bridge
W-0413;Expert;SVN;Slovenian;
"""


def table(tmp_path: Path, text: str, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def problems(row: Row) -> dict[str, str]:
    return {told.cell: told.message.key for told in row.problems}


def actions(found: Preview) -> list[str]:
    return [row.action for row in found.rows]


def values(desk: Desk, reference: str) -> dict[str, Any]:
    return dict(reading.show(desk, reference).values)


def test_headings_names_and_codes_are_known_as_people_write_them(mara: Desk, tmp_path: Path) -> None:
    path = table(tmp_path, WITNESSES)
    before = everything(mara)
    shown = bringing.preview(mara, path, Wanted())
    assert (shown.kind, actions(shown)) == ("witness", ["new", "new"])
    assert {use.heading: use.field for use in shown.uses}["Notes"] == "summary"
    assert everything(mara) == before
    bringing.accept(mara, path, Wanted(), seen=shown.hash)
    assert values(mara, "W-0412") == {
        "code": "W-0412",
        "role": "victim",
        "custodian_state": "UKR",
        "languages": ["uk", "ru"],
        "risk": "not_assessed",
        "summary": "Saw the bridge",
    }
    assert values(mara, "W-0413")["languages"] == ["sl"]
    assert actions(bringing.preview(mara, path, Wanted())) == ["same", "same"]
    upkeep.verify(mara)


def test_what_is_there_changes_field_by_field_and_empty_cells_say_nothing(mara: Desk, tmp_path: Path) -> None:
    editing.add(mara, "witness", [{"code": "W-0412", "role": "victim", "summary": "Saw the bridge"}])
    shown = bringing.preview(mara, table(tmp_path, "code,role,summary\nW-0412,expert,\n"), Wanted())
    [row] = shown.rows
    assert [(one.cell, one.field, one.before, one.after) for one in row.changes] == [("B2", "role", "victim", "expert")]
    bringing.accept(mara, tmp_path / "table.csv", Wanted())
    assert values(mara, "W-0412")["summary"] == "Saw the bridge"
    assert values(mara, "W-0412")["role"] == "expert"


def test_one_bad_cell_keeps_all_of_it_out_and_is_named(mara: Desk, tmp_path: Path) -> None:
    text = "code,role,state,not before\nW-1,victim,Atlantis,2026-03-14\nW-2,victom,,03/04/2026\nW-3,,,14.3.2026\nW-3,,,\n,victim,,\n"
    path = table(tmp_path, text)
    shown = bringing.preview(mara, path, Wanted())
    assert actions(shown) == ["refused", "refused", "new", "refused", "refused"]
    assert problems(shown.rows[0]) == {"C2": "bring.no_state"}
    assert problems(shown.rows[1]) == {"B3": "bring.choice", "D3": "bring.which_day"}
    assert problems(shown.rows[3]) == {"5": "bring.twice"}
    assert problems(shown.rows[4]) == {"6": "record.missing"}
    before = everything(mara)
    with pytest.raises(Refused) as refused:
        bringing.accept(mara, path, Wanted())
    assert refused.value.key == "bring.refused"
    assert "C2" in str(refused.value)
    assert everything(mara) == before


@pytest.mark.parametrize(("order", "day"), [("dmy", "2026-04-03"), ("mdy", "2026-03-04")])
def test_the_order_of_day_and_month_is_said_and_never_guessed(mara: Desk, tmp_path: Path, order: str, day: str) -> None:
    path = table(tmp_path, "code,not before\nW-1,03/04/2026\n")
    bringing.accept(mara, path, Wanted(order=order))
    assert values(mara, "W-1")["not_before"] == day


def test_columns_are_mapped_by_heading_or_letter_and_what_fills_nothing_is_named(mara: Desk, tmp_path: Path) -> None:
    path = table(tmp_path, "Known as,Shoe size,\nW-1,43,victim\n")
    shown = bringing.preview(mara, path, Wanted(kind="witness", fields={"known as": "Code"}))
    assert [(use.letter, use.field) for use in shown.uses] == [("A", "code"), ("B", ""), ("C", "")]
    assert problems(shown.rows[0]) == {"C2": "bring.no_heading"}
    shown = bringing.preview(mara, path, Wanted(kind="witness", fields={"A": "code", "c": "role"}))
    assert actions(shown) == ["new"]
    for fields, key in (
        ({"known as": "colour"}, "bring.no_field"),
        ({"Z": "code"}, "bring.no_column"),
        ({"A": "code", "B": "code"}, "bring.two_columns"),
        ({}, "bring.no_columns"),
    ):
        with pytest.raises(Refused) as refused:
            bringing.preview(mara, path, Wanted(kind="witness", fields=fields))
        assert refused.value.key == key
    for text in ("Known as,Shoe size\nW-1,43\n", "Witness code,State\nW-1,UKR\n"):  # nothing known, or of two kinds as well
        with pytest.raises(Refused, match="--kind"):
            bringing.preview(mara, table(tmp_path, text), Wanted())


def test_an_account_stands_with_its_witness_and_the_same_one_is_not_made_twice(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    protect(mara, olena)
    editing.add(mara, "witness", [{"code": "W-0500"}], PROTECTED)
    text = "witness,date,authority,shared with\nW-0500,2022-03,Police of Kyiv,ICC; Eurojust\nW-9999,2022,Police,\n"
    shown = bringing.preview(mara, table(tmp_path, text), Wanted(kind="account"))
    assert problems(shown.rows[1]) == {"A3": "record.unknown"}
    path = table(tmp_path, text.rsplit("W-9999", 1)[0])
    [id] = bringing.accept(mara, path, Wanted(kind="account")).ids
    with mara.db.read() as connection:
        place = mara.standing(connection).called(PROTECTED)
    account = reading.show(mara, id)
    assert account.compartment == place
    assert account.get("shared_with") == ["ICC", "Eurojust"]
    assert actions(bringing.preview(mara, path, Wanted(kind="account"))) == ["same"]
    path = table(tmp_path, "witness,date,authority\nW-0500,2022-03,The police\n")
    [row] = bringing.preview(mara, path, Wanted(kind="account")).rows
    assert [told.message.key for told in row.remarks] == ["bring.near_account"]


def test_a_code_that_is_almost_there_is_pointed_out(mara: Desk, tmp_path: Path) -> None:
    editing.add(mara, "witness", [{"code": "W-0412"}])
    found = bringing.preview(mara, table(tmp_path, "code\nw 412\nW-0413\nW0413\n"), Wanted(kind="witness"))
    assert [[told.message.key for told in row.remarks] for row in found.rows] == [["bring.near_code"], [], ["bring.near_code"]]
    assert actions(found) == ["new"] * 3


def test_an_identity_goes_to_its_own_compartment_and_is_opened_with_a_reason(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    protect(mara, olena)
    editing.add(mara, "witness", [{"code": "W-0412"}, {"code": "W-0413"}])
    path = table(tmp_path, "code,full name,date of birth\nW-0412,Zlatorog Vinogradna,1980-05-01\n")
    [row] = bringing.preview(mara, path, Wanted()).rows
    assert problems(row) == {"2": "record.needs_compartment"}
    bringing.accept(mara, path, Wanted(compartment=PROTECTED))
    path.write_text(path.read_text() + "W-0413,zlatorog  vinogradna,\n")
    [first, second] = bringing.preview(mara, path, Wanted(compartment=PROTECTED)).rows
    assert problems(first) == {"A2": "bring.protected"}
    assert not first.changes
    assert [told.message.key for told in second.remarks] == ["bring.near_name"]
    shown = bringing.preview(mara, path, Wanted(compartment=PROTECTED, reason="Names compared"))
    assert actions(shown) == ["same", "new"]
    [logged] = reading.listed(mara, "consultation")
    assert logged.get("reason") == "Names compared"


def test_nothing_of_a_witness_under_protection_is_compared_in_passing(mara: Desk, tmp_path: Path) -> None:
    editing.add(mara, "witness", [{"code": "W-0412", "protection": "in_force", "needs": "A ramp"}])
    path = table(tmp_path, "code,needs\nW-0412,A ramp\n")
    assert problems(bringing.preview(mara, path, Wanted()).rows[0]) == {"A2": "bring.protected"}
    assert actions(bringing.preview(mara, path, Wanted(reason="The list of needs"))) == ["same"]


def test_a_conflict_an_archived_a_restricted_and_a_moved_record_are_left_to_a_person(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    protect(mara, olena)
    editing.add(mara, "witness", [{"code": "W-1"}, {"code": "W-2"}, {"code": "W-3"}])
    editing.change(mara, "W-1", {"archived": True})
    editing.change(mara, "W-2", {"restricted": True})
    text = f"code,role,compartment\nW-1,victim,\nW-2,victim,\nW-3,victim,{PROTECTED}\nW-4,,Nowhere\n"
    found = bringing.preview(mara, table(tmp_path, text), Wanted(kind="witness"))
    assert [problems(row) for row in found.rows] == [
        {"A2": "bring.archived"},
        {"A3": "bring.restricted"},
        {"C4": "bring.moves"},
        {"C5": "compartment.unknown"},
    ]


def test_an_accepted_table_is_one_step_that_is_reported_and_undone(mara: Desk, tmp_path: Path) -> None:
    editing.add(mara, "witness", [{"code": "W-1", "role": "victim", "languages": ["uk"]}, {"code": "W-2", "role": "victim"}])
    before = {code: values(mara, code) for code in ("W-1", "W-2")}
    path = table(tmp_path, "code,role,languages,summary\nW-1,expert,ru,Seen\nW-2,expert,,\nW-3,victim,uk,\nW-4,,,\n")
    done = bringing.accept(mara, path, Wanted())
    assert len(done.ids) == 4
    [step] = [step for step in reporting.listed(mara) if step.act == "bring"]
    [told] = reporting.report(mara, done.hash[:12])
    assert step.hash == done.hash
    assert sorted(record.title for record in told.records) == ["W-1", "W-2", "W-3", "W-4"]
    editing.change(mara, "W-2", {"role": "insider"})
    editing.add(mara, "account", [{"witness": "W-4"}])
    undone = undoing.undo(mara)
    assert (undone.act, undone.records, undone.worked) == ("bring", 2, 3)
    assert values(mara, "W-1") == before["W-1"]
    assert values(mara, "W-2")["role"] == "insider"
    assert {record.get("code") for record in reading.listed(mara, "witness")} == {"W-1", "W-2", "W-4"}
    upkeep.verify(mara)
    bringing.accept(mara, table(tmp_path, "code\nW-3\n"), Wanted(kind="witness"))
    undoing.undo(mara)
    assert {step.undone for step in reporting.listed(mara) if step.act == "bring"} == {True}


def test_the_undo_of_a_table_reaches_who_had_it(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    editing.add(mara, "witness", [{"code": "W-1", "role": "victim"}])
    bringing.accept(mara, table(tmp_path, "code,role\nW-1,expert\nW-2,victim\n"), Wanted(kind="witness"))
    send(mara, olena, "with the table")
    assert {record.get("code"): record.get("role") for record in reading.listed(olena, "witness")} == {"W-1": "expert", "W-2": "victim"}
    undoing.undo(mara)
    send(mara, olena, "without it")
    assert {record.get("code"): record.get("role") for record in reading.listed(olena, "witness")} == {"W-1": "victim"}
    assert reading.conflicts(olena) == []
    upkeep.verify(olena)


def test_the_file_that_was_shown_is_the_one_that_is_taken(mara: Desk, tmp_path: Path) -> None:
    path = table(tmp_path, "code\nW-1\n")
    seen = bringing.preview(mara, path, Wanted(kind="witness")).hash
    path.write_text("code\nW-2\n")
    with pytest.raises(Refused) as refused:
        bringing.accept(mara, path, Wanted(kind="witness"), seen=seen)
    assert refused.value.key == "bring.not_shown"


def test_a_row_with_an_id_is_that_record_and_no_other(mara: Desk, tmp_path: Path) -> None:
    [id] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    found = bringing.preview(mara, table(tmp_path, f"id,title\n{id},Visit\n{'0' * 32},Visit\n17,Visit\n"), Wanted(kind="task"))
    assert actions(found) == ["changed", "refused", "refused"]
    assert problems(found.rows[2]) == {"A4": "bring.no_record"}


def test_an_observer_or_a_reader_without_the_right_brings_nothing(two: dict[str, Desk], tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        bringing.preview(two["ibrahim"], table(tmp_path, "code\nW-1\n"), Wanted(kind="witness"))
    assert refused.value.key == "desk.no_team"


def test_what_a_spreadsheet_hides_merges_or_computes_is_named(mara: Desk, tmp_path: Path) -> None:
    book = Workbook()
    sheet: Any = book.active
    for row in (["code", "role", "needs"], ["W-1", "victim", "x"], ["W-2", "victim", "x"], ["W-3", "=1+1", "x"], ["W-4", "victim", "x"]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.merge_cells("C5:C6")
    book.create_sheet("Old").sheet_state = "hidden"
    book.save(tmp_path / "t.xlsx")
    found = bringing.preview(mara, tmp_path / "t.xlsx", Wanted())
    assert [note.key for note in found.notes] == ["table.other_sheets"]
    assert [problems(row) for row in found.rows] == [{}, {"3": "table.hidden_row"}, {"B4": "table.no_value"}, {"5": "table.merged"}]
    sheet.column_dimensions["C"].hidden = True
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(Refused) as refused:
        bringing.preview(mara, tmp_path / "t.xlsx", Wanted())
    assert refused.value.key == "bring.hidden_column"
    assert bringing.preview(mara, tmp_path / "t.xlsx", Wanted(fields={"C": ""})).rows
