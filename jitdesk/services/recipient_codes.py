"""What a witness is called towards one recipient: a code made by chance for each, so that letters to two cannot be joined by it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from jitdesk.domain.decide import Op
from jitdesk.domain.records import Record
from jitdesk.drafting.passages import passages
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
# What may be a code of the team's in a text: letters and digits, perhaps with marks between them.
_CODE = re.compile(r"\w(?:[\w./-]*\w)?")


def code_for(connection: Connection, standing: Standing, request: Record, witness: Record | None) -> str:
    """What the witness is called towards the recipient of a request; the team's own code while there is none for it."""
    if witness is None:
        return ""
    given = _given(connection, standing, request, witness)
    return given or str(witness.get("code", ""))


def codes_of_others(connection: Connection, standing: Standing, request: Record, heard: Record | None) -> Mapping[str, str]:
    """What other persons whom a request names are called towards its recipient, by the team's own code; those that have a code for it."""
    given = {str(one.get("code")): _given(connection, standing, request, one) for one in _named(connection, standing, request, heard)}
    return {own: code for own, code in given.items() if code}


def _named(connection: Connection, standing: Standing, request: Record, heard: Record | None) -> list[Record]:
    """The other persons whose team codes stand in the texts of a request, where all its readers may read of them."""
    words = {word for _, text in passages(request) for word in _CODE.findall(text)}
    like = {form for word in words if any(map(str.isdigit, word)) or word.isupper() for form in (word, word.upper())}
    readers = standing.readers(request.compartment)
    found = [one for one in lists.linked(connection, "witness", "code", like) if readers <= standing.readers(one.compartment)]
    return [one for one in found if heard is None or one.id != heard.id]


def ensure(desk: Desk, reference: str) -> bool:
    """Whether the witness of a request, or another whom it names, had no code towards its State and got one: before a paper leaves.

    None is made where the request names no witness or State, or what may not be processed, nor where this desk may not write.
    """
    with desk.db.read() as connection:
        if not _lacking(desk, connection, request_called(connection, desk.standing(connection), reference)):
            return False
    with desk.db.write() as connection:
        return ensured(desk, connection, request_called(connection, desk.standing(connection), reference))


def ensured(desk: Desk, connection: Connection, request: Record) -> bool:
    """The same within a transaction."""
    lacking = _lacking(desk, connection, request)
    for person in lacking:
        _make(desk, connection, desk.standing(connection), request, person)
    return bool(lacking)


def _lacking(desk: Desk, connection: Connection, request: Record) -> list[Record]:
    """The persons of a request who are to get a code for it: the witness first."""
    standing = desk.standing(connection)
    if not request.get("requested_state") or request.get("restricted") or not editing.can_write(desk, standing, request.compartment):
        return []
    witness = heard.witness_of(connection, standing, request)
    persons = [*([witness] if witness else []), *_named(connection, standing, request, witness)]
    return [one for one in persons if not (one.get("restricted") or _given(connection, standing, request, one))]


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


def _make(desk: Desk, connection: Connection, standing: Standing, request: Record, witness: Record) -> None:
    """A new code, beside the request: that there is a letter to this State is not for whoever reads of the witness alone."""
    code = _drawn(desk.random)
    while queries.by_code(connection, code) or lists.linked(connection, _KIND, "code", [code]):
        code = _drawn(desk.random)
    id = new_id(desk.random)
    values = {"witness": witness.id, "recipient": str(request.get("requested_state")), "code": code}
    ops = [Op(request.compartment, _KIND, id, name, value) for name, value in values.items()]
    editing.commit(desk, connection, standing, ops)


def _drawn(random: Random) -> str:
    letters = ""
    while len(letters) < _LENGTH:
        letters += "".join(_LETTERS[byte % len(_LETTERS)] for byte in random(_LENGTH) if byte < 256 // len(_LETTERS) * len(_LETTERS))
    return f"P-{letters[:_LENGTH]}"
