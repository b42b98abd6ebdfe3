"""The roster, row by row of the table in docs/merge.md: what counts when two leads act apart, and what a desk refuses to write."""

from __future__ import annotations

from typing import Any

import pytest

from jitdesk.domain import ancestry
from jitdesk.domain import roster as rosters
from jitdesk.domain.changes import author
from jitdesk.domain.counting import MOST_ABOVE, MOST_SUCCESSIONS
from jitdesk.domain.roster import QUOTA, Roster, decide_end, decide_grant, decide_rekey, decide_revoke, decide_succeed, evaluate, found
from jitdesk.domain.shapes import device_of
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


def test_an_unknown_act_freezes_while_its_author_leads(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    unknown = log.write(device("Bojan"), "unheard", {"under": bojan.name})
    assert roster(log).unknown == (unknown.name,)
    with pytest.raises(Refused) as refused:
        decide_grant(roster(log), device("Ana"), card("Clara"), SIGNED, "member")
    assert refused.value.key == "roster.newer"
    log.revoke(ana, "Bojan")
    assert roster(log).unknown == ()


def test_an_unknown_act_of_whoever_does_not_lead_freezes_nothing(log: Log) -> None:
    """One line of a member would stop the whole team until every desk is upgraded to a version that nobody writes."""
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "member")
    log.grant(ana, "Clara", "observer")
    for member in ("Bojan", "Clara", "Nobody"):
        log.write(device(member), "unheard", {"card": card(member, device("Ana")), "under": ana.name})
    heir = log.succeed(bojan, "Bojan2")
    log.write(author(heir.name), "unheard", None)
    assert roster(log).unknown == ()


def test_an_unknown_act_of_a_lead_who_was_ended_freezes_nothing_unless_it_was_kept(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    before = list(log.entries)
    kept = log.write(device("Bojan"), "unheard", None)
    log.end(ana, bojan, keep=kept)
    log.write(device("Bojan"), "unheard", None, saw=before)
    assert roster(log).unknown == (kept.name,)


def test_an_unknown_act_of_a_successor_freezes_until_the_one_before_it_is_revoked(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    heir = log.succeed(bojan, "Bojan2")
    unknown = log.write(author(heir.name), "unheard", None)
    assert roster(log).unknown == (unknown.name,)
    log.revoke(ana, "Bojan")
    assert roster(log).unknown == ()


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
    ("found", {"card": card("Clara"), "signature": SIGNED, "team": "JIT\nSava River"}),
    ("succeed", {"card": card("Clara"), "signature": SIGNED}),
    ("rekey", {"age": "age1", "function": "f", "hybrid": None, "under": None}),
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
        ("roster.team", lambda: found(card("Ana"), SIGNED, "JIT\nSava River")),
        ("roster.function", lambda: decide_rekey(team, c, "age1new", None, " ")),
        ("right.removed", lambda: decide_rekey(team, device("Dino"), "age1new", None, "analyst")),
        ("right.removed", lambda: decide_succeed(team, device("Dino"), card("Dino2", device("Dino")), SIGNED)),
        ("roster.no_successor", lambda: decide_revoke(team, a, c, successors=[emil.name])),
        ("roster.quota", lambda: decide_rekey(crowded(log, c), c, "age1new", None, "analyst")),
        ("roster.not_above", lambda: decide_revoke(team, b, device("Emil"))),
        ("roster.founder", lambda: decide_revoke(team, b, a)),
    ]


def crowded(log: Log, by: str) -> Roster:
    """The roster after that device filled its quota."""
    for _ in range(QUOTA):
        log.write(by, "rekey", None)
    return roster(log)


@pytest.mark.parametrize("number", range(23))
def test_what_a_desk_refuses_to_write(log: Log, number: int) -> None:
    cases = refusals(log)
    assert len(cases) == 23
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
    bojan = log.grant(ana, "Bojan", "lead")
    for _ in range(ancestry.MAX_TIPS + 5):
        log.write(device("Bojan"), "end", None, saw=[bojan])
    log.end(ana, bojan, saw=[bojan])
    own = log.grant(ana, "Clara", "member", saw=log.entries[:2])
    team = roster(log)
    assert len(team.tips) == ancestry.MAX_TIPS
    assert own.name in team.tips


def test_no_honest_line_names_a_line_of_a_device_that_never_led_but_that_device_itself(log: Log) -> None:
    """Another desk may have left it out: a line that names it would refuse every bundle there."""
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "member")
    log.rekey(bojan, "age1new")
    heir = log.succeed(bojan, "Bojan2")
    log.write(author(heir.name), "noise", None)
    team = roster(log)
    assert team.tips == (bojan.name,)
    assert set(team.tips_for(author(heir.name))) == {bojan.name, log.entries[-1].name, log.entries[2].name}
    assert log.entries[2].name.startswith(device("Bojan"))
    log.write(device("Ana"), "grant", {**bojan.line.value, "role": "lead"})
    assert heir.name not in roster(log).tips  # it stands in the place of the grant as member only
    assert log.entries[2].name in roster(log).tips


# In the place of another: rekey and succeed.


def test_a_device_gives_itself_new_keys_under_any_live_grant(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "observer")
    log.rekey(bojan, "age1second")
    log.rekey(bojan, "age1third", stamp=1)
    log.rekey(ana, "age1founder")
    devices = roster(log).devices
    shown = devices[device("Bojan")].card
    assert (shown["age"], shown["function"], shown["sign"]) == ("age1third", "analyst", card("Bojan")["sign"])
    assert devices[device("Ana")].card["age"] == "age1founder"


def test_of_two_rekeys_that_did_not_see_each_other_the_later_stands(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "member")
    log.rekey(bojan, "age1late", saw=[bojan], stamp=90)
    log.rekey(bojan, "age1early", saw=[bojan], stamp=80)
    assert roster(log).devices[device("Bojan")].card["age"] == "age1late"


def test_nobody_rekeys_another_and_nobody_who_is_out_themselves(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "member")
    clara = log.grant(ana, "Clara", "lead")
    value = {"age": "age1evil", "function": "x", "hybrid": None, "under": bojan.name}
    log.write(device("Clara"), "rekey", value)
    log.write(device("Bojan"), "rekey", value | {"under": clara.name})
    log.write(device("Bojan"), "rekey", value, saw=[ana])
    log.write(device("Bojan"), "rekey", value | {"hybrid": 1})
    log.write(device("Bojan"), "rekey", value | {"function": "two\nlines"})
    before = list(log.entries)
    log.revoke(ana, "Bojan")
    log.rekey(bojan, "age1after", saw=before)
    assert {d.card["age"] for d in roster(log).devices.values()} == {"age1ana", "age1bojan", "age1clara"}


def test_what_a_revocation_keeps_of_rekeys_stays(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "member")
    kept = log.rekey(bojan, "age1kept")
    log.rekey(bojan, "age1beyond")
    log.revoke(ana, "Bojan", keep=kept)
    assert roster(log).devices[device("Bojan")].card["age"] == "age1kept"


def test_a_successor_has_the_role_and_the_place_of_the_one_before_it(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    clara = log.grant(bojan, "Clara", "lead")
    emil = log.grant(ana, "Emil", "lead")
    heir = log.succeed(bojan, "Bojan2")
    assert roles(log) == {"Ana": "lead", "Bojan": "lead", "Bojan2": "lead", "Clara": "lead", "Emil": "lead"}
    team, new = roster(log), author(heir.name)
    assert team.line_of(new) == (new, device("Bojan"))
    assert team.devices[device("Bojan")].heirs == (new,)
    a, b, c, e = (device(m) for m in ("Ana", "Bojan", "Clara", "Emil"))
    asked = [(new, c), (new, e), (new, b), (b, new), (a, new), (c, new), (e, new), (new, a)]
    assert [team.entitled(by, on) for by, on in asked] == [True, False, False, False, True, False, False, False]
    log.end(heir, clara)
    log.end(emil, heir)
    assert roles(log)["Clara"] is None
    assert roles(log)["Bojan2"] == "lead"


def test_what_a_lead_did_before_can_be_undone_by_who_stands_in_their_place_and_by_who_is_above(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    heir = log.succeed(bojan, "Bojan2")
    dino = log.grant(heir, "Dino", "lead")
    emil = log.grant(dino, "Emil", "lead")
    log.end(bojan, dino)
    assert (roles(log)["Dino"], roles(log)["Emil"]) == (None, None)
    assert emil.name not in roster(log).tips
    log.revoke(ana, author(heir.name))
    assert (roles(log)["Bojan2"], roles(log)["Bojan"]) == (None, "lead")


def test_a_successor_of_the_founder_is_above_all_and_nobody_is_above_it(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    heir = log.succeed(ana, "Ana2")
    log.revoke(bojan, author(heir.name))
    log.revoke(heir, "Bojan")
    assert roles(log) == {"Ana": "lead", "Ana2": "lead", "Bojan": None}
    assert roster(log).founder == device("Ana")


@pytest.mark.parametrize("kept", [True, False])
def test_who_is_revoked_takes_the_successor_along_unless_it_is_named(log: Log, kept: bool) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "member")
    heir = log.succeed(bojan, "Bojan2")
    second = log.succeed(heir, "Bojan3")
    log.revoke(ana, "Bojan", keep=log.rekey(bojan, "age1last"), successors=[heir] if kept else [])
    out = "member" if kept else None
    assert roles(log) == {"Ana": "lead", "Bojan": None, "Bojan2": out, "Bojan3": out}
    assert not roster(log).devices[author(second.name)].revoked


def test_two_successors_both_stand_and_show_at_the_device(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "member")
    before = list(log.entries)
    heirs = [log.succeed(bojan, name, saw=before) for name in ("Bojan2", "Bojan3")]
    team = roster(log)
    assert team.devices[device("Bojan")].heirs == tuple(sorted(author(h.name) for h in heirs))
    log.revoke(ana, author(heirs[0].name))
    assert roster(log).devices[device("Bojan")].heirs == (author(heirs[1].name),)


def test_a_forked_roster_log_shows_at_the_device_and_both_branches_stand(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    value = {"role": "member", "signature": SIGNED, "under": bojan.name}
    log.write(device("Bojan"), "grant", value | {"card": card("Clara")}, number=1)
    assert not roster(log).devices[device("Bojan")].forked
    log.write(device("Bojan"), "grant", value | {"card": card("Dino")}, number=1)
    assert roster(log).devices[device("Bojan")].forked
    assert roles(log) == {"Ana": "lead", "Bojan": "lead", "Clara": "member", "Dino": "member"}


def test_who_stands_in_no_ones_place(log: Log) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "member")
    new = card("Bojan2", device("Bojan"))
    value = {"card": new, "signature": SIGNED, "under": bojan.name}
    log.write(device("Bojan"), "succeed", value)  # not by the new device
    log.write(str(device_of(new)), "succeed", value, saw=[ana])  # has not seen the grant
    log.write(str(device_of(new)), "succeed", value | {"under": ana.name})  # the founder's grant is not that of the device replaced
    alone = {"card": card("Clara"), "signature": SIGNED, "under": bojan.name}
    log.write(device("Clara"), "succeed", alone)  # its card replaces nobody
    before = list(log.entries)
    log.revoke(ana, "Bojan")
    log.write(str(device_of(new)), "succeed", value, saw=before)  # revocation and succession: the revocation
    assert roles(log) == {"Ana": "lead", "Bojan": None, "Bojan2": None}


def test_a_member_who_leads_since_is_succeeded_in_both_grants(log: Log) -> None:
    ana = log.found_team("Ana")
    log.grant(ana, "Bojan", "member")
    lead = log.grant(ana, "Bojan", "lead")
    new = card("Bojan2", device("Bojan"))
    for act in decide_succeed(roster(log), device("Bojan"), new, SIGNED):
        log.write(str(device_of(new)), *act)
    assert roles(log)["Bojan2"] == "lead"
    log.end(ana, lead)
    assert (roles(log)["Bojan"], roles(log)["Bojan2"]) == ("member", "member")


def test_successions_come_to_an_end(log: Log) -> None:
    ana = log.found_team("Ana")
    grant = log.grant(ana, "Bojan", "lead")
    for number in range(MOST_SUCCESSIONS + 3):
        grant = log.succeed(grant, f"Bojan{number}")
    assert len(roster(log).live()) == MOST_SUCCESSIONS + 2


def test_a_chain_of_leads_has_an_end(log: Log) -> None:
    """Else whoever leads could make the question who is above whom as long as they like."""
    grant = log.found_team("Ana")
    for number in range(MOST_ABOVE + 3):
        grant = log.grant(grant, f"Bojan{number}", "lead")
    team = roster(log)
    assert len(team.live()) == MOST_ABOVE + 1
    last = device(f"Bojan{MOST_ABOVE - 1}")
    assert team.is_lead(last)
    with pytest.raises(Refused) as refused:
        decide_grant(team, last, card("Clara"), SIGNED, "member")
    assert refused.value.key == "roster.too_deep"


def test_what_the_founder_saw_is_not_counted_against_the_other_leads(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = log.found_team("Ana")
    bojan = log.grant(ana, "Bojan", "lead")
    clara = log.grant(bojan, "Clara", "member")
    log.grant(bojan, "Dino", "member")
    assert roster(log).unseen.lines == 2
    log.rekey(clara, "age1new")  # by who never led: counted elsewhere
    assert roster(log).unseen.lines == 2
    heir = log.succeed(ana, "Ana2")
    assert roster(log).unseen.lines == 0
    log.rekey(bojan, "age1new", saw=[bojan])
    assert roster(log).unseen.lines == 1
    monkeypatch.setattr(rosters, "MOST_UNSEEN", rosters.Extent(1, 1 << 20))
    team = roster(log)
    assert not team.overrun
    with pytest.raises(Refused) as refused:
        decide_revoke(team, device("Bojan"), device("Dino"))
    assert refused.value.key == "roster.unseen_full"
    assert decide_revoke(team, author(heir.name), device("Dino"))
    monkeypatch.setattr(rosters, "MOST", team.size)
    with pytest.raises(Refused) as refused:
        decide_revoke(team, author(heir.name), device("Dino"))
    assert refused.value.key == "roster.full"


def test_of_two_lines_of_one_name_the_same_one_is_taken_whatever_came_first(log: Log) -> None:
    ana = log.found_team("Ana")
    one = log.grant(ana, "Bojan", "member")
    two = log.grant(ana, "Clara", "member", saw=[ana])._replace(name=one.name)
    rosters = [evaluate(ana.hash, order) for order in ([ana, one, two], [ana, two, one])]
    assert rosters[0] == rosters[1]
    assert len(rosters[0].live()) == 2
