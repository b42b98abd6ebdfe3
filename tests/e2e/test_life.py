"""A request at the terminal, from its draft to its register: each step typed, each refusal one sentence."""

from __future__ import annotations

import hashlib
import json
import tomllib

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from jitdesk.system import resources
from tests.e2e.conftest import LEAD, MEMBER, OBSERVER
from tests.e2e.terminal import Terminal

REQUEST = "JIT-SR/2026/014"
APPROVED = "approved_by=Mirjam Vidmar, head of the section"
SIGNATURE = 'signature={"signatory": "Mirjam Vidmar", "function": "Head of section", "place": "Ljubljana", "kind": "hand_and_seal"}'
WINDOWS = [{"start": f"2099-10-{day}T13:00Z", "minutes": 180, "zone": "America/Argentina/Buenos_Aires"} for day in (19, 20, 26)]
SENT = ("recipient=Ministry of Foreign Affairs", "means=courier", 'what=["letter"]')


@pytest.fixture
def desk(team: Terminal) -> Terminal:
    """A team whose lead has the complete request of the demo."""
    data = tomllib.loads(resources.read_text("demo/request.toml"))["request"] | {"witness": "W-0412", "windows": WINDOWS}
    del data["deadline"]  # by the real clock it will have passed one day
    lines = json.dumps(data, ensure_ascii=False)
    (team.folder / "request.jsonl").write_text(
        lines.replace('"W-0412"', f'"{team.jsonl("list", LEAD, "witness")[0]["id"]}"'), encoding="utf-8"
    )
    team("add", LEAD, "request", "--from", "request.jsonl")
    return team


def test_from_draft_to_sent_and_on(desk: Terminal) -> None:
    assert "still block" not in desk.refused(1, "status", LEAD, REQUEST, "final")
    desk("status", LEAD, REQUEST, "final", APPROVED)
    assert "is not edited any more" in desk.refused(1, "set", LEAD, REQUEST, "facts=Other facts")
    assert "is not set like a field" in desk.refused(1, "set", LEAD, REQUEST, "status=draft")
    (desk.folder / "signed.pdf").write_bytes(b"%PDF signed")
    file = desk("attach", LEAD, REQUEST, "signed.pdf")
    desk("status", LEAD, REQUEST, "signed", "registry_number=Kt 417/2026-3", f"signed_copy={file}", SIGNATURE)
    assert "No transmission" in desk.refused(1, "status", LEAD, REQUEST, "sent")
    told = desk.json("status", LEAD, REQUEST, "sent", *SENT)
    assert (told["status"], told["version"], told["differs"]) == ("sent", 1, [])
    assert [step["status"] for step in told["steps"]] == ["final", "signed", "sent"]
    assert [(version["number"], len(version["sha256"])) for version in told["versions"]] == [(1, 64)]
    [transmission] = desk.jsonl("list", LEAD, "transmission")
    assert transmission["sha256"] == hashlib.sha256(b"%PDF signed").hexdigest()
    desk("status", LEAD, REQUEST, "more_asked", "source=Ministry", "their_reference=77/2026", "due=2027-01-15")
    assert [task["due"] for task in desk.jsonl("list", LEAD, "task") if "asked for" in task["title"]] == ["2027-01-15"]
    assert desk("status", LEAD, REQUEST).splitlines()[-1].startswith("more_asked, version 1; what may follow: more_asked, postponed,")


def test_a_colleague_sees_the_same_life(desk: Terminal) -> None:
    desk("status", LEAD, REQUEST, "in_review", "ground=Please read part 5")
    desk("export", LEAD, "next.jitbundle")
    desk("import", MEMBER, "next.jitbundle")
    assert desk.json("status", MEMBER, REQUEST)["steps"] == desk.json("status", LEAD, REQUEST)["steps"]
    desk("import", OBSERVER, "next.jitbundle")
    assert "observers read" in desk.refused(1, "status", OBSERVER, REQUEST, "draft")
    assert desk.json("status", OBSERVER, REQUEST)["status"] == "in_review"  # and makes no tasks


def test_the_calendar_asks_for_a_time_that_exists(desk: Terminal) -> None:
    desk("ics", LEAD, REQUEST, "proposed.ics")
    assert len(Calendar.from_ical((desk.folder / "proposed.ics").read_bytes()).events) == 3
    assert "named .ics" in desk.refused(1, "ics", LEAD, REQUEST, "out.txt")
    assert "already exists" in desk.refused(1, "ics", LEAD, REQUEST, "proposed.ics")


def test_the_register_is_a_spreadsheet(desk: Terminal) -> None:
    desk("register", LEAD, "register.xlsx")
    rows = list(load_workbook(desk.folder / "register.xlsx")["Requests"].iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Reference", REQUEST, "JIT-SR/2027/014"]
    assert "named .xlsx" in desk.refused(1, "register", LEAD, "register.ods")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("lost",), "There is no status called lost"),
        (("final", "their_reference=7"), "Nothing called their_reference goes with the status final"),
        (("final", "date=yesterday"), "takes a date"),
        (("signed",), "cannot become signed"),
        (("withdrawn", "date=2999-01-01"), "lies in the future"),
    ],
)
def test_what_cannot_be_is_one_sentence(desk: Terminal, arguments: tuple[str, ...], said: str) -> None:
    assert said in desk.refused(1, "status", LEAD, REQUEST, *arguments)


def test_only_requests_have_a_life(desk: Terminal) -> None:
    assert "W-0412" in desk.refused(1, "status", LEAD, "W-0412", "final")
