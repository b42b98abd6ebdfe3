"""What an export would hold, before anything is written: for whom, how much of which compartment, and what is withheld."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from jitdesk.kernel.errors import JITDeskError
from jitdesk.services import exporting
from jitdesk.services.desk import Desk
from jitdesk.services.exporting import Readership
from jitdesk.services.standing import Standing
from jitdesk.storage import log, positions
from jitdesk.storage.engine import Connection


@dataclass(frozen=True)
class Recipient:
    """A device that a bundle can be made for; `known` says whether it ever said what it holds, `heard` when (ISO 8601, or "")."""

    device: str
    member: str
    state: str
    known: bool
    heard: str


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


def plan(desk: Desk) -> Outgoing:
    """Everything an export to anybody in the team would hold."""
    if desk.workspace is None:
        return Outgoing((), (), False, "")
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        recipients = tuple(
            _recipient(connection, standing, found.device) for found in standing.roster.live() if found.device != desk.device
        )
        shares = [_share(connection, standing, id, recipients) for id in exporting.carried(desk, standing)]
        return Outgoing(
            tuple(sorted(recipients, key=lambda r: (r.member, r.device))),
            tuple(sorted(shares, key=lambda share: (not share.everyone, share.name))),
            standing.roster.is_lead(desk.device),
            _refusal(desk, standing),
        )


def _recipient(connection: Connection, standing: Standing, device: str) -> Recipient:
    card = standing.roster.devices[device].card
    heard = log.get(connection, exporting.heard(device)) or ""
    return Recipient(device, str(card["member"]), str(card["state"]), positions.known(connection, device), heard)


def _share(connection: Connection, standing: Standing, id: str, recipients: tuple[Recipient, ...]) -> Share:
    unsealed = log.open_count(connection, id)
    readers = standing.readers(id)
    names = tuple(sorted({standing.member(device) for device in readers}))
    lacking = {r.device: positions.lacking(connection, r.device, id) + unsealed for r in recipients if r.device in readers}
    return Share(id, standing.name(id), standing.charters[id].everyone, names, lacking)


def _refusal(desk: Desk, standing: Standing) -> str:
    try:
        exporting.may_send(desk, standing)
    except JITDeskError as error:
        return str(error)
    return ""
