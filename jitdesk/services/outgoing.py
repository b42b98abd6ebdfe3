"""What an export would hold, before anything is written: for whom, how much of which compartment, and what is withheld."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from jitdesk.kernel.errors import JITDeskError
from jitdesk.services import exporting
from jitdesk.services.desk import Desk
from jitdesk.services.exporting import Readership
from jitdesk.services.standing import Standing
from jitdesk.storage import carried, log, positions
from jitdesk.storage.engine import Connection


@dataclass(frozen=True)
class Recipient:
    """A device that a bundle can be made for; `known` says whether it ever said what it holds, `heard` when (ISO 8601, or "").

    `hybrid` says whether it has a post-quantum key: a file is post-quantum if all its recipients have one.
    """

    device: str
    member: str
    state: str
    known: bool
    heard: str
    hybrid: bool


@dataclass(frozen=True)
class Share:
    """A compartment of this desk: who in the team reads it, and how many changes each of the recipients among them lacks."""

    id: str
    name: str
    everyone: bool
    readers: tuple[str, ...]
    lacking: Mapping[str, int]

    def reads(self, device: str) -> bool:
        """Whether a recipient gets it; else it is withheld."""
        return device in self.lacking


@dataclass(frozen=True)
class Outgoing:
    """The whole matrix; `refusal` says why this desk may not send, `lead` whether it may disclose to somebody outside."""

    recipients: tuple[Recipient, ...]
    shares: tuple[Share, ...]
    lead: bool
    refusal: str

    def files(self, chosen: Collection[str]) -> list[Readership]:
        """The files that an export to these devices makes."""
        return exporting.grouped(frozenset(chosen), {share.id: frozenset(share.lacking) for share in self.shares})

    def classical(self, devices: Collection[str]) -> tuple[str, ...]:
        """The members because of whom a file for all these devices is not post-quantum; nobody if it is."""
        return tuple(sorted({one.member for one in self.recipients if one.device in devices and not one.hybrid}))


def plan(desk: Desk) -> Outgoing:
    """Everything an export to anybody in the team would hold."""
    if desk.workspace is None:
        return Outgoing((), (), False, "")
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        recipients = tuple(
            _recipient(connection, standing, found.device)
            for found in standing.roster.live()
            if found.device != desk.device and found.device not in standing.blocked
        )
        shares = [_share(desk, connection, standing, id, recipients) for id in exporting.passed_on(desk, standing)]
        return Outgoing(
            tuple(sorted(recipients, key=lambda r: (r.member, r.device))),
            tuple(sorted(shares, key=lambda share: (not share.everyone, share.name))),
            standing.roster.is_lead(desk.device),
            _refusal(desk, standing),
        )


def carries(desk: Desk, plan: Outgoing, chosen: Collection[str]) -> int:
    """How many changes the files for these devices carry; what several of them lack, one file carries once."""
    with desk.db.read() as connection:
        return sum(
            carried.content(connection, id, exporting.lacking(connection, id, file.devices))
            for file in plan.files(chosen)
            for id in file.compartments
        )


def _recipient(connection: Connection, standing: Standing, device: str) -> Recipient:
    card = standing.roster.devices[device].card
    heard = log.get(connection, exporting.heard(device)) or ""
    known = positions.known(connection, device)
    return Recipient(device, str(card["member"]), str(card["state"]), known, heard, card["hybrid"] is not None)


def _share(desk: Desk, connection: Connection, standing: Standing, id: str, recipients: tuple[Recipient, ...]) -> Share:
    readers = standing.readers(id)
    names = tuple(sorted({standing.member(device) for device in readers}))
    reading = [recipient.device for recipient in recipients if recipient.device in readers]
    # Entries of the disclosure log are not counted: each export adds some, and nobody would ever be up to date.
    lacking = {device: carried.lacking(connection, id, device) for device in reading}
    return Share(id, standing.name(id), standing.charters[id].everyone, names, lacking)


def _refusal(desk: Desk, standing: Standing) -> str:
    try:
        exporting.may_send(desk, standing)
    except JITDeskError as error:
        return str(error)
    return ""
