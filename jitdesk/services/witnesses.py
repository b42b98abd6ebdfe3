"""What the list of witnesses and a witness's page show: consent in one word, earlier accounts, who holds the identity; a first request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from jitdesk.domain import decide, folding
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.kinds.protective_measure import PROTECTIVE_MEASURE
from jitdesk.domain.protection import SEALED
from jitdesk.domain.records import Record
from jitdesk.kernel.values import new_id
from jitdesk.services import consulting, editing, rights, tasks
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.services.resolving import one, row_of
from jitdesk.services.standing import Standing
from jitdesk.services.tasks import Comment
from jitdesk.storage import lists, queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.lists import Label
from jitdesk.storage.queries import Wanted

# What the list of witnesses shows to everybody who reads it.
_LISTED = ("code", "role", "custodian_state", "languages", "protection", "archived", "restricted")
_FORCE = {"in_force": 0, "asked": 1}
_DECISION = ("witness", "purpose", "recipient", "decision", "date")


@dataclass(frozen=True)
class WitnessRow:
    """A witness in the list: with consent in one word, and the date of the last account."""

    record: Record
    consent: str  # given, in_part, refused, withdrawn, not_asked
    accounts: int
    last_account: str  # perhaps partial, "" where it is not known or there is none

    @property
    def id(self) -> str:
        """What means the witness, also where somebody used its id twice."""
        return self.record.reference


@dataclass(frozen=True)
class Place:
    """A compartment with readers of its own that this desk reads, and the members who read it."""

    id: str
    name: str
    readers: tuple[str, ...]


@dataclass(frozen=True)
class Identity:
    """An identity record that this desk may open, and where it is kept."""

    record: Record
    place: Place


@dataclass(frozen=True)
class Dossier:
    """Everything about one witness that this desk reads."""

    witness: Record
    place: str  # the name of its compartment
    consent: str
    consents: tuple[Record, ...]
    accounts: tuple[Record, ...]
    files: tuple[Record, ...]
    notes: tuple[Comment, ...]
    identities: tuple[Identity, ...]
    linked: tuple[Label, ...]  # requests and tasks
    sealed_places: tuple[Place, ...]  # where an identity could be kept
    refusal: str  # why this desk may not change the witness, or ""
    state_consents: tuple[Record, ...] = ()  # what the State said that it came from
    measures: tuple[Record, ...] = ()  # that protect the witness, those in force first

    @property
    def sealed(self) -> bool:
        """Whether the witness is under protection and was not opened: then no more is here than the list shows."""
        return self.witness.sealed


def ids(desk: Desk, *, custodian: str = "", protection: str = "", words: str = "", limit: int = -1) -> list[int]:
    """Row numbers of witnesses by code: of one custodian State, one state of protection, holding these words; or all."""
    where = tuple((name, value) for name, value in (("custodian_state", custodian), ("protection", protection)) if value)
    match = folding.query(words, prefix_last=True)
    with desk.db.read() as connection:
        found = queries.rids(connection, "witness", Wanted("code", where=where), -1 if match else limit)
        if not match:
            return found
        hits = lists.hits(connection, match, "witness")
    return [rid for rid in found if rid in hits][: limit if limit >= 0 else None]


def rows(desk: Desk, rids: Sequence[int]) -> dict[int, WitnessRow]:
    """The witnesses with these row numbers."""
    with desk.db.read() as connection:
        found = lists.keyed(connection, "witness", rids)
        wanted = [record.id for record in found.values()]
        decisions = lists.linking(connection, "consent", "witness", wanted, _DECISION)
        accounts = lists.linking(connection, "account", "witness", wanted, ("witness", "date"))
    asked: dict[str, list[tuple[Any, ...]]] = {}
    for entry in decisions:
        asked.setdefault(entry[0], []).append(entry[1:])
    dates: dict[str, list[str]] = {}
    for witness, date in accounts:
        dates.setdefault(witness, []).append(date or "")
    return {
        rid: WitnessRow(record, summary(asked.get(record.id, ())), len(dates.get(record.id, ())), max(dates.get(record.id, ()), default=""))
        for rid, record in found.items()
    }


def row_number(desk: Desk, id: str) -> int | None:
    """The row number of a witness, or None."""
    with desk.db.read() as connection:
        return row_of(connection, desk.standing(connection), id, "witness")


def summary(decisions: Iterable[Sequence[Any]]) -> str:
    """Consent in one word from (purpose, recipient, decision, date) of each row; the latest decision for a purpose and recipient counts."""
    latest: dict[tuple[Any, Any], tuple[str, str]] = {}
    for purpose, recipient, decision, date in decisions:
        if decision and (date or "") >= latest.get((purpose, recipient), ("", ""))[0]:
            latest[purpose, recipient] = (date or "", decision)
    made = {decision for _, decision in latest.values()}
    if "withdrawn" in made:
        return "withdrawn"
    if len(made) > 1:
        return "in_part"
    return next(iter(made), "not_asked")


def dossier(desk: Desk, reference: str, *, opened: str = "") -> Dossier:
    """The page of one witness; sealed under protection, unless it is the one `opened` with a reason (by id or reference).

    Raises Refused where there is no such witness.
    """
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        witness = one(connection, standing, reference, "witness")
        if opened not in (witness.id, witness.reference) and consulting.protected(connection, [witness]):
            return _sealed(witness, standing.name(witness.compartment), rights.refusal(desk, witness.compartment))
        found = [record for f in queries.about(connection, witness.id) if (record := queries.record(connection, f.rid)) is not None]
        about = [record for record in found if not record.get("archived") and not record.get("restricted")]
        linked = lists.labels(connection, [record.id for record in about if record.kind in ("request", "task")])
        places = _places(connection, desk, standing)
    by_kind: dict[str, list[Record]] = {}
    for record in about:
        by_kind.setdefault(record.kind, []).append(record)
    consents = sorted(by_kind.get("consent", []), key=lambda r: str(r.get("date", "")), reverse=True)
    return Dossier(
        witness,
        standing.name(witness.compartment),
        summary([[r.get(name) for name in _DECISION[1:]] for r in consents]),
        tuple(consents),
        tuple(sorted(by_kind.get("account", []), key=lambda r: str(r.get("date", "")), reverse=True)),
        tuple(by_kind.get("file", [])),
        tuple(tasks.comments(desk, witness.id)),
        tuple(Identity(r, places.get(r.compartment, Place(r.compartment, "", ()))) for r in by_kind.get("identity", [])),
        tuple(sorted(linked.values(), key=lambda label: (label.kind, label.text))),
        tuple(place for id, place in places.items() if standing.readers(id) <= standing.readers(witness.compartment)),
        rights.refusal(desk, witness.compartment),
        tuple(sorted(by_kind.get("state_consent", []), key=lambda r: str(r.get("date", "")), reverse=True)),
        _by_force(by_kind.get("protective_measure", [])),
    )


def _by_force(measures: Sequence[Record]) -> tuple[Record, ...]:
    """Measures in force before those asked for, and these before all others; of each the newest first."""
    newest = sorted(measures, key=lambda r: str(r.get("valid_from") or r.get("ordered_on", "")), reverse=True)
    return tuple(sorted(newest, key=lambda r: _FORCE.get(str(r.get("status")), len(_FORCE))))


def _sealed(witness: Record, place: str, refusal: str) -> Dossier:
    values = {name: value for name, value in witness.values.items() if name in _LISTED}
    shown = Record(witness.id, witness.kind, witness.compartment, values, sealed=True)
    return Dossier(shown, place, "", (), (), (), (), (), (), (), refusal)


def _places(connection: Connection, desk: Desk, standing: Standing) -> Mapping[str, Place]:
    """The compartments with readers of their own that this desk reads, by id."""
    result = {}
    for id, charter in standing.charters.items():
        if standing.narrow(id) and charter.reads(desk.device):
            names = sorted({standing.member(device) for device in standing.readers(id)})
            result[id] = Place(id, charter.name, tuple(names))
    return dict(sorted(result.items(), key=lambda entry: entry[1].name))


def free_reference(desk: Desk) -> str:
    """The next reference of a request in the team's series: "JIT-SR/2026/015"."""
    with desk.db.read() as connection:
        team = desk.standing(connection).roster.team
        known = {str(record.get("reference", "")) for record in queries.records(connection, "request", queries.rids(connection, "request"))}
    year = datetime.fromtimestamp(desk.clock.now() / 1000, UTC).year
    series = f"{_series(team)}/{year}/"
    numbers = [int(reference.removeprefix(series)) for reference in known if _numbered(reference, series)]
    return f"{series}{max(numbers, default=0) + 1:03}"


def _series(team: str) -> str:
    """ "JIT Sava River" as "JIT-SR"."""
    words = team.split()
    whole = [word for word in words if word.isupper()]
    initials = "".join(word[0].upper() for word in words if not word.isupper() and word[0].isalnum())
    return "-".join([*whole[:1], *filter(None, [initials])]) or "JIT"


def free_code(desk: Desk) -> str:
    """The next code of a witness: one above the greatest number in use, "W-0432"; "W-0001" for the first."""
    with desk.db.read() as connection:
        known = lists.values(connection, "witness", "code")
    numbers = [int(code[2:]) for code in known if _numbered(code, "W-")]
    return f"W-{max(numbers, default=0) + 1:04}"


def _numbered(reference: str, series: str) -> bool:
    rest = reference.removeprefix(series)
    return reference.startswith(series) and rest.isascii() and rest.isdigit() and len(rest) <= 6


def custodians(desk: Desk) -> list[str]:
    """The States that hold a witness of this desk."""
    with desk.db.read() as connection:
        return lists.values(connection, "witness", "custodian_state")


def add_about(desk: Desk, kind: str, witness: str, values: Mapping[str, Any], place: str | None = None) -> Outcome:
    """Make a record about a witness, in the one named or the witness's compartment; who one is, and what protects one, where fewer read."""
    if place is None and kind not in SEALED:
        with desk.db.read() as connection:
            place = one(connection, desk.standing(connection), witness).compartment
    link = "witness" if KINDS[kind].field("witness") else "about"
    return editing.add(desk, kind, [{**values, link: witness}], place)


def replace_measure(desk: Desk, reference: str, values: Mapping[str, Any]) -> Outcome:
    """Record the measure that takes the place of another: the new one, and in the old one that it is replaced and by what."""
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        old = one(connection, standing, reference, PROTECTIVE_MEASURE.name)
        given = {**values, "witness": old.get("witness")}
        id, place = new_id(desk.random), old.compartment
        linked = editing.linked(connection, standing, place, PROTECTIVE_MEASURE.fields, given)
        ops = decide.add(id, PROTECTIVE_MEASURE, place, standing.narrow(place), linked)
        ops += decide.edit(old, {"status": "superseded", "superseded_by": id})
        return Outcome((id,), editing.commit(desk, connection, standing, ops))


def draft_request(desk: Desk, witness: Record) -> Outcome:
    """A request to hear this witness, in the witness's compartment, under the next reference."""
    return editing.add(desk, "request", [{"reference": free_reference(desk), "witness": witness.id}], witness.compartment)
