"""Text in which names are looked for however they are spelled: folded, in ASCII, and by consonants where two spellings meet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate

from jitdesk.domain import folding

_TOKEN = re.compile(r"[^\W_]+")
_PARTICLES = frozenset({"al", "el", "ul"})  # articles of Arabic names: written, joined or left out as the writer likes
_APOSTROPHES = re.compile("['’‘ʼʻʾʿ`´]")
_NOT_ASCII = re.compile(r"[^a-z0-9]")
# Letters that transliterations of one sound use; longest first.
_SOUNDS = (
    *(("shch", "s"), ("sch", "s"), ("tch", "k"), ("sh", "s"), ("zh", "z"), ("kh", "g"), ("gh", "g"), ("ch", "k"), ("ph", "f")),
    *(("ts", "k"), ("tz", "k"), ("cz", "k"), ("th", "t"), ("dh", "d"), ("ck", "k"), ("ks", "x")),
)
_LETTERS = str.maketrans("hcq", "gkk", "aeiouyjw")  # w is a vowel in Arabic names
_DOUBLED = "abcdefghijklmnopqrstuvwxyz"


class Passage:
    """The words of a text, or the first `most`: `words` in ASCII, `latin` whether each was so written."""

    def __init__(self, text: str, most: int | None = None) -> None:
        folded = folding.fold(_APOSTROPHES.sub("", text))
        tokens = [token for token in _TOKEN.findall(folded) if token not in _PARTICLES][:most]
        self.words: Sequence[str] = tokens if folded.isascii() else [_ascii(token) for token in tokens]
        self.latin: Sequence[bool] = [True] * len(tokens) if folded.isascii() else [token.isascii() for token in tokens]
        self._arabic = frozenset(at for at, token in enumerate(tokens) if not self.latin[at] and _is_arabic(token))

    def where(self, word: str) -> Sequence[int]:
        """Where a word stands."""
        return [at for at, other in enumerate(self.words) if other == word] if word in self.vocabulary else ()

    def where_alike(self, bone: str) -> Sequence[int]:
        """Where a word with this skeleton stands, in any way to read it."""
        first = [at for at, other in enumerate(self._bones) if other == bone] if bone in self._all_bones else []
        return [*first, *(at for at, those in self._more.items() if bone in those)]

    def bones(self, at: int) -> frozenset[str]:
        """What is left of a word without vowels, doubled letters and differences of transliteration, in each way to read it."""
        return frozenset((self._bones[at], *self._more.get(at, ())))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Each word once."""
        return frozenset(self.words)

    @cached_property
    def _bones(self) -> Sequence[str]:
        return _skeletons(self.words)

    @cached_property
    def _all_bones(self) -> frozenset[str]:
        return frozenset(self._bones)

    @cached_property
    def _more(self) -> Mapping[int, frozenset[str]]:
        """Further ways to read some words: with a w that is a consonant, and Arabic names without their article."""
        ways: dict[int, list[str]] = {}
        for at, word in enumerate(self.words):
            if "w" in word:
                ways.setdefault(at, []).append(word.replace("w", "v"))
            bare = _bare(word, at in self._arabic)
            if bare != word:
                ways.setdefault(at, []).append(bare)
        spelled = [(at, word) for at, words in ways.items() for word in words]
        found: dict[int, set[str]] = {at: set() for at in ways}
        for (at, _), bone in zip(spelled, _skeletons([word for _, word in spelled]), strict=True):
            found[at].add(bone)
        return {at: frozenset(those) for at, those in found.items()}

    @cached_property
    def _joined(self) -> tuple[str, frozenset[int]]:
        return "".join(self.words), frozenset(accumulate(map(len, self.words), initial=0))

    @cached_property
    def _letters(self) -> str:
        return "".join(word if len(word) == 1 else " " for word in self.words)

    def holds(self, compact: str, *, loose: bool = False) -> bool:
        """Whether whole words, however they are spaced, are these letters and digits; `loose`: whether they end in them."""
        joined, edges = self._joined
        if compact not in joined:
            return False
        return any(joined.endswith(compact, 0, edge) and (loose or edge - len(compact) in edges) for edge in edges)

    def spaced(self, word: str) -> bool:
        """Whether the letters of a word stand apart, one by one."""
        return word in self._letters


def compact(text: str) -> str:
    """The letters and digits of a text in ASCII, with nothing between them."""
    return "".join(Passage(text).words)


def _ascii(token: str) -> str:
    if token.isascii():
        return token
    from anyascii import anyascii  # the program starts without it

    return _NOT_ASCII.sub("", anyascii(token).lower()) or token


def _is_arabic(token: str) -> bool:
    return any("\u0600" <= char <= "\u06ff" for char in token)


def _bare(word: str, arabic: bool) -> str:
    """An Arabic name without its article, where that is joined to it, and without the silent last letter of a feminine one."""
    if not arabic:
        return word[2:] if len(word) > 5 and word.startswith(("al", "el")) else word
    word = word.removeprefix("l") if len(word) > 3 else word
    return word.removesuffix("h") if len(word) > 3 else word


def _skeletons(words: Sequence[str]) -> list[str]:
    """The skeletons of words, all at once: a text is read many times faster than its words."""
    if not words:
        return []
    text = " ".join(words)
    for letter in _DOUBLED:
        text = text.replace(letter + letter, letter)
    for spelled, sound in _SOUNDS:
        text = text.replace(spelled, sound)
    return text.translate(_LETTERS).split(" ")
