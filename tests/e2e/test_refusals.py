"""What the terminal refuses: the status of the specification, one sentence that names the thing, and the desk as it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from jitdesk.crypto.keyslots import LEAST
from jitdesk.services import team as teams
from jitdesk.services.desk import Person
from tests.e2e.conftest import LEAD, MEMBER, OBSERVER
from tests.e2e.terminal import PASSPHRASE, Terminal, sentence

WRONG = "12345 12345 12345 12345 12345 12345 12345 12345"
PERSON = ("--member", "M", "--state", "SVN", "--authority", "A", "--function", "F")
DEEP = "[" * 60_000
LONG_WINDOW = '[{"start":"2027-10-26T09:00Z","minutes":99999999999999999999,"zone":"Europe/Kyiv"}]'
REFUSED = {
    "unknown kind": (["add", LEAD, "car", "plate=X"], ["car", "witness", "request"]),
    "unknown field": (["add", LEAD, "task", "title=x", "colour=red"], ["colour", "title", "status"]),
    "unknown value": (["add", LEAD, "task", "title=x", "status=started"], ["status", "in_progress"]),
    "field without its value": (["add", LEAD, "task", "status=open"], ["title"]),
    "neither true nor false": (["set", LEAD, "W-0412", "archived=perhaps"], ["archived"]),
    "field that only JITDesk writes": (["add", LEAD, "disclosure", "recipient=x"], ["recipient"]),
    "half of a date": (["add", LEAD, "task", "title=x", "due=2027-13"], ["due", "2026-03"]),
    "number that no desk holds": (["add", LEAD, "request", "reference=R", f"windows={LONG_WINDOW}"], ["windows"]),
    "lists in lists": (["add", LEAD, "task", "title=x", f"assignees={DEEP}"], ["too deep"]),
    "text beyond its limit": (["add", LEAD, "task", "title=" + "x" * 100_000], ["title", "1000"]),
    "control characters": (["add", LEAD, "task", "title=\x1b[31m"], ["title"]),
    "half characters": (["add", LEAD, "task", "title=\udcff"], ["title"]),
    "half characters in a name": (["show", LEAD, "\udcff"], ["no text"]),
    "unknown record": (["show", LEAD, "W-9999"], ["W-9999"]),
    "link to what is not there": (["add", LEAD, "task", "title=x", "links=W-9999"], ["W-9999"]),
    "link to another kind": (["add", LEAD, "request", "reference=R", "witness=JIT-SR/2027/014"], ["witness", "request"]),
    "identity for all": (["add", LEAD, "identity", "--compartment", "Team", "witness=W-0412", "name=X"], ["compartment"]),
    "unknown compartment": (["add", LEAD, "task", "--compartment", "Nowhere", "title=x"], ["Nowhere", "Identities", "Team"]),
    "nothing in conflict": (["settle", LEAD, "W-0412", "needs", "--value", "x"], ["needs"]),
    "attach what is not there": (["attach", LEAD, "W-0412", "no.pdf"], ["no.pdf"]),
    "extract what is no file": (["extract", LEAD, "W-0412", "out.pdf"], ["W-0412"]),
    "letter of a witness": (["letter", LEAD, "W-0412", "out.docx"], ["witness"]),
    "letter in another format": (["letter", LEAD, "JIT-SR/2027/014", "out.pdf"], [".docx"]),
    "letter in another language": (["letter", LEAD, "JIT-SR/2027/014", "out.docx", "--language", "xx"], ["xx", "en"]),
    "letter over a file": (["letter", LEAD, "JIT-SR/2027/014", "taken.docx"], ["taken.docx"]),
    "letter into no folder": (["letter", LEAD, "JIT-SR/2027/014", "no/out.docx"], ["out.docx"]),
    "unknown member": (["export", LEAD, "out.jitbundle", "--to", "Nobody"], ["Nobody", "Olena Hrytsenko", "Aline Roux"]),
    "unknown reader": (["compartment", LEAD, "New", "--reader", "Nobody"], ["Nobody", "Olena Hrytsenko"]),
    "bundle of another name": (["export", LEAD, "out.zip"], [".jitbundle"]),
    "bundle over a file": (["export", LEAD, "taken.jitbundle"], ["taken.jitbundle"]),
    "no age recipient": (["export", LEAD, "out.jitbundle", "--outside", "age1qqqq", "--compartment", "Team"], []),
    "dump into what is there": (["dump", LEAD, "stick"], ["stick"]),
    "bundle that is not there": (["import", LEAD, "no.jitbundle"], ["no.jitbundle"]),
    "folder without bundles": (["import", LEAD, "empty"], [".jitbundle"]),
    "founder who is another": (["import", MEMBER, "stick", "--trust", WRONG], []),
    "fingerprint that is none": (["admit", LEAD, "fourth.jitcard", "--fingerprint", "12345"], ["eight groups"]),
    "fingerprint of another": (["admit", LEAD, "fourth.jitcard", "--fingerprint", WRONG], ["Ivo Lang"]),
    "roster by a member": (["admit", MEMBER, "fourth.jitcard", "--fingerprint", "FOURTH"], ["lead"]),
    "compartment by a member": (["compartment", MEMBER, "Mine", "--reader", "Mara Kos"], ["lead"]),
    "disclosure by a member": (["export", MEMBER, "out.jitbundle", "--outside", "COURT", "--compartment", "Team"], ["lead"]),
    "record by an observer": (["add", OBSERVER, "task", "title=x"], ["observer"]),
    "attachment by an observer": (["attach", OBSERVER, "W-0412", "statement.pdf"], ["observer"]),
    "desk where one is": (["init", LEAD, "--team", "T", *PERSON], [LEAD]),
    "desk in no folder": (["init", "no/d.jitdesk", "--team", "T", *PERSON], ["no"]),
    "State that is none": (["init", "d.jitdesk", "--team", "T", *PERSON, "--state", "SLO"], ["state"]),
    "name longer than the disk takes": (["init", "d" * 300, "--team", "T", *PERSON], ["too long"]),
    "card over a file": (["enrol", "d.jitdesk", *PERSON, "--card", "taken.docx"], ["taken.docx"]),
    "no desk": (["list", "nowhere.jitdesk", "task"], ["nowhere.jitdesk"]),
    "no desk for the window": (["open", "nowhere.jitdesk"], ["nowhere.jitdesk"]),
}  # fmt: skip
USAGE = {
    "no such command": ["burn", LEAD],
    "no such option": ["list", LEAD, "task", "--colour"],
    "no kind": ["list", LEAD],
    "not field=value": ["add", LEAD, "task", "title"],
    "nothing to add": ["add", LEAD, "task"],
    "fields twice": ["add", LEAD, "task", "title=x", "--from", "records.jsonl"],
    "nothing to set": ["set", LEAD, "W-0412"],
    "neither take nor value": ["settle", LEAD, "W-0412", "needs"],
    "role that is none": ["admit", LEAD, "fourth.jitcard", "--fingerprint", WRONG, "--role", "king"],
    "limit that is none": ["search", LEAD, "x", "--limit", "0"],
    "limit beyond all": ["search", LEAD, "x", "--limit", "9" * 400],
    "file for a desk": ["list", "taken.docx", "task"],
    "folder for a file": ["attach", LEAD, "W-0412", "stick"],
    "outside without compartment": ["export", LEAD, "out.jitbundle", "--outside", "age1x"],
    "compartment without outside": ["export", LEAD, "out.jitbundle", "--compartment", "Team"],
}


def _of_the_team(at: Terminal, path: Path) -> bool:
    return not path.name.startswith("desk.db-") and path.relative_to(at.folder).parts[0] != at.machine


@pytest.fixture(scope="module")
def refusing(template: Terminal, tmp_path_factory: pytest.TempPathFactory) -> tuple[Terminal, Callable[[], list[str]]]:
    """A copy of the team that every refusal must leave as it is, and what there is to compare."""
    at = Terminal(Path(shutil.copytree(template.folder, tmp_path_factory.mktemp("refusing") / "team")))
    (at.folder / "empty").mkdir()
    for name in ("taken.docx", "taken.jitbundle"):
        (at.folder / name).write_text("before")
    person = Person("Ivo Lang", "AUT", "Office", "prosecutor")
    fourth = teams.enrol(at.folder / "fourth.jitdesk", PASSPHRASE, person, cost=LEAST)
    teams.write_card(fourth, at.folder / "fourth.jitcard")
    fourth.close()
    keys = {name: at.unlocked(name) for name in (LEAD, MEMBER, OBSERVER)}
    for name in keys:
        at("list", name, "task")  # what a desk does when it is first opened on a machine

    def state() -> list[str]:
        names = sorted(str(path.relative_to(at.folder)) for path in at.folder.rglob("*") if _of_the_team(at, path))
        return [*names, (at.folder / "taken.docx").read_text(), *(at.digest(name, keys[name]) for name in keys)]

    return at, state


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_status_1(refusing: tuple[Terminal, Callable[[], list[str]]], case: str) -> None:
    at, state = refusing
    arguments, named = REFUSED[case]
    given = {"FOURTH": at("fingerprint", "fourth.jitcard"), "COURT": "age1jll85k76zt0srvjhlgtv7qetlxl8fsldluthapmvqcvuz5t083psvsrxlf"}
    before = state()
    said = at.refused(1, *(given.get(argument, argument) for argument in arguments))
    assert all(word in said for word in named), said
    assert "\x1b" not in said
    assert state() == before


@pytest.mark.parametrize("case", USAGE)
def test_usage_is_status_2(refusing: tuple[Terminal, Callable[[], list[str]]], case: str) -> None:
    done = refusing[0].run(*USAGE[case])
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines()[-1].startswith("Error: ")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"title":"fine"}\n{"title":5}\n', "title"),
        ('{"title":"fine"}\nno json\n', "Line 2 of records.jsonl"),
        ('{"title":"fine"}\n["title"]\n', "Line 2"),
        ('{"title":"fine"}\n{"colour":"red"}\n', "colour"),
        ('{"title":"fine"}\n' + DEEP, "Line 2"),
        ('{"title":"fine"}\n{"title":"\\ud800"}\n', ""),
        ('{"title":"fine"}\n\x00\xff', "Line 2"),
    ],
)
def test_records_from_a_file_come_all_or_none(team: Terminal, line: str, said: str) -> None:
    (team.folder / "records.jsonl").write_bytes(line.encode("latin-1"))
    assert said in team.refused(1, "add", LEAD, "task", "--from", "records.jsonl")
    assert len(team.jsonl("list", LEAD, "task")) == 1


def test_an_ambiguous_record_is_refused_with_the_choices(team: Terminal) -> None:
    for name in (LEAD, MEMBER):
        team("add", name, "witness", "code=W-0500")
        team("export", name, f"from-{name}.jitbundle", "--to", "Olena Hrytsenko" if name == LEAD else "Mara Kos")
    team("import", LEAD, f"from-{MEMBER}.jitbundle")
    ids = [record["id"] for record in team.jsonl("list", LEAD, "witness") if record["code"] == "W-0500"]
    said = team.refused(1, "show", LEAD, "W-0500")
    assert len(ids) == 2
    assert all(id in said for id in ids)
    assert team.json("show", LEAD, ids[0])["code"] == "W-0500"


def test_an_ambiguous_member_is_refused_with_the_fingerprints(team: Terminal) -> None:
    prints = []
    for name, state in (("one", "AUT"), ("two", "HRV")):
        desk = teams.enrol(team.folder / name, PASSPHRASE, Person("Ivo Lang", state, "Office", "prosecutor"), cost=LEAST)
        teams.write_card(desk, team.folder / f"{name}.jitcard")
        desk.close()
        prints.append(team("fingerprint", f"{name}.jitcard"))
        team("admit", LEAD, f"{name}.jitcard", "--fingerprint", prints[-1])
    said = team.refused(1, "export", LEAD, "out.jitbundle", "--to", "Ivo Lang")
    assert all(one.replace(" ", "") in said.replace(" ", "") for one in prints)
    assert "Ivo Lang" in team("export", LEAD, "out.jitbundle", "--to", prints[0])


def damage(at: Terminal, name: str, offset: int) -> None:
    path = at.folder / name
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(data)


def test_a_damaged_bundle_or_card_is_status_3(team: Terminal) -> None:
    team("add", LEAD, "task", "title=Another")
    team("export", LEAD, "b.jitbundle", "--to", "Olena Hrytsenko")
    before = team.digest(MEMBER)
    for offset in (0, 60, -60, -1):
        shutil.copy(team.folder / "b.jitbundle", team.folder / "x.jitbundle")
        damage(team, "x.jitbundle", offset)
        for command in ("preview", "import"):
            team.refused(3, command, MEMBER, "x.jitbundle")
    (team.folder / "empty.jitbundle").write_bytes(b"")
    team.refused(3, "import", MEMBER, "empty.jitbundle")
    damage(team, f"{MEMBER}.jitcard", 40)
    team.refused(3, "fingerprint", f"{MEMBER}.jitcard")
    team.refused(3, "admit", LEAD, f"{MEMBER}.jitcard", "--fingerprint", WRONG)
    team.refused(3, "fingerprint", "no.jitcard")
    assert team.digest(MEMBER) == before
    assert team("import", MEMBER, "b.jitbundle")


def test_a_bundle_for_another_or_of_another_team_is_status_3(team: Terminal) -> None:
    team("add", LEAD, "task", "title=Another")
    team("export", LEAD, "b.jitbundle", "--to", "Olena Hrytsenko")
    team.refused(3, "import", OBSERVER, "b.jitbundle")
    stranger = teams.found(
        team.folder / "other.jitdesk", PASSPHRASE, "JIT Drina", Person("Eva Novak", "HRV", "Office", "judge"), cost=LEAST
    )
    stranger.close()
    team("admit", "other.jitdesk", f"{MEMBER}.jitcard", "--fingerprint", team("fingerprint", f"{MEMBER}.jitcard"))
    team("export", "other.jitdesk", "other.jitbundle")
    before = team.digest(MEMBER)
    assert "another team" in team.refused(3, "import", MEMBER, "other.jitbundle")
    assert team.digest(MEMBER) == before


@pytest.mark.parametrize("name", ["desk.db", "keyslots.json"])
def test_a_damaged_desk_is_status_3(team: Terminal, name: str) -> None:
    damage(team, f"{LEAD}/{name}", 60)
    team.refused(3, "list", LEAD, "task")


def test_a_database_that_is_no_desk_is_status_3(team: Terminal) -> None:
    (team.folder / LEAD / "desk.db").write_bytes(b"")
    team.refused(3, "list", LEAD, "task")


def test_an_altered_attachment_is_status_3(team: Terminal) -> None:
    file = team.jsonl("list", LEAD, "file")[0]
    assert team("verify", LEAD)
    damage(team, str(next((team.folder / LEAD / "files").iterdir()).relative_to(team.folder)), -5)
    team.refused(3, "verify", LEAD)
    team.refused(3, "extract", LEAD, file["id"], "out.pdf")
    assert not list(team.folder.glob("out.pdf*"))


def test_first_import_asks_for_the_founder(team: Terminal) -> None:
    desk = teams.enrol(team.folder / "new", PASSPHRASE, Person("Ivo Lang", "AUT", "Office", "prosecutor"), cost=LEAST)
    teams.write_card(desk, team.folder / "new.jitcard")
    desk.close()
    team("fingerprint", "new")  # what a desk does when it is first opened on a machine
    team("admit", LEAD, "new.jitcard", "--fingerprint", team("fingerprint", "new.jitcard"))
    team("export", LEAD, "b.jitbundle", "--to", "Ivo Lang")
    before = team.digest("new")
    assert "--trust" in team.refused(1, "import", "new", "b.jitbundle")
    assert "do not trust it" in team.refused(1, "import", "new", "b.jitbundle", "--trust", team("fingerprint", f"{MEMBER}.jitcard"))
    assert team.json("preview", "new", "b.jitbundle")["sender"] == {"member": "Mara Kos", "state": "SVN", "verified": False}
    assert team.digest("new") == before


@pytest.mark.parametrize(
    ("file", "content"), [("wrong", b"another one\n"), ("empty", b""), ("no-text", b"a\xff\n"), ("missing", None), ("stick", None)]
)
def test_not_unlocked_is_status_4(team: Terminal, file: str, content: bytes | None) -> None:
    if content is not None:
        (team.folder / file).write_bytes(content)
    assert sentence(team.run("list", LEAD, "task", passphrase_file=file), 4)


def test_nobody_to_ask_is_status_4(team: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert "--passphrase-file" in sentence(team.run("list", LEAD, "task", passphrase_file=None), 4)
    assert sentence(team.run("list", LEAD, "task", passphrase_file="-"), 4)
