"""Compartments: who founds, reads and keeps one, what a closed log may still say, and what a desk refuses to write."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

import pytest

from jitdesk.domain import charter as charters
from jitdesk.domain.ancestry import Entry
from jitdesk.domain.changes import CHARTER, author
from jitdesk.domain.charter import ALL, Charter, decide_accept, decide_readers, found, let_in_as_leads
from jitdesk.domain.roster import Roster
from jitdesk.domain.roster import evaluate as evaluate_roster
from jitdesk.kernel.errors import Refused
from tests.unit.domain.roster_lines import Log, device

A, B, C, D, E = (device(m) for m in ("Ana", "Bojan", "Clara", "Dino", "Emil"))
NAMES = {A: "Ana", B: "Bojan", C: "Clara", D: "Dino", E: "Emil"}


class Team:
    """Ana, Bojan and Clara lead, Dino is a member, Emil observes; one compartment in which they write."""

    def __init__(self) -> None:
        self.roster_log = Log()
        self.ana = self.roster_log.found_team("Ana")
        self.bojan = self.roster_log.grant(self.ana, "Bojan", "lead")
        self.clara = self.roster_log.grant(self.ana, "Clara", "lead")
        self.dino = self.roster_log.grant(self.ana, "Dino", "member")
        self.roster_log.grant(self.ana, "Emil", "observer")
        self.log = Log(CHARTER, first_stamp=1000, named={A, B, C})

    @property
    def roster(self) -> Roster:
        return evaluate_roster(self.ana.hash, self.roster_log.entries)

    def found(self, by: str = A, readers: Any = None, name: str = "Identities") -> Entry:
        value = {"name": name, "readers": readers or sorted([A, B, D])}
        return self.log.write(by, "found", value, leads=let_in_as_leads(self.roster, "found", value))

    def write(self, by: str, act: str, on: str, saw: Sequence[Entry] | None = None, stamp: int = 0) -> Entry:
        value = {"device": on}
        return self.log.write(by, act, value, saw, stamp=stamp, leads=let_in_as_leads(self.roster, act, value))

    def say(self, by: str, act: str, until: Entry) -> Entry:
        return self.log.write(by, act, {"device": until.name[:32], "until": until.name})

    def charter(self, applied: Container[str] = ()) -> Charter:
        return charters.evaluate(self.log.entries[0].hash, reversed(self.log.entries), self.roster, applied)

    def readers(self, applied: Container[str] = ()) -> set[str]:
        return {NAMES[d] for d in self.charter(applied).readers}


@pytest.fixture
def team() -> Team:
    return Team()


def test_a_lead_founds_and_readers_who_lead_keep(team: Team) -> None:
    team.found()
    charter = team.charter()
    assert (charter.name, charter.founder, charter.everyone) == ("Identities", A, False)
    assert team.readers() == {"Ana", "Bojan", "Dino"}
    assert charter.keepers == {A, B}
    assert [charter.log_closed(d) for d in (A, D, C, E)] == [False, False, True, True]


@pytest.mark.parametrize(
    ("by", "readers", "name"),
    [
        (D, [D], "By a member"),
        (A, sorted([B, C]), "Without its founder"),
        (A, sorted([A, B], reverse=True), "Not sorted"),
        (A, [A, A], "Twice"),
        (A, "some", "Not all"),
        (A, [A], " "),
        (A, [A], "Two\nlines"),
    ],
)
def test_what_is_no_founding_line(team: Team, by: str, readers: Any, name: str) -> None:
    team.found(by, readers, name)
    assert (team.charter().founder, team.readers()) == ("", set())


def test_another_founding_line_founds_nothing_here(team: Team) -> None:
    team.found()
    team.found(B, [B])
    assert team.charter().founder == A
    assert charters.evaluate("0" * 64, team.log.entries, team.roster).founder == ""


def test_all_is_whoever_is_in_the_team_observers_too(team: Team) -> None:
    team.found(readers=ALL)
    assert team.readers() == {"Ana", "Bojan", "Clara", "Dino", "Emil"}
    assert team.charter().everyone
    assert team.charter().log_closed(E)
    team.roster_log.revoke(team.ana, "Dino")
    assert team.readers() == {"Ana", "Bojan", "Clara", "Emil"}


def test_keepers_let_in_and_take_out_and_others_do_not(team: Team) -> None:
    team.found()
    team.write(D, "reader", E)
    team.write(C, "reader", E)
    assert team.readers() == {"Ana", "Bojan", "Dino"}
    team.write(B, "reader", E)
    team.write(B, "unread", D)
    assert team.readers() == {"Ana", "Bojan", "Emil"}


def test_only_the_founding_device_takes_out_a_keeper(team: Team) -> None:
    team.found(readers=sorted([A, B, C]))
    team.write(B, "unread", C)
    team.write(B, "unread", A)
    assert team.readers() == {"Ana", "Bojan", "Clara"}
    team.write(A, "unread", C)
    assert team.readers() == {"Ana", "Bojan"}


def test_unread_beats_a_reader_line_that_had_not_seen_it(team: Team) -> None:
    first = team.found(readers=sorted([A, B]))
    team.write(A, "reader", D, saw=[first])
    team.write(B, "unread", D, saw=[first])
    assert team.readers() == {"Ana", "Bojan"}
    team.write(B, "reader", D)
    assert team.readers() == {"Ana", "Bojan", "Dino"}


def test_a_member_taken_out_is_not_let_in_by_a_promotion(team: Team) -> None:
    team.found()
    team.write(B, "unread", D, stamp=2000)
    team.roster_log.write(A, "grant", {**team.dino.line.value, "role": "lead"}, stamp=3000)
    team.write(D, "reader", D, stamp=2500)
    assert team.roster.is_lead(D)
    assert team.readers() == {"Ana", "Bojan"}
    team.write(B, "reader", D, stamp=4000)
    team.write(B, "unread", D, stamp=5000)
    assert team.readers() == {"Ana", "Bojan", "Dino"}


def test_who_was_let_in_as_a_member_may_be_taken_out_by_any_keeper_though_they_lead_now(team: Team) -> None:
    team.found()
    team.roster_log.write(A, "grant", {**team.dino.line.value, "role": "lead"})
    team.write(D, "reader", D)
    assert team.charter().keepers == {A, B, D}
    team.write(B, "unread", D)
    assert team.readers() == {"Ana", "Bojan"}


@pytest.mark.parametrize("stamp", [1, 1500, 9000])
def test_no_date_at_all_lets_a_keeper_take_out_another(team: Team, stamp: int) -> None:
    """The lead grant is newer than the founding: an `unread` that claims to be older still takes out nobody who was let in as a lead."""
    first = team.found(readers=sorted([A, B]))
    team.roster_log.write(A, "grant", {**team.dino.line.value, "role": "lead"}, stamp=2000)
    team.write(A, "reader", D, stamp=3000)
    team.write(B, "unread", D, saw=[first], stamp=stamp)
    assert team.readers() == {"Ana", "Bojan", "Dino"}
    team.write(A, "unread", D)
    assert team.readers() == {"Ana", "Bojan"}


def test_nobody_is_taken_out_of_what_the_whole_team_reads(team: Team) -> None:
    team.found(readers=ALL)
    team.write(B, "unread", C)
    team.write(A, "unread", D)
    assert team.readers() == {"Ana", "Bojan", "Clara", "Dino", "Emil"}


# Devices that stand in the place of others.


def test_who_stands_in_the_place_of_a_reader_reads_and_keeps(team: Team) -> None:
    team.found()
    bojan2, dino2 = (team.roster_log.succeed(g, n) for g, n in ((team.bojan, "Bojan2"), (team.dino, "Dino2")))
    b2, d2 = author(bojan2.name), author(dino2.name)
    assert team.charter().readers == {A, B, D, b2, d2}
    assert team.charter().keepers == {A, B, b2}
    team.write(b2, "reader", E)
    assert E in team.charter().readers
    team.write(b2, "unread", D)
    assert team.charter().readers == {A, B, E, b2}


def test_who_stands_in_the_place_of_the_founding_device_takes_out_keepers_and_is_taken_out_by_none(team: Team) -> None:
    team.found(readers=sorted([A, B, C]))
    a2 = author(team.roster_log.succeed(team.ana, "Ana2").name)
    assert team.charter().founders == {A, a2}
    team.write(B, "unread", a2)
    assert a2 in team.charter().readers
    for act, value in decide_readers(team.charter(), team.roster, a2, [A, B, a2]):
        team.log.write(a2, act, value)
    assert team.charter().readers == {A, B, a2}


def test_of_an_old_device_and_the_new_one_each_can_be_taken_out_alone(team: Team) -> None:
    team.found()
    d2 = author(team.roster_log.succeed(team.dino, "Dino2").name)
    team.write(B, "unread", d2)
    assert team.charter().readers == {A, B, D}


def test_no_old_date_takes_out_the_founding_device(team: Team) -> None:
    team.found()
    team.write(B, "unread", A, stamp=1)
    assert team.readers() == {"Ana", "Bojan", "Dino"}


def test_a_line_of_the_wrong_shape_counts_for_nothing(team: Team) -> None:
    until = team.found()
    for act, value in (
        ("reader", None),
        ("reader", {"device": "Emil"}),
        ("reader", {"device": [E]}),
        ("reader", {"device": E, "more": 1}),
        ("accept", {"device": E, "until": until.name}),
        ("accept", {"device": A, "until": None}),
        ("reject", {"device": A}),
    ):
        team.log.write(A, act, value)
    team.log.write(A, "unread", {"device": B, "more": 1})
    charter = team.charter()
    assert (team.readers(), charter.acceptances, charter.unknown) == ({"Ana", "Bojan", "Dino"}, {}, ())


# Closed logs.


def test_what_a_keeper_wrote_who_no_longer_leads_waits_until_a_keeper_accepts_it(team: Team) -> None:
    team.found()
    let_in = team.write(B, "reader", E)
    late = team.write(B, "reader", C)
    team.roster_log.end(team.ana, team.bojan)
    assert team.readers() == {"Ana", "Dino"}
    assert team.readers(applied={let_in.name}) == {"Ana", "Dino", "Emil"}
    team.say(A, "accept", let_in)
    assert team.readers() == {"Ana", "Dino", "Emil"}
    assert [team.charter().accepted(e.name) for e in (let_in, late)] == [True, None]


def test_the_founding_stands_when_its_founder_no_longer_leads(team: Team) -> None:
    first = team.found(B, sorted([A, B]))
    team.roster_log.end(team.ana, team.bojan)
    assert team.charter().name == "Identities"
    assert team.readers() == {"Ana"}
    assert first.name not in team.charter().tips or len(team.log.entries) == 1


def test_acceptances_add_up_and_a_rejection_settles_only_what_nobody_accepted(team: Team) -> None:
    team.found(readers=sorted([A, B, C, D]))
    log = [team.write(D, "reader", E) for _ in range(4)]
    team.roster_log.revoke(team.ana, "Dino")
    team.say(A, "accept", log[1])
    team.say(B, "accept", log[0])
    team.say(C, "reject", log[2])
    team.say(D, "accept", log[3])
    assert [team.charter().accepted(e.name) for e in log] == [True, True, False, None]
    assert team.charter().log_closed(D)


def test_an_acceptance_names_one_branch_of_a_fork(team: Team) -> None:
    team.found()
    line = team.write(D, "reader", E)
    team.say(A, "accept", line)
    assert team.charter().accepted(line.name) is True
    assert team.charter().accepted(line.name[:-1] + ("0" if line.name[-1] != "0" else "1")) is None


def test_a_keeper_may_accept_the_log_of_the_one_who_let_that_keeper_in(team: Team) -> None:
    team.found(B, [B])
    let_in = team.write(B, "reader", A)
    team.roster_log.end(team.ana, team.bojan)
    assert team.readers() == set()
    team.say(A, "accept", let_in)
    assert team.readers() == {"Ana"}


# An act that we do not know.


def test_an_unknown_act_freezes_while_its_author_reads_and_leads(team: Team) -> None:
    team.found()
    team.log.write(C, "unheard", {"records": []})
    team.log.write(D, "unheard", {"records": []})
    assert team.charter().unknown == ()
    unknown = team.log.write(B, "unheard", {"records": []})
    assert team.charter().unknown == (unknown.name,)
    team.write(A, "unread", B)
    assert team.charter().unknown == ()


def test_lines_of_devices_that_never_led_are_no_part_of_the_charter(team: Team) -> None:
    team.found()
    before = team.charter()
    for _ in range(300):
        team.log.write(D, "unheard", None)
    assert team.charter() == before


# What a desk writes, and refuses to.


def test_what_is_decided_counts(team: Team) -> None:
    act, value = found("Identities", [B, A])
    team.log.write(A, act, value)
    for wanted in ([A, B, D], [A, E], [A]):
        for act, value in decide_readers(team.charter(), team.roster, A, wanted):
            team.log.write(A, act, value)
        assert team.charter().readers == frozenset(wanted)
    assert decide_readers(team.charter(), team.roster, A, [A]) == []


@pytest.mark.parametrize(
    ("key", "by", "wanted"),
    [
        ("charter.not_keeper", D, [D]),
        ("charter.not_keeper", C, [C]),
        ("charter.keep_yourself", A, [B]),
        ("charter.not_in_team", A, [A, B, D, device("Nobody")]),
        ("charter.founder_only", B, [B, D]),
    ],
)
def test_what_a_desk_refuses_to_write(team: Team, key: str, by: str, wanted: list[str]) -> None:
    team.found()
    with pytest.raises(Refused) as refused:
        decide_readers(team.charter(), team.roster, by, wanted)
    assert refused.value.key == key
    assert "{" not in str(refused.value)
    assert str(refused.value) != key


def test_other_refusals(team: Team) -> None:
    first = team.found(readers=ALL)
    with pytest.raises(Refused, match="whole team"):
        decide_readers(team.charter(), team.roster, A, [A])
    with pytest.raises(Refused, match="Only a lead who reads"):
        decide_accept(team.charter(), D, first.name)
    assert decide_accept(team.charter(), B, first.name) == ("accept", {"device": A, "until": first.name})
    for name, readers in ((" ", [A]), ("x" * 201, [A]), ("Two\nlines", [A]), ("\u202eeman", [A]), ("Identities", [])):
        with pytest.raises(Refused):
            found(name, readers)
    team.log.write(B, "unheard", None)
    with pytest.raises(Refused, match="newer JITDesk"):
        decide_readers(team.charter(), team.roster, A, [A])
