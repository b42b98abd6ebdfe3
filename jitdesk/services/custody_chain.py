"""The chain of custody of a file: what persons recorded, and each bundle that took its bytes away or brought them here.

Nothing is written for it but the lists of ciphertexts in entries that are there anyway: the disclosure log says what left, signed by who
sent it, and this desk's journal what arrived. A record of each arrival would itself be sent, arrive, and want another. A bundle that
brings nothing that was not here is no import, and no link.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jitdesk.domain.records import Record
from jitdesk.kernel.clock import instant
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import ChangeName
from jitdesk.kernel.words import say
from jitdesk.services import ledger
from jitdesk.services.desk import Desk
from jitdesk.services.ledger import Given
from jitdesk.services.resolving import found
from jitdesk.services.standing import Standing
from jitdesk.storage import decisions, queries
from jitdesk.storage.decisions import Entry
from jitdesk.storage.engine import Connection
from jitdesk.storage.queries import Found

LEFT, ARRIVED = "left", "arrived"


@dataclass(frozen=True)
class Came:
    """The ciphertexts that a bundle brought, by hash; `fresh` where one of them was not here yet."""

    files: Sequence[str]
    fresh: bool


@dataclass(frozen=True)
class Handling:
    """One link of the chain: what a person recorded (`event` of the kind custody), or a bundle with the bytes in it (LEFT, ARRIVED).

    `at` is the day that the person gave, or the instant by the clock of who sent or received; `by` who recorded, sent or took in.
    `sha256` is of the bundle's file, "" where none is known; `signed` is false for what stands in the journal of this desk alone.
    """

    event: str
    at: str
    by: str
    source: str = ""
    recipients: tuple[str, ...] = ()
    bundle: str = ""
    sha256: str = ""
    reason: str = ""
    hash_checked: str = ""
    signed: bool = True


def arrived(desk: Desk, files: Sequence[str]) -> Came:
    """What an import notes of the ciphertexts in a bundle."""
    return Came(sorted(files), any(not (desk.files / cipher).exists() for cipher in files))


def chain(desk: Desk, reference: str) -> list[Handling]:
    """The chain of custody of a file, the oldest link first; raises Refused where the reference means no file."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        place = found(connection, standing, reference, "file")
        if place.kind != "file":
            raise Refused("custody.no_file")
        selves = [queries.record(connection, one.rid) for one in queries.selves(connection, place)]
        links = [link for file in selves if file is not None for link in _links(desk, connection, standing, file)]
    return sorted(links, key=lambda link: (link.at, link.event == ARRIVED))


def _links(desk: Desk, connection: Connection, standing: Standing, file: Record) -> Iterator[Handling]:
    for place in queries.about(connection, file.id):
        record = queries.record(connection, place.rid) if place.kind == "custody" else None
        if record is not None and record.get("file") == file.id and not record.get("archived"):
            yield _recorded(standing, record, _author(connection, place))
    attached = dict(_attached(connection, file))
    for name, cipher in attached.items():
        for given in ledger.covering(desk, connection, standing, file.compartment, name):
            if cipher not in given.without:
                yield _left(given)
    for entry in decisions.entries(connection, decisions.IMPORT):
        if not set(attached.values()).isdisjoint(entry.detail.get("files", ())):
            yield _arrived(desk, standing, entry)


def _attached(connection: Connection, file: Record) -> Iterator[tuple[ChangeName, str]]:
    """By which changes a file has its bytes, and their ciphertexts: as a rule one; more where two were put in place of each other."""
    places = [place for place in queries.by_id(connection, file.id) if (place.compartment, place.kind) == (file.compartment, "file")]
    for place in places:
        for cell, those in queries.cells(connection, place.rid).items():
            for live in those.values() if cell.field == "content" else ():
                name = ChangeName.parse(live.name)
                if name is not None and isinstance(live.value, dict):
                    yield name, str(live.value.get("cipher"))


def _author(connection: Connection, place: Found) -> tuple[str, str]:
    """The device that recorded an event, and when by its clock: as it stood first, for whoever moved it writes it once more."""
    *_, recorded = queries.selves(connection, place)
    heads = [live for cell, those in queries.cells(connection, recorded.rid).items() if cell.field == "file" for live in those.values()]
    first = min(heads, key=lambda live: live.rank)
    return first.name.split(".")[0], f"{instant(first.stamp):%Y-%m-%dT%H:%M:%SZ}"


def _recorded(standing: Standing, record: Record, author: tuple[str, str]) -> Handling:
    device, stamp = author

    def said(name: str) -> str:
        return str(record.get(name) or "")

    whom = (said("recipient"),) if record.get("recipient") else ()
    event, at = said("event") or "-", said("date") or stamp
    return Handling(event, at, standing.member(device), said("source"), whom, reason=said("reason"), hash_checked=said("hash_checked"))


def _left(given: Given) -> Handling:
    whom = tuple(f"{one.member} ({one.state})" for one in given.recipients) or (given.outside,)
    return Handling(LEFT, given.at, given.by, given.by, whom, given.bundle, given.sha256, signed=not given.kept)


def _arrived(desk: Desk, standing: Standing, entry: Entry) -> Handling:
    said: dict[str, Any] = entry.detail
    sender = standing.member(str(said.get("sender", "")))
    bundle, sha256 = str(said.get("bundle", "")), str(said.get("hash", ""))
    return Handling(ARRIVED, entry.at, desk.card.member, sender, (desk.card.member,), bundle, sha256, signed=False)


def told(links: Iterable[Handling]) -> Iterator[str]:
    """The chain in sentences, one a link."""
    for link in links:
        whom = ", ".join(link.recipients) or "-"
        file = say("custody.file", sha256=link.sha256) if link.sha256 else say("custody.no_hash")
        if link.event == LEFT:
            yield say("custody.left", at=link.at, by=link.by, to=whom, bundle=link.bundle, file=file)
        elif link.event == ARRIVED:
            yield say("custody.arrived", at=link.at, source=link.source or "-", to=whom, bundle=link.bundle, file=file)
        else:
            yield say("custody.recorded", at=link.at, event=say(f"choice.custody.event.{link.event}"), by=link.by) + _more(link)


def _more(link: Handling) -> str:
    said = {"source": link.source, "to": ", ".join(link.recipients), "reason": link.reason}
    if link.hash_checked:
        said["hash_checked"] = say(f"choice.custody.hash_checked.{link.hash_checked}")
    return "".join(say(f"custody.with_{name}", text=text) for name, text in said.items() if text)
