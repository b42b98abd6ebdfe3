"""Random histories of a team, honest desks and liars, delivered in any order: one answer; and an ended lead changes nothing."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from jitdesk.domain import charter as charters
from jitdesk.domain.ancestry import Entry
from jitdesk.domain.changes import CHARTER
from jitdesk.domain.roster import Roster, decide_end, decide_grant, decide_rekey, decide_revoke, decide_succeed, device_of, evaluate
from jitdesk.kernel.errors import Refused
from tests.unit.domain.roster_lines import SIGNED, Log, card, device

MEMBERS = ["Ana", "Bojan", "Clara", "Dino", "Emil"]
ROLES = ["lead", "lead", "member", "observer"]
STEP = st.tuples(
    st.sampled_from(["grant", "grant", "end", "revoke", "succeed", "succeed", "rekey", "meet", "lie", "lie"]),
    st.sampled_from(MEMBERS),
    st.sampled_from(MEMBERS),
    st.sampled_from(ROLES),
    st.integers(0, 1 << 16),
)


class History:
    """Five desks, each with what it has seen; a step is an honest act, a lie, or two desks that meet.

    A desk that succeeds goes on with new keys; a liar has all the keys that were ever theirs.
    """

    def __init__(self) -> None:
        self.log = Log()
        founding = self.log.found_team("Ana")
        self.workspace = founding.hash
        self.seen: dict[str, list[Entry]] = {m: [founding] for m in MEMBERS}
        self.cards: dict[str, list[dict[str, Any]]] = {m: [card(m)] for m in MEMBERS}

    def play(self, steps: list[tuple[str, str, str, str, int]]) -> None:
        for act, by, on, role, chance in steps:
            if act == "meet":
                both = {e.name: e for e in self.seen[by] + self.seen[on]}
                self.seen[by], self.seen[on] = list(both.values()), list(both.values())
            elif act == "lie":
                self.seen[by].append(self.lie(by, on, role, random.Random(chance)))
            else:
                self._decide(act, by, on, role, random.Random(chance))

    def devices(self, member: str) -> list[str]:
        """Every device that was ever a member's, the newest last."""
        return [str(device_of(one)) for one in self.cards[member]]

    def _decide(self, act: str, by: str, on: str, role: str, chance: random.Random) -> None:
        roster = evaluate(self.workspace, self.seen[by])
        own, other = self.devices(by)[-1], chance.choice(self.devices(on))
        heirs = [g.name for d in roster.devices[other].heirs for g in roster.devices[d].grants] if roster.ever(other) else []
        kept = chance.sample(heirs, chance.randint(0, len(heirs)))
        try:
            if act == "grant":
                decided = [decide_grant(roster, own, chance.choice(self.cards[on]), SIGNED, role)]
            elif act == "revoke":
                decided = [decide_revoke(roster, own, other, successors=kept)]
            elif act == "end":
                decided = [decide_end(roster, own, next((g.name for g in roster.targets(other)), ""), successors=kept)]
            elif act == "rekey":
                decided = [decide_rekey(roster, own, f"age1{chance.random()}", None, "analyst")]
            else:
                new = card(f"{by}{len(self.cards[by])}", own)
                decided = decide_succeed(roster, own, new, SIGNED)
                self.cards[by].append(new)
        except Refused:
            return
        author = self.devices(by)[-1]
        tips = self.seen[by] if act not in ("rekey", "succeed") else [e for e in self.seen[by] if e.name in roster.tips_for(own)]
        for one in decided:
            tips = [*tips, self.log.write(author, *one, saw=tips)]
            self.seen[by].append(tips[-1])

    def lie(self, by: str, on: str, role: str, chance: random.Random) -> Entry:
        """Any act, under any grant, after any lines, with any date and number, by any device that was the liar's; the log is signed."""
        new = card(f"{by}{len(self.cards[by])}", chance.choice(self.devices(by)))
        act, value = lie(self.log, new, chance.choice(self.cards[on]), role, chance)
        some = chance.sample(self.log.entries, chance.randint(0, min(4, len(self.log.entries))))
        author = chance.choice(self.devices(by))
        if act == "succeed":
            self.cards[by].append(new)
            author = str(device_of(new))
        return self.log.write(author, act, value, saw=some, number=chance.randint(0, 4), stamp=chance.randint(0, 99))


def lie(log: Log, new: dict[str, Any], other: dict[str, Any], role: str, chance: random.Random) -> tuple[str, dict[str, Any]]:
    """Any act, under any grant.

    What others' cards and successions look like is checked where they come in: nobody has a card that replaces a device without its key.
    """
    under, grant = chance.choice(log.entries).name, chance.choice(log.entries).name
    keep = chance.choice([None, *(e.name for e in log.entries)])
    kept = [e.name for e in chance.sample(log.entries, chance.randint(0, min(2, len(log.entries))))]
    strike = {"keep": keep, "successors": kept, "under": under}
    signed = {"signature": SIGNED, "under": under}
    lies: list[tuple[str, dict[str, Any]]] = [
        ("grant", {"card": other, "role": role} | signed),
        ("end", {"grant": grant} | strike),
        ("revoke", {"device": str(device_of(other))} | strike),
        ("found", {"card": other, "signature": SIGNED, "team": "Not Sava River"}),
        ("succeed", {"card": new} | signed),
        ("rekey", {"age": f"age1{chance.random()}", "function": "analyst", "hybrid": None, "under": under}),
        ("unheard", {"under": under}),
    ]
    return chance.choice(lies)


def roles(roster: Roster) -> dict[str, tuple[Any, ...]]:
    return {d.device: (d.role, d.revoked, [g.name for g in d.grants]) for d in roster.devices.values() if d.role or d.revoked}


@settings(max_examples=150)
@given(st.lists(STEP, max_size=30), st.randoms(use_true_random=False))
def test_any_order_and_any_duplicates_give_one_roster(steps: list[Any], chance: random.Random) -> None:
    history = History()
    history.play(steps)
    entries = history.log.entries
    roster = evaluate(history.workspace, entries)
    shuffled = chance.sample(entries, len(entries)) + chance.choices(entries, k=5)
    assert evaluate(history.workspace, shuffled) == roster
    assert evaluate(history.workspace, chance.sample(entries, len(entries) // 2)).promoted <= roster.promoted
    assert roster.is_lead(device("Ana"))
    assert roster.founder == device("Ana")
    assert all(roster.closed(d) or roster.role(d) for d in roster.devices)


@settings(max_examples=150)
@given(st.lists(STEP, min_size=5, max_size=30), st.randoms(use_true_random=False))
def test_whoever_leads_no_longer_changes_nothing(steps: list[Any], chance: random.Random) -> None:
    history = History()
    history.play(steps)
    before = evaluate(history.workspace, history.log.entries)
    out = [m for m in MEMBERS if not any(before.lead_grants(d) for d in history.devices(m))]
    for _ in range(4 * bool(out)):
        history.lie(chance.choice(out), chance.choice(MEMBERS), chance.choice(ROLES), chance)
    after = evaluate(history.workspace, history.log.entries)
    assert roles(before).items() <= roles(after).items()
    new = after.devices.keys() - before.devices.keys()
    assert all(after.role(d) in (None, before.role(after.line_of(d)[-1])) for d in new)  # a member may go on as a new device
    assert (after.led, after.barred, after.asked, after.unknown) == (before.led, before.barred, before.asked, before.unknown)


@settings(max_examples=100)
@given(st.lists(STEP, min_size=3, max_size=25))
def test_an_honest_decision_has_the_effect_that_was_asked_for(steps: list[Any]) -> None:
    history = History()
    history.play(steps)
    roster = evaluate(history.workspace, history.log.entries)
    for member in MEMBERS[1:]:
        if roster.entitled(device("Ana"), device(member)) and not roster.devices[device(member)].revoked:
            act = decide_revoke(roster, device("Ana"), device(member))
            history.log.write(device("Ana"), *act)
            roster = evaluate(history.workspace, history.log.entries)
            assert roster.role(device(member)) is None
            assert roster.devices[device(member)].revoked


CHARTER_STEP = st.tuples(
    st.sampled_from(["reader", "unread", "accept", "reject", "erase"]),
    st.sampled_from(MEMBERS),
    st.sampled_from(MEMBERS),
    st.integers(0, 1 << 16),
)


@settings(max_examples=150)
@given(st.lists(STEP, max_size=12), st.lists(CHARTER_STEP, max_size=20), st.booleans(), st.randoms(use_true_random=False))
def test_any_order_gives_one_charter(team: list[Any], steps: list[Any], everyone: bool, chance: random.Random) -> None:
    history = History()
    history.play(team)
    roster = evaluate(history.workspace, history.log.entries)
    log = Log(CHARTER)
    readers = "all" if everyone else sorted(device(m) for m in MEMBERS[:3])
    founding = log.write(device("Ana"), "found", {"name": "Identities", "readers": readers})
    for act, by, on, seed in steps:
        luck = random.Random(seed)
        some = luck.choice([log.entries, luck.sample(log.entries, luck.randint(0, len(log.entries)))])
        until = luck.choice(log.entries).name
        value = {"device": device(on)} if act in ("reader", "unread") else {"device": until[:32], "until": until}
        log.write(device(by), act, value, saw=some, stamp=luck.choice([0, 1]))
    charter = charters.evaluate(founding.hash, log.entries, roster)
    shuffled = chance.sample(log.entries, len(log.entries)) + chance.choices(log.entries, k=3)
    assert charters.evaluate(founding.hash, shuffled, roster) == charter
    assert charter.keepers <= charter.readers <= {d.device for d in roster.live()}
    assert charter.founder == device("Ana")
    assert device("Ana") in charter.readers or any(a == "unread" and by == on == "Ana" for a, by, on, _ in steps)
