"""Originator control at the door: nothing leaves a desk beyond the conditions of the State it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jitdesk.domain.changes import Line
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.originator import ARTICLES, LEAD_ONLY, Bound, Recipient, StateConsent, judge, lifting
from jitdesk.domain.records import Record
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import is_id
from jitdesk.kernel.words import say
from jitdesk.services.desk import Desk
from jitdesk.services.standing import Standing
from jitdesk.storage import carried, conditions, log, queries
from jitdesk.storage.carried import Spans
from jitdesk.storage.conditions import Claims
from jitdesk.storage.engine import Connection
from jitdesk.storage.queries import Found

# Fields that say how a record is to be handled, and nothing of what is in it: whoever holds the record is to learn them.
_HANDLING = frozenset({"origin", "conditions", "archived", "restricted", "legal_hold", "moved_from"})
_HANGING = tuple(name for name, kind in KINDS.items() if kind.field("conditions") and name != "state_consent")


@dataclass(frozen=True)
class Load:
    """What one file is to carry of one compartment: segments held, and the numbers of all lines, open ones too."""

    compartment: str
    rows: Sequence[int]
    spans: Spans
    withheld: frozenset[int] = frozenset()  # segments that stay here, as they stand (see `withheld`)
    only: bool = False  # these segments and no others, whatever is sealed meanwhile


@dataclass(frozen=True)
class Party:
    """Whom a file is for, as a refusal names it."""

    name: str
    to: Recipient


def check(desk: Desk, connection: Connection, standing: Standing, loads: Iterable[Load], parties: Sequence[Party]) -> dict[str, set[str]]:
    """The consents of States under which these loads may go to these parties, by compartment; raises Refused with article and record."""
    control = _Control(desk, connection, standing)
    return {load.compartment: control.check(load, parties) for load in loads}


def check_unnamed(desk: Desk, connection: Connection, standing: Standing, records: Iterable[Record]) -> None:
    """Raise Refused, with article and record, where a State other than the own set a condition on one of these records, or on what it
    hangs on: they would go into a file that names nobody whom it is for, so that no consent of that State can cover it.
    """
    _Control(desk, connection, standing).check_unnamed(records)


def withheld(
    desk: Desk, connection: Connection, standing: Standing, compartment: str, rows: Sequence[int], parties: Sequence[Party]
) -> frozenset[int]:
    """Segments that are not in force and hold what may not go to these parties: they are left out until a person has decided on them.

    Nobody here let them in, and nobody can settle what they claim: whoever may not write could stop every export with them.
    """
    waiting = [row for row in rows if log.segment(connection, row).state != log.APPLIED]
    return _Control(desk, connection, standing).barred(compartment, waiting, parties) if waiting else frozenset()


def articles(names: Iterable[str]) -> str:
    """The articles behind conditions; one of a newer version has none that this version knows."""
    return ", ".join(f"LHC Art. {ARTICLES[name]}" if name in ARTICLES else name for name in sorted(names))


def leads(connection: Connection, today: str) -> frozenset[str]:
    """The codes and names of what may be followed as a lead and is no evidence: nobody lifted that, of it or of what it hangs on."""
    found: set[str] = set()
    for rid, those in conditions.bound(connection).items():
        root = conditions.place(connection, rid)
        if LEAD_ONLY in those.conditions:
            said = [consent for _, consent in conditions.consents(connection, {root.id})]
            if not all(lifting(said, root.id, origin, LEAD_ONLY, None, today) for origin in sorted(those.origins) or [""]):
                found |= {_called(connection, one) for one in _family(connection, root)}
    return frozenset(found)


def _family(connection: Connection, root: Found) -> Iterator[Found]:
    """A record and all that hangs on it."""
    seen: set[int] = set()
    ahead = [root]
    while ahead:
        one = ahead.pop()
        if one.rid not in seen:
            seen.add(one.rid)
            ahead.extend(conditions.hanging(connection, one.id, _HANGING))
            yield one


def _called(connection: Connection, found: Found) -> str:
    """The code of a record, the name of a file, or an id."""
    kind, record = KINDS[found.kind], queries.record(connection, found.rid)
    name = kind.code or ("name" if found.kind == "file" else "")
    return str(record.get(name) or found.id) if record is not None and name else found.id


class _Control:
    """The conditions on one desk at one moment."""

    def __init__(self, desk: Desk, connection: Connection, standing: Standing) -> None:
        self._desk = desk
        self._connection = connection
        self._standing = standing
        self._own = str(standing.roster.devices[desk.device].card.get("state", ""))
        self._today = iso(desk.clock.now())[:10]
        self._claims = conditions.bound(connection)

    def check(self, load: Load, parties: Sequence[Party]) -> set[str]:
        """The consents that a load needs and has."""
        bound = self._bound(load)
        consents = self._consents(load.compartment, {one.record for those in bound.values() for one in those})
        used: set[str] = set()
        stopped: dict[str, tuple[set[tuple[str, str]], list[str]]] = {}
        for name, those in bound.items():
            for party in parties:
                for one in those:
                    verdict = judge(one, party.to, self._own, consents, self._today)
                    used |= verdict.consents
                    if verdict.barred:
                        barred, whom = stopped.setdefault(name, (set(), []))
                        barred |= verdict.barred
                        whom.append(party.name)
        if stopped:
            raise _refused(stopped)
        return used

    def check_unnamed(self, records: Iterable[Record]) -> None:
        """Refuse what any condition of another State binds."""
        wanted = {(record.id, record.kind, record.compartment) for record in records}
        stopped: dict[str, tuple[set[tuple[str, str]], list[str]]] = {}
        for rid, those in self._claims.items():
            root = conditions.place(self._connection, rid)
            foreign = those.origins - {self._own} or ({""} if not those.origins else set())
            barred = {(origin, condition) for origin in foreign for condition in those.conditions}
            for found in _family(self._connection, root) if barred else ():
                if (found.id, found.kind, found.compartment) in wanted:
                    stopped.setdefault(_called(self._connection, found), (set(), []))[0].update(barred)
        if stopped:
            name, (barred, _) = min(stopped.items(), key=lambda item: (is_id(item[0]), item[0]))
            told = articles({condition for _, condition in barred})
            origins = ", ".join(sorted({origin for origin, _ in barred} - {""})) or say("take.some_state")
            raise Refused("take.bound", record=name, articles=told, origin=origins, n=len(stopped), more=len(stopped) - 1)

    def barred(self, compartment: str, rows: Sequence[int], parties: Sequence[Party]) -> frozenset[int]:
        """Those of these segments, none of them in force, that may not go to one of the parties."""
        hidden = self._hidden(rows)
        bound = [(id, Bound(id, frozenset(those.origins), frozenset(those.conditions))) for id, those in hidden.items()]
        for rid, those in self._claims.items():
            root = conditions.place(self._connection, rid)
            one = Bound(root.id, frozenset(those.origins), frozenset(those.conditions))
            family = _family(self._connection, root)
            bound += [(found.id, one) for found in family if found.compartment == compartment and found.id in hidden]
        consents = self._consents(compartment, {one.record for _, one in bound})
        stopped = {id for id, one in bound if any(judge(one, to.to, self._own, consents, self._today).barred for to in parties)}
        return frozenset(row for row in rows if not stopped.isdisjoint(self._hidden([row])))

    def _bound(self, load: Load) -> dict[str, list[Bound]]:
        """By what records of the load are bound, by what people call them: by their own conditions, and by those of what they hang on."""
        claims = dict(self._claims)
        hidden = self._hidden(load.rows)
        result: dict[str, list[Bound]] = {}
        for rid, those in claims.items():
            root = conditions.place(self._connection, rid)
            bound = Bound(root.id, frozenset(those.origins), frozenset(those.conditions))
            for found in _family(self._connection, root):
                if found.compartment == load.compartment and (self._goes(found, load) or found.id in hidden):
                    result.setdefault(_called(self._connection, found), []).append(bound)
        for id, those in hidden.items():
            if those.conditions:
                result.setdefault(id, []).append(Bound(id, frozenset(those.origins), frozenset(those.conditions)))
        return result

    def _goes(self, found: Found, load: Load) -> bool:
        """Whether a line with something of the record's content is in the load."""
        lines = carried.lines_of(self._connection, found.rid, load.compartment, self._desk.device, load.spans)
        return any(line.field not in _HANDLING for line in lines)

    def _hidden(self, rows: Iterable[int]) -> dict[str, Claims]:
        """Records with content in lines of these segments that no row is made of here, with what those lines claim of them."""
        claims: dict[str, Claims] = {}
        content: set[str] = set()
        for change in carried.not_in_force(self._connection, rows):
            line = change.line
            if isinstance(line, Line) and line.kind in _HANGING:
                claims.setdefault(line.record, Claims()).take(line.field, line.element or "", line.value)
                if line.field not in _HANDLING:
                    content.add(line.record)
        return {id: those for id, those in claims.items() if id in content}

    def _consents(self, compartment: str, records: set[str]) -> list[StateConsent]:
        """What was consented to, where all who read the compartment may read it: the log of the disclosure names it."""
        readers = self._standing.readers(compartment)
        said = conditions.consents(self._connection, records)
        return [consent for place, consent in said if readers <= self._standing.readers(place)]


def _refused(stopped: Mapping[str, tuple[set[tuple[str, str]], list[str]]]) -> Refused:
    name, (barred, whom) = min(stopped.items(), key=lambda item: (is_id(item[0]), item[0]))  # what people know it by, if they know any
    origins = sorted({origin for origin, _ in barred} - {""})
    told = {"record": name, "articles": articles({condition for _, condition in barred}), "to": ", ".join(dict.fromkeys(whom))}
    if not origins:
        return Refused("originator.no_origin", **told)
    return Refused("originator.stopped", **told, origin=", ".join(origins), n=len(stopped), more=len(stopped) - 1)
