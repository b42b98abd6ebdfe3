"""Versions of a letter: frozen as it becomes final, compared field by field, begun anew for a correction, continued by another request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import msgspec

from jitdesk.domain import decide, life, links
from jitdesk.domain.decide import Op
from jitdesk.domain.erasure import Target
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.life import Papers
from jitdesk.domain.merge import same
from jitdesk.domain.records import Record
from jitdesk.kernel.canon import encode, plain
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import new_id, sha256
from jitdesk.services import editing, fairness, letters, steps, witnesses
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.services.standing import Standing
from jitdesk.storage.engine import Connection
from jitdesk.system import resources

_ERASED = "erased"  # no field of a letter: beside them, the names of those that are gone

# What a further request does not take over: numbers, dates, signatures and confirmations that were given for the first one only.
_OF_ONE_LETTER = {
    "reference",
    "registry_number",
    "signed_copy",
    "signature",
    "translation",
    "basis_confirmed",
    "basis_confirmed_on",
    "basis_confirmed_source",
    "windows",
    "test_call",
    "deadline",
    "deadline_reason",
    "urgent",
    "urgent_reason",
    "oral_request",
    "annexes",
    "annex_list",
}


@dataclass(frozen=True)
class Difference:
    """A field of a letter that differs between two versions, or between the frozen one and the record as it stands."""

    field: str
    before: Any
    after: Any
    erased: str = ""  # the orders by which one of the two sides was erased


def freeze(desk: Desk, connection: Connection, papers: Papers, day: str) -> list[Op]:
    """The operations that keep the letter as it becomes final: its fields, and the hash of the document made from them."""
    from jitdesk.documents import word  # needed for a document only: the program starts without it

    request = papers.request
    final = replace(request, values={**request.values, "status": "final"})
    made = letters.examine(desk, connection, final, date.fromisoformat(day)).letter
    if made.language != request.get("language", "en"):
        raise Refused("life.language", reference=request.get("reference"), language=request.get("language"))
    values = {
        "request": request.id,
        "number": papers.number,
        "date": day,
        "made_by": desk.card.member,
        "language": made.language,
        "frozen": _text(_letter(request)),
        "sha256": sha256(word.write(made, resources.read_bytes("templates/letter.docx"))),
    }
    return steps.made(desk, request.compartment, "version", values)[1]


def begin(desk: Desk, reference: str, ground: str) -> Outcome:
    """Begin the next version of a letter that is final, a draft again; the one before it stays as it was frozen."""
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        request = steps.request(connection, standing, reference)
        life.may_follow(request, "draft")
        said = {"ground": ground.strip(), "date": iso(desk.clock.now())[:10]}
        ops = begun(desk, steps.papers(desk, connection, request), said)
        return Outcome((request.id,), editing.commit(desk, connection, standing, ops))


def begun(desk: Desk, papers: Papers, said: Mapping[str, Any]) -> list[Op]:
    """The operations that begin the next version, with the date, ground and perhaps file of the step."""
    request = papers.request
    if papers.status not in life.FROZEN:
        raise Refused("life.still_draft", reference=request.get("reference"))
    if not said.get("ground"):
        raise Refused("life.version_no_ground", reference=request.get("reference"))
    following = papers.number + 1
    unsigned = {"signed_copy": None, "signature": _before_signing(papers)}
    ops = [Op(request.compartment, "request", request.id, "version", following), *decide.edit(request, unsigned)]
    return ops + steps.step(desk, request, "draft", {**said, "version": following})


def _before_signing(papers: Papers) -> Any:
    """What the letter said of its signature when it became final; None where that is not known."""
    try:
        return frozen(papers, papers.number).get("signature")
    except Refused:
        return None


def supplement(desk: Desk, reference: str) -> Outcome:
    """Begin a request that supplements one whose letter is final, under the next reference; returns its id."""
    following = witnesses.free_reference(desk)
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        first = steps.request(connection, standing, reference)
        if life.status(first) not in life.FROZEN:
            raise Refused("life.still_draft", reference=first.get("reference"))
        taken = {name: value for name, value in first.values.items() if name in life.LETTER and name not in _OF_ONE_LETTER}
        values = taken | {name: first.get(name) for name in ("jit", "proceeding") if first.get(name)}
        values |= {"reference": following, "status": "draft", "supplementary_to": first.id}
        id = new_id(desk.random)
        ops = decide.add(id, decide.kind("request"), first.compartment, standing.narrow(first.compartment), values)
        touched = editing.commit(desk, connection, standing, ops)
        touched.add(fairness.follow(desk, connection, standing, "request", [id]))
        return Outcome((id,), touched)


def compare(desk: Desk, reference: str, before: int, after: int | None = None) -> list[Difference]:
    """What differs in the letter from one version to another, or to the request as it stands: the version that is still a draft is that."""
    with desk.db.read() as connection:
        request = steps.request(connection, desk.standing(connection), reference)
        papers = steps.papers(desk, connection, request)
        drafted = after is None or (after == papers.number and papers.status in life.DRAFTING)
        found = _differences(frozen(papers, before), _letter(request) if drafted else frozen(papers, int(after or 0)))
        compared = [version for version in papers.versions if version.get("number") in (before, after)]
        lost = {name: orders(desk.standing(connection), version) for version in compared for name in erased(version)}
        return [replace(one, erased=", ".join(lost[one.field])) if one.field in lost else one for one in found]


def differs(desk: Desk, reference: str) -> list[Difference]:
    """The fields that no longer equal the frozen version, as where another desk edited at the same time; none while it is a draft."""
    with desk.db.read() as connection:
        request = steps.request(connection, desk.standing(connection), reference)
        return drifted(steps.papers(desk, connection, request))


def drifted(papers: Papers) -> list[Difference]:
    """The same of papers that were read."""
    known = any(version.get("number") == papers.number and version.get("frozen") for version in papers.versions)
    if papers.status not in life.FROZEN or not known:
        return []
    found = _differences(frozen(papers, papers.number), _letter(papers.request))
    return [difference for difference in found if difference.field not in life.LATER]


def frozen(papers: Papers, number: int) -> Mapping[str, Any]:
    """The fields of the letter as a version froze them; raises Refused where there is none, or two that differ."""
    those = {str(version.get("frozen")) for version in papers.versions if version.get("number") == number and version.get("frozen")}
    reference = papers.request.get("reference")
    if not those and any(version.get("number") == number for version in papers.versions):
        raise Refused("life.version_erased", reference=reference, number=number)
    if not those:
        raise Refused("life.no_version", reference=reference, number=number)
    if len(those) > 1:
        raise Refused("life.two_versions", reference=reference, number=number)
    found = _thawed(those.pop())
    if found is None:
        raise Refused("life.no_version", reference=reference, number=number)
    return found


def holds(version: Record, field: str) -> bool:
    """Whether a frozen letter holds something of a field; one that cannot be read may."""
    kept = _thawed(version.get("frozen"))
    return kept is None or kept.get(field) is not None


def without(version: Record, field: str) -> str | None:
    """A frozen letter as it is kept once a field of it is erased, which it names; None where it cannot be read."""
    kept = _thawed(version.get("frozen"))
    if kept is None:
        return None
    return _text({name: value for name, value in kept.items() if name != field} | {_ERASED: sorted({*erased(version), field})})


def erased(version: Record) -> list[str]:
    """The fields of the letter that were erased from a version."""
    names = (_thawed(version.get("frozen")) or {}).get(_ERASED)
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def orders(standing: Standing, version: Record) -> list[str]:
    """The orders by which a version lost something: its hash stays, and says what the letter was."""
    charter, target = standing.charters.get(version.compartment), Target(version.id, version.kind)
    return sorted(name for name, one in charter.orders.items() if target in one.records and one.field == "frozen") if charter else []


def erased_by(desk: Desk, version: Record) -> list[str]:
    """The same on a desk."""
    with desk.db.read() as connection:
        return orders(desk.standing(connection), version)


def led(text: Any, ids: Mapping[str, str]) -> Any:
    """A frozen letter with its links led to other ids; what cannot be read stays as it is."""
    kept, fields = _thawed(text), KINDS["request"].by_name
    if kept is None:
        return text
    return _text({name: links.led(fields[name], value, ids) if name in fields else value for name, value in kept.items()})


def _thawed(text: Any) -> dict[str, Any] | None:
    """The fields of a frozen letter; None where a desk of another make wrote what is none."""
    try:
        found = msgspec.json.decode(str(text))
    except (msgspec.DecodeError, RecursionError):
        return None
    return found if isinstance(found, dict) and plain(found) else None


def _text(letter: Mapping[str, Any]) -> str:
    return encode(letter).decode("utf-8").removesuffix("\n")


def _letter(request: Record) -> dict[str, Any]:
    return {name: request.values[name] for name in life.LETTER if request.get(name) is not None}


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    names = [name for name in life.LETTER if not same(before.get(name), after.get(name))]
    return [Difference(name, before.get(name), after.get(name)) for name in names]
