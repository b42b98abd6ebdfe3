"""Where a letter's own sentences name one of its parts or annexes: the name becomes a field that leads there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from jitdesk.drafting.structure import Letter

_OPEN, _CLOSE = "“«„\"'‘‹「", "”»“\"'’›」"


@dataclass(frozen=True)
class References:
    """The bookmarks of a letter: of its annexes by their labels, of its parts by the titles that stand in quotation marks."""

    annexes: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)

    def split(self, text: str) -> Iterator[tuple[str, str]]:
        """The text in pieces, each with the bookmark that it names, or ""."""
        at = 0
        for match in self._names.finditer(text) if self._names else ():
            if match.start() > at:
                yield text[at : match.start()], ""
            yield match[0], self.annexes.get(match[0]) or self.parts[match[0]]
            at = match.end()
        if at < len(text) or not text:
            yield text[at:], ""

    @cached_property
    def _names(self) -> re.Pattern[str] | None:
        annexes = "|".join(re.escape(label) for label in sorted(self.annexes, key=len, reverse=True))
        parts = "|".join(re.escape(title) for title in sorted(self.parts, key=len, reverse=True))
        either = [rf"\b(?:{annexes})\b"] if annexes else []
        either += [rf"(?<=[{_OPEN}])(?:{parts})(?=[{_CLOSE}])", rf"(?<=[{_OPEN}]\s)(?:{parts})(?=\s[{_CLOSE}])"] if parts else []
        return re.compile("|".join(either)) if either else None


def references(letter: Letter) -> References:
    """What a letter's sentences can refer to; a name that stands for two is left alone."""
    labels, titles = [annex.label for annex in letter.enclosures], [part.title for part in letter.sections]
    return References(
        {label: f"_Ref_annex_{number}" for number, label in enumerate(labels, 1) if labels.count(label) == 1},
        {title: f"_Ref_part_{number}" for number, title in enumerate(titles, 1) if titles.count(title) == 1},
    )
