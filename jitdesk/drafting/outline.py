"""The outline of a request: the letter's parts with their numbers, their fields and how far each is done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from jitdesk.domain.records import Record
from jitdesk.drafting.answers import answer, empty
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Finding
from jitdesk.drafting.parts import PARTS, Part, numbers
from jitdesk.drafting.wording import Wording


class Progress(StrEnum):
    """How far a part is done."""

    COMPLETE = "complete"
    MANDATORY = "mandatory"  # something that blocks "final" is missing
    RECOMMENDED = "recommended"  # something recommended is open
    ASK = "ask"  # a person has to answer or to settle
    SEALED = "sealed"  # complete, and kept out of the letter on purpose
    EMPTY = "empty"  # not begun


@dataclass(frozen=True)
class Entry:
    """A part as the outline shows it; `number` is None where the part takes none or is left out of the letter as it stands."""

    key: str
    number: int | None
    title: str
    fields: tuple[str, ...]
    progress: Progress
    findings: tuple[Finding, ...]


def outline(case: Case, findings: Iterable[Finding], words: Wording) -> tuple[Entry, ...]:
    """Every part that stands in the letter or has fields to fill; each field of a request, but those of all kinds, belongs to one."""
    found = tuple(findings)
    number = numbers(case)
    shown = [part for part in PARTS if part.fields or not part.numbered or part.key in number]
    return tuple(_entry(part, number.get(part.key), case.request, found, words) for part in shown)


def _entry(part: Part, number: int | None, request: Record, found: tuple[Finding, ...], words: Wording) -> Entry:
    own = tuple(finding for finding in found if finding.field in part.fields)
    return Entry(part.key, number, words.say(f"title.{part.key}"), part.fields, _progress(part, number, request, own), own)


def _progress(part: Part, number: int | None, request: Record, own: tuple[Finding, ...]) -> Progress:
    if any(finding.blocks and not finding.asks for finding in own):
        return Progress.MANDATORY
    if (part.key == "consent" and number) or any(finding.asks for finding in own) or request.conflicts.intersection(part.fields):
        return Progress.ASK
    if own:
        return Progress.RECOMMENDED
    if all(empty(request, field) for field in part.fields):
        return Progress.EMPTY
    if part.key == "person" and answer(request, "identity_mode") != "in_letter":
        return Progress.SEALED
    return Progress.COMPLETE
