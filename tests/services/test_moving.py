"""A record moved to fewer readers: whole, in one step, with a new id; what was handed over is said, and the wider place learns nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from jitdesk.domain.kinds import KINDS, LOGS
from jitdesk.domain.records import Record
from jitdesk.kernel.errors import Refused
from jitdesk.services import custody, custody_chain, editing, importing, ledger, life, moving, reading, team, upkeep
from jitdesk.services.desk import Desk
from tests.services import sava
from tests.services.planting import REFERENCE, WITNESS, plant, planted
from tests.services.sava import PROTECTED, post, protect, send


@pytest.fixture
def dossier(mara: Desk, olena: Desk, tmp_path: Path) -> dict[str, str]:
    """A witness of the whole team with all that hangs on one, in Mara's desk; the identity stands apart already."""
    protect(mara, olena)
    (tmp_path / "scan.txt").write_text("a scan")
    ids = {"witness": editing.add(mara, "witness", [{"code": "W-0412", "summary": "Saw the convoy", "languages": ["uk", "es"]}]).ids[0]}
    ids["account"] = editing.add(mara, "account", [{"witness": ids["witness"], "text": "What was said"}]).ids[0]
    ids["consent"] = editing.add(mara, "consent", [{"witness": ids["witness"], "purpose": "hearing"}]).ids[0]
    ids["note"] = editing.add(mara, "note", [{"about": ids["account"], "text": "Ask again"}]).ids[0]
    ids["file"] = custody.attach(mara, ids["account"], tmp_path / "scan.txt").ids[0]
    ids["identity"] = editing.add(mara, "identity", [{"witness": ids["witness"], "name": "Somebody"}], PROTECTED).ids[0]
    ids["task"] = editing.add(mara, "task", [{"title": "Summons", "links": [ids["witness"]]}]).ids[0]
    return ids


def place(desk: Desk, name: str) -> str:
    with desk.db.read() as connection:
        return desk.standing(connection).called(name)


def test_a_witness_goes_with_all_that_hangs_on_it(mara: Desk, dossier: dict[str, str], tmp_path: Path) -> None:
    before = {kind: reading.show(mara, id) for kind, id in dossier.items()}
    moved = moving.move(mara, "W-0412", PROTECTED)
    new = {record.kind: record for record in (reading.show(mara, id) for id in moved.outcome.ids)}
    assert new.keys() == {"witness", "account", "consent", "note", "file", "custody"}
    assert moved.id == new["witness"].id == reading.show(mara, "W-0412").id
    assert not {record.id for record in new.values()} & set(dossier.values())
    team_place, narrow = place(mara, "Team"), place(mara, PROTECTED)
    assert new.pop("custody").get("file") == new["file"].id
    for kind, record in new.items():
        assert record.compartment == narrow
        assert record.get("moved_from") == f"{team_place}/{dossier[kind]}"
        assert reading.show(mara, dossier[kind]).get("archived") is True
        assert not reading.show(mara, dossier[kind]).get("moved_from")
        assert not reading.conflicts(mara)
    assert new["witness"].get("languages") == ["uk", "es"]
    assert new["account"].get("witness") == new["consent"].get("witness") == moved.id
    assert new["note"].get("about") == new["file"].get("about") == new["account"].id
    assert reading.open_protected(mara, dossier["identity"], "a test").get("witness") == moved.id
    old, fresh = before["file"].get("content"), new["file"].get("content")
    assert {old[name] for name in ("cipher", "key")}.isdisjoint(fresh[name] for name in ("cipher", "key"))
    assert (fresh["sha256"], fresh["size"], fresh["name"]) == (old["sha256"], old["size"], old["name"])
    custody.extract(mara, new["file"].id, tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_text() == "a scan"
    assert not list(mara.staging.iterdir())
    upkeep.verify(mara)


def test_who_recorded_an_event_in_the_custody_of_a_file_is_told_of_the_file_that_was_moved(
    mara: Desk, olena: Desk, dossier: dict[str, str]
) -> None:
    editing.add(mara, "custody", [{"file": dossier["file"], "event": "examined"}])
    send(mara, olena, "all")
    olena.clock.at += sava.DAY  # type: ignore[attr-defined]
    before = custody_chain.chain(olena, dossier["file"])
    moving.move(olena, dossier["file"], PROTECTED)
    [file] = reading.listed(olena, "file")
    assert custody_chain.chain(olena, file.id) == before
    assert {link.by for link in before if link.event == "examined"} == {"Mara Kos"}


def _open(desk: Desk, where: str) -> dict[str, list[Record]]:
    """What stands in a compartment and is not archived, by kind, but for notes about tasks."""
    records = [reading.open_protected(desk, id, "a test") for those in planted(desk, where).values() for id in those]
    tasks = {record.id for record in records if record.kind == "task"}
    those = [record for record in records if not record.get("archived") and record.get("about") not in tasks]
    return {kind: [record for record in those if record.kind == kind] for kind in {record.kind for record in those}}


@pytest.mark.parametrize("first", ["request", "witness"])
def test_every_kind_that_hangs_on_a_record_goes_with_it_and_a_frozen_letter_stays_frozen(
    mara: Desk, olena: Desk, tmp_path: Path, first: str
) -> None:
    protect(mara, olena)
    plant(mara, "Team", tmp_path, sealed=PROTECTED)
    hanging = {kind.name for kind in KINDS.values() if kind.subject} - LOGS
    before, [signed] = life.show(mara, REFERENCE), reading.listed(mara, "file")
    chain, [code] = custody_chain.chain(mara, signed.id), reading.listed(mara, "recipient_code")
    for reference in (REFERENCE, WITNESS) if first == "request" else (WITNESS, REFERENCE):
        moving.move(mara, reference, PROTECTED)
    wide, narrow = _open(mara, "Team"), _open(mara, PROTECTED)
    assert not hanging & wide.keys()
    assert hanging <= narrow.keys()
    assert all(len(narrow[kind]) == 1 for kind in hanging - {"step"})
    after = life.show(mara, REFERENCE)
    assert (after.papers.status, after.drifted) == (before.papers.status, [])
    assert [step.get("status") for step in after.steps] == [step.get("status") for step in before.steps]
    assert after.papers.request.get("witness") == narrow["witness"][0].id == narrow["recipient_code"][0].get("witness")
    assert narrow["recipient_code"][0].get("code") == code.get("code")
    assert custody_chain.chain(mara, narrow["file"][0].id) == chain
    with pytest.raises(Refused, match="is not edited any more"):
        editing.change(mara, REFERENCE, {"facts": "Others"})
    life.move(mara, REFERENCE, "accepted", {"source": "Directorate", "their_reference": "DAJIN 78/2026"})
    assert not life.show(mara, REFERENCE).drifted
    upkeep.verify(mara)


def test_tasks_and_requests_stay_and_name_the_old_record(mara: Desk, dossier: dict[str, str]) -> None:
    moved = moving.move(mara, dossier["witness"], PROTECTED)
    assert moved.named_by == ("Summons",)
    assert reading.show(mara, dossier["task"]).get("links") == [dossier["witness"]]


def test_the_answer_says_who_was_given_what_before(mara: Desk, olena: Desk, ibrahim: Desk, dossier: dict[str, str]) -> None:
    assert moving.move(mara, dossier["note"], PROTECTED).handed == ()
    sent = post(mara, "all")
    importing.accept(olena, [one.path for one in sent])
    importing.accept(ibrahim, [sent[0].path])
    moved = moving.move(mara, "W-0412", PROTECTED)
    assert {given.bundle for given in moved.handed} == {sent[0].bundle}
    assert {one.member for given in moved.handed for one in given.recipients} == {"Olena Hrytsenko", "Ibrahim Demir"}
    assert moved.keep == ("Ibrahim Demir",)


def test_readers_of_the_wider_place_see_it_archived_and_no_more(mara: Desk, olena: Desk, ibrahim: Desk, dossier: dict[str, str]) -> None:
    sent = post(mara, "all")
    importing.accept(ibrahim, [sent[0].path])
    importing.accept(olena, [one.path for one in sent])
    moved = moving.move(mara, "W-0412", PROTECTED)
    editing.change(mara, moved.id, {"summary": "Saw the convoy twice"})
    sent = post(mara, "after")
    importing.accept(ibrahim, [sent[0].path])
    importing.accept(olena, [one.path for one in sent])
    assert reading.show(ibrahim, "W-0412").get("archived") is True
    assert reading.show(ibrahim, "W-0412").get("summary") == "Saw the convoy"
    assert reading.show(olena, "W-0412").get("summary") == "Saw the convoy twice"
    with ibrahim.db.read() as connection:
        assert not connection.exec_driver_sql("SELECT 1 FROM record WHERE id = ?", (moved.id,)).first()
    for desk in (mara, olena, ibrahim):
        upkeep.verify(desk)


def test_an_edit_beside_a_move_is_a_conflict_that_somebody_sees(mara: Desk, olena: Desk, ibrahim: Desk, dossier: dict[str, str]) -> None:
    sent = post(mara, "all")
    importing.accept(ibrahim, [sent[0].path])
    moving.move(mara, "W-0412", PROTECTED)
    editing.change(ibrahim, dossier["witness"], {"summary": "Unaware"})
    send(ibrahim, mara, "back")
    assert reading.show(mara, dossier["witness"]).conflicts == {"archived"}
    assert reading.show(mara, dossier["witness"]).get("summary") == "Unaware"


def test_a_value_of_a_newer_version_goes_along(mara: Desk, olena: Desk) -> None:
    protect(mara, olena)
    [task] = editing.add(mara, "task", [{"title": "a", "links": [], "assignees": ["Olena Hrytsenko"]}]).ids
    sava.written(mara, sava.Op(place(mara, "Team"), "task", task, "of_a_newer_version", {"a": [1]}))
    moved = moving.move(mara, task, PROTECTED)
    [past] = [entry for entry in reading.history(mara, moved.id) if entry.field == "of_a_newer_version"]
    assert past.value == {"a": [1]}
    assert reading.show(mara, moved.id).get("assignees") == ["Olena Hrytsenko"]


@pytest.mark.parametrize("case", ["wider", "same", "sideways", "log", "archived", "conflict", "elsewhere", "missing", "unknown"])
def test_what_cannot_be_moved_stays_as_it_is(mara: Desk, olena: Desk, ibrahim: Desk, dossier: dict[str, str], case: str) -> None:
    reference, to, key = dossier["witness"], PROTECTED, ""
    if case == "wider":
        reference, to, key = dossier["identity"], "Team", "move.not_narrower"
    elif case == "same":
        to, key = "Team", "move.not_narrower"
    elif case == "sideways":
        team.set_readers(mara, "Other", [team.fingerprint(ibrahim)])
        reference, to, key = dossier["identity"], "Other", "move.not_narrower"
    elif case == "log":
        post(mara, "logged", olena)
        reference, key = reading.listed(mara, "disclosure")[-1].id, "move.kind"
    elif case == "archived":
        editing.change(mara, dossier["witness"], {"archived": True})
        key = "record.archived"
    elif case == "conflict":
        send(mara, olena, "start")
        editing.change(mara, dossier["account"], {"text": "here"})
        editing.change(olena, dossier["account"], {"text": "there"})
        send(olena, mara, "apart")
        key = "move.conflict"
    elif case == "elsewhere":
        team.set_readers(mara, "Other", [team.fingerprint(ibrahim)])
        editing.add(mara, "note", [{"about": dossier["witness"], "text": "aside"}], "Other")
        key = "move.left_behind"
    elif case == "missing":
        [cipher] = [path for path in mara.files.iterdir()]
        cipher.unlink()
        key = "extract.not_here"
    else:
        to, key = "Nowhere", "compartment.unknown"
    before = sava.everything(mara)
    with pytest.raises(Refused) as refused:
        moving.move(mara, reference, to)
    assert refused.value.key == key
    assert sava.everything(mara) == before


def test_who_may_not_write_there_moves_nothing(two: dict[str, Desk]) -> None:
    mara, _, ibrahim = two.values()
    sava.admit(mara, ibrahim, "observer")
    team.set_readers(mara, PROTECTED, [team.fingerprint(ibrahim)])
    [task] = editing.add(mara, "task", [{"title": "a"}]).ids
    importing.accept(ibrahim, [one.path for one in post(mara, "all", ibrahim)], trust=team.fingerprint(mara))
    with pytest.raises(Refused) as refused:
        moving.move(ibrahim, task, PROTECTED)
    assert refused.value.key == "right.observer"


def test_a_move_that_fails_leaves_no_new_file(mara: Desk, dossier: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    before = sava.everything(mara)

    def full(*_: object) -> None:
        raise Refused("files.full", name="x", folder="y")

    monkeypatch.setattr(moving.editing, "commit", full)
    with pytest.raises(Refused):
        moving.move(mara, "W-0412", PROTECTED)
    assert sava.everything(mara) == before


def test_a_record_that_was_moved_is_found_in_its_new_place_by_its_log(mara: Desk, olena: Desk, dossier: dict[str, str]) -> None:
    moved = moving.move(mara, "W-0412", PROTECTED)
    sent = post(mara, "after", olena)
    narrow = [one for one in sent if PROTECTED in one.compartments]
    assert [given.bundle for given in ledger.listed(mara, record=moved.id)] == [one.bundle for one in narrow]
