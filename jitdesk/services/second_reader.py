"""A second reader: an identity leaves in a sealed annex once another member who reads it has agreed to exactly that.

What has to be agreed to is a task beside the identity, made as soon as the letter announces the annex. Its words end in the hash of what
would leave: the identity as it is, the request, the recipient. Whoever sets it to done agrees, by a signed change, for a number of days;
where identity or recipient change, the words do, and the task is open again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from jitdesk.domain import decide
from jitdesk.domain.decide import Op
from jitdesk.domain.kinds.identity import IDENTITY
from jitdesk.domain.records import Record
from jitdesk.kernel.canon import encode
from jitdesk.kernel.clock import instant
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import sha256
from jitdesk.kernel.words import say
from jitdesk.services import editing, heard
from jitdesk.services.desk import Desk
from jitdesk.services.resolving import request_called
from jitdesk.services.standing import Standing
from jitdesk.storage import lists, queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections.projector import Touched

WATCHED = {"identity": frozenset(IDENTITY.by_name), "request": frozenset({"identity_mode", "sealed_annex", "witness"})}
_ID = 32  # hex digits
_HASH = 16  # hex digits that people see
_CLIP = 300  # characters of a recipient in a title
_VALID = timedelta(days=30)
_AHEAD = timedelta(days=1)  # by which another desk's clock may be ahead


@dataclass(frozen=True)
class _Ask:
    """One identity that would leave, for one request: asked where the identity stands, or where fewer read, beside the request."""

    identity: Record
    request: Record
    code: str
    place: str
    named: bool  # whether all who read there may know of the request

    @property
    def task(self) -> str:
        """The id of the task: one for an identity and a request, on every desk."""
        return sha256(f"second reader {self.identity.id} {self.request.id}".encode())[:_ID]

    @property
    def title(self) -> str:
        """What a second reader is asked: for whom, and the hash of what would leave."""
        annex = self.request.get("sealed_annex", {})
        what = sha256(encode({"annex": annex, "identity": dict(self.identity.values), "request": self.request.id}))[:_HASH]
        said = {"recipient": str(annex.get("recipient", "-"))[:_CLIP], "request": self.request.get("reference", "-")}
        if not self.named:
            said = dict.fromkeys(said, "-")
        return say("second_reader.task", code=self.code, what=what, **said)


def follow(desk: Desk, connection: Connection, standing: Standing, kind: str, ids: Iterable[str]) -> Touched:
    """Make the tasks that these identities or requests ask for; they stand on this desk already."""
    requests: Sequence[Record] = lists.of_ids(connection, kind, list(ids))
    if kind == IDENTITY.name:
        requests = lists.linked(connection, "request", "witness", [str(identity.get("witness")) for identity in requests])
    ops = [op for request in requests for ask in _asks(connection, standing, request) for op in _made(desk, connection, standing, ask)]
    return editing.commit(desk, connection, standing, ops)


def _asks(connection: Connection, standing: Standing, request: Record) -> Iterator[_Ask]:
    witness = heard.witness_of(connection, standing, request)
    if witness is None or request.get("identity_mode") != "sealed_annex" or not request.get("sealed_annex", {}).get("recipient"):
        return
    for identity in lists.linked(connection, IDENTITY.name, "witness", [witness.id]):
        beside, known = standing.readers(identity.compartment), standing.readers(request.compartment)
        place = request.compartment if known < beside else identity.compartment
        yield _Ask(identity, request, str(witness.get("code", "")), place, standing.readers(place) <= known)


def _made(desk: Desk, connection: Connection, standing: Standing, ask: _Ask) -> list[Op]:
    """The operations that make the task, or ask anew where what would leave has changed."""
    place = ask.place
    if not editing.can_write(desk, standing, place) or not _others(desk, standing, place):
        return []
    if found := _task(connection, ask):
        task, _ = found
        other = task.get("title") != ask.title or "title" in task.conflicts
        return decide.edit(task, {"title": ask.title, "status": "open"}) if other and not task.get("archived") else []
    links = {ask.identity.id, *([ask.request.id] if ask.named else [])}
    values = {"title": ask.title, "priority": "high", "links": sorted(links)}
    return decide.add(ask.task, decide.kind("task"), place, standing.narrow(place), values)


def _task(connection: Connection, ask: _Ask) -> tuple[Record, int] | None:
    """The task and its row number, where it is made."""
    for place in queries.by_id(connection, ask.task):
        task = queries.record(connection, place.rid) if (place.kind, place.compartment) == ("task", ask.place) else None
        if task is not None:
            return task, place.rid
    return None


def check(desk: Desk, connection: Connection, standing: Standing, request: Record, identities: Iterable[Record]) -> None:
    """Raise Refused unless another member has agreed that each of these identities leaves for the recipient that the request names."""
    for ask in _asks(connection, standing, request):
        if ask.identity.id in {identity.id for identity in identities} and not _agreed(desk, connection, standing, ask):
            place = standing.name(ask.place)
            others = _others(desk, standing, ask.place)
            key = "second_reader.needed" if others else "second_reader.nobody"
            raise Refused(key, task=ask.title, members=", ".join(sorted(others)), place=place, days=_VALID.days)


def waiting(desk: Desk, reference: str) -> str:
    """The reference of the task that is to be done before the identity to be heard in a request leaves; "" where none is here."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        request = request_called(connection, standing, reference)
        asks = [ask for ask in _asks(connection, standing, request) if not _agreed(desk, connection, standing, ask)]
        found = [task for ask in asks if (task := _task(connection, ask)) is not None]
    return found[0][0].reference if found else ""


def _others(desk: Desk, standing: Standing, place: str) -> set[str]:
    """The members who read there too."""
    return {standing.member(device) for device in standing.readers(place)} - {desk.card.member}


def _agreed(desk: Desk, connection: Connection, standing: Standing, ask: _Ask) -> bool:
    """Whether another member who reads the identity has set its task to done, under these words and not long ago."""
    found = _task(connection, ask)
    if found is None:
        return False
    task, rid = found
    if task.get("archived") or task.conflicts or (task.get("status"), task.get("title")) != ("done", ask.title):
        return False
    heads = [(cell.field, one) for cell, live in queries.cells(connection, rid).items() for one in live.values()]
    asked = max(one.stamp for field, one in heads if field == "title")
    now = datetime.fromtimestamp(desk.clock.now() / 1000, UTC)
    for device, stamp in [(one.name.split(".")[0], one.stamp) for field, one in heads if field == "status"]:
        reads = device in standing.readers(ask.place) and standing.member(device) != desk.card.member
        if reads and stamp > asked and now - _VALID <= instant(stamp) <= now + _AHEAD:
            return True
    return False
