"""What must not go unnoticed while it is held or waits: consents, and measures that protect a witness, read out in previews and imports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec import UNSET

from jitdesk.domain.changes import Line, decode_line
from jitdesk.kernel.values import is_id
from jitdesk.kernel.words import say
from jitdesk.services.standing import Standing
from jitdesk.storage import decisions, lists, log, queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.log import Stored

# A field, or every field of the kind (None).
_READ = {"consent": None, "state_consent": None, "witness": "protection", "request": "protective_measures"}
_MARKS = (b'"kind":"consent"', b'"kind":"state_consent"', b'"field":"protection"', b'"field":"protective_measures"')
_MOST = 2_000  # letters of one value


@dataclass(frozen=True)
class Aloud:
    """A line that is held or waits and is read out: who wrote it where, of which record, about whom or what (a code), what it sets."""

    compartment: str
    place: str
    member: str
    state: str
    kind: str
    record: str
    about: str
    field: str
    value: str

    @property
    def sentence(self) -> str:
        """The line in words."""
        key = "aloud.held" if self.state == log.HELD else "aloud.waiting"
        about = self.about or self.record[:8]
        return say(key, member=self.member, place=self.place, kind=self.kind, about=about, field=self.field, value=self.value)


def read_out(connection: Connection, standing: Standing) -> list[Aloud]:
    """Every consent and protective measure that this desk holds and has not put in force, unless a person refused it."""
    found = [pair for state in (log.HELD, log.WAITING) for row in log.stored_ids(connection, state) for pair in _lines(connection, row)]
    subjects = {line.record: str(line.value) for _, line in found if line.kind == "consent" and line.field == "witness"}
    names = lists.labels(connection, {id for _, line in found for id in _named(connection, line, subjects)})
    result = []
    for stored, line in found:
        those = (names[id].text for id in _named(connection, line, subjects) if id in names)
        place, member = standing.name(stored.compartment), standing.member(stored.device)
        value = next((names[v].text for v in [line.value] if isinstance(v, str) and v in names), _text(line))
        result.append(
            Aloud(stored.compartment, place, member, stored.state, line.kind, line.record, next(those, ""), line.field, value[:_MOST])
        )
    return result


def _lines(connection: Connection, row: int) -> Iterator[tuple[Stored, Line]]:
    stored = log.segment(connection, row)
    refused = {n for first, last, state in decisions.of_segment(connection, row) if state == log.REFUSED for n in range(first, last + 1)}
    for number, data in enumerate(stored.lines(), start=stored.first):
        if number in refused or not any(mark in data for mark in _MARKS):
            continue
        line = decode_line(data)
        if isinstance(line, Line) and line.kind in _READ and _READ[line.kind] in (None, line.field):
            yield stored, line


def _named(connection: Connection, line: Line, subjects: dict[str, str]) -> Iterator[str]:
    """The ids of whom or what a line is about, the best first."""
    if line.kind == "consent":
        if line.record in subjects:
            yield subjects[line.record]
        for place in queries.by_id(connection, line.record):
            record = queries.record(connection, place.rid)
            if record is not None and is_id(record.get("witness")):
                yield str(record.get("witness"))
    yield line.record


def _text(line: Line) -> str:
    if line.element is not UNSET:
        return f"{line.element}: {say('aloud.set' if line.value else 'aloud.unset')}"
    if line.value is None:
        return say("aloud.unset")
    return ", ".join(map(str, line.value)) if isinstance(line.value, list) else str(line.value)
