"""The charter of a compartment: who reads and who keeps it, as a function of its charter lines (docs/merge.md, "Compartments")."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from jitdesk.domain.ancestry import Ancestry, Entry
from jitdesk.domain.changes import CHARTER, author
from jitdesk.domain.roster import Roster
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import ChangeName, is_id

ALL: Literal["all"] = "all"
NAME_LIMIT = 200

Act = tuple[str, dict[str, Any]]

_SHAPES = {
    "found": {"name", "readers"},
    "reader": {"device"},
    "unread": {"device"},
    "accept": {"device", "until"},
    "reject": {"device", "until"},
}


@dataclass(frozen=True)
class Charter:
    """A compartment as the lines held make it; without a founding line by a lead nobody reads it."""

    compartment: str
    name: str
    founder: str
    everyone: bool  # founded for the whole team: who joins later reads it too
    readers: frozenset[str]
    keepers: frozenset[str]
    acceptances: Mapping[str, tuple[str, ...]]  # device: the changes up to which its closed log was accepted
    rejections: Mapping[str, tuple[str, ...]]
    tips: tuple[str, ...]
    unknown: tuple[str, ...]  # acts of a newer version that may count: nothing is sent or applied
    closed: frozenset[str]  # devices of the team whose logs take nothing more here

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
    run = _Run(compartment, Ancestry(e for e in entries if e.line.kind == CHARTER), roster)
    standing = run.standing(applied)
    readers = run.readers(standing)
    return Charter(
        compartment,
        name=run.founding.line.value["name"] if run.founding else "",
        founder=author(run.founding.name) if run.founding else "",
        everyone=run.everyone,
        readers=readers,
        keepers=frozenset(d for d in readers if roster.lead_since(d) is not None),
        acceptances=run.words("accept", standing),
        rejections=run.words("reject", standing),
        tips=run.past.tips(standing),
        unknown=tuple(n for n in run.unknown if n in standing),
        closed=frozenset(d for d in roster.devices if roster.closed(d)),
    )


def found(name: str, readers: Iterable[str] | Literal["all"]) -> Act:
    """The act that founds a compartment for the whole team (ALL) or for the devices named; the author's own must be among them."""
    if not 0 < len(name.strip()) <= NAME_LIMIT:
        raise Refused("charter.name", most=NAME_LIMIT)
    devices = readers if readers == ALL else sorted(set(readers))
    if not devices:
        raise Refused("charter.no_readers")
    return "found", {"name": name, "readers": devices}


def decide_readers(charter: Charter, roster: Roster, by: str, devices: Iterable[str]) -> list[Act]:
    """The acts by which the keeper `by` makes `devices` the readers; none if they are already."""
    wanted = set(devices)
    _must_keep(charter, by)
    if charter.everyone:
        raise Refused("charter.everyone", name=charter.name)
    if by not in wanted:
        raise Refused("charter.keep_yourself", name=charter.name)
    for device in sorted(wanted - charter.readers):
        if roster.role(device) is None:
            raise Refused("charter.not_in_team", name=charter.name, device=device)
    gone = sorted(charter.readers - wanted)
    for device in gone:
        if device in charter.keepers and by != charter.founder:
            raise Refused("charter.founder_only", name=charter.name, member=roster.devices[device].member)
    let_in: list[Act] = [("reader", {"device": device}) for device in sorted(wanted - charter.readers)]
    return let_in + [("unread", {"device": device}) for device in gone]


def decide_accept(charter: Charter, by: str, until: str) -> Act:
    """The act by which the keeper `by` accepts a closed log up to the change `until`."""
    _must_keep(charter, by)
    return "accept", {"device": author(until), "until": until}


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
        return type(name) is str and 0 < len(name.strip()) <= NAME_LIMIT and (readers == ALL or listed)
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
                if self._let_in(entry):
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

    def _take(self, compartment: str, entry: Entry) -> None:
        by, act, value = author(entry.name), entry.line.field, entry.line.value
        if act == "found":
            self._found(compartment, by, entry)
        elif by in self.roster.led and self._let_in(entry) and (act != "unread" or self._may_take_out(by, entry)):
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

    def _may_take_out(self, by: str, entry: Entry) -> bool:
        since = self.roster.lead_since(entry.line.value["device"])
        if self.founding is None or since is None or by == author(self.founding.name):
            return True
        # Older than the lead grant: it took out a member, and a later promotion must not let that member in again unasked.
        return self.founding.line.stamp < entry.line.stamp < since

    def _let_in(self, entry: Entry) -> bool:
        """Whether the author reads by what the line itself had seen."""
        by = author(entry.name)
        seen = {n for n in self._lets.get(by, []) + self._lets.get(ALL, []) + self._outs.get(by, []) if self.past.saw(entry.name, n)}
        return self.roster.ever(by) and self._reads(by, seen)

    def _reads(self, device: str, standing: Container[str]) -> bool:
        outs = [n for n in self._outs.get(device, ()) if n in standing]
        lets = [n for n in self._lets.get(device, []) + self._lets.get(ALL, []) if n in standing]
        return any(all(self.past.saw(let, out) for out in outs) for let in lets)

    def _open(self, entry: Entry, reading: Container[str]) -> bool:
        by = author(entry.name)
        if entry.line.field not in _SHAPES:
            return by in reading and not self.roster.closed(by)
        return by in reading and self.roster.lead_since(by) is not None


def _said(words: Mapping[str, tuple[str, ...]], name: str) -> bool:
    change = ChangeName.parse(name)
    return change is not None and any(_covers(until, change) for until in words.get(change.device, ()))
