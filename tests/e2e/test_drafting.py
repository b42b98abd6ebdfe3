"""From the witness record to the last answer at the terminal: what the team drafts, sends, and is asked, line by line as people type it."""

from __future__ import annotations

import hashlib
import json
import tomllib
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from icalendar import Calendar
from openpyxl import load_workbook

from jitdesk.system import resources
from tests.documents import letterheads
from tests.e2e.conftest import LEAD, MEMBER
from tests.e2e.terminal import Terminal

REQUEST = "JIT-SR/2026/014"
EMPTY = "JIT-SR/2027/014"
APPROVED = "approved_by=Mirjam Vidmar, head of the section"
SIGNATURE = 'signature={"signatory": "Mirjam Vidmar", "function": "Head of section", "place": "Ljubljana", "kind": "hand_and_seal"}'
PLACE = "America/Argentina/Buenos_Aires"
NOBODY_YET = {"basis_confirmed", "basis_confirmed_on", "basis_confirmed_source", *(f"instrument_{n}" for n in range(1, 10))}


def ahead(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days)).date().isoformat()


@pytest.fixture
def desk(team: Terminal) -> Terminal:
    """A team whose lead has a request that says all, but on its basis nothing is confirmed yet, with the records around it."""
    data = tomllib.loads(resources.read_text("demo/request.toml"))["request"]
    values = {name: value for name, value in data.items() if name not in NOBODY_YET} | {"deadline": ahead(600)}
    values["windows"] = [{"start": f"{ahead(day)}T13:00Z", "minutes": 180, "zone": PLACE} for day in (560, 562, 568)]
    witness = team.jsonl("list", LEAD, "witness")[0]["id"]
    jit = team("add", LEAD, "agreement", "title=JIT Sava River", 'parties=["SVN", "UKR"]', "signed_on=2025-02-03")
    proceeding = team("add", LEAD, "proceeding", "number=Kp 417/2026", "state=SVN", "stage=pre_trial")
    team(*("add", LEAD, "consent", "witness=W-0412", "purpose=hearing", "recipient_state=ARG"), "decision=given", f"date={ahead(-20)}")
    values |= {
        "witness": witness,
        "jit": jit,
        "proceeding": proceeding,
        "use_recipients": ["Prosecution authorities of Slovenia and Ukraine"],
    }
    (team.folder / "request.jsonl").write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    team("add", LEAD, "request", "--from", "request.jsonl")
    return team


@pytest.fixture
def final(desk: Terminal) -> Terminal:
    """The same once its letter is final."""
    confirm(desk)
    desk("status", LEAD, REQUEST, "final", APPROVED)
    return desk


def confirm(desk: Terminal) -> None:
    """Answer the nine questions as far as one decides, and record who confirmed the basis."""
    for said in ("1=no", "2=no", "3=no", "4=no", "5=yes"):
        desk("instrument", LEAD, REQUEST, "--answer", said, "--source", "Treaty list of the Ministry of Justice")
    said = ("basis_confirmed=Stated by both central authorities", "basis_confirmed_source=Exchange of letters")
    desk("set", LEAD, REQUEST, *said, f"basis_confirmed_on={ahead(-5)}")


def sent(desk: Terminal) -> str:
    """Sign and send a letter that is final; returns the id of the signed file."""
    (desk.folder / "signed.pdf").write_bytes(b"%PDF signed and sealed")
    file = desk("attach", LEAD, REQUEST, "signed.pdf")
    desk("status", LEAD, REQUEST, "signed", "registry_number=Kt 417/2026-3", f"signed_copy={file}", SIGNATURE)
    desk("status", LEAD, REQUEST, "sent", "recipient=Ministry of Foreign Affairs", "means=courier", 'what=["letter", "annexes"]')
    return file


def codes(desk: Terminal, request: str = REQUEST) -> set[str]:
    """The codes of what is missing."""
    return {finding["code"] for finding in desk.json("check", LEAD, request)}


def text(path: Path) -> str:
    """All that a letter says, also in its content controls, head and foot."""
    document = Document(str(path))
    parts = [document.element.body, document.sections[0].header.part.element, document.sections[0].footer.part.element]
    return "\n".join("".join(piece.text or "" for piece in line.iter(qn("w:t"))) for part in parts for line in part.iter(qn("w:p")))


def tasks(desk: Terminal) -> list[str]:
    return [task["title"] for task in desk.jsonl("list", LEAD, "task")]


# -- before it is final -------------------------------------------------------------------------------------------------------------------
def test_which_instrument_is_asked_first_and_gates_final(desk: Terminal) -> None:
    assert "E35" in codes(desk)
    assert REQUEST in desk.refused(1, "status", LEAD, REQUEST, "final", APPROVED)
    confirm(desk)
    assert "E35" not in codes(desk)
    told = desk("instrument", LEAD, REQUEST).splitlines()
    assert any(line.startswith("   = yes, by Mara Kos on ") for line in told)
    assert any(line == "Question 5 decides. Basis: Ljubljana-The Hague Convention (LHC)." for line in told)
    desk("status", LEAD, REQUEST, "final", APPROVED)


def test_what_is_missing_has_its_code_and_article(desk: Terminal) -> None:
    confirm(desk)
    desk("set", LEAD, REQUEST, "facts=", "penalty=", "penalty_imposed=", f"deadline={ahead(-1)}")
    told = desk.json("check", LEAD, REQUEST)
    found = {finding["code"]: finding for finding in told}
    assert {"E04", "E07", "P05"} <= found.keys()
    assert (found["E04"]["severity"], found["E04"]["article"], found["E04"]["field"]) == ("M", "25(2)(c)", "facts")
    assert all(code[0] in "EP" and code[1:].isdigit() and len(code) == 3 for code in found)
    assert f"The deadline, {ahead(-1)}, is in the past." in {finding["message"] for finding in told}


def test_the_letter_is_drawn_on_the_authoritys_paper_in_the_language_of_the_requested_state(desk: Terminal) -> None:
    (desk.folder / "paper.docx").write_bytes(letterheads.plain())
    desk("letter", LEAD, REQUEST, "fr.docx", "--language", "fr", "--letterhead", "paper.docx")
    french = text(desk.folder / "fr.docx")
    assert letterheads.NAME in french
    assert letterheads.ADDRESS in french
    assert "Exposé sommaire des faits" in french
    desk("letter", LEAD, REQUEST, "two.docx", "--language", "es", "--second-language", "en")
    assert " / Summary of the facts" in text(desk.folder / "two.docx")
    desk("letter", LEAD, REQUEST, "note.docx", "--document", "reminder", "--letterhead", "paper.docx")
    assert letterheads.NAME in text(desk.folder / "note.docx")


def test_an_edited_letter_is_read_back_before_it_is_final(desk: Terminal) -> None:
    desk("letter", LEAD, REQUEST, "letter.docx")
    before = desk.json("show", LEAD, REQUEST)["relevance"]
    edit(desk.folder / "letter.docx", "No other surviving person known", "Nobody else known")
    told = desk("readback", LEAD, REQUEST, "letter.docx").splitlines()
    assert told[0] == "relevance:"
    assert f"  - {before}" in told
    found = desk.json("readback", LEAD, REQUEST, "letter.docx")
    assert [(one["field"], one["after"]) for one in found["fields"]] == [
        ("relevance", before.replace("No other surviving person known", "Nobody else known"))
    ]
    assert desk.json("show", LEAD, REQUEST)["relevance"] == before  # nothing changes unasked
    desk("readback", LEAD, REQUEST, "letter.docx", "--accept", "relevance")
    assert desk.json("show", LEAD, REQUEST)["relevance"].startswith("Nobody else known")
    confirm(desk)
    desk("status", LEAD, REQUEST, "final", APPROVED)
    edit(desk.folder / "letter.docx", "Nobody else known", "No one else known")
    assert "new version" in desk.refused(1, "readback", LEAD, REQUEST, "letter.docx", "--all")


def edit(path: Path, before: str, after: str) -> None:
    """A colleague changes some words in a letter."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    main = parts["word/document.xml"].decode("utf-8")
    assert main.count(before) == 1
    parts["word/document.xml"] = main.replace(before, after).encode("utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)


def test_a_translation_is_recorded_and_grows_stale(desk: Terminal) -> None:
    assert desk("translation", LEAD, REQUEST) == f"No translation is recorded for {REQUEST}."
    said = ("language=es", "translator=Court translator no. 4", "standing=sworn", f"done_on={ahead(-1)}")
    made = desk("translation", LEAD, REQUEST, *said)
    desk("translation", LEAD, REQUEST, *said, "annex=1")
    assert (made, False) in [(one["id"], one["stale"]) for one in desk.json("translation", LEAD, REQUEST)]
    desk("set", LEAD, REQUEST, "facts=Other facts")
    told = {line.split()[0]: line for line in desk("translation", LEAD, REQUEST).splitlines()}
    assert "its source has changed since" in told.pop(made)
    assert all(line.endswith("of the text as it stands") for line in told.values())
    assert len(told) == 1
    assert "no annex 77" in desk.refused(1, "translation", LEAD, REQUEST, *said, "annex=77")
    assert "source_hash" in desk.refused(1, "translation", LEAD, REQUEST, *said, f"source_hash={'0' * 64}")
    assert "W-0412" in desk.refused(1, "translation", LEAD, "W-0412", *said)


def test_what_may_exculpate_becomes_a_task_in_its_proceedings(desk: Terminal) -> None:
    for _ in range(2):
        desk("set", LEAD, "W-0412", "disclosure=exculpatory")
    assert [title for title in tasks(desk) if title.startswith("Decide on disclosure")] == [
        "Decide on disclosure of W-0412 in proceedings Kp 417/2026: marked as potentially exculpatory"
    ]


# -- its life -----------------------------------------------------------------------------------------------------------------------------
def test_from_final_to_closed(final: Terminal) -> None:
    desk = final
    file = sent(desk)
    [transmission] = desk.jsonl("list", LEAD, "transmission")
    assert transmission["sha256"] == hashlib.sha256(b"%PDF signed and sealed").hexdigest()
    reply = ("source=Ministry of Foreign Affairs", "their_reference=DAJIN 77/2026")
    desk("status", LEAD, REQUEST, "more_asked", *reply, f"due={ahead(30)}", "text=Which court is competent?")
    assert f"Send what the requested State asked for: {REQUEST}" in tasks(desk)
    desk("status", LEAD, REQUEST, "accepted", *reply)
    desk("status", LEAD, REQUEST, "scheduled", f"start={ahead(560)}T10:00", f"zone={PLACE}", "minutes=180")
    desk("ics", LEAD, REQUEST, "hearing.ics")
    [event] = Calendar.from_ical((desk.folder / "hearing.ics").read_bytes()).events
    assert event.start == datetime.fromisoformat(f"{ahead(560)}T13:00+00:00")
    assert "W-0412" not in (desk.folder / "hearing.ics").read_text(encoding="utf-8")
    assert "No minutes" in desk.refused(1, "status", LEAD, REQUEST, "executed", *reply)
    (desk.folder / "minutes.pdf").write_bytes(b"%PDF minutes")
    minutes = desk("attach", LEAD, REQUEST, "minutes.pdf")
    [hearing] = desk.jsonl("list", LEAD, "hearing")
    desk("set", LEAD, hearing["id"], "result=held", f'minutes={{"received_on": "{ahead(0)}", "file": "{minutes}"}}')
    assert "are not checked" in desk.refused(1, "status", LEAD, REQUEST, "executed", *reply)
    desk("set", LEAD, hearing["id"], "minutes_checked=true")
    desk("status", LEAD, REQUEST, "executed", *reply)
    assert "costs" in desk.refused(1, "status", LEAD, REQUEST, "closed")
    closing = ("costs=None claimed", "disclosure=Disclosed in Kp 417/2026", "use=No conditions were set")
    told = desk.json("status", LEAD, REQUEST, "closed", *closing)
    assert [step["status"] for step in told["steps"]] == [
        *("final", "signed", "sent", "more_asked", "accepted", "scheduled", "executed", "closed")
    ]
    assert (told["status"], told["follows"], told["differs"]) == ("closed", [], [])
    assert told["steps"][1]["file"] == file
    desk("register", LEAD, "register.xlsx")
    rows = {row[0]: row for row in load_workbook(desk.folder / "register.xlsx")["Requests"].iter_rows(values_only=True)}
    assert rows[REQUEST][1:3] == ("Kt 417/2026-3", "Argentina")
    assert {EMPTY, REQUEST} < rows.keys()


def test_a_colleague_has_the_whole_life_after_one_bundle(final: Terminal) -> None:
    sent(final)
    final("export", LEAD, "next.jitbundle")
    final("import", MEMBER, "next.jitbundle")
    for command in (("status", REQUEST), ("versions", REQUEST), ("check", REQUEST), ("instrument", REQUEST)):
        assert final.json(command[0], MEMBER, *command[1:]) == final.json(command[0], LEAD, *command[1:])


def test_a_correction_is_a_new_version_and_a_supplement_a_new_request(final: Terminal) -> None:
    desk = final
    assert desk.refused(1, "set", LEAD, REQUEST, "costs=None.")
    assert "ground" in desk.refused(1, "status", LEAD, REQUEST, "draft")
    desk("status", LEAD, REQUEST, "draft", "ground=The costs were wrong")
    desk("set", LEAD, REQUEST, "costs=None.")
    [difference] = desk.json("versions", LEAD, REQUEST, "--compare", "1", "2")  # the second is still a draft
    assert (difference["field"], difference["after"]) == ("costs", "None.")
    desk("status", LEAD, REQUEST, "final", APPROVED)
    assert [version["number"] for version in desk.json("versions", LEAD, REQUEST)] == [1, 2]
    assert desk("versions", LEAD, REQUEST, "--compare", "1", "2").splitlines()[-1] == "  + None."
    assert desk("versions", LEAD, REQUEST, "--compare", "2", "2") == "Nothing in the letter differs."
    assert "no frozen version 3" in desk.refused(1, "versions", LEAD, REQUEST, "--compare", "1", "3")
    assert "no frozen version 0" in desk.refused(1, "versions", LEAD, REQUEST, "--compare", "1", "0")
    supplement = desk("versions", LEAD, REQUEST, "--supplement")
    record = desk.json("show", LEAD, supplement)
    assert record["supplementary_to"] == desk.json("show", LEAD, REQUEST)["id"]
    assert record["status"] == "draft"
    assert desk.refused(1, "versions", LEAD, supplement, "--supplement")
    assert desk("versions", LEAD, supplement) == f"No version of {supplement} is frozen yet: one is frozen as its letter becomes final."
    assert desk.run("versions", LEAD, REQUEST, "--supplement", "--compare", "1", "2").status == 2


# -- bad input ----------------------------------------------------------------------------------------------------------------------------
def test_an_empty_request_is_drawn_with_its_gaps_marked_and_becomes_nothing_else(team: Terminal) -> None:
    assert {"E01", "E04", "E11", "E35"} <= codes(team, EMPTY)
    team("letter", LEAD, EMPTY, "empty.docx")
    assert "[to be completed: " in text(team.folder / "empty.docx")
    before = team.digest(LEAD)
    assert EMPTY in team.refused(1, "status", LEAD, EMPTY, "final", APPROVED)
    assert EMPTY in team.refused(1, "ics", LEAD, EMPTY, "out.ics")
    assert team.digest(LEAD) == before
    assert not (team.folder / "out.ics").exists()


BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "no Word file": (lambda: b"Dear colleague,", "Word"),
    "a PDF": (lambda: b"%PDF-1.7", "Word"),
    "encrypted": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "locked with a password"),
    "50 MB": (lambda: b"PK\x03\x04" + bytes(50_000_000), "MB"),
    "cut short": (lambda: letterheads.plain()[:-500], "damaged"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_letterhead_that_is_none_is_one_sentence_and_no_letter(team: Terminal, name: str) -> None:
    make, said = BROKEN[name]
    (team.folder / "paper.docx").write_bytes(make())
    before = team.digest(LEAD)
    for document in ((), ("--document", "minutes")):
        sentence = team.refused(1, "letter", LEAD, EMPTY, "out.docx", "--letterhead", "paper.docx", *document)
        assert "paper.docx" in sentence
        assert said in sentence
    assert not (team.folder / "out.docx").exists()
    assert team.digest(LEAD) == before


def test_a_letterhead_that_is_not_there_is_one_sentence(team: Terminal) -> None:
    assert "paper.docx" in team.refused(1, "letter", LEAD, EMPTY, "out.docx", "--letterhead", "paper.docx")
    assert not (team.folder / "out.docx").exists()


def test_a_letterhead_that_lacks_the_styles_gets_them(team: Terminal) -> None:
    (team.folder / "paper.docx").write_bytes(letterheads.empty())
    team("letter", LEAD, EMPTY, "out.docx", "--letterhead", "paper.docx")
    assert "[to be completed: " in text(team.folder / "out.docx")


ZONE = "zone=Europe/Ljubljana"


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (("start=2029-10-18T10:00", "zone=Mars/Olympus", "minutes=60"), "no time zone called Mars/Olympus"),
        (("start=2029-03-25T02:30", ZONE, "minutes=60"), "does not exist in Europe/Ljubljana"),
        (("start=2029-10-28T02:30", ZONE, "minutes=60"), "exists twice in Europe/Ljubljana"),
        (("start=tomorrow", ZONE, "minutes=60"), "is not a local time"),
        (("start=2029-10-18T10:00", ZONE, "minutes=0"), "1 to 1440 minutes"),
    ],
)
def test_a_time_that_no_clock_shows_once_is_one_sentence_and_plans_nothing(final: Terminal, said: tuple[str, ...], named: str) -> None:
    sent(final)
    before = final.digest(LEAD)
    assert named in final.refused(1, "status", LEAD, REQUEST, "scheduled", *said)
    assert final.digest(LEAD) == before


def test_of_a_time_that_clocks_show_twice_one_is_chosen(final: Terminal) -> None:
    sent(final)
    final("status", LEAD, REQUEST, "scheduled", "start=2029-10-28T02:30", ZONE, "minutes=60", "fold=1")
    [hearing] = final.jsonl("list", LEAD, "hearing")
    assert hearing["planned"] == [{"start": "2029-10-28T01:30Z", "minutes": 60, "zone": "Europe/Ljubljana"}]


def test_a_proposed_window_in_an_unknown_zone_is_refused_and_the_others_stay(desk: Terminal) -> None:
    before = desk.digest(LEAD)
    windows = json.dumps([{"start": "2029-10-18T10:00Z", "minutes": 60, "zone": "Mars/Olympus"}])
    assert "no time zone called Mars/Olympus" in desk.refused(1, "set", LEAD, REQUEST, f"windows={windows}")
    assert desk.digest(LEAD) == before


def test_a_deadline_in_the_past_is_told_and_kept(desk: Terminal) -> None:
    confirm(desk)
    desk("set", LEAD, REQUEST, f"deadline={ahead(-3)}")
    assert f"P05 C  The deadline, {ahead(-3)}, is in the past." in desk("check", LEAD, REQUEST).splitlines()
    desk("letter", LEAD, REQUEST, "late.docx")
    assert desk.json("show", LEAD, REQUEST)["deadline"] == ahead(-3)
