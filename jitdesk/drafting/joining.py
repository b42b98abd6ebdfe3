"""What two letters to different States share, so that whoever sees both knows the person behind two codes (P19)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from jitdesk.domain import folding
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.drafting.said import answer
from jitdesk.drafting.basis import Need
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Finding
from jitdesk.drafting.passages import passages
from jitdesk.drafting.raising import before_sending, label, raised, state

_SHINGLE = 5  # words in a row that two texts do not share by chance
_WORD = re.compile(r"[^\W_]+")
_DATE = re.compile(r"(?<!\d)(?:(\d{4})-(\d\d)-(\d\d)|(\d{1,2})[./]\s?(\d{1,2})[./]\s?(\d{4})|(\d{1,2})\.?\s+([^\W\d_]+)\s+(\d{4}))(?!\d)")
_HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{16,128}(?![0-9a-f])")
# Where a letter speaks of the person and of the events; what an authority writes in every letter alike joins nothing.
_OF_THE_PERSON = """
    facts suspects assistance purpose relevance topics questions exhibits exhibit_list annex_list rehearing_reason protective_measures
    interpretation interpreting reason_not_in_person deadline_reason urgent_reason whereabouts custody_place support child_measures
    person_counsel victim_counsel participants fallback anonymity
"""
_DATES = ("deadline", "detention_until", "trial_date")


class _Traits:
    """What of one request can be known again in another."""

    def __init__(self, request: Record) -> None:
        self.request = request
        texts: dict[str, list[str]] = {}
        wanted = frozenset(_OF_THE_PERSON.split())
        for field, text in passages(request):
            if field in wanted:
                texts.setdefault(field, []).append(folding.fold(text))
        self.texts = {field: "\n".join(those) for field, those in texts.items()}

    @cached_property
    def shingles(self) -> dict[str, set[tuple[str, ...]]]:
        """Five words in a row, by field."""
        return {field: _shingles(text) for field, text in self.texts.items()}

    @cached_property
    def dates(self) -> set[str]:
        """Days, in the letter's words or in its fields."""
        found = {_day(match) for text in self.texts.values() for match in _DATE.finditer(text)}
        found |= {str(self.request.get(name)) for name in _DATES if len(str(self.request.get(name, ""))) == 10}
        return found | {str(window.get("start", ""))[:10] for window in answer(self.request, "windows") or []}

    @cached_property
    def hashes(self) -> set[str]:
        """Hashes of annexes and exhibits, and the records of their files."""
        found = {one for text in self.texts.values() for one in _HASH.findall(text)}
        for name in ("annex_list", "exhibit_list"):
            for row in self.request.get(name, []):
                found |= {str(row[column]) for column in ("sha256", "file") if row.get(column)}
        return found


def findings(case: Case) -> Iterator[Finding]:
    """P19, for each other request what joins it to this one; words only by the field in which they stand."""
    if not case.others or not before_sending(case.request):
        return
    mine = _Traits(case.request)
    for other in case.others:
        theirs = _Traits(other)
        told: dict[str, Any] = {"other": str(other.get("reference", "")), "state": state(other.get("requested_state"))}
        spoken = set().union(*theirs.shingles.values()) if theirs.shingles else set()
        for field, shingles in mine.shingles.items():
            if not shingles.isdisjoint(spoken):
                yield raised("P19", Need.RECOMMENDED, field, "words", **told, section=label(field))
        dates = sorted(mine.dates & theirs.dates)
        if dates:
            yield raised("P19", Need.RECOMMENDED, _where(dates, mine), "dates", **told, dates=", ".join(dates))
        if not mine.hashes.isdisjoint(theirs.hashes):
            yield raised("P19", Need.RECOMMENDED, "exhibit_list", "hashes", **told, n=len(mine.hashes & theirs.hashes))


def _where(dates: list[str], mine: _Traits) -> str:
    """The field in which the first of the shared days stands."""
    for name in (*_DATES, *KINDS["request"].by_name):
        found = {_day(match) for match in _DATE.finditer(mine.texts.get(name, ""))}
        if dates[0] in found or mine.request.get(name) == dates[0]:
            return name
    return "windows"


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text)
    return set(zip(*(words[n:] for n in range(_SHINGLE)), strict=False))


def _day(match: re.Match[str]) -> str:
    """A day as ISO 8601; with its month in words where it is so written, in any language."""
    year, month, day, day2, month2, year2, day3, word, year3 = match.groups()
    if year:
        return f"{year}-{month}-{day}"
    if year2:
        return f"{year2}-{int(month2):02d}-{int(day2):02d}"
    return f"{int(day3)} {word} {year3}"
