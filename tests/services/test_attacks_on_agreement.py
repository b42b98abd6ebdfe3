"""Attacks on what desks agree on: who may still act, whose bundles are heard, what is in force here and not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from jitdesk.domain import roster as rosters
from jitdesk.exchange import segment
from jitdesk.exchange.bundle import Pair
from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.kernel.values import sha256
from jitdesk.services import acts, editing, exporting, importing, leaving, mailbox, quarantine, reading, team, upkeep
from jitdesk.services.desk import Desk
from jitdesk.storage import log, positions
from tests.services.hostile import line, own_end, pairs, place_of, sealed, smuggled, without
from tests.services.sava import DAY, PROTECTED, admit, forge, post, protect, rows, segments, send


def charter_act(author: Desk, place: str, act: str, value: object, at: int = 2 * DAY) -> bytes:
    with author.db.read() as connection:
        tips = author.standing(connection).charters[place].tips
    return line("charter", "c" * 32, act, value, at=at, supersedes=tips)


def head_hash(pair: Pair) -> str:
    """The hash of line 0, which the next segment names."""
    return sha256(segment.unpack(pair[0]).split(b"\n")[0] + b"\n")


def reads(desk: Desk, place: str, device: str) -> bool:
    with desk.db.read() as connection:
        return desk.standing(connection).charters[place].reads(device)


# -- A
def test_acts_of_a_keeper_who_is_a_member_now_wait(two: dict[str, Desk], tmp_path: Path) -> None:
    mara, olena, ibrahim = two.values()
    admit(mara, ibrahim)
    admit(mara, olena, "lead")
    send(mara, olena, "you lead")
    importing.accept(ibrahim, [post(mara, "a", ibrahim)[0].path], trust=mara.device)
    team.set_readers(mara, PROTECTED, [team.fingerprint(olena)])
    send(mara, olena, "protected")
    place = place_of(mara, PROTECTED)
    with mara.db.write() as connection:
        roster = mara.standing(connection).roster
        lead = next(g for g in roster.devices[olena.device].grants if g.role == "lead")
        acts.write(mara, connection, mara.workspace_id, [rosters.decide_end(roster, mara.device, lead.name)], roster.tips)
    with mara.db.read() as connection:
        assert mara.standing(connection).roster.role(olena.device) == "member"
    let_in = charter_act(olena, place, "reader", {"device": ibrahim.device})
    part = sealed(olena, place, [let_in], *own_end(olena, place))
    importing.accept(mara, [smuggled(olena, mara, tmp_path / "x", [part])])
    assert not reads(mara, place, ibrahim.device)


# -- B
def test_many_branches_stop_no_export(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    place = place_of(olena)
    first, prev = own_end(olena, place)
    evil = [sealed(olena, place, [line("task", "a" * 32, "title", f"t{i}", at=2 * DAY + i)], first, prev) for i in range(101)]
    importing.accept(mara, [smuggled(olena, mara, tmp_path / "x", evil)])
    editing.add(mara, "task", [{"title": "Summons"}])
    send(mara, ibrahim, "not stopped")
    assert [t.get("title") for t in reading.listed(ibrahim, "task")].count("Summons") == 1


# -- C
@pytest.mark.parametrize("way", ["revoke", "end"])
def test_a_frozen_desk_takes_out_who_froze_it(two: dict[str, Desk], tmp_path: Path, way: str) -> None:
    mara, olena, ibrahim = two.values()
    admit(mara, ibrahim)
    admit(mara, olena, "lead")
    importing.accept(ibrahim, [post(mara, "a", ibrahim)[0].path], trust=mara.device)
    send(mara, olena, "b")
    with olena.db.read() as connection:
        tips = olena.standing(connection).roster.tips
    frozen = sealed(olena, olena.workspace_id, [line("roster", "d" * 32, "unheard", {}, at=2 * DAY, supersedes=tips)], *own_end(olena, olena.workspace_id))
    importing.accept(mara, [smuggled(olena, mara, tmp_path / "x", [], [frozen])])
    getattr(leaving, way)(mara, "Olena Hrytsenko", "She stopped the team", [leaving.NOTHING])
    send(mara, ibrahim, "freed")


# -- D
def test_a_piece_that_follows_nothing_stops_nobody_elses_bundle(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    place = place_of(olena)
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    segments(mara)
    hers = head_hash(pairs(mara, place)[-1])
    evil = sealed(olena, place, [line("task", "a" * 32, "title", "x", at=2 * DAY)], 7, hers)
    importing.accept(ibrahim, [smuggled(olena, ibrahim, tmp_path / "x", [evil])])  # he does not have hers yet
    [other] = editing.add(ibrahim, "task", [{"title": "From Ibrahim"}]).ids
    send(ibrahim, mara, "honest")
    assert reading.show(mara, other).get("title") == "From Ibrahim"
    send(mara, ibrahim, "and back")
    assert reading.show(ibrahim, task).get("title") == "Summons"
    send(ibrahim, mara, "once more")
    for desk in (mara, ibrahim):
        upkeep.verify(desk)
    assert rows(mara) == rows(ibrahim)


def test_a_roster_piece_that_follows_nothing_locks_nobody_out(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    place = olena.workspace_id
    first, prev = own_end(olena, place)
    a = sealed(olena, place, [line("roster", "d" * 32, "rekey", None, at=2 * DAY)], first, prev)
    late = sealed(olena, place, [line("roster", "d" * 32, "rekey", None, at=3 * DAY)], first + 5, head_hash(a))
    early = sealed(olena, place, [line("roster", "d" * 32, "rekey", None, at=4 * DAY)], first + 2, head_hash(late))
    for part, evil in (("a", [a]), ("b", [a, late]), ("c", [a, late, early])):
        try:
            importing.accept(mara, [smuggled(olena, mara, tmp_path / part, [], evil)])
        except Damaged as refused:
            assert refused.key in ("import.chain", "import.roster_gap")
    editing.add(mara, "task", [{"title": "Summons"}])
    send(mara, ibrahim, "honest")
    upkeep.verify(ibrahim)


# -- E
def test_what_a_member_named_stops_nobody_once_they_lead(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    place = olena.workspace_id
    bomb = line("roster", "d" * 32, "rekey", None, at=2 * DAY, supersedes=[f"{'e' * 32}.1.{'e' * 16}"])
    importing.accept(mara, [smuggled(olena, mara, tmp_path / "x", [], [sealed(olena, place, [bomb], *own_end(olena, place))])])
    send(mara, ibrahim, "passed on")
    admit(mara, olena, "lead")
    editing.add(mara, "task", [{"title": "Summons"}])
    send(mara, ibrahim, "honest")
    send(ibrahim, mara, "and back")
    for desk in (mara, ibrahim):
        upkeep.verify(desk)


# -- F
def test_two_halves_that_do_not_fit_set_no_two_desks_against_each_other(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    place = place_of(olena)
    lines = [line("task", "a" * 32, "title", "x", at=2 * DAY), line("task", "a" * 32, "due", "2027", at=DAY)]
    evil = sealed(olena, place, lines, *own_end(olena, place))
    importing.accept(mara, [smuggled(olena, mara, tmp_path / "a", [without(evil, [2])])])
    importing.accept(ibrahim, [smuggled(olena, ibrahim, tmp_path / "b", [without(evil, [1])])])
    editing.add(mara, "task", [{"title": "Summons"}])
    send(mara, ibrahim, "honest")
    send(ibrahim, mara, "and back")
    for desk in (mara, ibrahim):
        upkeep.verify(desk)


# -- G
def test_nothing_is_dropped_for_a_blocked_device(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    box = tmp_path / "box"
    box.mkdir()
    leaving.block(mara, team.fingerprint(olena))
    editing.add(mara, "task", [{"title": "Summons"}])
    names = {name for written in mailbox.visit(mara, box).dropped for name in written.members}
    assert names == {"Ibrahim Demir"}


# -- H
def test_what_another_claims_to_bring_starves_nobody(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    box = tmp_path / "box"
    box.mkdir()
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    send(mara, olena, "to olena only")
    with mara.db.read() as connection:
        have = {place: positions.claimed(connection, place) for place in (mara.workspace_id, place_of(mara))}
    # Olena says that she brings everything, and brings nothing.
    both = sorted([mara.device, ibrahim.device])
    from jitdesk.exchange import bundle
    from jitdesk.exchange.manifest import Manifest
    from jitdesk.kernel.clock import iso

    with (box / "evil.jitbundle").open("xb") as stream:
        bundle.write(
            stream,
            seed=olena.keys.signing,
            manifest=Manifest(bundle="f" * 32, created=iso(olena.clock.now()), have=have, note="", recipients=both, sender=olena.device, workspace=olena.workspace_id),
            roster=pairs(olena, olena.workspace_id),
            segments=[],
            files=[],
            recipients=[{d.device: d.card.age for d in (mara, ibrahim)}[one] for one in both],
        )
    for _ in range(3):
        mailbox.visit(mara, box, accept=True)
        mailbox.visit(ibrahim, box, accept=True)
    assert reading.show(ibrahim, task).get("title") == "Summons"


# -- I
def test_a_keepers_word_covers_all_that_it_puts_in_force(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    editing.add(olena, "task", [{"title": "One"}])
    segments(olena)
    editing.add(olena, "task", [{"title": "Two"}])
    segments(olena)
    send(olena, ibrahim, "to one who has not heard")
    leaving.revoke(mara, "Olena Hrytsenko", "Lost")
    [report] = send(ibrahim, mara, "carried")
    assert {item.why for item in quarantine.listed(mara)} == {"closed", "follows"}
    quarantine.accept(mara, report.hash[:16])
    assert len(reading.listed(mara, "task")) == 2
    fresh = place_of(mara)
    with mara.db.read() as connection:
        charter = mara.standing(connection).charters[fresh]
        last = max(log.segment(connection, row).changes()[-1] for row in positions.all_of(connection, fresh) if log.segment(connection, row).device == olena.device)
        assert charter.accepted(last.name)


def test_nobody_but_a_keeper_goes_on_without_what_is_missing_of_a_closed_log(two: dict[str, Desk], tmp_path: Path) -> None:
    """Olena kept a compartment and was taken out; a member who clicks on a gap must not let her act there once more."""
    mara, olena, ibrahim = two.values()
    admit(mara, ibrahim)
    admit(mara, olena, "lead")
    importing.accept(ibrahim, [post(mara, "a", ibrahim)[0].path], trust=mara.device)
    send(mara, olena, "b")
    team.set_readers(mara, PROTECTED, [team.fingerprint(olena)])
    send(mara, olena, "protected")
    send(mara, ibrahim, "c")
    place = place_of(mara)
    leaving.revoke(mara, "Olena Hrytsenko", "Lost")
    send(mara, ibrahim, "she is out")
    evil = sealed(olena, place, [line("task", "a" * 32, "title", "x", at=2 * DAY)], 9, "f" * 64)
    importing.accept(ibrahim, [smuggled(mara, ibrahim, tmp_path / "x", [evil])])
    [item] = [item for item in quarantine.listed(ibrahim) if item.device == olena.device]
    assert item.state == "held"
    with pytest.raises(Refused) as refused:
        quarantine.accept(ibrahim, item.hash)
    assert refused.value.key == "quarantine.keeper"


# -- J
def test_an_acceptance_covers_no_other_branch(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    place = place_of(olena)
    for i in range(3):
        editing.add(olena, "task", [{"title": f"t{i}"}])
    send(olena, mara, "honest")
    leaving.revoke(mara, "Olena Hrytsenko", "Lost")  # what Mara holds is accepted
    evil = sealed(olena, place, [line("task", "a" * 32, "title", "forged", at=2 * DAY)], 1, None)
    # Whoever has the lost device writes its log anew; Mara's bundle to Ibrahim was lost, a hostile member is quicker.
    with mara.db.read() as connection:
        keeper = [row for row in positions.all_of(connection, place) if log.segment(connection, row).device == mara.device]
    segments(mara)
    with mara.db.read() as connection:
        keeper = [row for row in positions.all_of(connection, place) if log.segment(connection, row).device == mara.device]
        hers = list(exporting.packed(connection, keeper))
    importing.accept(ibrahim, [smuggled(mara, ibrahim, tmp_path / "x", [*hers, evil])])
    assert "forged" not in [t.get("title") for t in reading.listed(ibrahim, "task")]
    send(mara, ibrahim, "the honest branch")
    upkeep.verify(ibrahim)
    assert {t.get("title") for t in reading.listed(ibrahim, "task")} == {"t0", "t1", "t2"}


# -- K
def test_what_waits_of_an_observer_stops_no_export(two: dict[str, Desk], tmp_path: Path) -> None:
    mara, olena, ibrahim = two.values()
    admit(mara, ibrahim, "observer")
    importing.accept(ibrahim, [post(mara, "a", ibrahim)[0].path], trust=mara.device)
    lines = [
        line("witness", "a" * 32, "code", "W-99", at=2 * DAY),
        line("witness", "a" * 32, "conditions", True, at=2 * DAY + 1, element="third_state"),
    ]
    place = place_of(ibrahim)
    importing.accept(mara, [smuggled(ibrahim, mara, tmp_path / "x", [sealed(ibrahim, place, lines)])])
    editing.add(mara, "task", [{"title": "Summons"}])
    send(mara, olena, "not stopped")
    assert [t.get("title") for t in reading.listed(olena, "task")] == ["Summons"]
