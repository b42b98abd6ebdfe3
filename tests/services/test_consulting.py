"""Opening what is under protection: an act with a reason, logged where the record stands; until then a code is all that is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from jitdesk.domain.kinds import KINDS
from jitdesk.domain.protection import sealed
from jitdesk.domain.records import Record
from jitdesk.kernel.errors import Refused
from jitdesk.services import consulting, custody, dumping, editing, finding, importing, reading, team, upkeep, witnesses
from jitdesk.services.desk import Desk
from jitdesk.storage import decisions
from tests.services import sava
from tests.services.sava import PROTECTED, post, protect, send

WHY = "Preparing the hearing of 3 March"


@pytest.fixture
def witness(mara: Desk, olena: Desk) -> str:
    protect(mara, olena)
    values = {"code": "W-0412", "protection": "in_force", "needs": "Breaks", "summary": "Saw the convoy"}
    return editing.add(mara, "witness", [values]).ids[0]


@pytest.fixture
def identity(mara: Desk, witness: str) -> str:
    return editing.add(mara, "identity", [{"witness": witness, "name": "Zlatorog", "address": "A street"}], PROTECTED).ids[0]


def consultations(desk: Desk) -> list[tuple[str, str, str, str]]:
    """About what, by which device, when and why."""
    found = reading.listed(desk, "consultation")
    return [tuple(str(record.get(name)) for name in ("about", "device", "at", "reason")) for record in found]  # type: ignore[misc]


def test_opening_an_identity_is_logged_where_it_stands(mara: Desk, olena: Desk, ibrahim: Desk, identity: str) -> None:
    assert reading.open_protected(mara, identity, f"  {WHY} ").get("name") == "Zlatorog"
    assert consultations(mara) == [(identity, mara.device, "2026-11-19T11:06:40Z", WHY)]
    [record] = reading.listed(mara, "consultation")
    with mara.db.read() as connection:
        assert record.compartment == mara.standing(connection).called(PROTECTED)
    sent = post(mara, "all")
    importing.accept(olena, [one.path for one in sent])
    importing.accept(ibrahim, [sent[0].path])
    assert consultations(olena) == consultations(mara)
    assert consultations(ibrahim) == []
    reading.open_protected(olena, identity, "Another day")
    assert len(consultations(olena)) == 2
    for desk in (mara, olena):
        upkeep.verify(desk)


@pytest.mark.parametrize("reason", ["", "  ", "\n", "x" * 1_001, "two\nlines", "bell\a"])
def test_a_reason_says_something(mara: Desk, identity: str, reason: str) -> None:
    before = sava.everything(mara)
    with pytest.raises(Refused):
        reading.open_protected(mara, identity, reason)
    assert sava.everything(mara) == before


@pytest.mark.parametrize(
    ("protection", "under"), [(None, False), ("none", False), ("ended", False), ("requested", True), ("in_force", True)]
)
def test_a_witness_is_opened_with_a_reason_while_under_protection(mara: Desk, protection: str | None, under: bool) -> None:
    editing.add(mara, "witness", [{"code": "W-1", "protection": protection, "needs": "Breaks"}])
    shown = reading.show(mara, "W-1")
    assert (shown.sealed, shown.get("needs")) == (under, None if under else "Breaks")
    assert reading.open_protected(mara, "W-1", WHY).get("needs") == "Breaks"
    assert len(consultations(mara)) == under


def test_in_doubt_a_witness_is_under_protection(mara: Desk, olena: Desk, witness: str) -> None:
    send(mara, olena, "start")
    editing.change(mara, witness, {"protection": "none"})
    editing.change(olena, witness, {"protection": "ended"})
    send(olena, mara, "apart")
    assert reading.show(mara, witness).sealed


def test_lists_and_hits_show_a_code_only(mara: Desk, witness: str, identity: str, tmp_path: Path) -> None:
    (tmp_path / "passport.txt").write_text("x")
    file = custody.attach(mara, identity, tmp_path / "passport.txt").ids[0]
    editing.add(mara, "note", [{"about": identity, "text": "A cousin in Graz"}], PROTECTED)
    seen = [
        *reading.listed(mara, "witness"),
        *reading.listed(mara, "identity"),
        *reading.listed(mara, "file"),
        *reading.listed(mara, "note"),
        *reading.search(mara, "zlatorog"),
        *reading.search(mara, "convoy"),
        *reading.search(mara, "cousin"),
        *reading.search(mara, "passport"),
        *reading.about(mara, witness),
        *(hit.record for hit in finding.search(mara, "zlato")),
    ]
    assert all(record.sealed for record in seen)
    assert {name for record in seen for name in record.values} == {"code", "witness", "about"}
    assert {record.kind for record in seen} == {"witness", "identity", "file", "note"}
    assert reading.open_protected(mara, file, WHY).get("name") == "passport.txt"
    assert [about for about, *_ in consultations(mara)] == [file]


def test_what_protects_a_witness_is_opened_with_a_reason_and_once_the_witness_is_opened_with_theirs(mara: Desk, witness: str) -> None:
    order = {"witness": witness, "kinds": ["relocation"], "authority": "Court of Zlatorog", "status": "in_force"}
    [measure] = editing.add(mara, "protective_measure", [order], "Team").ids
    [note] = editing.add(mara, "note", [{"about": measure, "text": "To Graz"}]).ids
    for record in (reading.show(mara, measure), *reading.listed(mara, "protective_measure"), *reading.search(mara, "zlatorog")):
        assert (record.sealed, set(record.values)) == (True, {"witness"})
    assert reading.show(mara, note).sealed
    assert reading.open_protected(mara, measure, WHY).get("kinds") == ["relocation"]
    assert [about for about, *_ in consultations(mara)] == [measure]
    assert reading.show(mara, measure).sealed
    reading.open_protected(mara, witness, WHY)
    assert reading.show(mara, measure).get("kinds") == ["relocation"]
    assert reading.show(mara, note).get("text") == "To Graz"
    assert [about for about, *_ in consultations(mara)] == [measure, witness]
    [other] = editing.add(mara, "witness", [{"code": "W-2", "protection": "in_force"}]).ids
    assert reading.show(mara, editing.add(mara, "protective_measure", [{**order, "witness": other}]).ids[0]).sealed


def test_what_protects_a_witness_stands_where_fewer_read_unless_somebody_says_where(mara: Desk, olena: Desk, ibrahim: Desk) -> None:
    [id] = editing.add(mara, "witness", [{"code": "W-1"}]).ids

    def place(kind: str, compartment: str | None = None) -> str:
        [made] = editing.add(mara, kind, [{"witness": "W-1", **({"name": "x"} if kind == "identity" else {})}], compartment).ids
        return reading.compartment_names(mara)[reading.open_protected(mara, made, WHY).compartment]

    assert place("protective_measure") == "Team"  # there is no other
    team.set_readers(mara, "All but one", [team.fingerprint(olena)])
    assert (place("protective_measure"), place("protective_measure", "Team")) == ("All but one", "Team")
    [made] = witnesses.add_about(mara, "protective_measure", id, {"status": "asked"}).ids
    assert reading.compartment_names(mara)[reading.show(mara, made).compartment] == "All but one"
    team.set_readers(mara, "Own", [])
    assert place("protective_measure") == "Own"  # the fewest
    with pytest.raises(Refused):
        place("identity")
    assert (place("identity", "All but one"), place("identity"), place("protective_measure")) == ("All but one",) * 3


def test_a_code_is_all_that_a_sealed_record_says_of_any_kind(mara: Desk) -> None:
    for kind in KINDS.values():
        record = Record("r", kind.name, "c", {field.name: "x" for field in kind.fields}, frozenset({"name"}))
        assert not set(sealed(record).values) - {kind.code, "witness", "about"}
        assert not sealed(record).conflicts


def test_a_conflict_says_that_its_values_are_under_protection(mara: Desk, olena: Desk, identity: str) -> None:
    send(mara, olena, "start")
    editing.change(mara, identity, {"name": "Here"})
    editing.change(olena, identity, {"name": "There"})
    send(olena, mara, "apart")
    [conflict] = reading.conflicts(mara)
    assert conflict.sealed


def test_an_observer_logs_it_on_his_own_desk(two: dict[str, Desk]) -> None:
    mara, _, ibrahim = two.values()
    sava.admit(mara, ibrahim, "observer")
    [id] = editing.add(mara, "witness", [{"code": "W-1", "protection": "in_force", "needs": "Breaks"}]).ids
    importing.accept(ibrahim, [one.path for one in post(mara, "all", ibrahim)], trust=team.fingerprint(mara))
    assert reading.open_protected(ibrahim, "W-1", WHY).get("needs") == "Breaks"
    assert consultations(ibrahim) == []
    with ibrahim.db.read() as connection:
        [entry] = decisions.entries(connection, "opened")
    assert (entry.detail["about"], entry.detail["reason"]) == (id, WHY)
    upkeep.verify(ibrahim)


def test_nobody_writes_a_consultation_by_hand(mara: Desk, witness: str) -> None:
    with pytest.raises(Refused):
        editing.add(mara, "consultation", [{"about": witness, "reason": "x"}])
    reading.open_protected(mara, witness, WHY)
    with pytest.raises(Refused):
        editing.change(mara, reading.listed(mara, "consultation")[0].id, {"reason": "Another"})


def test_many_are_logged_at_once(mara: Desk, witness: str, identity: str) -> None:
    with mara.db.write() as connection:
        standing = mara.standing(connection)
        records = [reading.one(connection, standing, id) for id in (witness, identity)]
        consulting.log(mara, connection, standing, records, WHY)
    assert {about for about, *_ in consultations(mara)} == {witness, identity}


def test_a_custody_pack_opens_all_of_it(mara: Desk, witness: str, identity: str, tmp_path: Path) -> None:
    note = editing.add(mara, "note", [{"about": identity, "text": "A cousin in Graz"}], PROTECTED).ids[0]
    editing.add(mara, "witness", [{"code": "W-1"}])
    measure = editing.add(mara, "protective_measure", [{"witness": "W-1"}]).ids[0]
    dumping.dump(mara, tmp_path / "pack")
    assert {about for about, *_ in consultations(mara)} == {witness, identity, note, measure}
    assert "Zlatorog" in (tmp_path / "pack" / "identity.jsonl").read_text(encoding="utf-8")
    upkeep.verify(mara)
