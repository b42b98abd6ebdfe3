"""Where a letter's own sentences name one of its parts or annexes: the name, and a part's number, become fields that lead there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from jitdesk.drafting.structure import Letter, pieces

_OPEN, _CLOSE = "“«„\"'‘‹「", "”»“\"'’›」"


@dataclass(frozen=True)
class References:
    """The bookmarks of a letter: of its annexes by their labels and by their letters, of its parts by the titles that stand in
    quotation marks; and the numbers of its parts by their titles."""

    annexes: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)

    def split(self, text: str) -> Iterator[tuple[str, str]]:
        """The text in pieces, each with the code of the field that it is to be, or ""."""
        at = 0
        for match in self._names.finditer(text) if self._names else ():
            if match.start() > at:
                yield text[at : match.start()], ""
            yield match[0], self._code(match)
            at = match.end()
        if at < len(text) or not text:
            yield text[at:], ""

    def _code(self, match: re.Match[str]) -> str:
        name, number = match[0], next((name for name in match.groups() if name), "")
        if number:
            return f"REF {self.parts[number]} \\r \\h"
        return f"REF {self.annexes.get(name) or self.parts[name]} \\h"

    @cached_property
    def _names(self) -> re.Pattern[str] | None:
        annexes = "|".join(map(re.escape, _longest_first(self.annexes)))
        parts = "|".join(map(re.escape, _longest_first(self.parts)))
        either = [rf"\b(?:{annexes})\b"] if annexes else []
        either += [rf"(?<=[{_OPEN}])(?:{parts})(?=[{_CLOSE}])", rf"(?<=[{_OPEN}]\s)(?:{parts})(?=\s[{_CLOSE}])"] if parts else []
        # "part 21, “Time limit”": the number of the part that is named right behind it.
        either += [
            rf"\b{self.numbers[title]}\b(?=[^\w{_OPEN}]{{1,3}}[{_OPEN}]\s?({re.escape(title)})\s?[{_CLOSE}])"
            for title in _longest_first(self.numbers)
        ]
        return re.compile("|".join(either)) if either else None


def references(letter: Letter) -> References:
    """What a letter's sentences can refer to; a name that stands for two is left alone."""
    parts = _bookmarks("_Ref_part", [part.title for part in letter.sections])
    labels = _bookmarks("_Ref_annex", [annex.label for annex in letter.enclosures])
    return References(
        annexes=labels,
        letters={annex.letter: labels[name] for annex in letter.enclosures if (name := pieces(annex.label)[0].text) in labels},
        parts=parts,
        numbers={run.text: part.number for part in letter.sections if part.number for run in pieces(part.title) if run.text in parts},
    )


def _bookmarks(name: str, titles: Iterable[str]) -> dict[str, str]:
    """A bookmark for each title, of one in two languages for either; none for what stands twice."""
    found = [
        (run.text, f"{name}_{number}" + (f"_{turn}" if turn > 1 else ""))
        for number, title in enumerate(titles, 1)
        for turn, run in enumerate(pieces(title), 1)
    ]
    times = Counter(text for text, _ in found)
    return {text: bookmark for text, bookmark in found if times[text] == 1}


def _longest_first(names: Iterable[str]) -> list[str]:
    return sorted(names, key=len, reverse=True)
