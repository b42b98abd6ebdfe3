"""What of an identity is looked for in a letter: names and their parts, places, addresses, numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from jitdesk.domain.records import Record
from jitdesk.drafting.spelling import Passage, compact

_SHORTEST = 3  # letters of a name that is looked for by itself
_LONGEST = 12  # words of a name or of a line of an address
_WIDE = 30  # characters of a word
_MOST = 200  # lines or numbers of one field: whoever writes more hides nothing, and must not stop the reading
_PIECES = re.compile(r"[,;:()\n\r/|]+")
_RUN = re.compile(r"\+?\d(?:[\s.()/-]*\d)*")
_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}")
_KIN = ("guardian", "next_of_kin", "representative", "support_person", "interpreter")
# Names that are words of the calendar or of every letter: alone they tell nothing.
_ORDINARY = """
    january february march april may june july august september october november december mai juin avril mars abril mayo junio
    will mark grant hope rose grace long young even the and for von van der den dos des del los las bin ibn ben abu
"""
_PLAIN = frozenset(_ORDINARY.split())
# Letters of a skeleton that are enough: between two scripts, between two spellings of one, and of one word alone.
_ACROSS, _WITHIN, _ALONE = 4, 6, 4


@dataclass(frozen=True)
class Needle:
    """One detail, of a `kind` as a sentence names it.

    Either words of which any two side by side tell it (all, where `in_order`), or one that is in `alone`; or a run of letters and digits.
    """

    kind: str
    parts: Passage | None = None
    alone: frozenset[str] = frozenset()
    in_order: bool = False
    run: str = ""
    loose: bool = False

    def found(self, text: Passage, cleared: Collection[str] = ()) -> bool:
        """Whether the detail stands in a text; `cleared` are words of the text that were said to be no part of a name there."""
        if self.run and text.holds(self.run, loose=self.loose):
            return True
        if self.parts is None:
            return False
        if self.in_order:
            return _sequence(self.parts, text)
        return not self.told_by(text).issubset(cleared) or any(_whole(self.parts, self.alone, text)) or _pair(self.parts, text)

    def told_by(self, text: Passage) -> frozenset[str]:
        """The words of a text that tell a name of several words by themselves; a name of one word is told whole."""
        if self.parts is None or self.in_order or len(self.parts.words) < 2:
            return frozenset()
        return frozenset(_lone(self.parts, self.alone, text))


def needles(identity: Record, common: Collection[str]) -> Iterator[Needle]:
    """What to look for; `common` are words, in ASCII, that tell nothing of this person alone: of States, and of the officials named."""
    for text in (str(identity.get("name", "")), *(str(row.get("text", "")) for row in identity.get("names", []))):
        yield from _name(text, "name", common)
    for text in identity.get("other_names", []):
        yield from _name(str(text), "alias", common)
    yield from _place(str(identity.get("birthplace", "")), common)
    yield from _address(str(identity.get("address", "")), common)
    for row in identity.get("documents", []):
        yield from _number(str(row.get("number", "")))
    for text in (str(identity.get("contact", "")), *(str(row.get("value", "")) for row in identity.get("contacts", []))):
        yield from _numbers(text)
    for row in identity.get("contacts", []):
        if row.get("kind") in ("address", "home") or not any(char.isdigit() for char in str(row.get("value", ""))):
            yield from _address(str(row.get("value", "")), common)
    for field in _KIN:
        yield from _people(str(identity.get(field, "")))


def _name(text: str, kind: str, common: Collection[str]) -> Iterator[Needle]:
    parts = _words(text)
    if not parts.words:
        return
    alone = frozenset(word for word in parts.words if _tells(word, common))
    run = "".join(parts.words)
    yield Needle(kind, parts, alone, run=run if len(run) >= 8 else "")


def _words(text: str) -> Passage:
    return Passage(text[: _LONGEST * _WIDE], _LONGEST)


def _pieces(text: str) -> list[str]:
    return [piece for piece in _PIECES.split(text) if piece.strip()][:_MOST]


def _tells(word: str, common: Collection[str]) -> bool:
    return len(word) >= _SHORTEST and not word.isdigit() and word not in common and word not in _PLAIN


def _place(text: str, common: Collection[str]) -> Iterator[Needle]:
    for piece in _pieces(text):
        parts = _words(piece)
        if len("".join(parts.words)) >= _SHORTEST and not all(word in common or word in _PLAIN for word in parts.words):
            yield Needle("place", parts, in_order=True)


def _address(text: str, common: Collection[str]) -> Iterator[Needle]:
    """Streets with their numbers, either first, and streets of two words without; a town alone is no address."""
    for piece in _pieces(text):
        parts = _words(piece)
        street = [word for word in parts.words if not word[0].isdigit()]
        house = [word for word in parts.words if word[0].isdigit()]
        if not street or len("".join(street)) < _SHORTEST or all(word in common for word in street):
            continue
        if house:
            yield Needle("address", Passage(" ".join([*street, *house])), in_order=True)
            yield Needle("address", Passage(" ".join([*house, *street])), in_order=True)
        named = _words(re.sub(r"\w*\d\w*", " ", piece))
        if len(street) > 1 and named.words:
            yield Needle("address", named, in_order=True)
        elif house:
            yield Needle("address", parts, in_order=True)


def _numbers(text: str) -> Iterator[Needle]:
    for mail in _MAIL.findall(text)[:_MOST]:
        run = compact(mail)
        if len(run) >= 6:
            yield Needle("number", run=run)
    for run in _RUN.findall(_MAIL.sub(" ", text))[:_MOST]:
        digits = compact(run)
        if len(digits) >= 6:
            # Without what stands before it to call from abroad or from another town.
            yield Needle("number", run=digits.lstrip("0")[-8:], loose=True)


def _number(text: str) -> Iterator[Needle]:
    run = compact(text)
    if len(run) >= 5 and any(char.isdigit() for char in run):
        yield Needle("number", run=run)


def _people(text: str) -> Iterator[Needle]:
    """Names of people around the person: two to four words that are written as names; and how to reach them."""
    yield from _numbers(text)
    for piece in _pieces(text):
        spelled = piece.split()
        if 2 <= len(spelled) <= 4 and not any(word[0].islower() or word[0].isdigit() for word in spelled):
            yield Needle("name", Passage(piece))


def _whole(parts: Passage, alone: Collection[str], text: Passage) -> Iterator[bool]:
    """What tells a name and is no single word of the text that could be another one: its letters apart, or all of it."""
    yield any(len(word) >= 4 and text.spaced(word) for word in parts.words if word in alone)
    yield len(parts.words) == 1 and any(_lone(parts, alone, text))


def _lone(parts: Passage, alone: Collection[str], text: Passage) -> Iterator[str]:
    """The words of a text that are a word of a name which tells it alone, or sound like it in another script."""
    for at, word in enumerate(parts.words):
        if word not in alone:
            continue
        if word in text.vocabulary:
            yield word
        long = [bone for bone in parts.bones(at) if len(bone) >= _ALONE]
        yield from (text.words[i] for bone in long for i in text.where_alike(bone) if text.latin[i] != parts.latin[at])


def _pair(parts: Passage, text: Passage) -> bool:
    """Whether two different words of a name stand side by side, in either order."""
    places = [_places(parts, at, text) for at in range(len(parts.words))]
    for one, first in enumerate(places):
        for other, second in enumerate(places):
            if one != other and any(i + 1 in second and _enough(parts, (one, other), text, i) for i in first):
                return True
    return False


def _sequence(parts: Passage, text: Passage) -> bool:
    places = [_places(parts, at, text) for at in range(len(parts.words))]
    order = tuple(range(len(places)))
    return bool(places) and any(all(i + n in places[n] for n in order) and _enough(parts, order, text, i) for i in places[0])


def _places(parts: Passage, at: int, text: Passage) -> frozenset[int]:
    """Where a word of a name stands in a text, in any spelling."""
    word = parts.words[at]
    found = set(text.where(word))
    if not word[0].isdigit():
        for bone in parts.bones(at):
            if bone:  # "Io" and "Aya" have no consonants at all
                found.update(text.where_alike(bone))
    return frozenset(found)


def _enough(parts: Passage, order: tuple[int, ...], text: Passage, start: int) -> bool:
    """Whether words that stand there are these and no others that sound alike: the same, or alike in enough consonants."""
    same = all(parts.words[at] == text.words[start + n] for n, at in enumerate(order))
    if same:
        return len("".join(parts.words[at] for at in order)) >= _SHORTEST
    across = any(parts.latin[at] != text.latin[start + n] for n, at in enumerate(order))
    bones = [max((len(bone) for bone in parts.bones(at) & text.bones(start + n)), default=0) for n, at in enumerate(order)]
    return sum(bones) >= (_ACROSS if across else _WITHIN)
