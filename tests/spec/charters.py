"""Rows of docs/merge.md, "Compartments"."""

from __future__ import annotations

from jitdesk.domain.changes import author
from jitdesk.domain.charter import ALL
from jitdesk.services import importing
from tests.services import hostile, sava
from tests.services.refusal_world import World
from tests.spec.rows import ROWS, keys, row
from tests.unit.domain.test_charter import A, B, C, D, E, Team


@row(
    "K1",
    "`found`",
    "a device that leads or led, its line 1",
    '`name`, `readers` (`"all"`, or a sorted list of devices that holds the author\'s)',
)
def found(world: World) -> None:
    assert keys(ROWS["K1"][2]) == {"name", "readers"}
    for by, readers, founder in ((A, None, A), (A, ALL, A), (D, [D], ""), (A, sorted([B, C]), ""), (A, [A, A], "")):
        team = Team()
        team.found(by, readers)
        assert team.charter().founder == founder
    late = Team()
    late.found()
    late.found(A, [A], "A second")
    assert late.charter().name == "Identities"


@row("K2", "`reader`", "a keeper", "`device`")
def reader(world: World) -> None:
    team = Team()
    team.found()
    team.write(D, "reader", E)
    team.write(C, "reader", E)
    assert team.readers() == {"Ana", "Bojan", "Dino"}
    team.write(B, "reader", E)
    assert team.readers() == {"Ana", "Bojan", "Dino", "Emil"}


@row(
    "K3", "`unread`", "a keeper; of a device that was let in as a lead and leads, only the device that founded the compartment", "`device`"
)
def unread(world: World) -> None:
    team = Team()
    team.found(readers=sorted([A, B, C, D]))
    team.write(B, "unread", C)
    team.write(D, "unread", B)
    assert team.readers() == {"Ana", "Bojan", "Clara", "Dino"}
    team.write(B, "unread", D)
    team.write(A, "unread", C)
    assert team.readers() == {"Ana", "Bojan"}


@row("K4", "`accept`, `reject`", "a keeper", "`device`, `until`: the name of a change of that device")
def accept(world: World) -> None:
    team = Team()
    team.found(readers=sorted([A, B, D]))
    lines = [team.write(D, "reader", E) for _ in range(2)]
    team.roster_log.revoke(team.ana, "Dino")
    team.say(C, "accept", lines[0])
    team.log.write(A, "accept", {"device": B, "until": lines[0].name})
    assert team.charter().accepted(lines[0].name) is None
    team.say(A, "accept", lines[0])
    team.say(A, "reject", lines[1])
    assert [team.charter().accepted(one.name) for one in lines] == [True, False]


@row("P1", "`reader` and `unread` of one device", "it does not read; a `reader` line that saw the `unread` lets it in again")
def reader_and_unread(world: World) -> None:
    team = Team()
    first = team.found(readers=sorted([A, B]))
    team.write(A, "reader", D, saw=[first])
    team.write(B, "unread", D, saw=[first])
    assert team.readers() == {"Ana", "Bojan"}
    team.write(B, "reader", D)
    assert team.readers() == {"Ana", "Bojan", "Dino"}


@row(
    "P2",
    "two keepers take each other out",
    "neither, unless one is the founding device: that one's act counts; or one was let in as a member: that one is out",
)
def each_other(world: World) -> None:
    team = Team()
    first = team.found(readers=sorted([A, B, C]))
    team.write(B, "unread", C, saw=[first])
    team.write(C, "unread", B, saw=[first])
    assert team.readers() == {"Ana", "Bojan", "Clara"}
    team.write(A, "unread", B, saw=[first])
    team.write(B, "unread", A, saw=[first])
    assert team.readers() == {"Ana", "Clara"}
    team.roster_log.write(A, "grant", {**team.dino.line.value, "role": "lead"})
    let_in = team.log.write(A, "reader", {"device": D})  # as before the promotion: it names no lead grant
    team.write(C, "unread", D, saw=[let_in])
    team.write(D, "unread", C, saw=[let_in])
    assert team.readers() == {"Ana", "Clara"}


@row("P3", "a keeper loses the lead grant; acts that came before", "stay where they were applied; elsewhere they wait for an `accept`")
def before_the_end(world: World) -> None:
    team = Team()
    team.found()
    let_in = team.write(B, "reader", E)
    team.roster_log.end(team.ana, team.bojan)
    assert team.readers(applied={let_in.name}) == {"Ana", "Dino", "Emil"}
    assert team.readers() == {"Ana", "Dino"}
    team.say(A, "accept", let_in)
    assert team.readers() == {"Ana", "Dino", "Emil"}


@row("P4", "acts of that keeper that come later, also with an old date", "wait for an `accept`")
def after_the_end(world: World) -> None:
    team = Team()
    first = team.found()
    team.roster_log.end(team.ana, team.bojan)
    late = team.write(B, "reader", E, saw=[first], stamp=1)
    assert team.readers() == {"Ana", "Dino"}
    team.say(A, "accept", late)
    assert team.readers() == {"Ana", "Dino", "Emil"}


@row("P5", "one keeper accepts, another rejects", "accepted")
def both(world: World) -> None:
    team = Team()
    team.found()
    line = team.write(D, "reader", E)
    team.roster_log.revoke(team.ana, "Dino")
    team.say(B, "reject", line)
    team.say(A, "accept", line)
    assert team.charter().accepted(line.name) is True


@row("P6", "an act that we do not know, by a keeper whose log is open", "freezes the compartment as above")
def unknown(world: World) -> None:
    team = Team()
    team.found()
    team.log.write(C, "unheard", {})
    assert team.charter().unknown == ()
    act = team.log.write(B, "unheard", {})
    assert team.charter().unknown == (act.name,)
    team.write(A, "unread", B)
    assert team.charter().unknown == ()


@row("P7", "an act that we do not know, by anybody else", "nothing; the line is kept and passed on")
def unknown_of_others(world: World) -> None:
    team = Team()
    team.found()
    team.log.write(D, "unheard", {})
    team.log.write(C, "unheard", {})
    assert team.charter().unknown == ()
    [theirs] = [hostile.line("charter", "a" * 32, "unheard", {}, at=2 * sava.DAY)]
    part = hostile.sealed(world.olena, hostile.place_of(world.olena), [theirs])
    importing.accept(world.mara, [hostile.smuggled(world.olena, world.mara, world.path("x"), [part])])
    sava.send(world.mara, world.ibrahim, "passed on")
    assert len(sava.segments(world.ibrahim, of=world.olena)) == 1


@row("P8", "an `unread` by a keeper, with any date, of one who was let in as a lead", "does not count")
def backdated(world: World) -> None:
    for stamp in (1, 1500, 9000):
        team = Team()
        first = team.found()
        team.roster_log.write(A, "grant", {**team.dino.line.value, "role": "lead"}, stamp=2000)
        team.write(A, "reader", D, stamp=3000)
        team.write(B, "unread", D, saw=[first], stamp=stamp)
        assert team.readers() == {"Ana", "Bojan", "Dino"}


@row("P9", "a member is taken out, and made a lead later", "does not read, until a keeper lets them in again")
def promoted(world: World) -> None:
    team = Team()
    team.found()
    team.write(B, "unread", D)
    team.roster_log.write(A, "grant", {**team.dino.line.value, "role": "lead"})
    team.write(D, "reader", D, stamp=1)
    assert team.readers() == {"Ana", "Bojan"}
    team.write(B, "reader", D)
    assert team.readers() == {"Ana", "Bojan", "Dino"}


@row(
    "P10", "a reader or the founding device is succeeded", "the new device reads, keeps and founds as that one; each can be taken out alone"
)
def succeeded(world: World) -> None:
    team = Team()
    team.found()
    new = [author(team.roster_log.succeed(grant, f"New{i}").name) for i, grant in enumerate((team.ana, team.bojan, team.dino))]
    assert team.charter().readers == {A, B, D, *new}
    assert (team.charter().keepers, team.charter().founders) == ({A, B, *new[:2]}, {A, new[0]})
    team.write(new[0], "unread", new[1])
    team.write(new[0], "unread", new[2])
    assert team.charter().readers == {A, B, D, new[0]}
