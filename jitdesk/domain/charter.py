"""The charter of a compartment: who reads and who keeps it, as a function of its charter lines (docs/merge.md, "Compartments")."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from msgspec import UNSET

from jitdesk.domain import erasure
from jitdesk.domain.ancestry import Ancestry, Entry
from jitdesk.domain.changes import CHARTER, author
from jitdesk.domain.erasure import Order, Target
from jitdesk.domain.roster import Roster
from jitdesk.domain.shapes import TEXT_LIMIT, is_label
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import ChangeName, is_id

ALL: Literal["all"] = "all"

MOST_GRANTS = 1_024  # what a line may name in `saw`
# What a device may add to a charter without a person's word: what a desk remembers of who saw what grows with the square of it.
MOST_ACTS = 2_000
MOST_BYTES = 64 << 20

Act = tuple[str, dict[str, Any]]

_SHAPES = {
    "found": {"name", "readers"},
    "reader": {"device"},
    "unread": {"device"},
    "accept": {"device", "until"},
    "reject": {"device", "until"},
    erasure.ACT: {"changes", "field", "reason", "records"},
}


@dataclass(frozen=True)
class Charter:
    """A compartment as the lines held make it; without a founding line by a lead nobody reads it."""

    compartment: str
    name: str
    founder: str
    founders: frozenset[str]  # the device that founded it and those in its place
    everyone: bool  # founded for the whole team: who joins later reads it too
    readers: frozenset[str]
    keepers: frozenset[str]
    acceptances: Mapping[str, tuple[str, ...]]  # device: the changes up to which its closed log was accepted
    rejections: Mapping[str, tuple[str, ...]]
    tips: tuple[str, ...]
    unknown: tuple[str, ...]  # acts of a newer version that may count: nothing is sent or applied
    closed: frozenset[str]  # devices of the team whose logs take nothing more here
    orders: Mapping[str, Order] = field(default_factory=dict)  # to erase, by the name of the change that gave them

    def reads(self, device: str) -> bool:
        """Whether the device reads the compartment now."""
        return device in self.readers

    def log_closed(self, device: str) -> bool:
        """Whether lines of the device wait here for a keeper's word; true of a device that was never let in."""
        return device not in self.readers or device in self.closed

    def accepted(self, name: str) -> bool | None:
        """What keepers said of a change in a closed log: True, False, or None if it waits; of a fork, ask for the accepted branch only."""
        change = ChangeName.parse(name)
        if change is None:
            return None
        if any(_covers(until, change) for until in self.acceptances.get(change.device, ())):
            return True
        return False if any(_covers(until, change) for until in self.rejections.get(change.device, ())) else None


def evaluate(compartment: str, entries: Iterable[Entry], roster: Roster, applied: Container[str] = ()) -> Charter:
    """The charter that the lines make under a roster; `applied` names lines that this desk applied while their log was open."""
    # Of a device that never led nothing counts here: left out, its lines cannot be what an honest one names.
    acts = (e for e in entries if e.line.kind == CHARTER and author(e.name) in roster.promoted)
    run = _Run(compartment, Ancestry(acts), roster)
    standing = run.standing(applied)
    readers = run.readers(standing)
    return Charter(
        compartment,
        name=run.founding.line.value["name"] if run.founding else "",
        founder=author(run.founding.name) if run.founding else "",
        founders=frozenset(d.device for d in roster.live() if run.founds(d.device)),
        everyone=run.everyone,
        readers=readers,
        keepers=frozenset(d for d in readers if roster.lead_grants(d)),
        acceptances=run.words("accept", standing),
        rejections=run.words("reject", standing),
        tips=run.past.tips(standing, roster.promoted),
        unknown=tuple(n for n in run.unknown if n in standing),
        closed=frozenset(d for d in roster.devices if roster.closed(d)),
        orders=run.orders(standing),
    )


def found(name: str, readers: Iterable[str] | Literal["all"]) -> Act:
    """The act that founds a compartment for the whole team (ALL) or for the devices named; the author's own must be among them."""
    if not is_label(name):
        raise Refused("charter.name", most=TEXT_LIMIT)
    devices = readers if readers == ALL else sorted(set(readers))
    if not devices:
        raise Refused("charter.no_readers")
    return "found", {"name": name, "readers": devices}


def let_in_as_leads(roster: Roster, act: str, value: Mapping[str, Any]) -> list[str]:
    """What a line that lets devices in names in `saw`: the lead grants of those that lead (docs/merge.md, "Compartments")."""
    named = {"found": value.get("readers"), "reader": [value.get("device")]}.get(act)
    devices = named if type(named) is list else []
    return sorted({grant for device in devices for grant in roster.lead_grants(device)})[:MOST_GRANTS]


def decide_readers(charter: Charter, roster: Roster, by: str, devices: Iterable[str]) -> list[Act]:
    """The acts by which the keeper `by` makes `devices` the readers; none if they are already.

    A device in whose place one of them stands stays: taking it out would take out its successor.
    """
    wanted = set(devices)
    _must_keep(charter, by)
    if charter.everyone:
        raise Refused("charter.everyone", name=charter.name)
    if by not in wanted:
        raise Refused("charter.keep_yourself", name=charter.name)
    for device in sorted(wanted - charter.readers):
        if roster.role(device) is None:
            raise Refused("charter.not_in_team", name=charter.name, device=device)
    gone = sorted(charter.readers - wanted.union(*map(roster.line_of, wanted)))
    for device in gone:
        if device in charter.keepers and by not in charter.founders:
            raise Refused("charter.founder_only", name=charter.name, member=roster.devices[device].member)
    let_in: list[Act] = [("reader", {"device": device}) for device in sorted(wanted - charter.readers)]
    return let_in + [("unread", {"device": device}) for device in gone]


def decide_accept(charter: Charter, by: str, until: str) -> Act:
    """The act by which the keeper `by` accepts a closed log up to the change `until`."""
    _must_keep(charter, by)
    return "accept", {"device": author(until), "until": until}


def decide_reject(charter: Charter, by: str, until: str) -> Act:
    """The act by which the keeper `by` rejects a closed log up to the change `until`; it settles only what no keeper accepted."""
    _must_keep(charter, by)
    return "reject", {"device": author(until), "until": until}


def decide_let_in_again(charter: Charter, by: str, device: str) -> list[Act]:
    """The acts by which the keeper `by` says of a reader that it is now let in as a lead, so that no other keeper can take it out."""
    known = by in charter.keepers and not charter.unknown and not charter.everyone
    return [("reader", {"device": device})] if known and charter.reads(device) else []


def decide_erase(charter: Charter, by: str, reason: str, records: Iterable[Target], field: str | None, changes: Iterable[str]) -> list[Act]:
    """The acts by which the keeper `by` orders records, or the known `changes` of one field of one record, to be erased."""
    _must_keep(charter, by)
    return erasure.acts(reason, records, field, changes)


def _must_keep(charter: Charter, by: str) -> None:
    if by not in charter.keepers:
        raise Refused("charter.not_keeper", name=charter.name)
    if charter.unknown:
        raise Refused("charter.newer", name=charter.name)


def _covers(until: str, change: ChangeName) -> bool:
    last = ChangeName.parse(until)
    return last is not None and last.device == change.device and (change.number < last.number or change == last)


def _shape_holds(act: str, value: Any) -> bool:
    if type(value) is not dict or value.keys() != _SHAPES[act]:
        return False
    if act == "found":
        name, readers = value["name"], value["readers"]
        listed = type(readers) is list and all(is_id(d) for d in readers) and readers == sorted(set(readers))
        return is_label(name) and (readers == ALL or listed)
    if act == erasure.ACT:
        return erasure.shape_holds(value)
    if act in ("accept", "reject"):
        until = ChangeName.parse(value["until"]) if type(value["until"]) is str else None
        return until is not None and until.device == value["device"]
    return is_id(value["device"])


class _Run:
    """The lines that could count, by who was let in and led; whether their author's log is still open comes after (`standing`)."""

    def __init__(self, compartment: str, past: Ancestry, roster: Roster) -> None:
        self.past = past
        self.roster = roster
        self.founding: Entry | None = None
        self.everyone = False
        self.unknown: list[str] = []
        self._lines: dict[str, Entry] = {}
        self._lets: dict[str, list[str]] = {}  # device: lines that let it in; `found` for all stands under ALL
        self._outs: dict[str, list[str]] = {}
        for entry in past.order:
            if entry.line.field not in _SHAPES:
                if author(entry.name) in roster.led and self._let_in(entry):
                    self.unknown.append(entry.name)
                    self._lines[entry.name] = entry
            elif _shape_holds(entry.line.field, entry.line.value):
                self._take(compartment, entry)

    def standing(self, applied: Container[str]) -> set[str]:
        """The lines that count: of open logs, applied here before the log was closed, or accepted by a keeper; acceptances add up."""
        reading = self.readers(self._lines)
        stands = {n for n, e in self._lines.items() if n in applied or e is self.founding or self._open(e, reading)}
        while True:
            words = self.words("accept", stands)
            more = {n for n in self._lines if n not in stands and _said(words, n)}
            if not more:
                return stands
            stands |= more

    def readers(self, standing: Container[str]) -> frozenset[str]:
        """The live devices that `standing` lines let in and do not take out."""
        return frozenset(d.device for d in self.roster.live() if self._reads(d.device, standing))

    def words(self, act: str, standing: Container[str]) -> dict[str, tuple[str, ...]]:
        """What `accept` or `reject` lines among `standing` name, by device."""
        said: dict[str, set[str]] = {}
        for entry in self._lines.values():
            if entry.line.field == act and entry.name in standing:
                said.setdefault(entry.line.value["device"], set()).add(entry.line.value["until"])
        return {device: tuple(sorted(names)) for device, names in sorted(said.items())}

    def orders(self, standing: Container[str]) -> dict[str, Order]:
        """The orders to erase among `standing`, by name."""
        those = (entry for entry in self._lines.values() if entry.line.field == erasure.ACT and entry.name in standing)
        return {entry.name: erasure.parse(entry.name, entry.line.value) for entry in those}

    def _take(self, compartment: str, entry: Entry) -> None:
        by, act, value = author(entry.name), entry.line.field, entry.line.value
        if act == "found":
            self._found(compartment, by, entry)
        elif by in self.roster.led and self._let_in(entry) and not (act == "unread" and self.everyone):
            self._lines[entry.name] = entry
            if act in ("reader", "unread"):
                (self._lets if act == "reader" else self._outs).setdefault(value["device"], []).append(entry.name)

    def _found(self, compartment: str, by: str, entry: Entry) -> None:
        name, readers = ChangeName.parse(entry.name), entry.line.value["readers"]
        let_in = readers == ALL or by in readers
        if entry.hash == compartment and name and name.number == 1 and by in self.roster.led and let_in:
            self.founding, self.everyone = entry, readers == ALL
            self._lines[entry.name] = entry
            for device in [ALL] if self.everyone else readers:
                self._lets[device] = [entry.name]

    def founds(self, device: str) -> bool:
        """Whether the device founded the compartment, or stands in the place of the one that did."""
        return self.founding is not None and author(self.founding.name) in self.roster.line_of(device)

    def _shielded(self, device: str, lets: Iterable[str]) -> bool:
        """Whether only the founding device takes this one out: it leads, and founded the compartment or was let in as a lead.

        That it was a lead then is what the line that let it in says, and no date: whoever writes a date can write an older one. Nobody says
        so of themselves, or a member who was taken out and leads later would let themselves in again.
        """
        grants = self.roster.lead_grants(device)
        line = self.roster.line_of(device)
        if grants and self.founds(device):
            return True
        others = (self._lines[n].line for n in lets if author(n) not in line)
        return any(not grants.isdisjoint(entry.saw) for entry in others if entry.saw is not UNSET)

    def _let_in(self, entry: Entry) -> bool:
        """Whether the author reads by what the line itself had seen."""
        by = author(entry.name)
        line = self.roster.line_of(by)
        seen = {n for of in (self._lets, self._outs) for d in (*line, ALL) for n in of.get(d, ()) if self.past.saw(entry.name, n)}
        return self.roster.ever(by) and self._reads(by, seen)

    def _reads(self, device: str, standing: Container[str]) -> bool:
        line = self.roster.line_of(device)
        lets = [n for d in (*line, ALL) for n in self._lets.get(d, ()) if n in standing]
        outs = [n for d in line for n in self._outs.get(d, ()) if n in standing]
        if outs and self._shielded(device, lets):
            outs = [n for n in outs if self.founds(author(n))]
        return any(all(self.past.saw(let, out) for out in outs) for let in lets)

    def _open(self, entry: Entry, reading: Container[str]) -> bool:
        by = author(entry.name)
        return by in reading and bool(self.roster.lead_grants(by))


def _said(words: Mapping[str, tuple[str, ...]], name: str) -> bool:
    change = ChangeName.parse(name)
    return change is not None and any(_covers(until, change) for until in words.get(change.device, ()))
