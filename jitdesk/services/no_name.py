"""What a person who knows a protected name says of a request: that it was compared with it, or that a word is no name there."""

from __future__ import annotations

from jitdesk.domain.decide import Op
from jitdesk.drafting import exposure
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import Refused
from jitdesk.services import editing, letters
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome


def compared(desk: Desk, reference: str, against: str = "") -> Outcome:
    """Record that the words of a request, as they are now, were compared with who its witness is: by the program, or by hand.

    `against` says with what a person compared who reads no identity on this desk. Raises Refused where a detail was found (P07), where
    no identity can be read here and `against` says nothing.
    """
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        case = letters.case_of(desk, connection, reference)
        editing.may_write(desk, standing, case.request.compartment)
        if exposure.comparable(case):
            found = [finding for finding in exposure.findings(case) if finding.blocks]
            if found:
                raise Refused("no_name.found", n=len(found))
        elif not against.strip():
            raise Refused("no_name.not_here")
        said = {"by": desk.card.member, "on": iso(desk.clock.now())[:10], "sha256": exposure.compared_words(case)}
        said |= {"against": against.strip()} if against.strip() else {}
        op = Op(case.request.compartment, "request", case.request.id, exposure.COMPARED, said)
        return Outcome((case.request.id,), editing.commit(desk, connection, standing, [op]))


def say_so(desk: Desk, reference: str, field: str, word: str) -> Outcome:
    """Record that this word is no name in this field of a request; it holds while the lines around it stay as they are.

    It is kept with the identity, where nobody else can learn from it which word is part of a name. Raises Refused where the word is no
    single one that is found there (P07): whole names, numbers, places and addresses are never waved through.
    """
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        case = letters.case_of(desk, connection, reference)
        found = exposure.clearing(case, field, word)
        if not found:
            raise Refused("no_name.nothing", field=field)
        said = {"request": case.request.id, "field": field, "word": word.strip(), "by": desk.card.member, "on": iso(desk.clock.now())[:10]}
        ops = []
        for identity, around in found:
            editing.may_write(desk, standing, identity.compartment)
            before = [row for row in identity.get("cleared", []) if (row.get("request"), row.get("field"), row.get("word")) != _key(said)]
            ops.append(Op(identity.compartment, identity.kind, identity.id, "cleared", [*before, {**said, "sha256": around}]))
        return Outcome((case.request.id,), editing.commit(desk, connection, standing, ops))


def _key(said: dict[str, str]) -> tuple[str, str, str]:
    return said["request"], said["field"], said["word"]
