"""Rows of docs/merge.md, "Roster"."""

from __future__ import annotations

from typing import Any

from jitdesk.domain.roster import Roster, evaluate
from jitdesk.domain.shapes import ACTS
from tests.services.refusal_world import World
from tests.spec.rows import ROWS, keys, row
from tests.unit.domain.roster_lines import SIGNED, Log, card, device


class Team:
    """Ana founds; Bojan and Clara lead, Clara by Bojan's grant; Dino is a member."""

    def __init__(self) -> None:
        self.log = Log()
        self.ana = self.log.found_team("Ana")
        self.bojan = self.log.grant(self.ana, "Bojan", "lead")
        self.clara = self.log.grant(self.bojan, "Clara", "lead")
        self.dino = self.log.grant(self.ana, "Dino", "member")
        self.before = list(self.log.entries)

    @property
    def roster(self) -> Roster:
        return evaluate(self.ana.hash, reversed(self.log.entries))

    @property
    def roles(self) -> dict[str, str | None]:
        return {found.member: found.role for found in self.roster.devices.values()}


def shape(name: str, act: str) -> None:
    """The value that a row tells is the one that counts, and one with another key does not."""
    assert keys(ROWS[name][0]) == {act}
    assert keys(ROWS[name][2]) == ACTS[act]


@row("A1", "`found`", "the founder's device, its line 1; the SHA-256 of the line is the workspace", "`card`, `signature`, `team`")
def found(world: World) -> None:
    shape("A1", "found")
    team = Team()
    assert team.roster.founder == device("Ana")
    assert team.roster.workspace == team.ana.hash
    assert not evaluate("0" * 64, team.log.entries).founder
    log = Log()
    value = {"card": card("Ana"), "signature": SIGNED, "team": "JIT Sava River"}
    assert not evaluate(log.write(device("Ana"), "found", value, number=2).hash, log.entries).founder
    assert not evaluate(log.write(device("Bojan"), "found", value, number=1).hash, log.entries).founder


def by_leads_only(act: str, value: Any, changes: Any) -> None:
    """An act changes something by a lead, and nothing by a member under the lead's grant."""
    team = Team()
    before = changes(team)
    team.log.write(device("Dino"), act, value(team, team.dino.name))
    team.log.write(device("Dino"), act, value(team, team.ana.name))
    team.log.write(device("Ana"), act, value(team, team.ana.name) | {"more": 1})
    assert changes(team) == before
    team.log.write(device("Ana"), act, value(team, team.ana.name))
    assert changes(team) != before


@row("A2", "`grant`", "a lead", "`card`, `role` (`lead`, `member`, `observer`), `signature`, `under`")
def grant(world: World) -> None:
    shape("A2", "grant")
    by_leads_only(
        "grant", lambda team, under: {"card": card("Emil"), "role": "member", "signature": SIGNED, "under": under}, lambda t: t.roles
    )
    team = Team()
    for number, role in enumerate(("lead", "member", "observer", "king")):
        team.log.grant(team.ana, f"New{number}", role)
    assert [team.roles.get(f"New{number}") for number in range(4)] == ["lead", "member", "observer", None]


@row("A3", "`end`", "a lead", "`grant`, `keep`, `successors`, `under`")
def end(world: World) -> None:
    shape("A3", "end")
    by_leads_only("end", lambda team, under: {"grant": team.dino.name, "keep": None, "successors": [], "under": under}, lambda t: t.roles)


@row("A4", "`revoke`", "a lead", "`device`, `keep`, `successors`, `under`")
def revoke(world: World) -> None:
    shape("A4", "revoke")
    by_leads_only(
        "revoke", lambda team, under: {"device": device("Dino"), "keep": None, "successors": [], "under": under}, lambda t: t.roles
    )


@row("R1", "two leads grant one card", "one device; the lower role until a lead who saw both grants again")
def granted_twice(world: World) -> None:
    team = Team()
    team.log.grant(team.ana, "Emil", "member", team.before)
    team.log.grant(team.bojan, "Emil", "observer", team.before)
    assert (team.roles["Emil"], team.roster.devices[device("Emil")].disputed) == ("observer", True)
    team.log.grant(team.bojan, "Emil", "member")
    assert (team.roles["Emil"], team.roster.devices[device("Emil")].disputed) == ("member", False)


@row("R2", "grant and revocation of one device", "revoked, unless it is a lead grant that the revoker is not above")
def granted_and_revoked(world: World) -> None:
    team = Team()
    for member, role in (("Emil", "member"), ("Fran", "lead")):
        team.log.grant(team.ana, member, role, team.before)
        team.log.revoke(team.bojan, member, saw=team.before)
    assert (team.roles["Emil"], team.roles["Fran"]) == (None, "lead")
    assert team.roster.devices[device("Emil")].revoked
    team.log.revoke(team.ana, "Fran")
    assert team.roles["Fran"] is None


@row("R3", "two leads end each other, one is above", "only the act of the one above counts")
def one_above(world: World) -> None:
    team = Team()
    team.log.end(team.bojan, team.clara, saw=team.before)
    team.log.end(team.clara, team.bojan, saw=team.before)
    assert (team.roles["Bojan"], team.roles["Clara"]) == ("lead", None)


@row("R4", "two leads end each other, none is above", "neither; both acts are listed as asked for, for the lead above both to see")
def none_above(world: World) -> None:
    team = Team()
    emil = team.log.grant(team.ana, "Emil", "lead")
    before = list(team.log.entries)
    asked = [team.log.end(team.bojan, emil, saw=before).name, team.log.end(emil, team.bojan, saw=before).name]
    assert (team.roles["Bojan"], team.roles["Emil"]) == ("lead", "lead")
    assert team.roster.asked == tuple(sorted(asked))


@row(
    "R5",
    "a lead is ended; that lead's acts beyond `keep`",
    "do not count, whatever their stamp and whoever brings them; devices granted by them alone are out, and their lines wait",
)
def beyond_keep(world: World) -> None:
    team = Team()
    team.log.end(team.ana, team.bojan, keep=team.clara, saw=team.before)
    value = {"card": card("Emil"), "role": "member", "signature": SIGNED, "under": team.bojan.name}
    team.log.write(device("Bojan"), "grant", value, saw=team.before, stamp=1)
    assert team.roles["Emil"] is None
    assert team.roster.ever(device("Emil"))
    assert team.roster.closed(device("Emil"))


@row("R6", "that lead's acts up to `keep`", "stay")
def up_to_keep(world: World) -> None:
    team = Team()
    team.log.end(team.ana, team.bojan, keep=team.clara)
    assert (team.roles["Bojan"], team.roles["Clara"]) == (None, "lead")
    undone = Team()
    undone.log.end(undone.ana, undone.bojan)
    assert undone.roles["Clara"] is None


@row("R7", "a lead grants, ends or revokes the founder", "nothing changes")
def the_founder(world: World) -> None:
    team = Team()
    team.log.end(team.bojan, team.ana)
    team.log.revoke(team.bojan, "Ana")
    team.log.grant(team.bojan, "Ana", "observer")
    assert team.roles["Ana"] == "lead"
    assert team.roster.founder == device("Ana")
