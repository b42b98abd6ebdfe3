"""The register of requests: rows, filters and order on a real desk, and the spreadsheet that any program reads."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from jitdesk.kernel.errors import Refused
from jitdesk.services import editing, life, reading, register
from jitdesk.services.desk import Desk
from jitdesk.services.register import Row
from tests.services.sava import DAY, FakeClock
from tests.services.test_life import REFERENCE, REPLIED, drafted, sent

OTHERS: tuple[dict[str, Any], ...] = (
    {"reference": "JIT-SR/2026/020", "subject": '=HYPERLINK("http://example.org")', "requested_state": "UKR", "deadline": "2027-03"},
    {"reference": "JIT-SR/2026/021", "subject": "Hearing of an expert on river levels", "requested_state": "ARG", "status": "in_review"},
)


@pytest.fixture
def desk(mara: Desk) -> Desk:
    """A desk with a request that was answered, and two drafts."""
    drafted(mara)
    sent(mara)
    clock = mara.clock
    assert isinstance(clock, FakeClock)
    clock.at += DAY
    life.move(mara, REFERENCE, "more_asked", {**REPLIED, "due": "2026-12-20"})
    editing.add(mara, "request", OTHERS)
    return mara


def references(rows: list[Row]) -> list[str]:
    return [row.reference[-3:] for row in rows]


def test_a_row_says_where_a_request_stands(desk: Desk) -> None:
    row = register.rows(desk)[0]
    assert (row.reference, row.registry_number, row.state, row.witness) == (REFERENCE, "Kt 417/2026-3", "ARG", "W-0412")
    assert (row.status, row.sent_on, row.deadline) == ("more_asked", "2026-11-19", "2027-10-29")
    assert (row.last_reply, row.replied_on, row.next_due) == ("more_asked", "2026-11-20", "2026-12-20")


def test_a_task_that_is_done_is_not_due(desk: Desk) -> None:
    [task] = [task for task in reading.listed(desk, "task") if task.get("due") == "2026-12-20"]
    editing.change(desk, task.id, {"status": "done"})
    assert register.rows(desk)[0].next_due == "2027-10-29"  # the time limit that the request sets


def test_rows_come_in_an_order_and_by_filters(desk: Desk) -> None:
    assert references(register.rows(desk)) == ["014", "020", "021"]
    assert references(register.rows(desk, descending=True, limit=2)) == ["021", "020"]
    assert references(register.rows(desk, order="requested_state")) == ["014", "021", "020"]
    assert references(register.rows(desk, filters={"state": "ARG"})) == ["014", "021"]
    assert references(register.rows(desk, filters={"status": "draft"})) == ["020"]
    assert references(register.rows(desk, filters={"state": "ARG", "status": "in_review"})) == ["021"]
    for wrong in ({"order": "facts"}, {"filters": {"facts": "x"}}):
        with pytest.raises(ValueError, match="no such"):
            register.rows(desk, **wrong)  # type: ignore[arg-type]


def test_words_find_requests_by_text_number_and_witness(desk: Desk) -> None:
    assert references(register.rows(desk, "expert riv")) == ["021"]
    assert references(register.rows(desk, "417/2026-3")) == ["014"]
    editing.add(desk, "witness", [{"code": "W-0999"}])
    editing.change(desk, "JIT-SR/2026/020", {"witness": "W-0999"})
    assert references(register.rows(desk, "W-0999")) == ["020"]  # no text of a request names it
    assert register.rows(desk, "nothing of the kind") == []
    assert register.rows(desk, '"') == []


def test_archived_and_restricted_requests_are_in_no_register(desk: Desk) -> None:
    editing.change(desk, "JIT-SR/2026/020", {"restricted": True})
    editing.change(desk, "JIT-SR/2026/021", {"archived": True})
    assert references(register.rows(desk)) == ["014"]


def test_the_spreadsheet_holds_the_rows_as_text_and_dates(desk: Desk, tmp_path: Path) -> None:
    register.write(desk, tmp_path / "register.xlsx")
    sheet = load_workbook(tmp_path / "register.xlsx")["Requests"]
    head, first, second, _ = sheet.iter_rows(values_only=True)
    assert head[:4] == ("Reference", "Registry number", "State", "Subject")
    assert first[:3] == (REFERENCE, "Kt 417/2026-3", "Argentina")
    assert first[4:] == (
        "W-0412",
        "More asked for",
        datetime(2026, 11, 19),
        datetime(2027, 10, 29),
        "More information asked for",
        datetime(2026, 11, 20),
        datetime(2026, 12, 20),
    )
    assert second[3] == OTHERS[0]["subject"]
    assert second[7] == "2027-03"  # a date known in part stays what it is
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:K4")


def test_no_cell_is_computed(desk: Desk, tmp_path: Path) -> None:
    register.write(desk, tmp_path / "register.xlsx")
    cell = load_workbook(tmp_path / "register.xlsx")["Requests"]["D3"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", OTHERS[0]["subject"], True)
    with ZipFile(tmp_path / "register.xlsx") as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_the_file_tells_nothing_of_who_wrote_it_and_is_the_same_each_time(desk: Desk, tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        register.write(desk, tmp_path / name)
    data = (tmp_path / "one.xlsx").read_bytes()
    assert data == (tmp_path / "two.xlsx").read_bytes()
    properties = load_workbook(io.BytesIO(data)).properties
    assert properties.lastModifiedBy is None
    assert properties.created.date() == properties.modified.date() == date(2026, 11, 20)
    with ZipFile(io.BytesIO(data)) as parts:
        everything = b"".join(parts.read(name) for name in parts.namelist())
    for trace in (b"openpyxl", b"Microsoft Excel", b"Mara", str(tmp_path).encode()):
        assert trace not in everything


def test_a_register_is_named_xlsx(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"named \.xlsx"):
        register.write(desk, tmp_path / "register.csv")
    assert not list(tmp_path.glob("register*"))
