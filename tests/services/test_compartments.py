"""Need to know: what a narrower compartment shows to whom, and when its clock ticks."""

from __future__ import annotations

from pathlib import Path

import pytest

from jitdesk.kernel.errors import Refused
from jitdesk.services import custody, editing, exporting, importing, leaving, previewing, reading, team, upkeep
from jitdesk.services.desk import Desk
from jitdesk.storage import carried, log
from tests.services.sava import DAY, PROTECTED, START, FakeClock, post, protect, rows, send

MARKERS = ("Zlatorog", "Виноградна вулиця", "Kestrel-7741")


def plain(desk: Desk) -> bytes:
    """Every byte of a desk that its keys open: all tables with their segments unpacked, and the files beside them as they lie."""
    held = [
        str(path).encode() + path.read_bytes() for path in desk.folder.rglob("*") if path.is_file() and not path.name.startswith("desk.db")
    ]
    with desk.db.read() as connection:
        for (table,) in list(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")):
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}"):  # noqa: S608 - names of our own tables
                held += [value if isinstance(value, bytes) else str(value).encode() for value in row]
        for row in log.rows(connection):
            held += log.segment(connection, row).lines()
    return b"\n".join(held)


def test_a_desk_that_does_not_read_a_compartment_holds_no_byte_of_it(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    protect(mara, olena)
    [witness] = editing.add(mara, "witness", [{"code": "W-0412"}]).ids
    values = {"witness": witness, "name": MARKERS[0], "address": MARKERS[1]}
    [identity] = editing.add(mara, "identity", [values], PROTECTED).ids
    (tmp_path / f"{MARKERS[2]}.txt").write_text("a passport")
    custody.attach(mara, identity, tmp_path / f"{MARKERS[2]}.txt")
    with mara.db.read() as connection:
        place = mara.standing(connection).called(PROTECTED)
        hashes = [log.segment(connection, row).hash for row in log.rows(connection) if log.segment(connection, row).compartment == place]
    sent = post(mara, "all")
    assert [w.compartments for w in sent] == [("Team",), (PROTECTED,)]
    for desk in (olena, ibrahim):
        importing.accept(desk, [sent[0].path] if desk is ibrahim else [w.path for w in sent])
    send(olena, ibrahim, "passed on")
    there, elsewhere = plain(olena), plain(ibrahim)
    for marker in (*MARKERS, PROTECTED, place, identity, *hashes):
        assert (marker.encode() in there, marker.encode() in elsewhere) == (True, False), marker
    assert witness.encode() in elsewhere
    assert reading.search(olena, "zlatorog")
    assert not reading.search(ibrahim, "zlatorog")


def test_a_file_for_narrower_readers_is_skipped_without_a_word(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    protect(mara, olena)
    editing.add(mara, "note", [{"about": editing.add(mara, "task", [{"title": "x"}]).ids[0], "text": "narrow"}], PROTECTED)
    (tmp_path / "stick").mkdir()
    sent = exporting.export(mara, tmp_path / "stick")
    assert len(sent) == 2
    [report] = importing.accept(ibrahim, [tmp_path / "stick"])
    assert (report.bundle, report.held, report.waiting) == (sent[0].bundle, [], 0)


def test_identities_stand_in_narrower_compartments_only(mara: Desk, olena: Desk) -> None:
    [witness] = editing.add(mara, "witness", [{"code": "W-0412"}]).ids
    with pytest.raises(Refused, match="narrower"):
        editing.add(mara, "identity", [{"witness": witness, "name": "N"}])
    protect(mara, olena)
    editing.add(mara, "identity", [{"witness": "W-0412", "name": "N"}], PROTECTED)


def test_a_link_never_leads_where_not_all_its_readers_may_follow(mara: Desk, olena: Desk) -> None:
    protect(mara, olena)
    [narrow] = editing.add(mara, "task", [{"title": "Relocate"}], PROTECTED).ids
    [code] = editing.add(mara, "witness", [{"code": "W-0001"}], PROTECTED).ids
    [wide] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    for attempt in (
        lambda: editing.add(mara, "task", [{"title": "t", "links": [narrow]}]),
        lambda: editing.change(mara, wide, {"links": [narrow]}),
        lambda: editing.add(mara, "account", [{"witness": "W-0001"}]),
        lambda: editing.add(mara, "note", [{"about": code, "text": "t"}]),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.key == "link.narrower"
    editing.change(mara, narrow, {"links": [wide, code]})


def test_settling_a_link_obeys_the_same_rule(mara: Desk, olena: Desk) -> None:
    protect(mara, olena)
    editing.add(mara, "witness", [{"code": "W-0001"}], PROTECTED)
    editing.add(mara, "witness", [{"code": "W-1"}, {"code": "W-2"}, {"code": "W-3"}])
    [account] = editing.add(mara, "account", [{"witness": "W-1"}]).ids
    send(mara, olena, "start")
    editing.change(mara, account, {"witness": "W-2"})
    editing.change(olena, account, {"witness": "W-3"})
    send(olena, mara, "back")
    for value, key in (("W-0001", "link.narrower"), (account, "link.kind"), ("W-9", "record.unknown")):
        with pytest.raises(Refused) as refused:
            editing.settle(mara, account, "witness", value=value)
        assert refused.value.key == key
    editing.settle(mara, account, "witness", value="W-2")
    assert reading.conflicts(mara) == []


def test_a_new_reader_gets_everything_from_the_first_change(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    protect(mara, olena)
    [task] = editing.add(mara, "task", [{"title": "Relocate"}], PROTECTED).ids
    send(mara, olena, "one")
    editing.change(olena, task, {"status": "done"})
    (tmp_path / "plan.txt").write_text("the plan")
    [file] = custody.attach(olena, task, tmp_path / "plan.txt").ids
    send(olena, mara, "two")
    team.set_readers(mara, PROTECTED, [team.fingerprint(olena), team.fingerprint(ibrahim)])
    send(mara, olena, "three")
    send(olena, ibrahim, "from any reader")
    assert reading.show(ibrahim, task) == reading.show(olena, task)
    assert [(p.member, p.value) for p in reading.history(ibrahim, task) if p.field == "status"] == [
        ("Mara Kos", "open"),
        ("Olena Hrytsenko", "done"),
    ]
    custody.extract(ibrahim, file, tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_text() == "the plan"
    assert upkeep.verify(ibrahim).missing == 0


def test_a_reader_who_was_taken_out_gets_no_more_and_keeps_what_was(mara: Desk, olena: Desk) -> None:
    protect(mara, olena)
    [task] = editing.add(mara, "task", [{"title": "Relocate"}], PROTECTED).ids
    send(mara, olena, "one")
    team.set_readers(mara, PROTECTED, [])
    editing.change(mara, task, {"title": "Relocated"})
    sent = post(mara, "two")
    assert [(w.compartments, w.segments) for w in sent[1:]] == [((), 1)]  # but that she is out
    importing.accept(olena, [w.path for w in sent])
    assert reading.show(olena, task).get("title") == "Relocate"


def test_what_a_reader_writes_after_being_taken_out_waits(mara: Desk, olena: Desk) -> None:
    protect(mara, olena)
    [task] = editing.add(mara, "task", [{"title": "Relocate"}], PROTECTED).ids
    send(mara, olena, "one")
    team.set_readers(mara, PROTECTED, [])
    editing.change(olena, task, {"title": "Unaware"})
    reports = send(olena, mara, "late")
    assert sum(r.waiting for r in reports) == 6  # the edit, and the five lines that log its handing over
    assert reading.show(mara, task).get("title") == "Relocate"
    upkeep.verify(mara)


def taken_out(mara: Desk, olena: Desk, ibrahim: Desk, *, behind: bool) -> str:
    """Mara takes Olena out of a compartment that all three read, perhaps after a line that Olena never gets; returns a record in it."""
    team.set_readers(mara, PROTECTED, [team.fingerprint(olena), team.fingerprint(ibrahim)])
    [task] = editing.add(mara, "task", [{"title": "Relocate"}], PROTECTED).ids
    for reader in (ibrahim, olena):  # Olena has all that Mara wrote there, even what was handed to Ibrahim
        send(mara, reader, f"to {reader.card.member}")
    if behind:
        editing.change(mara, task, {"title": MARKERS[0]})
    team.set_readers(mara, PROTECTED, [team.fingerprint(ibrahim)])
    return task


@pytest.mark.parametrize("behind", [False, True])
def test_a_reader_who_was_taken_out_is_told_and_writes_there_no_more(mara: Desk, olena: Desk, ibrahim: Desk, behind: bool) -> None:
    task = taken_out(mara, olena, ibrahim, behind=behind)
    editing.change(olena, task, {"status": "waiting"})  # before the word reaches her
    preview = previewing.preview(olena, paths := [w.path for w in post(mara, "out", olena)])
    assert preview.left == (PROTECTED,)
    reports = importing.accept(olena, paths)
    assert [place for report in reports for place in report.left] == [PROTECTED]
    assert [report.held for report in reports] == [[]] * len(reports)
    assert not any(marker.encode() in plain(olena) for marker in MARKERS)
    for attempt in (
        lambda: editing.change(olena, task, {"status": "done"}),
        lambda: editing.add(olena, "task", [{"title": "New"}], PROTECTED),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.key == "right.compartment"
    assert reading.show(olena, task).get("status") == "waiting"
    editing.add(olena, "task", [{"title": "Elsewhere"}])
    olena.clock = FakeClock(START + 2 * DAY)
    assert [one.waiting for one in send(olena, mara, "hers")] == [1]  # what she had typed by then is for a keeper to decide
    assert leaving.decide_waiting(mara, team.fingerprint(olena), accept=True) == 1
    assert reading.show(mara, task).get("status") == "waiting"
    assert [w.compartments for w in post(mara, "and no more", olena)] == [("Team",)]  # not told again
    for desk in (mara, olena):
        upkeep.verify(desk)


@pytest.mark.parametrize("behind", [False, True])
def test_who_was_taken_out_hears_on_from_those_who_do_not_know_and_can_be_let_in_again(
    mara: Desk, olena: Desk, ibrahim: Desk, behind: bool
) -> None:
    task = taken_out(mara, olena, ibrahim, behind=behind)
    send(mara, olena, "out")
    editing.change(ibrahim, task, {"status": "waiting"})
    [public] = editing.add(ibrahim, "task", [{"title": "For all"}]).ids
    send(ibrahim, olena, "who does not know")
    assert reading.show(olena, public).get("title") == "For all"
    assert reading.show(olena, task).get("status") == ("waiting" if behind else "open")
    team.set_readers(mara, PROTECTED, [team.fingerprint(ibrahim), team.fingerprint(olena)])
    send(ibrahim, mara, "in step")
    send(mara, olena, "in again")
    assert (reading.show(olena, task).get("title"), reading.show(olena, task).get("status")) == (
        MARKERS[0] if behind else "Relocate",
        "waiting",
    )
    editing.change(olena, task, {"status": "done"})
    send(olena, mara, "done")
    assert reading.show(mara, task).get("status") == "done"
    upkeep.verify(olena)


def test_two_compartments_of_one_desk_do_not_tick_each_others_clock(mara: Desk, olena: Desk) -> None:
    protect(mara, olena)
    mara.clock.at += 1000  # type: ignore[attr-defined]
    [wide] = editing.add(mara, "task", [{"title": "a"}]).ids
    editing.add(mara, "task", [{"title": str(n)} for n in range(20)], PROTECTED)
    editing.change(mara, wide, {"title": "b"})
    first, second = (p.stamp for p in reading.history(mara, wide) if p.field == "title")
    assert int(second) - int(first) <= 2


def test_a_clock_far_ahead_is_kept_and_moves_nobody_elses(mara: Desk, olena: Desk) -> None:
    [task] = editing.add(mara, "task", [{"title": "a"}]).ids
    send(mara, olena, "start")
    olena.clock = FakeClock(mara.clock.now() + 3 * DAY)
    editing.change(olena, task, {"title": "from the future"})
    send(olena, mara, "ahead")
    editing.change(mara, task, {"status": "done"})
    [done] = [p.stamp for p in reading.history(mara, task) if p.value == "done"]
    assert done < f"{mara.clock.now() + DAY}0000"
    assert reading.show(mara, task).get("title") == "from the future"
    editing.change(mara, task, {"title": "b"})
    assert (reading.show(mara, task).get("title"), reading.conflicts(mara)) == ("b", [])
    send(mara, olena, "back")
    assert rows(mara) == rows(olena)


def test_a_clock_set_back_does_not_stop_the_own_stamps(mara: Desk, olena: Desk) -> None:
    [task] = editing.add(mara, "task", [{"title": "a"}]).ids
    mara.clock = FakeClock(START - 400 * DAY)
    editing.change(mara, task, {"title": "b"})
    team.set_readers(mara, PROTECTED, [])
    send(mara, olena, "x")
    assert reading.show(olena, task).get("title") == "b"
    upkeep.verify(mara)
    upkeep.verify(olena)


def test_every_file_of_an_answer_says_what_arrived_in_its_compartments(mara: Desk, olena: Desk, ibrahim: Desk) -> None:
    protect(mara, olena)
    [witness] = editing.add(mara, "witness", [{"code": "W-0412"}]).ids
    editing.add(mara, "identity", [{"witness": witness, "name": MARKERS[0]}], PROTECTED)
    send(mara, olena, "all")
    answer = post(olena, "answer", mara, ibrahim)
    assert len(answer) == 2  # made in the same second: neither may hide what the other says
    importing.accept(mara, [w.path for w in answer])
    with mara.db.read() as connection:
        places = [mara.standing(connection).called(name) for name in ("Team", PROTECTED)]
        assert [carried.lacking(connection, place, olena.device) for place in places] == [
            0,
            0,
        ]


def test_what_a_removed_reader_wrote_before_is_in_force_for_readers_who_come_later(mara: Desk, olena: Desk, ibrahim: Desk) -> None:
    protect(mara, olena)
    editing.add(olena, "task", [{"title": "Written while she read"}], PROTECTED)
    send(olena, mara, "before")
    team.set_readers(mara, PROTECTED, [team.fingerprint(ibrahim)])
    send(mara, ibrahim, "after")
    assert [task.get("title") for task in reading.listed(ibrahim, "task")] == ["Written while she read"]
