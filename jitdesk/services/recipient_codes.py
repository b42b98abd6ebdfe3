"""What a witness is called towards one recipient: a code made by chance for each, so that letters to two cannot be joined by it."""

from __future__ import annotations

from jitdesk.domain.decide import Op
from jitdesk.domain.records import Record
from jitdesk.kernel.values import Random, new_id
from jitdesk.services import editing, heard
from jitdesk.services.desk import Desk
from jitdesk.services.resolving import request_called
from jitdesk.services.standing import Standing
from jitdesk.storage import lists, queries
from jitdesk.storage.engine import Connection

_KIND = "recipient_code"
# No vowels, so that no word is made by chance, and nothing that is misheard or misread for another.
_LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"
_LENGTH = 6


def code_for(connection: Connection, standing: Standing, request: Record, witness: Record | None) -> str:
    """What the witness is called towards the recipient of a request; the team's own code while there is none for it."""
    if witness is None:
        return ""
    given = _given(connection, standing, request, witness)
    return given or str(witness.get("code", ""))


def ensure(desk: Desk, reference: str) -> bool:
    """Whether the witness of a request had no code towards its State and got one now: before the first paper about them leaves.

    None is made where the request names no witness or State, or what may not be processed, nor where this desk may not write.
    """
    with desk.db.read() as connection:
        if _lacking(desk, connection, request_called(connection, desk.standing(connection), reference)) is None:
            return False
    with desk.db.write() as connection:
        return ensured(desk, connection, request_called(connection, desk.standing(connection), reference))


def ensured(desk: Desk, connection: Connection, request: Record) -> bool:
    """The same within a transaction."""
    witness = _lacking(desk, connection, request)
    if witness is not None:
        give(desk, connection, desk.standing(connection), request, witness)
    return witness is not None


def _lacking(desk: Desk, connection: Connection, request: Record) -> Record | None:
    """The witness of a request who is to get a code for it."""
    standing = desk.standing(connection)
    witness = heard.witness_of(connection, standing, request)
    if witness is None or not request.get("requested_state") or witness.get("restricted") or request.get("restricted"):
        return None
    if _given(connection, standing, request, witness) or not editing.can_write(desk, standing, request.compartment):
        return None
    return witness


def give(desk: Desk, connection: Connection, standing: Standing, request: Record, witness: Record) -> str:
    """The code of a witness towards the State of a request, made where there is none."""
    return _given(connection, standing, request, witness) or _make(desk, connection, standing, request, witness)


def _given(connection: Connection, standing: Standing, request: Record, witness: Record) -> str:
    """The code that all readers of the request may read: of its own compartment before others, the least id where two desks made one."""
    readers, recipient = standing.readers(request.compartment), request.get("requested_state")
    made = [
        code
        for code in lists.linked(connection, _KIND, "witness", [witness.id])
        if recipient and code.get("recipient") == recipient and code.get("code") and readers <= standing.readers(code.compartment)
    ]
    chosen = min(made, key=lambda code: (code.compartment != request.compartment, code.id), default=None)
    return str(chosen.get("code")) if chosen else ""


def _make(desk: Desk, connection: Connection, standing: Standing, request: Record, witness: Record) -> str:
    """A new code, beside the request: that there is a letter to this State is not for whoever reads of the witness alone."""
    code = _drawn(desk.random)
    while queries.by_code(connection, code) or lists.linked(connection, _KIND, "code", [code]):
        code = _drawn(desk.random)
    id = new_id(desk.random)
    values = {"witness": witness.id, "recipient": str(request.get("requested_state")), "code": code}
    ops = [Op(request.compartment, _KIND, id, name, value) for name, value in values.items()]
    editing.commit(desk, connection, standing, ops)
    return code


def _drawn(random: Random) -> str:
    letters = ""
    while len(letters) < _LENGTH:
        letters += "".join(_LETTERS[byte % len(_LETTERS)] for byte in random(_LENGTH) if byte < 256 // len(_LETTERS) * len(_LETTERS))
    return f"P-{letters[:_LENGTH]}"
