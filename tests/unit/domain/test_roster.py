"""The roster, row by row of the table in docs/merge.md: what counts when two leads act apart, and what a desk refuses to write."""

from __future__ import annotations

from typing import Any

import pytest

from jitdesk.domain import ancestry
from jitdesk.domain.counting import device_of
from jitdesk.domain.roster import Roster, decide_end, decide_grant, decide_revoke, evaluate, found
from jitdesk.kernel.errors import Refused
from tests.unit.domain.roster_lines import SIGNED, Log, card, device


@pytest.fixture
def log() -> Log:
    return Log()


def roster(log: Log) -> Roster:
    return evaluate(log.entries[0].hash, reversed(log.entries))


def roles(log: Log) -> dict[str, str | None]:
    return {d.member: d.role for d in roster(log).devices.values()}


def test_the_founder_leads_and_takes_in_others(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    log.grant(bojan, "Clara", "member")
    log.grant(bojan, "Dino", "observer")
    assert roles(log) == {"Ana": "lead", "Bojan": "lead", "Clara": "member", "Dino": "observer"}
    team = roster(log)
    assert (team.team, team.founder) == ("JIT Sava River", device("Ana"))
    assert [d.device for d in team.live()] == sorted(device(m) for m in ("Ana", "Bojan", "Clara", "Dino"))
    assert [team.may_write(device(m)) for m in ("Ana", "Clara", "Dino", "Emil")] == [True, True, False, False]
    assert [team.closed(device(m)) for m in ("Ana", "Clara", "Dino", "Emil")] == [False, False, True, True]
    assert team.tips == (log.entries[-1].name,)
    assert team.devices[device("Bojan")].last == log.entries[-1].name


def test_another_workspace_has_no_founder(log: Log) -> None:
    log.found_team("Ana")
    team = evaluate("0" * 64, log.entries)
    assert (team.founder, team.live()) == ("", [])


def test_a_founding_line_must_be_line_1_of_the_device_on_its_card(log: Log) -> None:
    value = {"card": card("Ana"), "signature": SIGNED, "team": "JIT Sava River"}
    second = log.write(device("Ana"), "found", value, number=2)
    other = log.write(device("Bojan"), "found", value, number=1)
    assert not evaluate(second.hash, log.entries).founder
    assert not evaluate(other.hash, log.entries).founder


def test_only_leads_grant_and_only_under_a_grant_of_their_own_that_they_saw(log: Log) -> None:
    ana = log.found_team("Ana")
    member = log.grant(ana, "Bojan", "member")
    log.grant(member, "Clara", "member")
    forged = {"card": card("Dino"), "role": "member", "signature": SIGNED, "under": ana.name}
    log.write(device("Bojan"), "grant", forged)
    lead = log.grant(ana, "Emil", "lead")
    log.grant(lead, "Fran", "member", saw=[ana])
    assert roles(log) == {"Ana": "lead", "Bojan": "member", "Emil": "lead"}
    assert not roster(log).ever(device("Clara"))


# At the same time: the rows of the table.


def test_two_leads_grant_one_card_the_lower_role_until_one_saw_both(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    before = list(log.entries)
    log.grant(ana, "Clara", "member", before)
    log.grant(bojan, "Clara", "observer", before)
    assert roles(log)["Clara"] == "observer"
    assert roster(log).devices[device("Clara")].disputed
    log.grant(bojan, "Clara", "member")
    assert roles(log)["Clara"] == "member"
    assert not roster(log).devices[device("Clara")].disputed


def test_grant_and_revocation_of_one_device_it_is_revoked(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    before = list(log.entries)
    log.grant(ana, "Clara", "member", before)
    log.revoke(bojan, "Clara", saw=before)
    clara = roster(log).devices[device("Clara")]
    assert (clara.role, clara.revoked) == (None, True)
    log.grant(ana, "Clara", "lead")
    assert roles(log)["Clara"] is None


def test_grant_and_revocation_of_a_lead_whom_the_revoker_is_not_above(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    before = list(log.entries)
    log.grant(ana, "Clara", "lead", before)
    struck = log.revoke(bojan, "Clara", saw=before)
    assert roles(log)["Clara"] == "lead"
    assert not roster(log).devices[device("Clara")].revoked
    assert roster(log).asked == (struck.name,)
    log.revoke(ana, "Clara")
    assert roles(log)["Clara"] is None
    assert roster(log).asked == ()


def test_two_leads_end_each_other_only_the_one_above_counts(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    clara = log.grant(bojan, "Clara", "lead")
    before = list(log.entries)
    log.end(bojan, clara, saw=before)
    log.end(clara, bojan, saw=before)
    assert roles(log) == {"Ana": "lead", "Bojan": "lead", "Clara": None}
    assert roster(log).asked == ()


def test_two_leads_end_each_other_neither_if_none_is_above_and_both_are_asked(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan, clara = log.grant(ana, "Bojan", "lead"), log.grant(ana, "Clara", "lead")
    before = list(log.entries)
    asked = [log.end(bojan, clara, saw=before).name, log.end(clara, bojan, saw=before).name]
    assert roles(log) == {"Ana": "lead", "Bojan": "lead", "Clara": "lead"}
    assert roster(log).asked == tuple(sorted(asked))


def test_a_lead_is_ended_acts_up_to_keep_stay_and_those_beyond_do_not_count(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    kept = log.grant(bojan, "Clara", "member")
    before = list(log.entries)
    log.end(ana, bojan, keep=kept, saw=before)
    log.grant(bojan, "Dino", "member", before)
    assert roles(log) == {"Ana": "lead", "Bojan": None, "Clara": "member", "Dino": None}
    assert roster(log).ever(device("Dino"))
    assert roster(log).closed(device("Dino"))


def test_an_earlier_keep_undoes_the_acts_of_a_hostile_lead(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    clara = log.grant(ana, "Clara", "member")
    good = log.grant(bojan, "Dino", "member")
    log.end(bojan, clara)
    log.grant(bojan, "Emil", "lead")
    assert roles(log)["Clara"] is None
    log.end(ana, bojan, keep=good)
    assert roles(log) == {"Ana": "lead", "Bojan": None, "Clara": "member", "Dino": "member", "Emil": None}


def test_nothing_is_kept_of_a_fork_whatever_its_numbers(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    first = log.grant(bojan, "Clara", "member")
    log.end(ana, bojan, keep=log.grant(bojan, "Dino", "member"))
    value = {"card": card("Emil"), "role": "lead", "signature": SIGNED, "under": bojan.name}
    log.write(device("Bojan"), "grant", value, saw=[bojan, first], number=2)
    assert roles(log)["Emil"] is None
    assert roles(log)["Dino"] == "member"


def test_an_ended_lead_cannot_strike_back_with_an_old_date(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    clara = log.grant(bojan, "Clara", "lead")
    before = list(log.entries)
    log.end(ana, bojan, keep=clara)
    value = {"grant": clara.name, "keep": None, "successors": [], "under": bojan.name}
    log.write(device("Bojan"), "end", value, saw=before, stamp=1)
    assert roles(log)["Clara"] == "lead"


def test_nobody_ends_revokes_or_lowers_the_founder(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    log.end(bojan, ana)
    log.revoke(bojan, "Ana")
    log.grant(bojan, "Ana", "observer")
    assert roles(log)["Ana"] == "lead"
    assert roster(log).is_lead(device("Ana"))


def test_a_lead_may_lower_itself_and_whom_it_is_above(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    clara = log.grant(bojan, "Clara", "lead")
    log.grant(bojan, "Clara", "member")
    assert roles(log)["Clara"] == "member"
    log.grant(bojan, "Bojan", "member")
    assert roles(log)["Bojan"] == "member"
    log.end(ana, clara)
    assert roles(log)["Clara"] == "member"


# An act that we do not know.


def test_an_unknown_act_freezes_while_its_author_stands(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "member")
    unknown = log.write(device("Bojan"), "rekey", {"under": bojan.name})
    assert roster(log).unknown == (unknown.name,)
    with pytest.raises(Refused) as refused:
        decide_grant(roster(log), device("Ana"), card("Clara"), SIGNED, "member")
    assert refused.value.key == "roster.newer"
    log.revoke(ana, "Bojan")
    assert roster(log).unknown == ()


def test_an_unknown_act_of_a_device_that_replaces_another_freezes(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "member")
    new = card("Bojan2") | {"replaces": device("Bojan")}
    successor = str(device_of(new))
    unknown = log.write(successor, "succeed", {"card": new, "under": bojan.name})
    log.write(device("Nobody"), "succeed", {"under": "no grant"})
    log.write(device("Nobody"), "succeed", {"card": card("Nobody"), "under": bojan.name})
    log.write(successor, "succeed", {"card": new, "under": ana.name})  # nobody could end the grant of the founder to be rid of it
    assert roster(log).unknown == (unknown.name,)


WRONG: list[tuple[str, Any]] = [
    ("grant", None),
    ("grant", {"card": card("Clara"), "role": "king", "signature": SIGNED, "under": "U"}),
    ("grant", {"card": {"member": "Clara"}, "role": "member", "signature": SIGNED, "under": "U"}),
    ("grant", {"card": card("Clara"), "role": ["member"], "signature": SIGNED, "under": "U"}),
    ("grant", {"card": card("Clara"), "role": "member", "signature": 1, "under": "U"}),
    ("grant", {"card": card("Clara"), "role": "member", "signature": SIGNED, "under": ["U"]}),
    ("grant", {"card": card("Clara"), "role": "member", "signature": SIGNED, "under": "U", "more": 1}),
    ("end", {"grant": "B", "keep": "x", "successors": [], "under": "U"}),
    ("end", {"grant": "B", "keep": "U", "successors": [], "under": "U"}),
    ("end", {"grant": {}, "keep": None, "successors": [], "under": "U"}),
    ("end", {"grant": "B", "keep": None, "successors": None, "under": "U"}),
    ("revoke", {"device": "Bojan", "keep": None, "successors": [], "under": "U"}),
    ("revoke", {"device": "D", "keep": "U", "successors": [], "under": "U"}),
    ("revoke", ["D"]),
    ("found", {"card": card("Clara"), "signature": SIGNED, "team": ""}),
]


@pytest.mark.parametrize(("act", "value"), WRONG)
def test_a_line_of_the_wrong_shape_counts_for_nothing(log: Log, act: str, value: Any) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "member")
    names = {"U": ana.name, "B": bojan.name, "D": device("Bojan")}
    if isinstance(value, dict):
        value = {k: names.get(v, v) if isinstance(v, str) else v for k, v in value.items()}
    log.write(device("Ana"), act, value)
    team = roster(log)
    assert roles(log) == {"Ana": "lead", "Bojan": "member"}
    assert (team.unknown, team.barred) == ((), frozenset())


# What a desk writes, and refuses to.


def test_what_is_decided_counts(log: Log) -> None:
    act, value = found(card("Ana"), SIGNED, "JIT Sava River")
    log.write(device("Ana"), act, value)
    for member, role in (("Bojan", "member"), ("Clara", "lead"), ("Dino", "observer")):
        log.write(device("Ana"), *decide_grant(roster(log), device("Ana"), card(member), SIGNED, role))
    log.write(device("Clara"), *decide_revoke(roster(log), device("Clara"), device("Bojan")))
    dino = roster(log).devices[device("Dino")].grants[0].name
    log.write(device("Clara"), *decide_end(roster(log), device("Clara"), dino))
    assert roles(log) == {"Ana": "lead", "Bojan": None, "Clara": "lead", "Dino": None}
    clara = roster(log).devices[device("Clara")]
    log.write(device("Ana"), *decide_end(roster(log), device("Ana"), clara.grants[0].name))
    assert roles(log) == {"Ana": "lead", "Bojan": None, "Clara": None, "Dino": None}
    log.write(device("Ana"), *decide_grant(roster(log), device("Ana"), card("Dino"), SIGNED, "member"))
    assert roles(log)["Dino"] == "member"


def refusals(log: Log) -> list[tuple[str, Any]]:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    log.grant(ana, "Clara", "member")
    emil = log.grant(ana, "Emil", "lead")
    log.grant(ana, "Dino", "member")
    log.revoke(ana, "Dino")
    team, a, b, c = roster(log), device("Ana"), device("Bojan"), device("Clara")
    return [
        ("roster.role", lambda: decide_grant(team, a, card("Fran"), SIGNED, "king")),
        ("roster.not_lead", lambda: decide_grant(team, c, card("Fran"), SIGNED, "member")),
        ("roster.card", lambda: decide_grant(team, a, {"member": "Fran"}, SIGNED, "member")),
        ("roster.barred", lambda: decide_grant(team, a, card("Dino"), SIGNED, "member")),
        ("roster.already", lambda: decide_grant(team, a, card("Clara"), SIGNED, "member")),
        ("roster.end_first", lambda: decide_grant(team, a, card("Clara"), SIGNED, "observer")),
        ("roster.no_grant", lambda: decide_end(team, a, "nothing")),
        ("roster.no_grant", lambda: decide_end(team, a, b)),
        ("roster.not_above", lambda: decide_end(team, b, emil.name)),
        ("roster.not_above", lambda: decide_end(team, b, bojan.name)),
        ("roster.founder", lambda: decide_end(team, b, ana.name)),
        ("roster.keep", lambda: decide_end(team, a, bojan.name, keep=ana.name)),
        ("roster.not_lead", lambda: decide_revoke(team, c, b)),
        ("roster.no_device", lambda: decide_revoke(team, a, device("Fran"))),
        ("roster.revoked", lambda: decide_revoke(team, a, device("Dino"))),
        ("roster.not_above", lambda: decide_revoke(team, b, device("Emil"))),
        ("roster.founder", lambda: decide_revoke(team, b, a)),
    ]


@pytest.mark.parametrize("number", range(17))
def test_what_a_desk_refuses_to_write(log: Log, number: int) -> None:
    cases = refusals(log)
    assert len(cases) == 17
    key, act = cases[number]
    with pytest.raises(Refused) as refused:
        act()
    assert refused.value.key == key
    sentence = str(refused.value)
    assert sentence != key
    assert "{" not in sentence


def test_entitled_is_what_decides(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    log.grant(ana, "Clara", "member")
    team = roster(log)
    a, b, c = device("Ana"), device("Bojan"), device("Clara")
    asked = [(a, b), (a, bojan.name), (b, c), (b, a), (b, b), (c, c), (a, "nothing"), (a, device("Nobody"))]
    assert [team.entitled(by, target) for by, target in asked] == [True, True, True, False, False, False, False, False]


def test_of_several_lead_grants_the_highest_acts(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    log.grant(bojan, "Clara", "lead")
    high = log.grant(ana, "Clara", "lead")
    assert roster(log).acting_grant(device("Clara"), lead=True) == high.name
    assert roster(log).acting_grant(device("Nobody"), lead=True) is None


def test_a_line_names_at_most_as_many_tips_as_it_may_and_those_of_leads_first(log: Log) -> None:
    ana = log.found_team("Ana")
    log.grant(ana, "Bojan", "member")
    for _ in range(ancestry.MAX_TIPS + 5):
        log.write(device("Bojan"), "noise", None, saw=[])
    own = log.grant(ana, "Clara", "member", saw=log.entries[:2])
    team = roster(log)
    assert len(team.tips) == ancestry.MAX_TIPS
    assert own.name in team.tips


def test_of_two_lines_of_one_name_the_same_one_is_taken_whatever_came_first(log: Log) -> None:
    ana = log.found_team("Ana")
    one = log.grant(ana, "Bojan", "member")
    two = log.grant(ana, "Clara", "member", saw=[ana])._replace(name=one.name)
    rosters = [evaluate(ana.hash, order) for order in ([ana, one, two], [ana, two, one])]
    assert rosters[0] == rosters[1]
    assert len(rosters[0].live()) == 2
