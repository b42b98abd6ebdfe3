"""Records taken out as a table: nothing under protection without a reason, nothing beyond its conditions, nothing left out in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from jitdesk.documents import incoming
from jitdesk.kernel.errors import Refused
from jitdesk.services import bringing, custody, editing, reading, taking_out
from jitdesk.services.bringing import Wanted
from jitdesk.services.desk import Desk
from tests.services.sava import PROTECTED, everything, protect


def refusal(desk: Desk, kind: str, out: Path, **options: object) -> str:
    """What is said, with the desk and the folder as they were."""
    before, beside = everything(desk), set(out.parent.iterdir())
    with pytest.raises(Refused) as refused:
        taking_out.take(desk, kind, out, **options)  # type: ignore[arg-type]
    assert everything(desk) == before
    assert set(out.parent.iterdir()) == beside
    assert "{" not in str(refused.value)
    return refused.value.key


def test_a_table_names_records_as_people_do_and_is_read_back_after_an_edit(mara: Desk, tmp_path: Path) -> None:
    editing.add(mara, "witness", [{"code": "W-0412", "custodian_state": "UKR", "languages": ["uk", "ru"], "minor": True}, {"code": "=W"}])
    editing.add(mara, "account", [{"witness": "W-0412", "date": "2022-03-14", "form": "statement", "shared_with": ["ICC; The Hague", "x"]}])
    out = tmp_path / "accounts.xlsx"
    assert taking_out.take(mara, "account", out).records == 1
    sheet = load_workbook(out).worksheets[0]
    row = dict(zip([cell.value for cell in sheet[1]], [cell.value for cell in sheet[2]], strict=True))
    assert (sheet.title, row["Witness"], row["Form"], row["Compartment"]) == ("Account", "W-0412", "Statement", "Team")
    assert str(row["Date"]).startswith("2022-03-14")
    taking_out.take(mara, "witness", tmp_path / "w.csv")
    text = (tmp_path / "w.csv").read_text()
    assert "Ukraine" in text
    assert "'=W" in text
    (tmp_path / "w.csv").write_text(text.replace("Ukraine", "Poland"))
    [changed] = [row for row in bringing.accept(mara, tmp_path / "w.csv", Wanted()).rows if row.action == "changed"]
    assert [(one.field, one.before, one.after) for one in changed.changes] == [("custodian_state", "UKR", "POL")]


def test_what_is_under_protection_goes_in_with_a_reason_that_is_logged(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    protect(mara, olena)
    editing.add(mara, "witness", [{"code": "W-1", "protection": "in_force"}, {"code": "W-2"}])
    [identity] = editing.add(mara, "identity", [{"witness": "W-2", "name": "Zlatorog Vinogradna"}], PROTECTED).ids
    note = {"about": identity, "text": "Lives with her sister"}
    editing.add(mara, "note", [note], PROTECTED)
    for kind in ("witness", "identity", "note"):
        assert refusal(mara, kind, tmp_path / "out.csv") == "take.protected"
    assert taking_out.take(mara, "witness", tmp_path / "open.csv", only=["W-2"]).records == 1
    assert refusal(mara, "witness", tmp_path / "out.csv", reason="  ") == "consultation.reason"
    taking_out.take(mara, "identity", tmp_path / "out.csv", reason="For the registrar")
    [logged] = reading.listed(mara, "consultation")
    assert (logged.get("about"), logged.get("reason")) == (identity, "For the registrar")


def test_conditions_of_another_state_bind_at_the_door_and_what_hangs_on_a_record_too(mara: Desk, tmp_path: Path) -> None:
    editing.add(mara, "witness", [{"code": "W-1", "origin": "UKR", "conditions": ["third_state"]}, {"code": "W-2"}])
    editing.add(mara, "witness", [{"code": "W-3", "origin": "SVN", "conditions": ["third_state"]}])  # the lead's own State
    editing.add(mara, "account", [{"witness": "W-1"}])
    consent = {
        "about": "W-1",
        "state": "UKR",
        "decision": "given",
        "conditions": ["third_state"],
        "recipients": ["NLD"],
        "date": "2026-01-01",
    }
    editing.add(mara, "state_consent", [consent])
    for kind in ("witness", "account"):
        assert refusal(mara, kind, tmp_path / "out.csv") == "take.bound"
    with pytest.raises(Refused, match=r"W-1 came from UKR .*LHC Art\. 16\(1\)"):
        taking_out.take(mara, "witness", tmp_path / "out.csv")
    assert taking_out.take(mara, "witness", tmp_path / "out.csv", only=["W-2", "W-3"]).records == 2


def test_what_is_left_out_is_counted(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    protect(mara, olena)
    editing.add(mara, "witness", [{"code": code} for code in ("W-1", "W-2", "W-3")])
    editing.add(mara, "witness", [{"code": "W-4"}], PROTECTED)
    editing.change(mara, "W-1", {"archived": True})
    editing.change(mara, "W-2", {"restricted": True})
    assert taking_out.take(mara, "witness", tmp_path / "a.csv") == taking_out.Taken(2, 1, 1)
    assert taking_out.take(mara, "witness", tmp_path / "b.csv", compartment=PROTECTED) == taking_out.Taken(1, 0, 0)
    for name, read in (("a.csv", ["W-3", "W-4"]), ("b.csv", ["W-4"])):
        with incoming.opened(tmp_path / name) as table:
            at = [column.heading for column in table.columns].index("Code")
            assert [line.cells[at].text for line in table.lines] == read


def test_no_table_holds_the_key_of_an_attachment(mara: Desk, tmp_path: Path) -> None:
    editing.add(mara, "witness", [{"code": "W-1"}])
    (tmp_path / "statement.txt").write_text("what she saw")
    [id] = custody.attach(mara, "W-1", tmp_path / "statement.txt").ids
    taking_out.take(mara, "file", tmp_path / "files.csv")
    content = reading.show(mara, id).get("content")
    text = (tmp_path / "files.csv").read_text()
    assert "statement.txt" in text
    assert content["key"] not in text
    assert content["cipher"] not in text


def test_what_no_table_can_be_is_refused(mara: Desk, tmp_path: Path) -> None:
    editing.add(mara, "witness", [{"code": "W-1", "summary": "x" * 40_000}, {"code": "W-2", "summary": "a\rb"}])
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    (tmp_path / "there.csv").touch()
    for kind, name, only, key in (
        ("witness", "out.ods", ["W-1"], "take.suffix"),
        ("witness", "there.csv", ["W-1"], "files.exists"),
        ("disclosure", "out.csv", [], "take.log"),
        ("person", "out.csv", [], "record.no_kind"),
        ("witness", "out.csv", [task], "take.other_kind"),
        ("witness", "out.csv", ["W-9"], "record.unknown"),
        ("witness", "out.xlsx", ["W-1"], "take.too_long"),
        ("witness", "out.xlsx", ["W-2"], "take.too_long"),
    ):
        assert refusal(mara, kind, tmp_path / name, only=only) == key
    assert taking_out.take(mara, "witness", tmp_path / "out.csv").records == 2
    assert {row.action for row in bringing.preview(mara, tmp_path / "out.csv", Wanted()).rows} == {"same"}
