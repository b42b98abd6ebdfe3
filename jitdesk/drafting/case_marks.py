"""What is to be looked at in the records around the requests: what has run out, what is old, what is not said yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from jitdesk.domain import profiles
from jitdesk.domain.records import Record
from jitdesk.drafting.partial import first_day, last_day

SOON = timedelta(days=90)

# What is mandatory in each kind beside what it cannot be made without (request-data, section 4).
_WANTED: Mapping[str, tuple[str, ...]] = {
    "agreement": (
        *("parties", "legal_basis", "purpose", "signed_on", "valid_from", "valid_until", "operates_in", "leaders", "members"),
        *("data_protection", "controllers"),
    ),
    "proceeding": ("state", "authority", "nature", "stage"),
    "authority": ("state", "competence"),
}
# The dates by which something has to have happened: by kind, what is said before and after.
_ENDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "agreement": {"valid_until": ("expires", "expired"), "evaluation_due": ("evaluation", "evaluation_due")},
    "proceeding": {"detention_until": ("detention", "detention_over"), "limitation": ("limitation", "barred")},
}


@dataclass(frozen=True)
class Mark:
    """One thing to be looked at: what it is, with the date or the number of things that it speaks of."""

    name: str
    date: str = ""
    count: int = 0


def open_fields(record: Record) -> tuple[str, ...]:
    """The mandatory fields of a record that say nothing yet."""
    return tuple(name for name in _WANTED.get(record.kind, ()) if record.get(name) in (None, "", []))


def marks(record: Record, today: date) -> tuple[Mark, ...]:
    """What is to be looked at in a team agreement, in proceedings or in what is known of an authority, the most pressing first."""
    return tuple(_marks(record, today))


def _marks(record: Record, today: date) -> Iterator[Mark]:
    if record.conflicts:
        yield Mark("conflict", count=len(record.conflicts))
    if record.get("closed_on"):
        yield Mark("closed", str(record.get("closed_on")))
        return
    for name, (before, after) in _ENDS.get(record.kind, {}).items():
        first, last = first_day(record.get(name)), last_day(record.get(name))
        if last is not None and last < today:
            yield Mark(after, str(record.get(name)))
        elif first is not None and first <= today + SOON:
            yield Mark(before, str(record.get(name)))
    if record.kind == "authority":
        yield from _ground(record, today)
    missing = open_fields(record)
    if missing:
        yield Mark("open", count=len(missing))


def _ground(record: Record, today: date) -> Iterator[Mark]:
    """What is known of an authority needs its source and its day, as what is known of a State."""
    source, as_of = str(record.get("source", "")).strip(), str(record.get("as_of", ""))
    if not source:
        yield Mark("no_source")
    elif not as_of:
        yield Mark("no_day")
    elif profiles.stale(source, as_of, today):
        yield Mark("stale", as_of)
