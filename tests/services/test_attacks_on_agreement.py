"""Attacks on what desks agree on: who may still act, whose bundles are heard, what is in force here and not there."""

from __future__ import annotations

import random
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from jitdesk.domain import roster as rosters
from jitdesk.domain.kinds import KINDS
from jitdesk.exchange import bundle
from jitdesk.exchange.manifest import Manifest
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import Damaged, JITDeskError, Refused
from jitdesk.services import (
    acts,
    consulting,
    editing,
    erasing,
    exporting,
    importing,
    leaving,
    ledger,
    mailbox,
    moving,
    orders,
    outgoing,
    quarantine,
    reading,
    reporting,
    team,
    undoing,
    upkeep,
)
from jitdesk.services.desk import Desk
from jitdesk.storage import log, positions, stubs
from tests.services.bare import desk_bytes
from tests.services.hostile import head_hash, line, own_end, pairs, place_of, sealed, smuggled, without
from tests.services.sava import DAY, PROTECTED, admit, post, protect, rows, segments, send
from tests.services.test_attacks import ELEMENTS, VALUES, records_of_all_kinds
from tests.services.test_forged_stubs import ordered, stubbed

# What an entry of the disclosure log may call numbers.
NUMBERS: list[Any] = [
    '{"x":1}',
    '{"a":[[1,2]]}',
    '{"a":[[1,2,3]]}',
    '{"a":1e9}',
    '{"a":99999999999999999999}',
    '{"a":[[-1,"x"]]}',
    '"',
    "null",
]


def charter_act(author: Desk, place: str, act: str, value: object, at: int = 2 * DAY) -> bytes:
    with author.db.read() as connection:
        tips = author.standing(connection).charters[place].tips
    return line("charter", "c" * 32, act, value, at=at, supersedes=tips)


def reads(desk: Desk, place: str, device: str) -> bool:
    with desk.db.read() as connection:
        return desk.standing(connection).charters[place].reads(device)


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


def test_many_branches_stop_no_export(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    place = place_of(olena)
    first, prev = own_end(olena, place)
    evil = [sealed(olena, place, [line("task", "a" * 32, "title", f"t{i}", at=2 * DAY + i)], first, prev) for i in range(101)]
    importing.accept(mara, [smuggled(olena, mara, tmp_path / "x", evil)])
    editing.add(mara, "task", [{"title": "Summons"}])
    send(mara, ibrahim, "not stopped")
    assert [t.get("title") for t in reading.listed(ibrahim, "task")].count("Summons") == 1


@pytest.mark.parametrize("way", ["revoke", "end"])
def test_a_frozen_desk_takes_out_who_froze_it(two: dict[str, Desk], tmp_path: Path, way: str) -> None:
    mara, olena, ibrahim = two.values()
    admit(mara, ibrahim)
    admit(mara, olena, "lead")
    importing.accept(ibrahim, [post(mara, "a", ibrahim)[0].path], trust=mara.device)
    send(mara, olena, "b")
    with olena.db.read() as connection:
        tips = olena.standing(connection).roster.tips
    unheard = line("roster", "d" * 32, "unheard", {}, at=2 * DAY, supersedes=tips)
    frozen = sealed(olena, olena.workspace_id, [unheard], *own_end(olena, olena.workspace_id))
    importing.accept(mara, [smuggled(olena, mara, tmp_path / "x", [], [frozen])])
    getattr(leaving, way)(mara, "Olena Hrytsenko", "She stopped the team", [leaving.NOTHING])
    send(mara, ibrahim, "freed")


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
    importing.accept(mara, [smuggled(olena, mara, tmp_path / "a", [], [a])])
    for part, evil in (("b", [a, late]), ("c", [a, late, early])):
        with pytest.raises(Damaged) as refused:
            importing.accept(mara, [smuggled(olena, mara, tmp_path / part, [], evil)])
        assert refused.value.key in ("import.chain", "import.roster_gap")
    editing.add(mara, "task", [{"title": "Summons"}])
    send(mara, ibrahim, "honest")
    upkeep.verify(ibrahim)


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


def test_nothing_is_dropped_for_a_blocked_device(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    box = tmp_path / "box"
    box.mkdir()
    leaving.block(mara, team.fingerprint(olena))
    editing.add(mara, "task", [{"title": "Summons"}])
    names = {name for written in mailbox.visit(mara, box).dropped for name in written.members}
    assert names == {"Ibrahim Demir"}


def test_what_another_claims_to_bring_starves_nobody(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    box = tmp_path / "box"
    box.mkdir()
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    send(mara, olena, "to olena only")
    with mara.db.read() as connection:
        have = {place: positions.claimed(connection, place) for place in (mara.workspace_id, place_of(mara))}
    # Olena says that she brings everything, and brings nothing.
    both = sorted([mara.device, ibrahim.device])
    stated = {"bundle": "f" * 32, "created": iso(olena.clock.now()), "note": "", "sender": olena.device, "workspace": olena.workspace_id}
    with (box / "evil.jitbundle").open("xb") as stream:
        bundle.write(
            stream,
            seed=olena.keys.signing,
            manifest=Manifest(have=have, recipients=both, **stated),
            roster=pairs(olena, olena.workspace_id),
            segments=[],
            files=[],
            recipients=[{d.device: d.card.age for d in (mara, ibrahim)}[one] for one in both],
        )
    for _ in range(3):
        mailbox.visit(mara, box, accept=True)
        mailbox.visit(ibrahim, box, accept=True)
    assert reading.show(ibrahim, task).get("title") == "Summons"


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
    last = segments(mara, of=olena)[-1]
    with mara.db.read() as connection:
        charter = mara.standing(connection).charters[place_of(mara)]
        assert charter.accepted(log.segment(connection, last).changes()[-1].name)
    send(mara, ibrahim, "and back")
    assert quarantine.listed(ibrahim) == []
    assert rows(ibrahim) == rows(mara)


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


def test_an_acceptance_covers_no_other_branch(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    place = place_of(olena)
    for i in range(3):
        editing.add(olena, "task", [{"title": f"t{i}"}])
    send(olena, mara, "honest")
    leaving.revoke(mara, "Olena Hrytsenko", "Lost")  # what Mara holds is accepted
    evil = sealed(olena, place, [line("task", "a" * 32, "title", "forged", at=2 * DAY)], 1, None)
    # Whoever has the lost device writes its log anew; Mara's bundle to Ibrahim was lost, a hostile member is quicker.
    keeper = segments(mara, of=mara)
    with mara.db.read() as connection:
        hers = list(exporting.packed(connection, keeper))
    importing.accept(ibrahim, [smuggled(mara, ibrahim, tmp_path / "x", [*hers, evil])])
    assert "forged" not in [t.get("title") for t in reading.listed(ibrahim, "task")]
    send(mara, ibrahim, "the honest branch")
    upkeep.verify(ibrahim)
    assert {t.get("title") for t in reading.listed(ibrahim, "task")} == {"t0", "t1", "t2"}


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


def test_what_was_erased_stays_so_when_its_keeper_is_unmade(two: dict[str, Desk], tmp_path: Path) -> None:
    mara, olena, ibrahim = two.values()
    admit(mara, olena, "lead")
    send(mara, olena, "you lead")
    admit(olena, ibrahim, "lead")
    importing.accept(ibrahim, [post(olena, "a", ibrahim)[0].path], trust=mara.device)
    send(olena, mara, "b")
    [task] = editing.add(mara, "task", [{"title": "Secret"}]).ids
    old = post(mara, "old", olena, ibrahim)[0].path
    importing.accept(olena, [old])
    importing.accept(ibrahim, [old])
    kept = pairs(mara, place_of(mara))
    erasing.order(ibrahim, [task], "No longer needed")
    send(ibrahim, olena, "ordered")
    erasing.accept(olena, [one.order for one in orders.listed(olena)])
    send(ibrahim, mara, "ordered too")
    erasing.accept(mara, [one.order for one in orders.listed(mara)])
    leaving.end(mara, "Olena Hrytsenko", "She sells names", [leaving.NOTHING])
    admit(mara, olena, "member")
    with mara.db.read() as connection:
        assert mara.standing(connection).roster.role(ibrahim.device) is None
    importing.accept(mara, [smuggled(olena, mara, tmp_path / "x", kept)])  # she kept the old file
    with mara.db.read() as connection:
        assert stubs.missing(connection) == []
    assert b"Secret" not in desk_bytes(mara)
    upkeep.verify(mara)


def test_an_order_hides_no_lines_of_records_that_it_does_not_name(two: dict[str, Desk], tmp_path: Path) -> None:
    """A keeper names, beside a record that is none, changes of another: whoever gets stubs of these still takes the lines from others."""
    mara, olena, ibrahim = two.values()
    admit(mara, ibrahim)
    admit(mara, olena, "lead")
    send(mara, olena, "you lead")
    importing.accept(ibrahim, [post(mara, "a", ibrahim)[0].path], trust=mara.device)
    editing.add(mara, "task", [{"title": "Summons"}])
    send(mara, olena, "b")
    place = place_of(mara)
    wanted = pairs(mara, place)[-1]
    with mara.db.read() as connection:
        names = sorted(c.name for c in log.segment(connection, positions.all_of(connection, place)[-1]).changes())
    order, name = ordered(olena, place, records=[["a" * 32, "task"]], changes=names)
    hers = [pair for pair in pairs(olena, place) if pair not in pairs(ibrahim, place) and pair[0] != wanted[0]]
    empty = stubbed(wanted, list(range(1, len(names) + 1)), name)
    importing.accept(ibrahim, [smuggled(olena, ibrahim, tmp_path / "x", [*hers, empty, order])])
    assert reading.listed(ibrahim, "task") == []
    importing.accept(ibrahim, [smuggled(mara, ibrahim, tmp_path / "y", pairs(mara, place))])
    assert [t.get("title") for t in reading.listed(ibrahim, "task")] == ["Summons"]
    upkeep.verify(ibrahim)


def test_an_id_of_two_kinds_is_undone_without_a_trace(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    """What was handed over stays on record when an import is undone; a task under the same id goes, and leaves no empty row."""
    place = place_of(olena)
    lines = [line(kind, "a" * 32, KINDS[kind].title, "x", at=2 * DAY + at) for at, kind in enumerate(("task", "disclosure", "witness"))]
    importing.accept(mara, [smuggled(olena, mara, tmp_path / "x", [sealed(olena, place, lines, *own_end(olena, place))])])
    undoing.undo(mara)
    upkeep.verify(mara)
    assert reading.count(mara, "task") == 0


@pytest.mark.parametrize("seed", range(3))
def test_no_lines_break_what_is_logged_ordered_moved_or_undone(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    protect(mara, olena)
    ids = [*records_of_all_kinds(mara, tmp_path), *(chance.randbytes(16).hex() for _ in range(10))]
    send(mara, olena, "start")
    values = [*VALUES, *NUMBERS, *ids, olena.device, mara.device, "given", "SVN", "DEU", "third_state", True, True]
    fields = [(kind, field.name) for kind in KINDS for field in KINDS[kind].fields] * 2
    for name in ("Team", PROTECTED):
        lines = [
            line(kind, chance.choice(ids), field, chance.choice(values), at=2 * DAY + at, element=chance.choice((*ELEMENTS, ids[0], "DEU")))
            for at, (kind, field) in enumerate(fields)
        ]
        place = place_of(olena, name)
        importing.accept(mara, [smuggled(olena, mara, tmp_path / name, [sealed(olena, place, lines, *own_end(olena, place))])])
    ledger.table(ledger.listed(mara), tmp_path / "given.csv")
    assert (orders.listed(mara), quarantine.listed(mara)) == ([], [])
    outgoing.plan(mara)
    for step in reporting.listed(mara):
        reporting.of_step(mara, step.number)
    for id in ids[:6]:
        for work in (
            partial(ledger.listed, mara, id),
            partial(consulting.open_protected, mara, id, "why"),
            partial(erasing.order, mara, [id], "why"),
            partial(moving.move, mara, id, PROTECTED),
        ):
            with suppress(JITDeskError):
                work()
    with suppress(JITDeskError):  # conditions may stop it
        post(mara, "out", olena, ibrahim)
    with suppress(JITDeskError):
        undoing.undo(mara)
        undoing.undo(mara)
    upkeep.verify(mara)


def test_what_an_act_lets_in_comes_at_once_whatever_came_first(two: dict[str, Desk], tmp_path: Path) -> None:
    mara, olena, ibrahim = two.values()
    admit(mara, ibrahim)
    importing.accept(ibrahim, [post(mara, "a", ibrahim)[0].path], trust=mara.device)
    send(mara, olena, "b")
    protect(mara, ibrahim)
    place = place_of(mara, PROTECTED)
    early = sealed(olena, place, [line("task", "a" * 32, "title", "from Olena", at=2 * DAY)])
    importing.accept(ibrahim, [smuggled(mara, ibrahim, tmp_path / "x", [early])])
    assert reading.listed(ibrahim, "task") == []
    number, prev = own_end(mara, place)
    gap = sealed(mara, place, [line("task", "b" * 32, "title", "before", at=2 * DAY)], number, prev)
    let_in = charter_act(mara, place, "reader", {"device": olena.device}, at=3 * DAY)
    after = sealed(mara, place, [let_in], number + 1, head_hash(gap))
    importing.accept(ibrahim, [smuggled(mara, ibrahim, tmp_path / "y", [after])])
    importing.accept(ibrahim, [smuggled(mara, ibrahim, tmp_path / "z", [gap])])
    assert {t.get("title") for t in reading.listed(ibrahim, "task")} == {"from Olena", "before"}
    upkeep.verify(ibrahim)


def test_a_lost_file_is_sent_again_though_another_seems_to_bring_it(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    """Mara relies on Olena's file, and says to hold what is in it; it is lost, and Olena must not rely on Mara's."""
    (box := tmp_path / "box").mkdir()
    [hers] = editing.add(olena, "task", [{"title": "From Olena"}]).ids
    [dropped] = mailbox.visit(olena, box, accept=True).dropped
    mailbox.visit(mara, box, accept=True)
    editing.add(mara, "task", [{"title": "From Mara"}])
    dropped.path.unlink()
    for _ in range(2):
        for desk in (mara, olena, ibrahim):
            mailbox.visit(desk, box, accept=True)
    assert reading.show(ibrahim, hers).get("title") == "From Olena"
    assert sum(len(mailbox.visit(desk, box, accept=True).dropped) for desk in (mara, olena, ibrahim)) == 0
