"""Erasure: what was ordered and accepted is gone from every corner of the desk, comes back by no bundle, and the rest still holds."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from jitdesk import bootstrap
from jitdesk.domain import erasure
from jitdesk.domain.decide import Op
from jitdesk.kernel.errors import Refused
from jitdesk.services import (
    covering,
    custody,
    editing,
    erasing,
    importing,
    life,
    moving,
    orders,
    quarantine,
    reading,
    team,
    upkeep,
    versions,
    work,
)
from jitdesk.services import desk as desks
from jitdesk.services.desk import Desk
from jitdesk.services.reach import Subject
from jitdesk.storage import log
from jitdesk.storage.queries import Wanted
from jitdesk.system import files as system_files
from jitdesk.system import places
from tests.services import pages, sava
from tests.services.planting import REFERENCE, WITNESS, plant
from tests.services.sava import PROTECTED, everything, post, protect, rows, send

SECRET = "Zlatorog"
NOTES = "Kestrelhaven"
PLACE = "Mostograd"
REASON = "No longer needed, LHC Art. 16(6)"


@pytest.fixture
def witness(mara: Desk, olena: Desk, tmp_path: Path) -> str:
    """A witness of whom two desks hold an attachment, sealed and open lines; other records stand between."""
    [id] = editing.add(mara, "witness", [{"code": "W-0412", "summary": f"{SECRET} saw {PLACE} bridge", "needs": "An interpreter"}]).ids
    editing.add(mara, "task", [{"title": "Summons", "links": [id]}])
    editing.add(mara, "note", [{"about": id, "text": f"{n} " * n} for n in range(100, 200)])  # no few deletions rewrite the index
    editing.change(mara, id, {"summary": f"{SECRET} saw {PLACE} river"})
    (tmp_path / f"{NOTES}.txt").write_text(f"{NOTES} {SECRET}" * 1_000)
    custody.attach(mara, id, tmp_path / f"{NOTES}.txt")
    send(mara, olena, "start")
    editing.change(mara, id, {"needs": f"{SECRET} needs breaks"})
    return id


def gone(desk: Desk, *texts: str) -> None:
    """Nothing of these is left on a desk, and it holds together."""
    held = pages.everything(desk).lower()
    for text in texts:
        assert text.lower().encode()[2:] not in held  # the index folds case, and shortens a term by what it shares with the one before
        assert not {term for term in pages.terms(desk) if text.casefold()[:4] in term}
    upkeep.verify(desk)


def in_step(*desks: Desk) -> None:
    """Bundles go round until everybody has everything, what was logged of the bundles too; all show the same then."""
    for _ in range(3):
        for sender in desks:
            for to in desks:
                if to is not sender:
                    send(sender, to, sender.random(4).hex())
    assert len({rows(desk) for desk in desks}) == 1


def test_what_is_ordered_is_gone_from_every_corner_of_the_own_desk(mara: Desk, witness: str) -> None:
    assert SECRET.encode() in pages.everything(mara)
    assert SECRET.encode() in pages.raw(mara)
    key = mara.keys.database
    erased = erasing.order(mara, [witness], REASON)
    assert (erased.records, erased.lines) == (1, 6)
    assert mara.keys.database != key
    gone(mara, SECRET)
    assert [task.get("title") for task in reading.listed(mara, "task")] == ["Summons"]
    assert len(erased.remaining) == 102
    assert Subject(file_of(mara), "file", f"{NOTES}.txt") in erased.remaining
    with pytest.raises(Refused):
        reading.show(mara, witness)


def file_of(desk: Desk) -> str:
    [file] = reading.listed(desk, "file")
    return file.id


def test_a_field_of_a_letter_goes_from_its_frozen_versions_too_and_their_hashes_stay(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    plant(mara, "Team", tmp_path, sealed=_protected(mara, olena))
    send(mara, olena, "all")
    marker = "beaten with cables"
    [version] = reading.listed(mara, "version")
    assert marker in version.get("frozen")
    with pytest.raises(Refused):
        editing.change(mara, REFERENCE, {"facts": "Others"})
    erased = erasing.order(mara, [REFERENCE], REASON, "facts")
    assert {(one.kind, one.title) for one in erased.gone} == {("request", REFERENCE), ("version", "1")}
    assert {one.kind for one in erased.remaining} == {"file", "translation"}  # in them nobody can look
    send(mara, olena, "ordered")
    erasing.accept(olena, [order.order for order in orders.listed(olena)])
    for desk in (mara, olena):
        assert marker.encode() not in pages.everything(desk)
        assert "cables" not in pages.terms(desk)
        upkeep.verify(desk)
        [kept] = reading.listed(desk, "version")
        assert (kept.get("sha256"), kept.get("number")) == (version.get("sha256"), 1)
        assert "subject" in kept.get("frozen")
        assert versions.erased(kept) == ["facts"]
        with desk.db.read() as connection:
            [by] = versions.orders(desk.standing(connection), kept)
        assert life.show(desk, REFERENCE).drifted == []
        sava.written(desk, Op(kept.compartment, "request", kept.get("request"), "facts", "Written anew by a desk of another make"))
        [difference] = [one for one in versions.compare(desk, REFERENCE, 1) if one.field == "facts"]
        assert (difference.field, difference.before, difference.erased) == ("facts", None, by)
        sava.written(desk, Op(kept.compartment, "request", kept.get("request"), "facts", None))
        assert reading.conflicts(desk) == []
    [entry] = [order for order in orders.listed(mara) if order.records[0].kind == "version"]
    assert entry.field == "frozen"


def _protected(mara: Desk, olena: Desk) -> str:
    protect(mara, olena)
    return PROTECTED


def test_a_whole_witness_is_all_that_hangs_on_it_wherever_it_stands(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    team.set_readers(mara, "Other", [team.fingerprint(olena)])
    plant(mara, "Team", tmp_path, (SECRET,), sealed=_protected(mara, olena))
    editing.add(mara, "note", [{"about": WITNESS, "text": f"{NOTES} is near"}], "Other")
    moved = moving.move(mara, WITNESS, PROTECTED)
    [code] = [record.get("code") for record in reading.listed(mara, "recipient_code")]
    those = erasing.family(mara, WITNESS)
    with pytest.raises(Refused) as refused:
        erasing.order(mara, [WITNESS], REASON, whole=True, number=len(those) - 1)
    assert refused.value.key == "erase.number"
    erased = erasing.order(mara, [WITNESS], REASON, whole=True, number=len(those))
    assert len(erased.gone) == len(those)
    assert {one.kind for one in erased.gone} >= {
        *("witness", "identity", "account", "consent", "note", "protective_measure", "recipient_code", "state_consent"),
        *("hearing", "translation", "version"),
    }
    assert erased.unreached == ()
    assert {one.kind for one in erased.remaining} >= {"request", "task"}
    gone(mara, NOTES, code[2:])
    assert moved.id.encode() not in b"".join(line.encode() for line in _titles(mara))
    for kind in ("witness", "identity", "recipient_code", "hearing", "translation"):
        assert reading.listed(mara, kind, Wanted(archived=True)) == []
    [version] = reading.listed(mara, "version")
    assert (version.get("frozen"), len(version.get("sha256"))) == (None, 64)
    assert life.show(mara, REFERENCE).papers.status == "postponed"
    assert versions.erased_by(mara, version)
    with pytest.raises(Refused) as refused:
        versions.compare(mara, REFERENCE, 1)
    assert refused.value.key == "life.version_erased"


def _titles(desk: Desk) -> list[str]:
    return [str(record.values) for kind in ("note", "file", "consent", "account") for record in reading.listed(desk, kind)]


def test_what_hangs_where_the_desk_is_no_keeper_is_told(mara: Desk, olena: Desk, witness: str, monkeypatch: pytest.MonkeyPatch) -> None:
    protect(mara, olena)
    [note] = editing.add(mara, "note", [{"about": witness, "text": "aside"}], PROTECTED).ids
    wide = reading.show(mara, witness).compartment
    monkeypatch.setattr(erasing, "_keeps", lambda desk, standing, place: place == wide)
    erased = erasing.order(mara, [witness], REASON, whole=True, number=len(erasing.family(mara, witness)))
    assert [(one.id, one.kind) for one in erased.unreached] == [(note, "note")]
    assert reading.show(mara, note).get("text") == "aside"


def test_an_attachment_goes_with_its_key(mara: Desk, witness: str) -> None:
    [file] = reading.listed(mara, "file")
    assert pages.files(mara) == {file.get("content")["cipher"]}
    erasing.order(mara, [file.id], REASON)
    assert not pages.files(mara)
    gone(mara, NOTES)


def test_another_desk_decides_for_itself(mara: Desk, olena: Desk, witness: str) -> None:
    erasing.order(mara, [witness], REASON)
    send(mara, olena, "ordered")
    [waiting] = orders.listed(olena)
    assert (waiting.decided, waiting.member, waiting.reason, waiting.records[0].title) == ("waiting", "Mara Kos", REASON, "W-0412")
    assert SECRET in reading.show(olena, witness).get("summary")
    erasing.accept(olena, [waiting.order])
    gone(olena, SECRET)
    in_step(mara, olena)
    assert [order.decided for order in orders.listed(olena)] == ["erased"]


def test_an_old_bundle_brings_nothing_back(mara: Desk, olena: Desk, witness: str, tmp_path: Path) -> None:
    [old] = post(mara, "old", olena)
    other = post(olena, "theirs", mara)
    erasing.order(mara, [witness], REASON)
    importing.accept(mara, [written.path for written in other])
    send(mara, olena, "ordered")
    erasing.accept(olena, [orders.listed(olena)[0].order])
    importing.accept(olena, [old.path])
    in_step(mara, olena)
    for desk in (mara, olena):
        gone(desk, SECRET)


def test_who_refuses_keeps_it_and_the_rest_converges(mara: Desk, olena: Desk, ibrahim: Desk, witness: str) -> None:
    erasing.order(mara, [witness], REASON)
    send(mara, olena, "ordered")
    [waiting] = orders.listed(olena)
    erasing.refuse(olena, [waiting.order], "A legal hold of the court in Kyiv")
    assert [order.decided for order in orders.listed(olena)] == ["refused"]
    editing.change(olena, witness, {"needs": f"{SECRET} needs a break"})
    [task] = reading.listed(olena, "task")
    editing.change(olena, task.id, {"status": "done"})
    send(olena, mara, "back")
    send(olena, ibrahim, "all of it")
    assert SECRET in reading.show(ibrahim, witness).get("needs")
    gone(mara, SECRET)
    assert reading.show(mara, task.id) == reading.show(olena, task.id) == reading.show(ibrahim, task.id)
    erasing.accept(olena, [waiting.order])  # a person may think again
    erasing.accept(ibrahim, [waiting.order])
    in_step(mara, olena, ibrahim)
    for desk in (olena, ibrahim):
        gone(desk, SECRET)


def test_who_has_only_stubs_asks_for_nothing_that_was_ordered(mara: Desk, ibrahim: Desk, witness: str) -> None:
    erasing.order(mara, [witness], REASON)
    [report] = send(mara, ibrahim, "stubs")
    assert report.held == []
    assert orders.listed(ibrahim)[0].decided == "waiting"
    upkeep.verify(ibrahim)
    in_step(mara, ibrahim)
    [written] = post(mara, "again", ibrahim)
    assert written.segments <= 1  # the log of the disclosure, and nothing twice


def test_who_refuses_what_came_as_stubs_gets_the_lines_from_whoever_has_them(mara: Desk, olena: Desk, ibrahim: Desk, witness: str) -> None:
    erasing.order(mara, [witness], REASON)
    send(mara, ibrahim, "stubs")
    erasing.refuse(ibrahim, [orders.listed(ibrahim)[0].order], "Evidence in our case")
    send(mara, olena, "the order")
    mara.clock.at += 5_000  # type: ignore[attr-defined]
    send(ibrahim, olena, "what is missing")
    [report] = send(olena, ibrahim, "the lines")
    assert SECRET in reading.show(ibrahim, witness).get("summary")
    # What Mara wrote after her last bundle nobody else ever had.
    assert [(gap.member, gap.first == gap.last) for gap in report.held] == [("Mara Kos", True)]
    upkeep.verify(ibrahim)


def test_one_field_goes_with_all_that_stood_in_it(mara: Desk, olena: Desk, witness: str) -> None:
    erasing.order(mara, [witness], REASON, "summary")
    record = reading.show(mara, witness)
    assert (record.get("summary"), record.get("code"), record.conflicts) == (None, "W-0412", frozenset())
    gone(mara, PLACE)
    assert f"{SECRET} needs breaks" in record.get("needs")
    send(mara, olena, "ordered")
    assert PLACE.encode() in pages.everything(olena)
    erasing.accept(olena, [orders.listed(olena)[0].order])
    gone(olena, PLACE)
    in_step(mara, olena)


def test_a_field_written_beside_the_order_is_a_conflict_and_can_be_ordered_too(mara: Desk, olena: Desk, witness: str) -> None:
    editing.change(olena, witness, {"summary": f"{SECRET} was not in {PLACE}"})
    erasing.order(mara, [witness], REASON, "summary")
    send(mara, olena, "ordered")
    erasing.accept(olena, [orders.listed(olena)[0].order])
    send(olena, mara, "late")
    for desk in (mara, olena):
        assert reading.show(desk, witness).conflicts == {"summary"}
    erasing.order(mara, [witness], REASON, "summary")
    send(mara, olena, "again")
    erasing.accept(olena, [orders.listed(olena)[0].order])
    for desk in (mara, olena):
        gone(desk, PLACE)
        assert reading.show(desk, witness).conflicts == frozenset()
    in_step(mara, olena)


def test_the_field_of_an_archived_record_goes_and_it_stays_archived(mara: Desk, witness: str) -> None:
    editing.change(mara, witness, {"archived": True})
    erasing.order(mara, [witness], REASON, "summary")
    record = reading.show(mara, witness)
    assert (record.get("archived"), record.conflicts) == (True, frozenset())
    gone(mara, PLACE)


def test_the_elements_of_a_set_leave_no_trace(mara: Desk) -> None:
    [task] = editing.add(mara, "task", [{"title": "Summons", "assignees": [SECRET, NOTES]}]).ids
    editing.change(mara, task, {"assignees": [NOTES]})
    erasing.order(mara, [task], REASON, "assignees")
    gone(mara, SECRET, NOTES)
    assert reading.show(mara, task).get("title") == "Summons"


def test_what_was_written_before_the_order_was_seen_goes_too_and_is_named_later(
    mara: Desk, olena: Desk, ibrahim: Desk, witness: str
) -> None:
    editing.change(olena, witness, {"needs": f"{SECRET} comes late"})
    erasing.order(mara, [witness], REASON)
    send(olena, mara, "late")
    gone(mara, SECRET)
    [report] = send(mara, ibrahim, "stubs")
    assert [gap.member for gap in report.held] == ["Olena Hrytsenko"]  # no order names it: anybody could have cut it out
    erasing.order(mara, [witness], REASON)
    [report] = send(mara, ibrahim, "named")
    assert report.held == []


def test_lines_that_wait_go_as_well(mara: Desk, olena: Desk, witness: str) -> None:
    editing.change(olena, witness, {"summary": f"{SECRET} waits"})
    [written] = post(olena, "waits", mara)
    importing.accept(mara, [written.path], only=[])
    assert quarantine.listed(mara)
    erasing.order(mara, [witness], REASON)
    gone(mara, SECRET)


def test_more_than_ten_records_want_their_number(mara: Desk, olena: Desk) -> None:
    ids = editing.add(mara, "task", [{"title": f"{SECRET} {n}"} for n in range(11)]).ids
    send(mara, olena, "start")
    with pytest.raises(Refused) as refused:
        erasing.order(mara, ids, REASON)
    assert refused.value.key == "erase.number"
    with pytest.raises(Refused):
        erasing.order(mara, ids, REASON, number=10)
    erasing.order(mara, ids, REASON, number=11)
    send(mara, olena, "ordered")
    names = [order.order for order in orders.listed(olena)]
    with pytest.raises(Refused) as refused:
        erasing.accept(olena, names)
    assert refused.value.key == "erase.number"
    erasing.accept(olena, names, number=11)
    gone(olena, SECRET)


def test_what_speaks_against_it_is_shown(mara: Desk, olena: Desk) -> None:
    [witness] = editing.add(olena, "witness", [{"code": "W-7", "legal_hold": "District Court Kyiv, 7/2026"}]).ids
    editing.add(olena, "request", [{"reference": "JIT-SR/2026/001", "witness": witness}])
    send(olena, mara, "start")
    with pytest.raises(Refused) as refused:
        erasing.order(mara, [witness], REASON)
    assert refused.value.key == "erase.held"
    editing.change(mara, witness, {"legal_hold": None})
    erasing.order(mara, [witness], REASON)
    send(mara, olena, "ordered")
    assert [message.key for message in orders.listed(olena)[0].objections] == [
        "erase.another_state",
        "erase.legal_hold",  # that it was lifted is erased as well
        "erase.open_request",
    ]


def test_who_was_given_what_stays_on_record(mara: Desk, witness: str) -> None:
    entry = reading.listed(mara, "disclosure")[0]
    with pytest.raises(Refused) as refused:
        erasing.order(mara, [entry.id], REASON)
    assert refused.value.key == "erase.kept"
    assert [given.recipients[0].member for given in erasing.order(mara, [witness], REASON).given] == ["Olena Hrytsenko"]


def test_a_member_orders_nothing(olena: Desk, witness: str) -> None:
    with pytest.raises(Refused) as refused:
        erasing.order(olena, [witness], REASON)
    assert refused.value.key == "erase.not_keeper"


def refused(desk: Desk, key: str, work: Callable[[], object]) -> None:
    """This is refused with that sentence, and leaves the desk as it was."""
    before = everything(desk)
    with pytest.raises(Refused) as said:
        work()
    assert (said.value.key, "{" in str(said.value)) == (key, False)
    assert everything(desk) == before


def test_what_cannot_be_ordered_is_said(mara: Desk, olena: Desk, witness: str, monkeypatch: pytest.MonkeyPatch) -> None:
    protect(mara, olena)
    [narrow] = editing.add(mara, "note", [{"about": witness, "text": "x"}], PROTECTED).ids
    refused(mara, "erase.reason", lambda: erasing.order(mara, [witness], " "))
    refused(mara, "erase.reason", lambda: erasing.order(mara, [witness], "x" * 1_001))
    refused(mara, "erase.nothing", lambda: erasing.order(mara, [witness], REASON, "role"))
    refused(mara, "record.no_field", lambda: erasing.order(mara, [witness], REASON, "no_such"))
    refused(mara, "record.unknown", lambda: erasing.order(mara, ["W-9999"], REASON))
    refused(mara, "erase.places", lambda: erasing.order(mara, [witness, narrow], REASON))
    refused(mara, "erase.places", lambda: erasing.order(mara, [], REASON))
    refused(mara, "erase.no_orders", lambda: erasing.accept(mara, []))
    refused(mara, "erase.no_order", lambda: erasing.accept(mara, ["x"]))
    refused(mara, "erase.no_order", lambda: erasing.refuse(mara, ["x"], REASON))
    refused(mara, "erase.reason", lambda: erasing.refuse(mara, ["x"], ""))
    monkeypatch.setattr(erasure, "MOST_CHANGES", 1)
    refused(mara, "erase.too_often", lambda: erasing.order(mara, [witness], REASON, "summary"))
    monkeypatch.setattr(erasure, "MOST_RECORDS", 0)
    refused(mara, "erase.too_many", lambda: erasing.order(mara, [witness], REASON))


def test_what_was_carried_out_is_final(mara: Desk, witness: str) -> None:
    erasing.order(mara, [witness], REASON)
    [done] = orders.listed(mara)
    refused(mara, "erase.done", lambda: erasing.accept(mara, [done.order]))
    refused(mara, "erase.done", lambda: erasing.refuse(mara, [done.order], REASON))


def test_an_order_that_names_much_is_written_in_parts(mara: Desk, olena: Desk, witness: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure, "MOST_CHANGES", 2)
    erasing.order(mara, [witness], REASON)
    gone(mara, SECRET)
    [report] = send(mara, olena, "ordered")
    assert (report.held, len(orders.listed(olena))) == ([], 3)
    erasing.accept(olena, [order.order for order in orders.listed(olena)])
    gone(olena, SECRET)


def test_where_the_disk_refuses_it_is_said_and_done_at_the_next_opening(mara: Desk, witness: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(folder: Path, size: int) -> None:
        raise Refused("files.no_space", folder=str(folder), needed=2, free=1)

    with monkeypatch.context() as patch:
        patch.setattr(system_files, "need_space", full)
        with pytest.raises(Refused) as said:
            erasing.order(mara, [witness], REASON)
        assert said.value.key == "erase.unfinished"
    with pytest.raises(Refused):
        reading.show(mara, witness)
    with mara.db.read() as connection:
        assert log.get(connection, covering.UNDONE) is not None
    mara.close()
    with contextlib.closing(desks.hold(mara.folder, desks.unlock(mara.folder, "a fine passphrase"), clock=mara.clock)) as again:
        gone(again, SECRET)
        with again.db.read() as connection:
            assert log.get(connection, covering.UNDONE) is None


def test_the_window_leaves_it_to_a_child_process(mara: Desk, olena: Desk, witness: str) -> None:
    def erase(desk: Desk, **arguments: object) -> Desk:
        """As the window does it: the desk is closed meanwhile, and opened with the keys that it has then."""
        desk.close()
        if (desk.outside / "marks").exists():  # the child stands on this machine
            shutil.copytree(desk.outside / "marks", places.data() / "marks", dirs_exist_ok=True)
        job = {"desk": desk.folder, "keys": work.opened(desk.unlocked), **arguments}
        steps: list[tuple[int, int]] = []
        assert bootstrap.Child("erase", job).run(lambda done, total: steps.append((done, total)))["records"] == 1
        assert steps
        return desks.hold(desk.folder, desks.renewed(desk.folder, desk.unlocked), clock=desk.clock, random=desk.random)

    with contextlib.closing(erase(mara, references=[witness], reason=REASON)) as lead:
        gone(lead, SECRET)
        send(lead, olena, "ordered")
    with contextlib.closing(erase(olena, orders=[orders.listed(olena)[0].order])) as member:
        gone(member, SECRET)
