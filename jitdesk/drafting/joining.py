"""What two letters to different States share, so that whoever sees both knows the person behind two codes (P19)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from jitdesk.domain import folding
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.drafting.answers import answer
from jitdesk.drafting.basis import Need
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Finding
from jitdesk.drafting.passages import passages
from jitdesk.drafting.raising import before_sending, label, raised, state

_SHINGLE = 5  # words in a row that two texts do not share by chance
_WORD = re.compile(r"[^\W_]+")
# It begins with a digit and nothing else, so that a text is skipped from one to the next.
_DATE = re.compile(
    r"([0-9][0-9]?(?:[0-9]{2})?)(?:-([0-9]{2})-([0-9]{2})|[./]\s?([0-9]{1,2})[./]\s?([0-9]{4})|\.?\s+([^\W\d_]+)\s+([0-9]{4}))(?![0-9])"
)
_HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{16,128}(?![0-9a-f])")
# Where a letter speaks of the person and of the events; what an authority writes in every letter alike joins nothing.
_OF_THE_PERSON = """
    facts facts_places facts_context suspects suspect_list assistance purpose relevance topics questions exhibits exhibit_list annex_list
    rehearing_reason protective_measures
    interpretation interpreting reason_not_in_person deadline_reason urgent_reason whereabouts custody_place support child_measures
    person_counsel victim_counsel participants fallback anonymity
"""
_DATES = ("facts_from", "facts_to", "deadline", "detention_until", "trial_date")


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
    def shingles(self) -> dict[tuple[str, ...], str]:
        """Five words in a row, and the field in which they stand first."""
        return {shingle: field for field, text in reversed(list(self.texts.items())) for shingle in _shingles(text)}

    @cached_property
    def dates(self) -> set[str]:
        """Days, in the letter's words or in its fields."""
        found = {day for text in self.texts.values() for day in _days(text)}
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
    """P19, for each other request what joins it to this one; words only by the fields in which they stand."""
    if not case.others or not before_sending(case.request):
        return
    mine = _Traits(case.request)
    for other in case.others:
        theirs = _Traits(other)
        told: dict[str, Any] = {"other": str(other.get("reference", "")), "state": state(other.get("requested_state"))}
        shared = {mine.shingles[one] for text in theirs.texts.values() for one in _shingles(text) if one in mine.shingles}
        if shared:
            fields = [field for field in mine.texts if field in shared]
            sections = ", ".join(f"“{label(field)}”" for field in fields)
            yield raised("P19", Need.RECOMMENDED, fields[0], "words", **told, sections=sections)
        dates = sorted(mine.dates & theirs.dates)
        if dates:
            yield raised("P19", Need.RECOMMENDED, _where(dates, mine), "dates", **told, dates=", ".join(dates))
        if not mine.hashes.isdisjoint(theirs.hashes):
            yield raised("P19", Need.RECOMMENDED, "exhibit_list", "hashes", **told, n=len(mine.hashes & theirs.hashes))


def _where(dates: list[str], mine: _Traits) -> str:
    """The field in which the first of the shared days stands."""
    for name in (*_DATES, *KINDS["request"].by_name):
        if dates[0] in _days(mine.texts.get(name, "")) or mine.request.get(name) == dates[0]:
            return name
    return "windows"


def _shingles(text: str) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(text)
    return zip(*(words[n:] for n in range(_SHINGLE)), strict=False)


def _days(text: str) -> Iterator[str]:
    """The days that a text names, as ISO 8601; with the month in words where it is so written, in any language."""
    for match in _DATE.finditer(text):
        first, month, day, month2, year2, word, year3 = match.groups()
        if text[max(match.start() - 1, 0) : match.start()].isdigit() or (len(first) == 4) != bool(month):
            continue
        if month:
            yield f"{first}-{month}-{day}"
        else:
            yield f"{year2}-{int(month2):02d}-{int(first):02d}" if year2 else f"{int(first)} {word} {year3}"
