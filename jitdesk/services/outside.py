"""What an edited letter says outside of its fields, told apart from what we wrote there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from jitdesk.documents.reading import Content

_MOST = 4_000_000  # pairs of lines compared one by one; beyond, all that differs is shown as one
_PAGES = re.compile(r"\d+")
_HASH = re.compile(r"\b[0-9a-f]{12}\b")


@dataclass(frozen=True)
class Other:
    """Text outside of the fields: where it stands ("body", "header", "footer", "footnotes", "endnotes", "comments"), before and after."""

    where: str
    before: str
    after: str


def others(written: Content, found: Content) -> Iterator[Other]:
    """Each stretch of lines that differs, in the order of the file; nothing is left out."""
    yield from _between("body", written.outside, found.outside)
    for where, theirs in found.around.items():
        ours = written.around[where]
        known = {_stamp(line) for line in ours}
        given = {_stamp(line) for line in theirs}
        yield from (Other(where, line, "") for line in ours if _stamp(line) not in given)
        yield from (Other(where, "", line) for line in dict.fromkeys(theirs) if _stamp(line) not in known)


def _between(where: str, ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Other]:
    if len(ours) * len(theirs) > _MOST:
        if list(ours) != list(theirs):
            yield Other(where, "\n".join(ours), "\n".join(theirs))
        return
    for kind, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind == "replace" and b - a == d - c:
            yield from (Other(where, one, other) for one, other in zip(ours[a:b], theirs[c:d], strict=True))
        elif kind != "equal":
            yield Other(where, "\n".join(ours[a:b]), "\n".join(theirs[c:d]))


def _stamp(line: str) -> str:
    """Of the line that we date and number, what is the same on every page and day: no numbers, hash and name of a month; others whole."""
    if not _HASH.search(line):
        return line
    words = _HASH.sub("#", line).split()
    dated = [at for at, word in enumerate(words) if word.isdigit()]
    between = {at for at in range(len(words)) if at - 1 in dated and at + 1 in dated}
    return _PAGES.sub("0", " ".join("month" if at in between else word for at, word in enumerate(words)))
