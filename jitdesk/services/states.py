"""State profiles: what is shipped about a State, under the dated and sourced corrections of the team; and the names of States."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jitdesk.domain import profiles
from jitdesk.domain.kinds.state_profile import STATE_PROFILE
from jitdesk.domain.profiles import Fact, Profile
from jitdesk.domain.records import Record
from jitdesk.domain.states import STATES
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import is_date
from jitdesk.kernel.words import say
from jitdesk.services import editing
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.services.standing import Standing
from jitdesk.storage import queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.queries import Wanted
from jitdesk.system import resources

__all__ = ["Fact", "Profile"]

LANGUAGES = ("en", "fr", "es", "ar")


def profile(desk: Desk, state: str) -> Profile:
    """What this desk knows of a State; raises Refused for a code that means none."""
    _known(state)
    with desk.db.read() as connection:
        return read(connection, desk.standing(connection), state)


def read(connection: Connection, standing: Standing, state: str, place: str | None = None) -> Profile:
    """What is known of a State; with the compartment `place`, no more than what all of its readers may read."""
    rids = queries.rids(connection, STATE_PROFILE.name, Wanted(where=(("state", state),)))
    found = queries.records(connection, STATE_PROFILE.name, rids)
    open_to_all = [record for record in found if place is None or standing.readers(place) <= standing.readers(record.compartment)]
    return profiles.overlay(state, shipped(state), open_to_all)


def as_record(connection: Connection, standing: Standing, state: str | None, place: str, treaty: str) -> Record | None:
    """The profile of a State for a letter of the compartment `place` under a treaty; None where nothing is known, or no State is named."""
    known = read(connection, standing, state, place) if state else None
    made = profiles.as_record(known, treaty) if known else None
    return made if made and made.values.keys() - {"state"} else None  # what is all to be confirmed decides nothing


def record(desk: Desk, state: str, values: Mapping[str, Any]) -> Outcome:
    """Write down what a source says of a State on a day, as a record that travels to the team."""
    _known(state)
    source, as_of = str(values.get("source") or "").strip(), str(values.get("as_of") or "")
    if not source:
        raise Refused("state_profile.no_source", state=state)
    if not is_date(as_of):
        raise Refused("state_profile.no_date", state=state)
    if profiles.first_day(as_of).isoformat() > iso(desk.clock.now())[:10]:
        raise Refused("state_profile.future", state=state, date=as_of)
    if not any(True for _ in profiles.split(values)):
        raise Refused("state_profile.nothing", state=state)
    return editing.add(desk, STATE_PROFILE.name, [{**values, "state": state}])


def name(state: str, language: str = "en") -> str:
    """The name of a State in one of LANGUAGES."""
    if language == "en":
        return say(f"state.{state}")
    own = _data()["names"].get(language, {}).get(state)
    return str(own or _names(language)[state])


@cache
def _names(language: str) -> dict[str, str]:
    # Not at the top: what starts the program has no use for it, and it takes as long as everything else together.
    from babel import Locale
    from babel.core import get_global

    territories, aliases = Locale.parse(language).territories, get_global("territory_aliases")
    return {state: str(territories["XK" if state == "XKX" else aliases[state][0]]) for state in STATES}


def _known(state: str) -> None:
    if state not in STATES:
        raise Refused("state_profile.unknown", state=state)


def shipped(state: str) -> tuple[Fact, ...]:
    """The facts of a State that come with the program."""
    return _shipped().get(state, ())


@cache
def _shipped() -> Mapping[str, tuple[Fact, ...]]:
    found: dict[str, list[Fact]] = {}
    for table in _data()["facts"]:
        for state, values in _values(table):
            as_of = table.get("as_of", table["seen_on"])
            about = as_of, table["source"], table["confidence"], table["seen_on"], table.get("only", "")
            found.setdefault(state, []).extend(Fact(*cell, *about) for cell in profiles.split(values))
    return {state: tuple(facts) for state, facts in found.items()}


def _values(table: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The States of one table of facts, each with values as a record has them."""
    if "state" in table:
        yield table["state"], table["values"]
    for value, states in table.get("each", {}).items():
        for state in states:
            yield state, {"treaties": [{"treaty": table["treaty"], table["column"]: value}]}


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.read_text("states.toml"))
