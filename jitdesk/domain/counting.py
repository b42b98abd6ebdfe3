"""Which acts of a roster count: the four rules of docs/merge.md, "Roster", line by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from jitdesk.domain.ancestry import Ancestry, Entry
from jitdesk.domain.changes import ROSTER, author
from jitdesk.kernel import canon
from jitdesk.kernel.values import ChangeName, is_id, sha256

LEAD, MEMBER, OBSERVER = "lead", "member", "observer"
ROLES = (OBSERVER, MEMBER, LEAD)  # lowest first
TEAM_LIMIT = 200

_SHAPES = {
    "found": {"card", "signature", "team"},
    "grant": {"card", "role", "signature", "under"},
    "end": {"grant", "keep", "successors", "under"},
    "revoke": {"device", "keep", "successors", "under"},
}
_CARD_TEXTS = ("age", "authority", "format", "function", "member", "sign", "state")


@dataclass(frozen=True)
class Grant:
    """What `author` gave to `device`, with the grants above it (as bits of its roster; none above the founder's)."""

    name: str
    device: str
    role: str
    author: str
    stamp: str
    bit: int
    above: int


class Strike(NamedTuple):
    """An `end` or a `revoke`: whom or what it hits, and the last line that it leaves standing."""

    name: str
    author: str
    under: str
    keep: str | None


def device_of(card: Any) -> str | None:
    """The id of the device whose card object this is; None if it has not the shape of a card."""
    if type(card) is not dict or not all(type(card.get(key)) is str for key in _CARD_TEXTS):
        return None
    try:
        return sha256(canon.encode(card))[:32]
    except ValueError:
        return None


def shape_holds(act: str, value: Any) -> bool:
    """Whether `value` has the shape that the known act wants; a line of another shape counts for nothing."""
    if type(value) is not dict or value.keys() != _SHAPES[act]:
        return False
    if act in ("found", "grant"):
        if device_of(value["card"]) is None or type(value["signature"]) is not str:
            return False
        if act == "found":
            return type(value["team"]) is str and 0 < len(value["team"].strip()) <= TEAM_LIMIT
        return value["role"] in ROLES and _is_name(value["under"])
    kept = value["keep"] is None or _is_name(value["keep"])
    successors = type(value["successors"]) is list and all(_is_name(n) for n in value["successors"])
    target = _is_name(value["grant"]) if act == "end" else is_id(value["device"])
    return kept and successors and target and _is_name(value["under"])


def _is_name(value: object) -> bool:
    return type(value) is str and ChangeName.parse(value) is not None


class Counting:
    """One run of the rules over the acts of one roster: what was ever `given`, which `grants` count and what `hits` each of them."""

    def __init__(self, workspace: str, past: Ancestry) -> None:
        self._past = past
        self.founding: Entry | None = None
        self.given: dict[str, Grant] = {}
        self.grants: dict[str, Grant] = {}
        self.hits: dict[str, list[Strike]] = {}
        self.cards: dict[str, dict[str, Any]] = {}
        self._ends: dict[str, list[Strike]] = defaultdict(list)
        self._revokes: dict[str, list[Strike]] = defaultdict(list)
        acts = [e for e in past.order if e.line.kind == ROSTER and e.line.field in _SHAPES and shape_holds(e.line.field, e.line.value)]
        for entry in acts:
            self._note_strike(entry)
        # Ancestors come first: whatever may uncount a lead grant acts under grants above it, and those are its ancestors.
        for entry in acts:
            if entry.line.field == "found":
                self._found(workspace, entry)
            elif entry.line.field == "grant":
                self._grant(entry)
        for grant in self.grants.values():
            if grant.role != LEAD:  # any lead may hit these, so all leads come first
                self.hits[grant.name] = [s for s in self.strikes(grant) if self.counts(s)]

    def live(self, grant: Grant) -> bool:
        """Whether the grant counts and nothing hits it."""
        return grant.name in self.grants and not self.hits[grant.name]

    def counts(self, strike: Strike) -> bool:
        """Whether an `end` or `revoke` counts; what it may hit is another question."""
        under = self.grants.get(strike.under)
        return under is not None and self._acts(strike.name, strike.author, under) and self._stands(strike.name, under)

    def strikes(self, grant: Grant) -> list[Strike]:
        """Every `end` and `revoke` that is aimed at the grant."""
        ends = [s for s in self._ends.get(grant.name, ()) if s.keep is None or author(s.keep) == grant.device]
        return ends + self._revokes.get(grant.device, [])

    def barred(self) -> Iterable[str]:
        """The devices that a revocation which counts names: nobody who saw it may grant them again."""
        return (device for device, strikes in self._revokes.items() if any(self.counts(s) for s in strikes))

    def frozen(self) -> list[str]:
        """Acts that this version does not know, by devices whose lines stand (see docs/merge.md, "An act that we do not know")."""
        own: dict[str, list[Grant]] = defaultdict(list)
        for grant in self.given.values():
            own[grant.device].append(grant)
        unknown = (e for e in self._past.order if e.line.kind != ROSTER or e.line.field not in _SHAPES)
        return [e.name for e in unknown if any(self._stands(e.name, g) for g in own[author(e.name)] or self._inherited(e))]

    def _inherited(self, entry: Entry) -> list[Grant]:
        """The grant under which a successor acts: one of the device that its card replaces, so that ending that one ends this too."""
        value = entry.line.value if type(entry.line.value) is dict else {}
        card, under = value.get("card"), value.get("under")
        grant = self.given.get(under) if type(under) is str else None
        replaces = type(card) is dict and device_of(card) == author(entry.name) and card.get("replaces")
        return [grant] if grant is not None and grant.device == replaces else []

    def _note_strike(self, entry: Entry) -> None:
        value = entry.line.value
        if entry.line.field not in ("end", "revoke"):
            return
        strike = Strike(entry.name, author(entry.name), value["under"], value["keep"])
        if entry.line.field == "end":
            self._ends[value["grant"]].append(strike)
        elif strike.keep is None or author(strike.keep) == value["device"]:
            self._revokes[value["device"]].append(strike)

    def _found(self, workspace: str, entry: Entry) -> None:
        name = ChangeName.parse(entry.name)
        device = device_of(entry.line.value["card"])
        if entry.hash != workspace or name is None or name.number != 1 or device is None or name.device != device:
            return
        self.founding = entry
        self._take(Grant(entry.name, device, LEAD, device, entry.line.stamp, self._past.bit(entry.name), 0), entry)
        self.grants[entry.name] = self.given[entry.name]
        self.hits[entry.name] = []

    def _grant(self, entry: Entry) -> None:
        value, by = entry.line.value, author(entry.name)
        device, under = device_of(value["card"]), self.given.get(value["under"])
        if device is None or under is None or not self._acts(entry.name, by, under):
            return
        grant = Grant(entry.name, device, value["role"], by, entry.line.stamp, self._past.bit(entry.name), under.above | under.bit)
        self._take(grant, entry)
        barred = any(self._past.saw(entry.name, s.name) and self.counts(s) for s in self._revokes.get(device, ()))
        if barred or not self._stands(entry.name, under):
            return
        self.grants[entry.name] = grant
        if grant.role == LEAD:
            self.hits[entry.name] = [s for s in self.strikes(grant) if self._above(s, grant) and self.counts(s)]

    def _take(self, grant: Grant, entry: Entry) -> None:
        self.given[grant.name] = grant
        self.cards[grant.device] = entry.line.value["card"]

    def _above(self, strike: Strike, grant: Grant) -> bool:
        under = self.grants.get(strike.under)
        return under is not None and bool(under.bit & grant.above)

    def _acts(self, name: str, by: str, under: Grant) -> bool:
        return under.role == LEAD and under.device == by and self._past.saw(name, under.name)

    def _stands(self, name: str, under: Grant) -> bool:
        return under.name in self.grants and all(self._keeps(s, name) for s in self.hits[under.name])

    def _keeps(self, strike: Strike, name: str) -> bool:
        # By ancestry and not by number: a fork that claims a lower number is not kept.
        return strike.keep is not None and (strike.keep == name or self._past.saw(strike.keep, name))
