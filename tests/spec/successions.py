"""Rows of docs/merge.md, "Roster": new keys, devices in the place of others, and what is left out."""

from __future__ import annotations

import pytest

from jitdesk.crypto import age
from jitdesk.domain.changes import author
from jitdesk.kernel.errors import Damaged
from jitdesk.services import importing, team
from jitdesk.services.desk import Desk
from tests.services.hostile import head_hash, own_end, pairs, sealed, smuggled
from tests.services.refusal_world import World
from tests.services.sava import DAY, admit, post, revoke, send
from tests.services.test_attacks_on_trust import Stranger, act, filled, in_roster, own_grant
from tests.spec.rosters import Team, shape
from tests.spec.rows import row
from tests.unit.domain.roster_lines import SIGNED, card, device


@row("A5", "`rekey`", "the device itself, under any grant of its own", "`age`, `function`, `hybrid`, `under`")
def rekey(world: World) -> None:
    shape("A5", "rekey")
    team = Team()
    team.log.rekey(team.dino, "age1new")
    team.log.write(device("Ana"), "rekey", {"age": "age1evil", "function": "x", "hybrid": None, "under": team.dino.name})
    shown = team.roster.devices[device("Dino")].card
    assert (shown["age"], shown["sign"]) == ("age1new", card("Dino")["sign"])
    assert team.roster.devices[device("Ana")].card == card("Ana")


@row("A6", "`succeed`", "the new device, under a grant of the device that its card replaces", "`card`, `signature`, `under`")
def succeed(world: World) -> None:
    shape("A6", "succeed")
    team = Team()
    team.log.write(device("Emil"), "succeed", {"card": card("Emil"), "signature": SIGNED, "under": team.bojan.name})
    assert team.roles.get("Emil") is None
    heir = team.log.succeed(team.bojan, "Bojan2")
    assert (team.roles["Bojan2"], team.roles["Bojan"]) == ("lead", "lead")
    team.log.end(heir, team.clara)
    assert team.roles["Clara"] is None


@row("R8", "two successors of one device", "both stand, and it shows at the device; a lead revokes one")
def two_successors(world: World) -> None:
    team = Team()
    heirs = [author(team.log.succeed(team.dino, name, saw=team.before).name) for name in ("Dino2", "Dino3")]
    assert set(team.roster.devices[device("Dino")].heirs) == set(heirs)
    team.log.revoke(team.ana, heirs[0])
    assert team.roster.devices[device("Dino")].heirs == (heirs[1],)


@row("R9", "two roster lines of one device with one number", "both stand as lines like others, the device is marked as forked")
def forked_log(world: World) -> None:
    team = Team()
    value = {"role": "member", "signature": SIGNED, "under": team.bojan.name}
    for member in ("Emil", "Fran"):
        team.log.write(device("Bojan"), "grant", value | {"card": card(member)}, number=7)
    assert (team.roles["Emil"], team.roles["Fran"]) == ("member", "member")
    assert team.roster.devices[device("Bojan")].forked


@row(
    "R10",
    "a device is revoked and gives itself new keys, or is succeeded",
    "the revocation counts, unless `keep` or `successors` name the line",
)
def revoked_and_new(world: World) -> None:
    for kept in (False, True):
        team = Team()
        new_keys = team.log.rekey(team.dino, "age1new", saw=team.before)
        heir = team.log.succeed(team.dino, "Dino2", saw=team.before)
        team.log.revoke(team.ana, "Dino", new_keys if kept else None, team.before, [heir] if kept else [])
        assert team.roster.devices[device("Dino")].card["age"] == ("age1new" if kept else "age1dino")
        assert (team.roles["Dino"], team.roles["Dino2"]) == (None, "member" if kept else None)


@row(
    "R11",
    "a device is revoked whose successor is not among `successors`",
    "both are out; a revocation of the successor leaves the old device in",
)
def taken_along(world: World) -> None:
    for old in (True, False):
        team = Team()
        heir = team.log.succeed(team.dino, "Dino2")
        team.log.revoke(team.ana, "Dino" if old else author(heir.name), team.log.rekey(team.dino, "age1new") if old else None)
        assert (team.roles["Dino"], team.roles["Dino2"]) == (None if old else "member", None)


def lines(desk: Desk, of: Desk) -> int:
    """How many roster lines of a device a desk holds."""
    with desk.db.read() as connection:
        return desk.standing(connection).roster.devices[of.device].lines


@row("Q1", "writes more than 64 lines, or 256 KiB", "the rest is left out; no bundle is refused for it")
def quota(world: World) -> None:
    for path in filled(world.olena, world.mara, world.folder, 0):
        importing.accept(world.mara, [path])
    assert lines(world.mara, world.olena) == 64
    large = in_roster(world.ibrahim, *(act(world.ibrahim, "unheard", "x" * 90_000, 4 * DAY + i) for i in range(3)))
    importing.accept(world.mara, [smuggled(world.ibrahim, world.mara, world.path("x"), [], [large])])
    assert lines(world.mara, world.ibrahim) == 0


@row("Q2", "is succeeded again and again", "one quota for all of them together")
def one_quota(world: World) -> None:
    shown = [Stranger(replaces=world.olena) for _ in range(65)]
    under = own_grant(world.olena)
    parts = [heir.sealed(world.olena, "succeed", {**heir.shown, "under": under}) for heir in shown]
    importing.accept(world.mara, [smuggled(world.olena, world.mara, world.path("x"), [], parts)])
    assert len(team.members(world.mara)) == 3 + 64


@row("Q3", "writes one log to one desk and another to another", "each keeps what it got first; no line of others names any of it")
def two_logs(world: World) -> None:
    mara, olena, ibrahim = world.mara, world.olena, world.ibrahim
    for number, to in enumerate((mara, ibrahim)):
        for path in filled(olena, to, world.folder, number * 10_000):
            importing.accept(to, [path])
    before = {body for body, _ in pairs(ibrahim, ibrahim.workspace_id)}
    newcomer = Stranger().card
    team.admit(mara, newcomer, team.card_fingerprint(newcomer))
    with mara.db.read() as connection:
        assert not any(tip.startswith(olena.device) for tip in mara.standing(connection).roster.tips)
    send(mara, ibrahim, "with a line of the lead")
    assert len(team.members(ibrahim)) == 4
    assert lines(ibrahim, olena) == lines(mara, olena) == 64
    assert before <= {body for body, _ in pairs(ibrahim, ibrahim.workspace_id)}


@row("Q4", "is made a lead later", "its lines are kept like those of any lead")
def promoted(world: World) -> None:
    mara, olena, ibrahim = world.mara, world.olena, world.ibrahim
    value = {"age": age.new_identity().recipient, "hybrid": None, "function": "analyst", "under": own_grant(olena)}
    many = in_roster(olena, *(act(olena, "rekey", value, 2 * DAY + i) for i in range(70)))
    importing.accept(mara, [smuggled(olena, mara, world.path("x"), [], [many])])
    assert lines(mara, olena) == 0
    admit(mara, olena, "lead")
    importing.accept(ibrahim, [post(mara, "promotion", ibrahim)[0].path])
    importing.accept(ibrahim, [smuggled(olena, ibrahim, world.path("y"), [], [many])])
    assert lines(ibrahim, olena) == 70


@row(
    "Q5",
    "write more than the founder saw, by 1,500 lines or 12 MiB",
    "a bundle that brings more is refused, until a line of the founder has seen them",
)
def unseen(world: World) -> None:
    mara, olena, ibrahim = world.mara, world.olena, world.ibrahim
    admit(mara, olena, "lead")
    send(mara, olena, "promotion")
    flood = in_roster(olena, *(act(olena, "end", None, 2 * DAY + i) for i in range(1_500)))
    importing.accept(mara, [smuggled(olena, mara, world.path("x"), [], [flood])])
    number, _ = own_end(olena, olena.workspace_id)
    more = sealed(olena, olena.workspace_id, [act(olena, "end", None, 3 * DAY)], number + 1_500, head_hash(flood))
    with pytest.raises(Damaged) as refused:
        importing.accept(mara, [smuggled(olena, mara, world.path("y"), [], [flood, more])])
    assert refused.value.key == "roster.unseen"
    revoke(mara, olena)
    send(mara, ibrahim, "revocation")
    importing.accept(ibrahim, [smuggled(mara, ibrahim, world.path("z"), [], [more])])
    assert lines(ibrahim, olena) == 1_501
