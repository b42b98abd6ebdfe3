"""What is known of a State: single facts, each with its date and source, from what is shipped and from the team's records of that State."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jitdesk.domain.fields import COMMON, Type
from jitdesk.domain.kinds.state_profile import STATE_PROFILE
from jitdesk.domain.records import Record

FRESH = timedelta(days=180)
TEAM = "team"  # the confidence of what a member of the team recorded

# Which columns name what a row of a list is about; of holidays it is the year.
_NAMED = {"authorities": ("treaty", "stage", "measure"), "channels": ("treaty",)}
_ABOUT = {"state", "as_of", "source", *(field.name for field in COMMON)}
Part = tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """One value of one State: `part` says of which treaty, stage or column where a field holds several."""

    field: str
    part: Part
    value: Any
    as_of: str  # perhaps a partial date, "" where nobody said
    source: str
    confidence: str = TEAM
    seen_on: str = ""
    only: str = ""  # the treaty for which alone it holds
    disputed: bool = False  # the record that says it holds more than one value there

    @property
    def confirmed(self) -> bool:
        """Whether somebody read it in its source: what is remembered, worked out or seen in an excerpt is to be confirmed."""
        return self.confidence == TEAM or self.confidence.startswith("V")

    def stale(self, today: date) -> bool:
        """Whether it has no source, or is older than 180 days, or of a day that nobody named."""
        return stale(self.source, self.as_of, today)


@dataclass(frozen=True)
class Profile:
    """All that is known of one State, one fact a field and part."""

    state: str
    facts: tuple[Fact, ...] = ()

    def of(self, field: str, *part: str) -> tuple[Fact, ...]:
        """The facts of a field whose part begins so ("treaties", "LHC")."""
        return tuple(fact for fact in self.facts if fact.field == field and fact.part[: len(part)] == part)

    def treaties(self) -> tuple[str, ...]:
        """The treaties of which something is known here."""
        return tuple(dict.fromkeys(fact.part[0] for fact in self.of("treaties")))

    def treaty(self, treaty: str, column: str) -> Any:
        """What is known of a treaty in one column, or None."""
        return next((fact.value for fact in self.of("treaties", treaty, column)), None)


def stale(source: str, as_of: str, today: date) -> bool:
    """Whether what a source said on a day is no longer to be relied on: without source or day, or older than 180 days."""
    return not source or not as_of or first_day(as_of) < today - FRESH


def first_day(text: str) -> date:
    """The first day that a date, perhaps a partial one, may mean."""
    return date.fromisoformat(f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10])


def split(values: Mapping[str, Any]) -> Iterator[tuple[str, Part, Any]]:
    """The values of a state profile in their smallest parts, so that a correction of one leaves the others as they are."""
    for declared in STATE_PROFILE.fields:
        value = values.get(declared.name)
        if value is None or declared.name in _ABOUT:
            continue
        if declared.name == "treaties":
            yield from _by_column(value)
        elif declared.type is Type.GROUP:
            yield from ((declared.name, (column,), entry) for column, entry in value.items())
        elif declared.type is Type.ROWS:
            yield from _by_subject(declared.name, value)
        else:
            yield declared.name, (), value


def _by_column(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Part, Any]]:
    found = {(str(row.get("treaty", "")), column): value for row in rows for column, value in row.items() if column != "treaty"}
    yield from (("treaties", part, value) for part, value in found.items())


def _by_subject(field: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Part, Any]]:
    groups: dict[Part, list[Mapping[str, Any]]] = {}
    for row in rows:
        part = (str(row.get("on", ""))[:4],) if field == "holidays" else tuple(_subject(row, column) for column in _NAMED[field])
        groups.setdefault(part, []).append(row)
    yield from ((field, part, value) for part, value in groups.items())


def _subject(row: Mapping[str, Any], column: str) -> str:
    return str(row.get(column, "any" if column == "stage" else ""))


def overlay(state: str, shipped: Iterable[Fact], records: Iterable[Record]) -> Profile:
    """The shipped facts, each under what the team's records say instead: the newest `as_of` wins, of one day the one that comes last."""
    facts = {(fact.field, fact.part): fact for fact in shipped}
    for record in sorted(records, key=lambda record: str(record.get("as_of", ""))):
        as_of, source = str(record.get("as_of", "")), str(record.get("source", ""))
        for field, part, value in split(record.values):
            facts[field, part] = Fact(field, part, value, as_of, source, disputed=field in record.conflicts)
    order = {field.name: number for number, field in enumerate(STATE_PROFILE.fields)}
    return Profile(state, tuple(sorted(facts.values(), key=lambda fact: (order[fact.field], fact.part))))


def joined(profile: Profile) -> dict[str, Any]:
    """The values of a state profile put together again from their parts."""
    values: dict[str, Any] = {}
    for fact in profile.facts:
        declared = STATE_PROFILE.by_name[fact.field]
        if declared.name == "treaties":
            rows = values.setdefault("treaties", [])
            if not rows or rows[-1].get("treaty", "") != fact.part[0]:
                rows.append({"treaty": fact.part[0]} if fact.part[0] else {})
            rows[-1][fact.part[1]] = fact.value
        elif declared.type is Type.GROUP:
            values.setdefault(fact.field, {})[fact.part[0]] = fact.value
        elif declared.type is Type.ROWS:
            values.setdefault(fact.field, []).extend(fact.value)
        else:
            values[fact.field] = fact.value
    return values


def as_record(profile: Profile, treaty: str) -> Record:
    """The profile as one record for a letter under a treaty, without what is to be confirmed, which must decide nothing.

    It is as old as the oldest of what a letter uses: all but the treaties, where there is more than those.
    """
    profile = Profile(profile.state, tuple(fact for fact in profile.facts if fact.confirmed and fact.only in ("", treaty)))
    used = [fact for fact in profile.facts if fact.field != "treaties"] or list(profile.facts)
    dates, sources = [fact.as_of for fact in used], list(dict.fromkeys(fact.source for fact in used))
    about = {"state": profile.state}
    if dates and all(dates):
        about["as_of"] = min(dates)
    if sources and all(sources):
        about["source"] = "; ".join(sources)
    disputed = frozenset(fact.field for fact in profile.facts if fact.disputed)
    return Record("", STATE_PROFILE.name, "", {**about, **joined(profile)}, disputed)
