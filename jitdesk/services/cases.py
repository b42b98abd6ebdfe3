"""A request with all the records around it that every reader of the request may read, at one moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jitdesk.domain import life
from jitdesk.domain.records import Record
from jitdesk.drafting.basis import Basis
from jitdesk.drafting.case import Case
from jitdesk.kernel.clock import iso
from jitdesk.kernel.values import is_date
from jitdesk.services import heard, originator, recipient_codes, state_zones, states
from jitdesk.services.desk import Desk
from jitdesk.services.standing import Standing
from jitdesk.storage import lists
from jitdesk.storage.engine import Connection
from jitdesk.system import zone_rules

_ZONE = "Europe/Brussels"  # any: all zones of one machine are of one edition
_FILE_LISTS = ("annex_list", "exhibit_list")


def read(desk: Desk, connection: Connection, request: Record, basis: Basis, alternatives: Mapping[str, Basis]) -> Case:
    """The case of a request under its basis, as this desk may show it; nothing in it comes out of a narrower compartment."""
    reader = _Reader(connection, desk.standing(connection), request)
    witness = reader.witness()
    files = reader.files()
    accounts = reader.about("account", "witness", witness)
    proceeding = reader.one("proceeding", request.get("proceeding"))
    ours = reader.our_state(proceeding)
    said_of = [record.id for record in (witness, *accounts, *files) if record is not None]
    today = iso(desk.clock.now())[:10]
    return Case(
        request,
        witness,
        basis,
        date.fromisoformat(today),
        originator.leads(connection, today),
        code=recipient_codes.code_for(connection, reader.standing, request, witness),
        codes=recipient_codes.codes_of_others(connection, reader.standing, request, witness),
        profile=reader.profile(request.get("requested_state"), basis),
        own_profile=reader.profile(ours, basis) if basis.scope.annexes and request.get("offences") else None,
        agreement=reader.one("agreement", request.get("jit")),
        proceeding=proceeding,
        identities=tuple(lists.linked(connection, "identity", "witness", [witness.id])) if witness else (),
        consents=reader.about("consent", "witness", witness),
        accounts=accounts,
        measures=reader.about("protective_measure", "witness", witness),
        files=files,
        state_consents=reader.open(lists.linked(connection, "state_consent", "about", said_of)),
        translations=reader.translations(files),
        transmissions=reader.about("transmission", "request", request),
        replies=reader.replies,
        hearings=reader.about("hearing", "request", request),
        steps=reader.about("step", "request", request),
        others=reader.others(witness),
        alternatives=alternatives,
        our_zones=state_zones.of(ours),
        zone_rules=zone_rules.edition(_ZONE),
        frozen_on=reader.frozen_on(),
    )


@dataclass
class _Reader:
    """What stands around one request, and only where all who read the request may read it."""

    connection: Connection
    standing: Standing
    request: Record

    def __post_init__(self) -> None:
        self._readers = self.standing.readers(self.request.compartment)
        self.replies = self.about("reply", "request", self.request)

    def open(self, records: Iterable[Record]) -> tuple[Record, ...]:
        """Those of the records that all readers of the request may read."""
        return tuple(record for record in records if self._readers <= self.standing.readers(record.compartment))

    def about(self, kind: str, link: str, record: Record | None) -> tuple[Record, ...]:
        """The records of a kind that link to a record."""
        return self.open(lists.linked(self.connection, kind, link, [record.id])) if record is not None else ()

    def one(self, kind: str, id: str | None) -> Record | None:
        """The record of a kind that the request links to, the nearest where somebody used its id twice."""
        return self._nearest(self.open(lists.of_ids(self.connection, kind, [id] if id else [])))

    def _nearest(self, records: Sequence[Record]) -> Record | None:
        return min(records, key=lambda record: record.compartment != self.request.compartment, default=None)

    def witness(self) -> Record | None:
        """The person to be heard."""
        return heard.witness_of(self.connection, self.standing, self.request)

    def frozen_on(self) -> date | None:
        """The day on which the present version of the letter became final; None while it is a draft."""
        if life.status(self.request) in life.DRAFTING:
            return None
        versions = self.about("version", "request", self.request)
        days = [str(version.get("date", "")) for version in versions if version.get("number") == life.number(self.request)]
        whole = [day for day in days if is_date(day) and len(day) == len("2027-10-26")]
        return date.fromisoformat(min(whole)) if whole else None

    def profile(self, state: str | None, basis: Basis) -> Record | None:
        """What is known of a State, as it counts for a letter under a basis."""
        return states.as_record(self.connection, self.standing, state, self.request.compartment, basis.code)

    def our_state(self, proceeding: Record | None) -> str:
        """The requesting authority's State: as its record says, else as the proceeding does; alike on every desk; "" where none does."""
        authority = self.one("authority", self.request.get("requesting_authority_record"))
        named = (str(record.get("state", "")) for record in (authority, proceeding) if record is not None)
        return next(filter(None, named), "")

    def files(self) -> tuple[Record, ...]:
        """The files that the request and the replies to it name, and those about the request."""
        named = {str(row["file"]) for name in _FILE_LISTS for row in self.request.get(name, []) if row.get("file")}
        named |= {self.request.get("signed_copy", "")} - {""}
        for reply in self.replies:
            named |= {*reply.get("evidence", []), reply.get("minutes", "")} - {""}
        found = [*lists.of_ids(self.connection, "file", named), *self.about("file", "about", self.request)]
        return tuple({record.id: record for record in self.open(found)}.values())

    def translations(self, files: Collection[Record]) -> tuple[Record, ...]:
        """The translations of the request and of its files, and those that it names."""
        named = {str(row["translation"]) for row in self.request.get("annex_list", []) if row.get("translation")}
        named |= {self.request.get("translation", "")} - {""}
        of = [self.request.id, *(file.id for file in files)]
        found = [*lists.of_ids(self.connection, "translation", named), *lists.linked(self.connection, "translation", "about", of)]
        return tuple({record.id: record for record in self.open(found)}.values())

    def others(self, witness: Record | None) -> tuple[Record, ...]:
        """The requests to other States about the same person."""
        mine = self.request.get("requested_state")
        about = self.about("request", "witness", witness)
        return tuple(other for other in about if other.id != self.request.id and other.get("requested_state") not in (None, mine))
