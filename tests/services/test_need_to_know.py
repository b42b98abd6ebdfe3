"""Need to know, byte by byte: nothing of a narrower compartment is in a desk that does not read it, nor in any file that came to it."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from jitdesk.domain import folding
from jitdesk.domain.decide import Op
from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.errors import JITDeskError
from jitdesk.services import custody, editing, exporting, importing, life, moving, outgoing, reading, team, upkeep
from jitdesk.services.desk import Desk
from jitdesk.storage import log
from jitdesk.system import logs, places
from tests.services import bare
from tests.services.planting import plant
from tests.services.sava import written

SECRET = "Kestrelwatch"
WORDS = ("Zlatorog", "Виноградна", "Kestrel-7741", "W-7741", "Sofronijevic", "jotaerre@example.test", "plan-of-the-house")


@pytest.fixture
def logged() -> Path:
    """The program's own log, as the terminal keeps it."""
    logs.start("terminal")
    return places.logs()


def exchange(desks: list[Desk], folder: Path, name: str) -> list[Path]:
    """Everybody gives everybody what they have; each takes in what they can open."""
    made = []
    for number, desk in enumerate(desks):
        (folder / f"{name} {number}").mkdir()
        made += [written.path for written in exporting.export(desk, folder / f"{name} {number}")]
        for other in desks:
            if other is not desk:
                importing.accept(other, [folder / f"{name} {number}"])
    return made


def markers(desk: Desk) -> dict[str, bytes]:
    """What must stay unknown: words as typed and as the index folds them, and everything by which the compartment is named."""
    words = {word: word.encode() for word in WORDS}
    terms = {term for word in WORDS for term in re.findall(r"\w{8,}", folding.fold(word))}
    folded = {f"term {term}": term.encode() for term in terms}
    return words | folded | bare.secrets(desk, SECRET)


def test_no_byte_of_a_compartment_reaches_who_does_not_read_it(
    mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path, logged: Path
) -> None:
    team.set_readers(mara, SECRET, [team.fingerprint(olena)])
    editing.add(mara, "task", [{"title": "Everybody knows this"}])
    planted = plant(mara, SECRET, tmp_path, WORDS)
    assert planted.keys() == KINDS.keys()
    desks = [mara, olena, ibrahim]
    made = [*tmp_path.glob("planted*"), *(path for round in range(3) for path in exchange(desks, tmp_path, f"round {round}"))]
    for attempt in (
        lambda: reading.show(ibrahim, planted["witness"][0]),
        lambda: reading.history(ibrahim, planted["identity"][0]),
        lambda: moving.move(ibrahim, planted["witness"][0], SECRET),
        lambda: editing.add(ibrahim, "note", [{"about": planted["witness"][0], "text": "guess"}]),
    ):
        with pytest.raises(JITDeskError):
            attempt()
    outgoing.plan(ibrahim)
    for desk in desks:
        upkeep.verify(desk)
    elsewhere = bare.desk_bytes(ibrahim) + bare.bundle_bytes(ibrahim, made) + _logs(logged)
    there = bare.desk_bytes(olena) + bare.bundle_bytes(olena, made)
    assert b"Everybody knows this" in elsewhere
    for what, marker in markers(mara).items():
        assert marker in there, what
        assert marker not in elsewhere, what
    for id in (id for those in planted.values() for id in those):
        assert (id.encode() in there, id.encode() in elsewhere) == (True, False)


def _logs(folder: Path) -> bytes:
    logging.getLogger("jitdesk.test").info("the log works")
    data = b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    assert b"the log works" in data
    return data


def test_what_is_moved_tells_the_wider_place_nothing_new(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    team.set_readers(mara, SECRET, [team.fingerprint(olena)])
    [id] = editing.add(mara, "witness", [{"code": "W-0001", "summary": "Known to all"}]).ids
    (tmp_path / "scan.txt").write_text("known to all too")
    custody.attach(mara, id, tmp_path / "scan.txt")
    desks = [mara, olena, ibrahim]
    made = exchange(desks, tmp_path, "before")
    moved = moving.move(mara, "W-0001", SECRET)
    editing.change(mara, moved.id, {"summary": f"{WORDS[0]} {WORDS[1]}"})
    with mara.db.read() as connection:
        contents = [line for row in [log.segment(connection, row) for row in log.rows(connection)] for line in row.lines()]
    made += exchange(desks, tmp_path, "after") + exchange(desks, tmp_path, "again")
    elsewhere, there = (bare.desk_bytes(desk) + bare.bundle_bytes(desk, made) for desk in (ibrahim, olena))
    for marker in (moved.id.encode(), WORDS[0].encode(), WORDS[1].encode(), *bare.secrets(mara, SECRET).values()):
        assert (marker in there, marker in elsewhere) == (True, False), marker
    new = [record for record in (reading.show(olena, one) for one in moved.outcome.ids) if record.kind == "file"]
    for name in ("cipher", "key"):
        marker = new[0].get("content")[name].encode()
        assert (marker in there, marker in elsewhere) == (True, False), name
    assert b"Known to all" in elsewhere
    assert contents


def test_a_task_that_the_program_makes_names_only_what_all_may_know_who_read_it(
    mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path
) -> None:
    """Every cause, wide and narrow, of a wide and of a narrow request: the tasks, what closes them, and what is written beside them."""
    team.set_readers(mara, SECRET, [team.fingerprint(olena)])
    with mara.db.read() as connection:
        wide, narrow = (mara.standing(connection).called(name) for name in ("Team", SECRET))
    [witness] = editing.add(mara, "witness", [{"code": "W-0412"}]).ids
    team.set_readers(mara, "All three", [team.fingerprint(desk) for desk in (olena, ibrahim)])
    [secret] = editing.add(mara, "request", [{"reference": f"{WORDS[2]}/draft", "witness": witness}], SECRET).ids
    causes = []
    for place, reference in ((SECRET, WORDS[2]), ("Team", "Known-to-all")):
        [proceeding] = editing.add(mara, "proceeding", [{"number": f"{reference}/P"}], place).ids
        request = {"reference": reference, "witness": witness, "status": "sent", "proceeding": proceeding, "deadline": "2027-05-01"}
        [request] = editing.add(mara, "request", [request], place).ids
        for at in (wide, narrow):
            for kind, link, values in (
                ("reply", "request", {"kind": "more_asked", "due": "2027-02-01"}),
                ("file", "about", {"name": "scan.pdf", "return_due": "2027-02-01", "disclosure": "exculpatory"}),
                ("protective_measure", "witness", {"status": "in_force", "review_on": "2027-02-01"}),
            ):
                id = mara.random(16).hex()  # a reply in the team's compartment to a narrower request: no command writes it, a bundle may
                said = {link: witness if kind == "protective_measure" else request, **values}
                written(mara, *(Op(at, kind, id, name, value) for name, value in said.items()))
                causes.append((kind, id))
        life.remind(mara, request)
        editing.change(mara, witness, {"disclosure": "exculpatory"})
    tasks = reading.listed(mara, "task")
    assert {(task.compartment, str(task.get("title")).partition(":")[0]) for task in tasks} >= {
        (at, title) for at in (wide, narrow) for title in ("Review the protective measures", "Send what the requested State asked for")
    }
    life.move(mara, WORDS[2], "refused", {"source": "x", "their_reference": "y", "words": "z"})
    for kind, id in causes:
        editing.change(mara, id, {"reply": {"due": "2027-03-01"}, "file": {"returned_on": "2026-11-01"}}.get(kind, {"status": "ended"}))
    assert {task.get("status") for task in reading.listed(mara, "task") if "Review" in task.get("title")} == {"done"}
    editing.add(mara, "identity", [{"witness": witness, "name": "Somebody"}], "All three")
    editing.change(mara, secret, {"identity_mode": "sealed_annex", "sealed_annex": {"recipient": "The judge of Kestrel-7741"}})
    [asked] = [task for task in reading.listed(mara, "task") if "Second reader" in task.get("title")]
    assert asked.compartment == narrow
    desks = [mara, olena, ibrahim]
    made = exchange(desks, tmp_path, "once") + exchange(desks, tmp_path, "again")
    elsewhere, there = (bare.desk_bytes(desk) + bare.bundle_bytes(desk, made) for desk in (ibrahim, olena))
    for marker in (WORDS[2].encode(), b"kestrel"):
        assert (marker in there, marker in elsewhere) == (True, False), marker
    assert b"Review the protective measures: Known-to-all" in elsewhere
    assert b"Closed: the request is refused" not in elsewhere


def test_the_raw_pages_are_really_read(mara: Desk) -> None:
    """What was written and deleted stands in free pages: a test that cannot see it proves nothing."""
    with mara.db.write() as connection:
        log.put(connection, "draft x", "Left-in-a-free-page" * 500)
    with mara.db.write() as connection:
        log.put(connection, "draft x", "")
        assert connection.exec_driver_sql("PRAGMA freelist_count").scalar()
    assert b"Left-in-a-free-page" * 20 in bare.desk_bytes(mara)
