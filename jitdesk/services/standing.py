"""Who is in the team and who reads what, as the lines on this desk make it; evaluated afresh whenever an act was added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from jitdesk.domain import charter as charter_rules
from jitdesk.domain import roster as rosters
from jitdesk.domain.ancestry import Entry
from jitdesk.domain.changes import Line, decode_line
from jitdesk.domain.charter import Charter
from jitdesk.domain.roster import Roster
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import sha256
from jitdesk.storage import decisions, log
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections import acts

BLOCK, UNBLOCK = "block", "unblock"  # acts of the journal


@dataclass(frozen=True)
class Standing:
    """The roster and the charters of the compartments that this desk holds."""

    roster: Roster
    charters: Mapping[str, Charter]
    blocked: frozenset[str] = frozenset()  # on this desk alone: nothing is sent to them, their lines wait
    left: frozenset[str] = frozenset()  # compartments of which a keeper's act says that this desk reads them no more

    @cached_property
    def whole_team(self) -> str:
        """The compartment that all members read, made with the team."""
        for id, charter in self.charters.items():
            if charter.everyone and charter.founder == self.roster.founder:
                return id
        raise Refused("compartment.none")

    def readers(self, compartment: str) -> frozenset[str]:
        """The live devices that read a compartment."""
        return self._readers.get(compartment, frozenset())

    @cached_property
    def _readers(self) -> dict[str, frozenset[str]]:
        live = [found.device for found in self.roster.live()]
        return {id: frozenset(filter(charter.reads, live)) for id, charter in self.charters.items()}

    def called(self, name: str) -> str:
        """The compartment with this name or id; raises Refused with what exists, or where two bear the name."""
        if name in self.charters:
            return name
        found = [id for id, charter in self.charters.items() if charter.name == name]
        if len(found) > 1:
            raise Refused("compartment.two", name=name, ids=", ".join(sorted(found)))
        if not found:
            raise Refused("compartment.unknown", name=name, names=", ".join(sorted(c.name for c in self.charters.values())))
        return found[0]

    def out_of(self, compartment: str, device: str) -> bool:
        """Whether a desk, which is `device`, was let into a compartment and reads it no more."""
        charter = self.charters.get(compartment)  # of others it has no line
        return charter is not None and (compartment in self.left or not charter.reads(device))

    def name(self, compartment: str) -> str:
        """What people call a compartment."""
        charter = self.charters.get(compartment)
        return charter.name if charter else compartment[:8]

    def narrow(self, compartment: str) -> bool:
        """Whether a compartment has readers of its own."""
        return not self.charters[compartment].everyone

    def member(self, device: str) -> str:
        """The name of the member whose device it is ("" for a stranger)."""
        found = self.roster.devices.get(device)
        return str(found.card.get("member", "")) if found else ""

    def devices_of(self, member: str) -> list[str]:
        """The live devices of a member given by name or fingerprint; raises Refused with the choices."""
        live = self.roster.live()
        plain = member.replace(" ", "").replace("-", "")
        found = [d for d in live if d.card.get("member") == member] or [d for d in live if plain in (d.device, digits(d.device))]
        if not found:
            raise Refused("member.unknown", member=member, members=", ".join(sorted({str(d.card.get("member")) for d in live})))
        people = {(d.card.get("member"), d.card.get("state"), d.card.get("authority")) for d in found}
        if len(people) > 1:
            raise Refused("member.two", member=member, fingerprints="; ".join(digits(d.device) for d in found))
        return [d.device for d in found]

    def device(self, reference: str) -> str:
        """The device that a fingerprint means, or the only live one of a member; raises Refused with the choices."""
        plain = reference.replace(" ", "").replace("-", "")
        named = [d for d in self.roster.devices if plain in (d, digits(d))]
        found = named or self.devices_of(reference)
        if len(found) > 1:
            raise Refused("member.devices", member=reference, fingerprints="; ".join(digits(device) for device in found))
        return found[0]


def digits(device: str) -> str:
    """The 40 digits of a fingerprint, without spaces."""
    from jitdesk.exchange.card import fingerprint

    return fingerprint(device).replace(" ", "")


def entries(lines: Iterable[tuple[str, bytes]]) -> Iterator[Entry]:
    """Acts as the domain evaluates them."""
    for name, data in lines:
        line = decode_line(data)
        if isinstance(line, Line):
            yield Entry(name, line, sha256(data))


def load(connection: Connection, workspace: str) -> Standing:
    """The standing that the acts held here make."""
    roster = rosters.evaluate(workspace, entries(acts.load(connection, workspace)))
    places = [id for id in log.compartments(connection) if id != workspace]
    charters = dict(_charters(connection, places, roster))
    return Standing(roster, charters, _blocked(connection), frozenset(log.taken_out(connection)) & charters.keys())


def _blocked(connection: Connection) -> frozenset[str]:
    said = {entry.detail["device"]: entry.act for entry in decisions.entries(connection, BLOCK, UNBLOCK)}
    return frozenset(device for device, act in said.items() if act == BLOCK)


def _charters(connection: Connection, places: Iterable[str], roster: Roster) -> Iterator[tuple[str, Charter]]:
    for id in places:
        lines = acts.load(connection, id, roster.promoted)  # no other counts
        if lines:
            yield id, charter_rules.evaluate(id, entries(lines), roster, {name for name, _ in lines})
