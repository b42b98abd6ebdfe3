"""Records as a link to them shows them: by the name of their kind and what tells them apart, found by the words of that name."""

from __future__ import annotations

from dataclasses import dataclass

from jitdesk.domain import folding, links
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.services import consulting
from jitdesk.services.desk import Desk
from jitdesk.storage import queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.queries import Wanted

_MOST = 300  # of a kind, the last touched: older ones are found by their words
# What tells records of a kind apart that are called alike.
_TELLING = {
    "account": "date",
    "authority": "state",
    "consent": "date",
    "proceeding": "state",
    "protective_measure": "ordered_on",
    "request": "subject",
    "translation": "language",
}


@dataclass(frozen=True)
class Named:
    """A record by its name and what tells it apart; both are empty where it is under protection."""

    id: str
    kind: str
    title: str
    telling: str = ""

    @property
    def text(self) -> str:
        """Both, for searching."""
        return f"{self.title} {self.telling}".strip()


def title_field(kind: str) -> str:
    """The field that a record of this kind is named by."""
    return KINDS[kind].title


def telling_field(kind: str) -> str:
    """The field that tells records of this kind apart, or ""."""
    return _TELLING.get(kind, "")


def suggest(desk: Desk, kind: str, words: str, witness: str = "", limit: int = 8) -> list[Named]:
    """Records of a kind whose name holds these words, those that begin so first; of one witness where the kind belongs to one."""
    where = (("witness", witness),) if witness and KINDS[kind].field("witness") else ()
    match = folding.query(words, prefix_last=True)
    with desk.db.read() as connection:
        rids = queries.rids(connection, kind, Wanted(descending=True, where=where), _MOST)
        if match and not where:
            rids += [hit.rid for hit in queries.search(connection, match, 50) if hit.kind == kind and hit.rid not in rids]
        found = [_named(record) for record in consulting.shown(connection, queries.records(connection, kind, rids), desk.opened)]
    folded = folding.fold(words)
    those = [named for named in found if folded in folding.fold(named.text)]
    return sorted(those, key=lambda named: not folding.fold(named.title).startswith(folded))[:limit]


def linked(desk: Desk, record: Record) -> dict[str, Named]:
    """What the records are called that this one links to, in its fields and in the columns of its groups, by id."""
    with desk.db.read() as connection:
        return {id: named for id in links.of(record) if (named := _of(desk, connection, id)) is not None}


def _of(desk: Desk, connection: Connection, id: str) -> Named | None:
    places = [found for found in queries.by_id(connection, id) if found.kind in KINDS]
    record = queries.record(connection, places[0].rid) if places else None
    return _named(consulting.shown(connection, [record], desk.opened)[0]) if record else None


def _named(record: Record) -> Named:
    title, telling = title_field(record.kind), telling_field(record.kind)
    return Named(record.id, record.kind, str(record.get(title, "")), str(record.get(telling, "")))
