"""The team: founding it, joining it, admitting members, compartments and their readers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jitdesk.crypto.keyslots import DEFAULT, Cost
from jitdesk.domain import charter as charters
from jitdesk.domain import roster as rosters
from jitdesk.domain.changes import CHARTER, ROSTER
from jitdesk.domain.states import STATES
from jitdesk.exchange import card as cards
from jitdesk.exchange.card import SUFFIX as CARD_SUFFIX
from jitdesk.exchange.card import Card
from jitdesk.kernel.clock import Clock
from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.kernel.plain import is_plain
from jitdesk.kernel.values import Random, new_id, nfc
from jitdesk.kernel.words import say
from jitdesk.services import acts, admission, breaks, notices
from jitdesk.services import desk as desks
from jitdesk.services.desk import Desk, Person
from jitdesk.services.standing import Standing
from jitdesk.storage import log
from jitdesk.storage.engine import Connection
from jitdesk.system import files

__all__ = ["CARD_SUFFIX", "Card"]

ROLES = ("lead", "member", "observer")
_CARD_BYTES = 16 << 10


def found(
    folder: Path,
    passphrase: str,
    team: str,
    person: Person,
    *,
    cost: Cost = DEFAULT,
    clock: Clock | None = None,
    random: Random = os.urandom,
) -> Desk:
    """Make a desk and found a team on it: the founder's card, the whole-team compartment; the desk is held open."""
    person = _checked(person)
    team = _text("team", team)
    desk = desks.create(folder, passphrase, person, cost=cost, clock=clock, random=random)
    with desk.db.write() as connection:
        workspace = acts.found(desk, connection, ROSTER, rosters.found(desk.card.value(), desk.card.signature, team))
        desk.join(connection, workspace)
        acts.found(desk, connection, CHARTER, charters.found(say("compartment.whole_team"), "all"))
    return desk


def enrol(
    folder: Path,
    passphrase: str,
    person: Person,
    *,
    cost: Cost = DEFAULT,
    clock: Clock | None = None,
    random: Random = os.urandom,
) -> Desk:
    """Make a desk with a card and no team yet; the first bundle brings the team."""
    return desks.create(folder, passphrase, _checked(person), cost=cost, clock=clock, random=random)


def _checked(person: Person) -> Person:
    if person.state not in STATES:
        raise Refused("field.state", field="state")
    return Person(_text("member", person.member), person.state, _text("authority", person.authority), _text("function", person.function))


def _text(name: str, value: str) -> str:
    value = nfc(value.strip())
    if not 0 < len(value) <= 200 or not is_plain(value, 200):
        raise Refused("field.text", field=name, most=200)
    return value


def write_card(desk: Desk, out: Path) -> None:
    """Write this desk's card for the others."""
    with files.writing(out, replace=True) as stream:
        stream.write(desk.card.file())


def fingerprint(desk: Desk) -> str:
    """This desk's fingerprint, to be compared by voice."""
    return cards.fingerprint(desk.device)


def digits(device: str) -> str:
    """The fingerprint of a device by its id."""
    return cards.fingerprint(device)


def card_fingerprint(card: Card) -> str:
    """The fingerprint of a card."""
    return cards.fingerprint(card.device)


def read_card(path: Path) -> Card:
    """The card in a file; raises Damaged."""
    try:
        with path.open("rb") as stream:
            data = stream.read(_CARD_BYTES + 1)
    except OSError:
        raise Damaged("card.unreadable", card=path.name) from None
    return cards.parse(data)


def admit(desk: Desk, card: Card, fingerprint: str, role: str = "member") -> None:
    """Admit a device to the team; `fingerprint` is what its owner read out, and must be the card's."""
    if role not in ROLES:
        raise Refused("field.choice", field="role", choices=", ".join(ROLES))
    given = cards.parse_fingerprint(fingerprint)
    if given is None:
        raise Refused("card.no_fingerprint")
    if given != card.device:
        raise Refused("card.other_fingerprint", member=card.member)
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        if card.replaces is not None and admission.keys(standing.roster).get(card.replaces) != card.former:
            raise Refused("card.replaces", member=card.member)
        act = rosters.decide_grant(standing.roster, desk.device, card.value(), card.signature, role)
        acts.write(desk, connection, desk.workspace_id, [act], standing.roster.tips)
        if role == ROLES[0]:
            for charter in desk.standing(connection).charters.values():
                again = charters.decide_let_in_again(charter, desk.device, card.device)
                acts.write(desk, connection, charter.compartment, again, charter.tips)


def set_readers(desk: Desk, name: str, members: Sequence[str]) -> str:
    """Make a compartment with these readers, or set its readers; returns its id. The own device always reads it."""
    name = _text("name", name)
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        devices = sorted({device for member in members for device in standing.devices_of(member)} | {desk.device})
        existing = [id for id, charter in standing.charters.items() if charter.name == name]
        if existing:
            charter = standing.charters[standing.called(name)]
            changes = charters.decide_readers(charter, standing.roster, desk.device, devices)
            out = [change for change in changes if change[0] == notices.UNREAD]
            group = new_id(desk.random)
            tips: Sequence[str] = charter.tips
            tips = acts.write(desk, connection, charter.compartment, [one for one in changes if one not in out], tips, group)[-1:] or tips
            for one in out:
                tips = notices.write(desk, connection, charter.compartment, one, tips, group)
            for _, value in out:  # what the device wrote while it read is in force for all, also where it is not known yet
                acts.accept_held(desk, connection, charter.compartment, value["device"])
            return charter.compartment
        if not standing.roster.is_lead(desk.device):
            raise Refused("compartment.lead_only")
        return acts.found(desk, connection, CHARTER, charters.found(name, devices))


@dataclass(frozen=True)
class Member:
    """A device of the team, as the window lists it.

    It `stands_for` another where that one's folder was restored from an old copy; its `heirs` stand for it. Something is wrong with a log
    that is `forked` (one number was used twice), or that `grew` after it was succeeded: somebody else may have its keys. `blocked`: here.
    """

    device: str
    member: str
    state: str
    authority: str
    function: str
    role: str | None
    own: bool
    compartments: tuple[str, ...]
    stands_for: str | None = None
    heirs: tuple[str, ...] = ()
    forked: bool = False
    grew: bool = False
    blocked: bool = False
    hybrid: bool = False  # it has a post-quantum key

    @property
    def fingerprint(self) -> str:
        """Its fingerprint in digits."""
        return cards.fingerprint(self.device)


def members(desk: Desk) -> list[Member]:
    """Every device that was ever granted, live ones first."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        forked = breaks.forked(connection)
        grown = {d for d, found in standing.roster.devices.items() if _grew(connection, standing, found)}
    result = []
    for found in standing.roster.devices.values():
        device = found.device
        reads = tuple(sorted(c.name for c in standing.charters.values() if c.reads(device)))
        member, state, authority, function = (str(found.card.get(key, "")) for key in ("member", "state", "authority", "function"))
        flags = found.forked or device in forked, device in grown, device in standing.blocked, found.card["hybrid"] is not None
        own = device == desk.device
        result.append(Member(device, member, state, authority, function, found.role, own, reads, found.stands_for, found.heirs, *flags))
    return sorted(result, key=lambda m: (m.role is None, m.member, m.device))


def _grew(connection: Connection, standing: Standing, found: rosters.Device) -> bool:
    """Whether a device wrote on after another had taken its place, by its own clock."""
    since = min((standing.roster.devices[heir].granted_at for heir in found.heirs), default=None)
    return since is not None and log.latest_stamp(connection, found.device) > since


@dataclass(frozen=True)
class Place:
    """A compartment of this desk, as the window lists it; `keeper` says whether this desk may choose its readers."""

    id: str
    name: str
    everyone: bool
    keeper: bool
    devices: frozenset[str]
    readers: tuple[str, ...]


def places(desk: Desk) -> list[Place]:
    """Every compartment on this desk with the live devices that read it, the whole team's first."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
    found = []
    for id, charter in standing.charters.items():
        devices = standing.readers(id)
        readers = tuple(sorted({standing.member(device) for device in devices}))
        found.append(Place(id, charter.name, charter.everyone, desk.device in charter.keepers, devices, readers))
    return sorted(found, key=lambda place: (not place.everyone, place.name))


def team(desk: Desk) -> str:
    """The team's name ("" while the desk only has a card)."""
    if desk.workspace is None:
        return ""
    with desk.db.read() as connection:
        return desk.standing(connection).roster.team


def compartments(desk: Desk) -> list[tuple[str, str, tuple[str, ...]]]:
    """Id, name and readers' member names of each compartment on this desk, the whole team's first."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
    whole = standing.whole_team
    result = []
    for id, charter in standing.charters.items():
        readers = tuple(sorted({standing.member(device) for device in standing.readers(id)}))
        result.append((id, charter.name, readers))
    return sorted(result, key=lambda entry: (entry[0] != whole, entry[1]))
