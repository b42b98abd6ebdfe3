"""The roster verified together, whatever the order of its parts."""

from __future__ import annotations

import itertools

import pytest

from jitdesk.domain.changes import ROSTER, VerifiedSegment
from jitdesk.exchange import card, roster
from jitdesk.kernel.errors import Damaged
from tests.unit.exchange.world import Device, Team, fresh, line, pairs


def grant(device: Device) -> bytes:
    return line({"card": device.card.value(), "signature": device.card.signature}, kind=ROSTER, name="grant")


def chain(team: Team) -> list[VerifiedSegment]:
    """The founder lets the member in, the member a third, the third a fourth, the founder writes again."""
    third, fourth = Device("Mira Horvat", "HRV"), Device("Jan Bauer", "AUT")
    place = team.workspace
    return [
        *team.roster,
        team.member.seal(place, place, [grant(third)]),
        third.seal(place, place, [grant(fourth)]),
        fourth.seal(place, place, [line("x", kind=ROSTER, name="rekey")]),
        team.founder.seal(place, place, [grant(fourth)], 3, team.roster[0].hash),
    ]


def test_any_order_verifies(team: Team) -> None:
    parts = chain(team)
    for order in itertools.permutations(parts):
        assert {s.hash for s in roster.verify(pairs(order), team.workspace)} == {s.hash for s in parts}


def test_a_known_device_needs_no_founding_line(team: Team) -> None:
    parts = chain(team)[1:]
    with pytest.raises(Damaged, match="nobody let in"):
        roster.verify(pairs(parts), team.workspace)
    known = {team.founder.id: team.founder.card.sign, team.member.id: team.member.card.sign}
    assert len(roster.verify(pairs(parts), team.workspace, known)) == 4


def successor(team: Team, former: Device, of: Device) -> Device:
    """A device whose card says that it replaces `of`, signed also by `former`."""
    new = Device("Luka Novak", "HRV")
    about = new.card.member, new.card.state, new.card.authority, new.card.function
    new.card = card.parse(card.make(new.seed, new.age.recipient, *about, former=card.Former(of.id, former.seed)))
    new.id = new.card.device
    return new


def succeed(device: Device) -> bytes:
    return line({"card": device.card.value(), "signature": device.card.signature}, kind=ROSTER, name="succeed")


def test_successors_bring_their_cards_in_any_order(team: Team) -> None:
    second = successor(team, team.member, team.member)
    third = successor(team, second, second)
    place = team.workspace
    parts = [*team.roster, *(device.seal(place, place, [succeed(device)]) for device in (second, third))]
    for order in itertools.permutations(parts):
        assert len(roster.verify(pairs(order), place)) == 3
    with pytest.raises(Damaged, match="nobody let in"):
        roster.verify(pairs([*team.roster, parts[-1]]), place)


def test_nobody_replaces_a_device_without_its_key(team: Team) -> None:
    false = successor(team, team.member, team.founder)
    place = team.workspace
    with pytest.raises(Damaged, match="nobody let in"):
        roster.verify(pairs([*team.roster, false.seal(place, place, [succeed(false)])]), place)
    shown = team.founder.seal(place, place, [grant(false)], 3, team.roster[0].hash)
    with pytest.raises(Damaged, match="does not bear its signature"):
        roster.verify(pairs([*team.roster, shown]), place)


def test_a_roster_has_at_most_so_many_lines(team: Team) -> None:
    place = team.workspace
    many = team.founder.seal(
        place, place, [line("x", kind=ROSTER, name="end") for _ in range(roster.MAX_LINES - 1)], 3, team.roster[0].hash
    )
    with pytest.raises(Damaged, match="10000 lines"):
        roster.verify(pairs([*team.roster, many]), place)


def test_a_stranger_refuses_the_whole(team: Team) -> None:
    stranger = Device("Nobody")
    own = stranger.seal(team.workspace, team.workspace, [grant(stranger)])
    with pytest.raises(Damaged, match="nobody let in"):
        roster.verify(pairs([*team.roster, own]), team.workspace)


def test_another_founder_does_not_found_this_workspace(team: Team) -> None:
    other = Team.__new__(Team)
    other.folder, other.founder, other.member = team.folder, Device("Other"), Device("Other")
    founding = grant(other.founder)
    claimed = other.founder.seal(team.workspace, team.workspace, [founding])
    with pytest.raises(Damaged, match="nobody let in"):
        roster.verify(pairs([claimed]), team.workspace)


def test_a_segment_of_another_compartment_is_no_roster(team: Team) -> None:
    with pytest.raises(Damaged, match="another team or to no roster"):
        roster.verify(pairs([*team.roster, *team.segments]), team.workspace)
    with pytest.raises(Damaged, match="another team or to no roster"):
        roster.verify(pairs(team.roster), fresh(32))


def test_an_altered_card_in_a_grant_is_refused(team: Team) -> None:
    altered = team.member.card.value() | {"member": "Someone Else"}
    bad = line({"card": altered, "signature": team.member.card.signature}, kind=ROSTER, name="grant")
    part = team.founder.seal(team.workspace, team.workspace, [bad], 3, team.roster[0].hash)
    with pytest.raises(Damaged, match="signature does not fit"):
        roster.verify(pairs([*team.roster, part]), team.workspace)


def test_one_broken_signature_refuses_the_whole(team: Team) -> None:
    parts = chain(team)
    mixed = pairs(parts)
    mixed[2] = (mixed[2][0], mixed[1][1])
    with pytest.raises(Damaged):
        roster.verify(mixed, team.workspace)
