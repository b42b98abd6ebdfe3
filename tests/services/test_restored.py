"""Desks restored from old copies: they go on as further devices, lose nothing, and nobody can use a number twice unseen."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from jitdesk.crypto import keyslots
from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.services import desk as desks
from jitdesk.services import editing, exporting, identity, importing, keyfile, leaving, marking, outgoing, reading, team, upkeep
from jitdesk.services.desk import Desk
from jitdesk.services.marking import State
from jitdesk.storage import log
from jitdesk.system import marks
from tests.services import pages
from tests.services.sava import DAY, PROTECTED, FakeClock, admit, copied, post, protect, rows, segments, send


def told(desk: Desk) -> str | None:
    """What a person is told when the desk is opened."""
    message = identity.settle(desk)
    return message.key if message else None


def state(desk: Desk) -> State:
    with desk.db.read() as connection:
        return marking.state(desk, connection)


def tasks(desk: Desk) -> list[Any]:
    """All tasks with all that stands in them; every bundle leaves an entry in the disclosure log that its maker alone has."""
    return sorted(((task.id, dict(task.values), set(task.conflicts)) for task in reading.listed(desk, "task")), key=lambda t: t[0])


@contextmanager
def restored(desk: Desk, folder: Path, **how: bool) -> Iterator[Desk]:
    """An old copy of a desk on another machine, opened there; the desk itself was opened before."""
    assert told(desk) is None
    other = copied(desk, folder, **how)
    try:
        yield other
    finally:
        other.close()


def in_step(*everyone: Desk) -> None:
    """Everybody gets everything from everybody, twice round."""
    for _ in range(2):
        for sender in everyone:
            at = Path(tempfile.mkdtemp(dir=sender.folder.parent))
            exporting.export(sender, at)
            for to in everyone:
                if to is not sender:
                    importing.accept(to, [at])


def test_a_desk_that_stays_where_it_is_keeps_its_keys(mara: Desk, olena: Desk) -> None:
    device = mara.device
    assert (state(mara), told(mara), state(mara)) == (State.NEW, None, State.SOUND)
    editing.add(mara, "task", [{"title": "t"}])
    send(mara, olena, "one")
    send(mara, olena, "two")
    assert (state(mara), told(mara), mara.device) == (State.SOUND, None, device)


def test_a_copy_and_the_original_both_go_on_and_all_agree(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    protect(mara, olena)
    [task] = editing.add(olena, "task", [{"title": "Summons"}]).ids
    send(olena, mara, "first")
    with restored(olena, tmp_path / "restored.jitdesk", image=False) as other:
        editing.change(olena, task, {"title": "Summons to Kyiv"})
        in_step(mara, olena, ibrahim)
        old = other.device
        assert told(other) == "restored.succeeded"
        assert other.device != old
        assert told(other) is None
        editing.change(other, task, {"status": "done"})
        editing.add(other, "task", [{"title": "Kept secret"}], PROTECTED)
        editing.change(olena, task, {"due": "2027-03-12"})
        in_step(other, mara, olena, ibrahim)
        for desk in (mara, olena, other, ibrahim):
            upkeep.verify(desk)
            shown = reading.show(desk, task)
            assert (shown.get("title"), shown.get("status"), shown.get("due")) == ("Summons to Kyiv", "done", "2027-03-12")
            assert reading.conflicts(desk) == []
        assert tasks(mara) == tasks(olena) == tasks(other)
        assert [record.get("title") for record in reading.listed(ibrahim, "task")] == ["Summons to Kyiv"]
        shown = {member.device: member for member in team.members(mara)}
        assert (shown[other.device].role, shown[other.device].stands_for) == ("member", old)
        assert shown[old].heirs == (other.device,)
        assert {place.name for place in team.places(other)} == {"Team", PROTECTED}


def test_what_was_not_sealed_in_the_copy_is_told_again(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    """The disk is gone, and what was typed since the last bundle stands only in the backup."""
    [task] = editing.add(olena, "task", [{"title": "Summons", "assignees": ["Mara Kos"]}]).ids
    editing.change(olena, task, {"title": "Summons to Kyiv"})
    with restored(olena, tmp_path / "restored.jitdesk", image=False) as other:
        told(other)
        assert rows(other) != rows(olena)  # other names of changes
        send(other, mara, "told again")
        assert reading.show(mara, task).get("title") == "Summons to Kyiv"
        upkeep.verify(other)
        # And where the original was not gone, its own lines are no news, and no conflict.
        editing.change(other, task, {"title": "Summons to Lviv"})
        send(other, mara, "and on")
        send(olena, mara, "the original")
        send(mara, other, "to the copy")
        send(other, olena, "and back")
        for desk in (mara, olena, other):
            assert (reading.show(desk, task).get("title"), reading.conflicts(desk)) == ("Summons to Lviv", [])
            upkeep.verify(desk)
        assert tasks(mara) == tasks(olena) == tasks(other)


def test_a_leads_acts_that_were_not_sealed_stay(two: dict[str, Desk], tmp_path: Path) -> None:
    mara, olena, ibrahim = two.values()
    admit(mara, ibrahim)
    team.set_readers(mara, PROTECTED, [team.fingerprint(olena)])
    editing.add(mara, "task", [{"title": "Hidden"}], PROTECTED)
    with restored(mara, tmp_path / "restored.jitdesk", image=False) as other:
        assert told(other) == "restored.succeeded"
        upkeep.verify(other)
        importing.accept(ibrahim, [post(other, "a", ibrahim)[0].path], trust=mara.device)
        send(other, olena, "b")
        assert len(reading.listed(olena, "task")) == 1
        send(mara, olena, "the original, with the same acts")
        send(olena, other, "and back")
        for desk in (mara, olena, other):
            upkeep.verify(desk)
        team.set_readers(other, PROTECTED, [team.fingerprint(olena), team.fingerprint(ibrahim)])
        admit(other, ibrahim, "lead")
        send(other, mara, "c")
        assert {m.member for m in team.members(mara) if m.role == "lead"} == {"Mara Kos", "Ibrahim Demir"}


def test_a_copy_takes_its_own_newer_lines_in(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    with restored(olena, tmp_path / "restored.jitdesk", image=False) as other:
        [task] = editing.add(olena, "task", [{"title": "Written after the backup"}]).ids
        send(olena, mara, "newer")
        told(other)
        send(other, mara, "here I am")
        [report] = send(mara, other, "your own")
        assert (report.waiting, report.held) == (0, [])
        assert reading.show(other, task).get("title") == "Written after the backup"


def test_a_bundle_that_was_under_way_to_the_old_device_opens(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    [sent] = post(mara, "under way", olena)
    with restored(olena, tmp_path / "restored.jitdesk", image=False) as other:
        told(other)
        importing.accept(other, [sent.path])
        assert reading.show(other, task).get("title") == "Summons"
        with pytest.raises(Damaged):
            importing.accept(other, [post(mara, "not hers", ibrahim)[0].path])


@pytest.mark.parametrize("image", [True, False])
def test_two_copies_never_seal_one_number_unseen(mara: Desk, olena: Desk, tmp_path: Path, image: bool) -> None:
    """Only where the mark was copied too a fork arises; it shows as soon as one of the copies hears of the other."""
    send(mara, olena, "so that there is a mark")
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    segments(mara)
    with restored(mara, tmp_path / "restored.jitdesk", image=image) as other:
        assert state(other) is (State.SOUND if image else State.COPY)
        assert (told(other) is None) == image
        editing.change(other, task, {"status": "waiting"})
        editing.change(mara, task, {"status": "done"})
        send(mara, olena, "one")
        send(other, olena, "two")
        if image:
            assert len([m for m in team.members(olena) if m.forked]) == 1
        send(mara, olena, "what I hold")  # the other copy said that this device holds it all
        send(olena, mara, "and back")
        assert (told(mara) == "restored.succeeded") == image
        editing.change(mara, task, {"title": "Summons to Kyiv"})
        send(mara, olena, "three")
        assert reading.show(olena, task).get("title") == "Summons to Kyiv"
        for desk in (mara, olena, other):
            upkeep.verify(desk)


def test_a_second_window_on_a_copied_folder_is_stopped_before_it_gives_anything_out(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    """Both folders on one machine, both opened before either wrote."""
    told(mara)
    with restored(mara, tmp_path / "copy.jitdesk") as other:
        other.outside = mara.outside
        assert told(other) is None
        send(mara, olena, "first")
        editing.add(other, "task", [{"title": "Of the copy"}])
        with pytest.raises(Refused) as refused:
            post(other, "second", olena)
        assert refused.value.key == "desk.copy"
        assert told(other) == "restored.succeeded"
        send(other, olena, "second")
        assert state(mara) is State.SOUND
        assert [task.get("title") for task in reading.listed(olena, "task")] == ["Of the copy"]


def test_no_power_cut_is_taken_for_an_old_copy(mara: Desk, olena: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever the power goes: before the first mark is written, after it, and between the database and the mark at an export."""

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    for _ in range(2):
        with monkeypatch.context() as patch:
            patch.setattr(marks, "store", cut)
            with pytest.raises(KeyboardInterrupt):
                marking.advance(mara)
        assert state(mara) in (State.BEHIND, State.NEW)
        assert told(mara) is None
        send(mara, olena, f"all the same {_}")
        assert state(mara) is State.SOUND


def test_a_copy_of_a_desk_that_gave_nothing_out_yet_shows_on_another_machine(mara: Desk, tmp_path: Path) -> None:
    told(mara)
    with restored(mara, tmp_path / "copy.jitdesk", image=False) as other:
        assert state(other) is State.COPY


def test_a_desk_without_a_team_waits_for_one(two: dict[str, Desk], tmp_path: Path) -> None:
    mara, _, ibrahim = two.values()
    told(ibrahim)
    with restored(ibrahim, tmp_path / "copy.jitdesk", image=False) as other:
        assert told(other) is None
        admit(mara, ibrahim)
        importing.accept(other, [post(mara, "a", ibrahim)[0].path], trust=mara.device)
        assert told(other) == "restored.succeeded"
        editing.add(other, "task", [{"title": "t"}])
        send(other, mara, "b")


def test_a_copy_of_a_desk_that_was_removed_stays_what_it_is(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    leaving.revoke(mara, team.fingerprint(olena), "Stolen in Zagreb")
    [path] = [written.path for written in post(mara, "a")]
    with restored(olena, tmp_path / "copy.jitdesk", image=False) as other:
        assert told(other) == "restored.succeeded"  # it has not heard yet
        with pytest.raises(Damaged) as refused:
            send(other, mara, "a thief's")
        assert refused.value.key == "import.sender_not_in_team"
    assert path.exists()


def test_a_revocation_that_keeps_the_new_device(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    with restored(olena, tmp_path / "restored.jitdesk", image=False) as other:
        told(other)
        [task] = editing.add(other, "task", [{"title": "t"}]).ids
        send(other, mara, "here I am")
        leaving.revoke(mara, team.fingerprint(olena), "Its disk is broken", [team.fingerprint(other)])
        send(mara, other, "you stay")
        editing.change(other, task, {"status": "done"})
        send(other, mara, "thank you")
        assert reading.show(mara, task).get("status") == "done"
        assert {m.device for m in team.members(mara) if m.role} >= {other.device}
        assert olena.device not in {one.device for one in outgoing.plan(mara).recipients}


def test_an_old_log_that_grows_after_the_succession_shows(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    with restored(olena, tmp_path / "restored.jitdesk", image=False) as other:
        clock = olena.clock
        assert isinstance(clock, FakeClock)
        told(other)
        send(other, mara, "here I am")
        assert not next(m for m in team.members(mara) if m.device == olena.device).grew
        clock.at += DAY
        editing.add(olena, "task", [{"title": "Somebody has the old machine"}])
        send(olena, mara, "still here")
        assert next(m for m in team.members(mara) if m.device == olena.device).grew


def test_new_keys_open_what_is_under_way_for_ninety_days(mara: Desk, olena: Desk) -> None:
    clock = olena.clock
    assert isinstance(clock, FakeClock)
    sent = [post(mara, name, olena)[0] for name in ("one", "two")]
    former = set(olena.keys.identities)
    identity.rekey(olena, "liaison officer")
    assert former < set(olena.keys.identities)
    importing.accept(olena, [sent[0].path])
    send(olena, mara, "my new keys")
    card = next(m for m in team.members(mara) if m.device == olena.device)
    assert (card.function, card.role) == ("liaison officer", "member")
    [task] = editing.add(mara, "task", [{"title": "To the newest key"}]).ids
    new = post(mara, "three", olena)[0]
    clock.at += 91 * DAY
    identity.settle(olena)
    assert not former & set(olena.keys.identities)
    with pytest.raises(Damaged) as refused:
        importing.accept(olena, [sent[1].path])
    assert refused.value.key.startswith("age.")
    importing.accept(olena, [new.path])
    assert reading.show(olena, task).get("title") == "To the newest key"
    slots = keyslots.keys_of(keyfile.read(olena.folder), olena.unlocked.vault)
    assert slots == olena.keys
    olena.close()
    held = pages.raw(olena)
    assert all(secret.encode() in held for secret in olena.keys.identities)
    assert not any(secret.encode() in held for secret in former)


def test_a_desk_opens_with_its_new_keys(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    identity.rekey(olena)
    with restored(olena, tmp_path / "restored.jitdesk", image=False) as other:
        told(other)
        card, keys = other.card, other.keys
        other.close()
        again = desks.hold(other.folder, desks.unlock(other.folder, "a fine passphrase"))
        again.outside = other.outside
        try:
            assert (again.card, again.keys) == (card, keys)
            assert told(again) is None
            assert keys.signing != olena.keys.signing
        finally:
            again.close()


def test_a_succession_that_fails_leaves_the_desk_as_it_was(
    mara: Desk, olena: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with restored(olena, tmp_path / "restored.jitdesk", image=False) as other:
        editing.add(other, "task", [{"title": "t"}])
        before, card, keys = rows(other), other.card, other.keys
        monkeypatch.setattr(log, "drop", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            identity.settle(other)
        assert (rows(other), other.card, other.keys) == (before, card, keys)
        monkeypatch.undo()


def test_a_keeper_who_came_back_from_a_copy_stays_in_her_own_compartment(three: dict[str, Desk]) -> None:
    mara, olena, ibrahim = three.values()
    protect(mara, olena)
    identity.succeed(mara)
    team.set_readers(mara, PROTECTED, [team.fingerprint(ibrahim)])
    editing.add(mara, "task", [{"title": "Still at her own desk"}], PROTECTED)
    send(mara, ibrahim, "to the new reader")
    assert [task.get("title") for task in reading.listed(ibrahim, "task")] == ["Still at her own desk"]
