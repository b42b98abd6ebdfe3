"""States as the window lists them: those that the team needs first, what is known of each, and what is doubtful in that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jitdesk.domain import folding, profiles
from jitdesk.domain.kinds.state_profile import STATE_PROFILE
from jitdesk.domain.profiles import Profile
from jitdesk.domain.records import Record
from jitdesk.domain.states import STATES
from jitdesk.services import letters, naming, rights, states
from jitdesk.services.desk import Desk
from jitdesk.services.naming import Named
from jitdesk.storage import lists, queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.lists import Label
from jitdesk.storage.queries import Wanted

_PROFILE = STATE_PROFILE.name


@dataclass(frozen=True)
class Need:
    """Why the team needs a State: it is a party to an agreement, the team works there, or so many requests go there."""

    party: bool = False
    works_in: bool = False
    requests: int = 0

    def __bool__(self) -> bool:
        return self.party or self.works_in or self.requests > 0


@dataclass(frozen=True)
class StateRow:
    """A State in the list: how much is known of it, and how much of that is doubtful."""

    id: str
    need: Need
    languages: tuple[str, ...]
    newest: str  # the newest day on which a source speaks, perhaps partial, "" where there is none
    known: int
    unconfirmed: int
    stale: int
    disputed: int


@dataclass(frozen=True)
class StatePage:
    """All that this desk knows of a State."""

    state: str
    need: Need
    profile: Profile
    stale: frozenset[tuple[str, profiles.Part]]  # of what facts nobody can say that they still hold
    records: tuple[Record, ...]  # what the team recorded, the newest source first
    authorities: tuple[Label, ...]  # the records of its authorities
    names: Mapping[str, Named]
    refusal: str  # why this desk may record nothing, or ""


def ids(desk: Desk, words: str = "", limit: int = -1) -> list[str]:
    """Codes of States whose name or code holds all words: those the team needs first, then those of which it recorded something."""
    wanted = folding.fold(words).split()
    with desk.db.read() as connection:
        needed, recorded = _needs(connection), set(lists.values(connection, _PROFILE, "state"))
    found = [state for state in STATES if all(word in folding.fold(f"{states.name(state)} {state}") for word in wanted)]
    ordered = sorted(found, key=lambda state: (not needed.get(state), not needed.get(state) and state not in recorded, states.name(state)))
    return ordered[: limit if limit >= 0 else None]


def rows(desk: Desk, codes: Sequence[str]) -> dict[str, StateRow]:
    """The States with these codes."""
    today = letters.today(desk)
    with desk.db.read() as connection:
        needed = _needs(connection)
        recorded: dict[str, list[Record]] = {}
        for record in queries.records(connection, _PROFILE, queries.rids(connection, _PROFILE)):
            recorded.setdefault(str(record.get("state")), []).append(record)
    made = {}
    for state in codes:
        facts = profiles.overlay(state, states.shipped(state), recorded.get(state, ())).facts
        languages: list[str] = next((fact.value for fact in facts if fact.field == "languages"), [])
        made[state] = StateRow(
            state,
            needed.get(state, Need()),
            tuple(languages),
            max((fact.as_of for fact in facts), default=""),
            len(facts),
            sum(not fact.confirmed for fact in facts),
            sum(fact.stale(today) for fact in facts),
            sum(fact.disputed for fact in facts),
        )
    return made


def page(desk: Desk, state: str) -> StatePage:
    """The page of a State; raises Refused for a code that means none."""
    profile = states.profile(desk, state)
    today = letters.today(desk)
    with desk.db.read() as connection:
        need = _needs(connection).get(state, Need())
        where = (("state", state),)
        recorded = queries.records(connection, _PROFILE, queries.rids(connection, _PROFILE, Wanted(where=where)))
        authorities = queries.records(connection, "authority", queries.rids(connection, "authority", Wanted("name", where=where)))
        labels = lists.labels(connection, [record.id for record in authorities])
    names: dict[str, Named] = {}
    for record in recorded:
        names |= naming.linked(desk, record)
    return StatePage(
        state,
        need,
        profile,
        frozenset((fact.field, fact.part) for fact in profile.facts if fact.stale(today)),
        tuple(sorted(recorded, key=lambda record: str(record.get("as_of", "")), reverse=True)),
        tuple(labels[record.id] for record in authorities if record.id in labels),
        names,
        rights.refusal(desk),
    )


def _needs(connection: Connection) -> dict[str, Need]:
    """Why the team needs each State, from its agreements and its requests."""
    agreements = queries.records(connection, "agreement", queries.rids(connection, "agreement"))
    parties = {state for record in agreements for state in record.get("parties", [])}
    works_in = {state for record in agreements for state in record.get("operates_in", [])}
    asked = {
        state: len(queries.rids(connection, "request", Wanted(where=(("requested_state", state),))))
        for state in lists.values(connection, "request", "requested_state")
    }
    return {state: Need(state in parties, state in works_in, asked.get(state, 0)) for state in parties | works_in | asked.keys()}
