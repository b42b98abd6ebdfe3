"""Devices that leave: what they hold is said, what they wrote waits for a keeper, and nobody is out by accident."""

from __future__ import annotations

from pathlib import Path

import pytest

from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.services import editing, exporting, identity, importing, leaving, outgoing, quarantine, reading, team, upkeep
from jitdesk.services.desk import Desk
from tests.services.hostile import line, own_end, place_of, sealed, smuggled
from tests.services.sava import DAY, PROTECTED, admit, copied, post, protect, send


def role(desk: Desk, of: Desk) -> str | None:
    return next(member.role for member in team.members(desk) if member.device == of.device)


def test_a_revocation_says_what_the_device_holds_and_notes_the_reason(mara: Desk, olena: Desk, ibrahim: Desk) -> None:
    protect(mara, olena)
    editing.add(mara, "witness", [{"code": "W-1"}, {"code": "W-2"}])
    editing.add(mara, "identity", [{"witness": "W-1", "name": "Zlatorog"}], PROTECTED)
    send(mara, olena, "held")
    send(olena, mara, "what I hold")
    editing.add(mara, "task", [{"title": "Relocate", "description": "Not yet sent"}], PROTECTED)
    post(mara, "sealed", ibrahim)
    held = leaving.revoke(mara, "Olena Hrytsenko", "Her laptop was stolen in Zagreb")
    assert (held.member, held.role, held.heirs) == ("Olena Hrytsenko", "member", ())
    assert held.heard.startswith("2026-11")
    assert {position.name for position in held.positions} == {"Team", PROTECTED}
    assert next(p.lacking for p in held.positions if p.name == PROTECTED) >= 2
    assert {position.name: position.records for position in held.positions} == {"Team": {"witness": 2}, PROTECTED: {"identity": 1}}
    assert [position.told for position in held.positions] == ["Identity 1", "Witness 2"]
    assert role(mara, olena) is None
    [note] = reading.listed(mara, "note")
    assert "stolen in Zagreb" in note.get("text")
    assert note.compartment == place_of(mara)
    send(mara, ibrahim, "the others know")
    assert [n.get("text") for n in reading.listed(ibrahim, "note")] == [note.get("text")]
    upkeep.verify(ibrahim)


def test_what_a_lost_device_wrote_and_nobody_had_seen_waits_for_a_keeper(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    [seen] = editing.add(olena, "task", [{"title": "Seen"}]).ids
    send(olena, mara, "seen")
    [unseen] = editing.add(olena, "task", [{"title": "Unseen"}]).ids
    send(olena, ibrahim, "to one who has not heard")
    leaving.revoke(mara, "Olena Hrytsenko", "Lost")
    send(ibrahim, mara, "carried")
    assert [task.id for task in reading.listed(mara, "task")] == [seen]
    assert leaving.decide_waiting(mara, team.fingerprint(olena), accept=False) > 0
    assert [task.id for task in reading.listed(mara, "task")] == [seen]
    assert leaving.decide_waiting(mara, team.fingerprint(olena), accept=True) > 0
    assert {task.id for task in reading.listed(mara, "task")} == {seen, unseen}
    send(mara, ibrahim, "and back")
    for desk in (mara, ibrahim):
        upkeep.verify(desk)
        assert quarantine.listed(desk) == []


def test_only_a_keeper_decides(mara: Desk, olena: Desk, ibrahim: Desk) -> None:
    editing.add(olena, "task", [{"title": "Unseen"}])
    leaving.revoke(mara, "Olena Hrytsenko", "Lost")
    send(mara, ibrahim, "revoked")
    with pytest.raises(Damaged):
        send(olena, ibrahim, "too late")
    assert leaving.decide_waiting(ibrahim, team.fingerprint(olena), accept=True) == 0


def test_who_was_ended_is_taken_in_again_in_another_role(mara: Desk, olena: Desk) -> None:
    leaving.end(mara, "Olena Hrytsenko", "On leave")
    assert role(mara, olena) is None
    admit(mara, olena, "observer")
    assert role(mara, olena) == "observer"
    assert "was ended: On leave" in reading.listed(mara, "note")[0].get("text")


def test_a_hostile_leads_acts_are_undone_up_to_a_line_that_is_chosen(two: dict[str, Desk], tmp_path: Path) -> None:
    mara, olena, ibrahim = two.values()
    admit(mara, olena, "lead")
    send(mara, olena, "you lead")
    admit(olena, ibrahim)
    leaving.end(olena, team.fingerprint(ibrahim), "a good act, and the last one")
    admit(olena, ibrahim, "lead")
    send(olena, mara, "what I did")
    deeds = leaving.deeds(mara, "Olena Hrytsenko")
    assert [(deed.act, deed.whom) for deed in deeds] == [
        ("grant", "Ibrahim Demir"),
        ("end", "Ibrahim Demir"),
        ("grant", "Ibrahim Demir"),
    ]
    leaving.revoke(mara, "Olena Hrytsenko", "She sells names", [deeds[0].name])
    assert role(mara, ibrahim) == "member"
    upkeep.verify(mara)


def test_nothing_is_kept_where_nothing_is_to_stand(two: dict[str, Desk]) -> None:
    mara, olena, ibrahim = two.values()
    admit(mara, olena, "lead")
    send(mara, olena, "you lead")
    admit(olena, ibrahim)
    send(olena, mara, "what I did")
    leaving.revoke(mara, "Olena Hrytsenko", "Never again", [leaving.NOTHING])
    assert role(mara, ibrahim) is None


def test_a_blocked_device_is_sent_nothing_and_its_lines_wait_on_this_desk_alone(mara: Desk, olena: Desk, ibrahim: Desk) -> None:
    leaving.block(ibrahim, team.fingerprint(mara))
    assert next(m for m in team.members(ibrahim) if m.device == mara.device).blocked
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    [report] = send(mara, ibrahim, "blocked")
    assert report.waiting > 0
    assert reading.listed(ibrahim, "task") == []
    upkeep.verify(ibrahim)
    assert mara.device not in {one.device for one in outgoing.plan(ibrahim).recipients}
    assert mara.card.member not in {name for written in exporting.export(ibrahim, ibrahim.folder.parent) for name in written.members}
    send(mara, olena, "not blocked there")
    assert len(reading.listed(olena, "task")) == 1
    leaving.block(ibrahim, team.fingerprint(mara), blocked=False)
    send(olena, ibrahim, "lifted")
    assert reading.show(ibrahim, task).get("title") == "Summons"
    upkeep.verify(ibrahim)


def test_acts_of_a_blocked_keeper_wait_too(two: dict[str, Desk], tmp_path: Path) -> None:
    mara, olena, ibrahim = two.values()
    admit(mara, ibrahim)
    importing.accept(ibrahim, [post(mara, "a", ibrahim)[0].path], trust=mara.device)
    protect(mara, olena)
    leaving.block(olena, team.fingerprint(mara))
    with mara.db.read() as connection:
        tips = mara.standing(connection).charters[place_of(mara, PROTECTED)].tips
    let_in = line("charter", "a" * 32, "reader", {"device": ibrahim.device}, at=2 * DAY, supersedes=tips)
    part = sealed(mara, place_of(mara, PROTECTED), [let_in], *own_end(mara, place_of(mara, PROTECTED)))
    importing.accept(olena, [smuggled(mara, olena, tmp_path / "x", [part])])
    assert next(place for place in team.places(olena) if place.name == PROTECTED).devices == {mara.device, olena.device}


def test_who_is_made_a_lead_is_let_in_again_as_one(two: dict[str, Desk]) -> None:
    mara, olena, _ = two.values()
    protect(mara, olena)
    admit(mara, olena, "lead")
    send(mara, olena, "you lead")
    place = place_of(olena, PROTECTED)
    with olena.db.read() as connection:
        charter = olena.standing(connection).charters[place]
        assert olena.device in charter.keepers
    identity.settle(olena)
    copy = copied(olena, olena.folder.parent / "restored.jitdesk", image=False)
    try:
        identity.settle(copy)
        with copy.db.read() as connection:
            assert copy.device in copy.standing(connection).charters[place].keepers
    finally:
        copy.close()


@pytest.mark.parametrize("keep", ["Ibrahim Demir", "Nobody"])
def test_what_is_kept_must_be_the_devices_own(mara: Desk, olena: Desk, ibrahim: Desk, keep: str) -> None:
    with pytest.raises(Refused):
        leaving.revoke(mara, "Olena Hrytsenko", "Lost", [keep])
    assert role(mara, olena) == "member"
