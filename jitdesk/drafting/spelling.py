"""Text in which names are looked for however they are spelled: folded, in ASCII, and by consonants where two spellings meet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from anyascii import anyascii

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
_LETTERS = str.maketrans({"h": "g", "c": "k", "q": "k", **dict.fromkeys("aeiouyj", "")})
_DOUBLE = re.compile(r"([a-z])\1+")


class Passage:
    """The words of a text: `words` in ASCII, `latin` whether each was so written."""

    def __init__(self, text: str) -> None:
        plain = _APOSTROPHES.sub("", text)
        pairs = [_ascii(token) for token in _TOKEN.findall(folding.fold(plain))]
        pairs = [pair for pair in pairs if pair[0] not in _PARTICLES]
        self.words: Sequence[str] = [word for word, _ in pairs]
        self.latin: Sequence[bool] = [script == "latin" for _, script in pairs]
        self._arabic = [script == "arabic" for _, script in pairs]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Each word once."""
        return frozenset(self.words)

    @cached_property
    def skeletons(self) -> Sequence[frozenset[str]]:
        """For each word what is left without vowels, doubled letters and differences of transliteration, in each way to read it."""
        return [frozenset(ways) for ways in zip(*self._streams(), strict=True)]

    @cached_property
    def bones(self) -> frozenset[str]:
        """Each skeleton once."""
        return frozenset().union(*self._streams())

    def _streams(self) -> Iterator[list[str]]:
        yield _skeletons(self.words, "")
        if any("w" in word for word in self.words):
            yield _skeletons(self.words, "v")  # a vowel in Arabic names and a consonant in Slavic ones
        bare = [_bare(word, arabic) for word, arabic in zip(self.words, self._arabic, strict=True)]
        if bare != self.words:
            yield _skeletons(bare, "")

    @cached_property
    def _joined(self) -> tuple[str, frozenset[int]]:
        return "".join(self.words), frozenset(accumulate(map(len, self.words), initial=0))

    def holds(self, compact: str, *, loose: bool = False) -> bool:
        """Whether whole words, however they are spaced, are these letters and digits; `loose`: whether they end in them."""
        joined, edges = self._joined
        at = joined.find(compact)
        while at >= 0:
            if at + len(compact) in edges and (loose or at in edges):
                return True
            at = joined.find(compact, at + 1)
        return False

    def spaced(self, word: str) -> bool:
        """Whether the letters of a word stand apart, one by one."""
        size = len(word)
        runs = (self.words[at : at + size] for at, letter in enumerate(self.words) if letter == word[0])
        return any(list(run) == list(word) for run in runs)


def compact(text: str) -> str:
    """The letters and digits of a text in ASCII, with nothing between them."""
    return "".join(Passage(text).words)


def _ascii(token: str) -> tuple[str, str]:
    if token.isascii():
        return token, "latin"
    script = "arabic" if any("\u0600" <= char <= "\u06ff" for char in token) else "other"
    return _NOT_ASCII.sub("", anyascii(token).lower()) or token, script


def _bare(word: str, arabic: bool) -> str:
    """An Arabic name without its article, where that is joined to it, and without the silent last letter of a feminine one."""
    if not arabic:
        return word[2:] if len(word) > 5 and word.startswith(("al", "el")) else word
    word = word.removeprefix("l") if len(word) > 3 else word
    return word.removesuffix("h") if len(word) > 3 else word


def _skeletons(words: Sequence[str], w: str) -> list[str]:
    text = _DOUBLE.sub(r"\1", " ".join(words)).replace("w", w)
    for spelled, sound in _SOUNDS:
        text = text.replace(spelled, sound)
    return text.translate(_LETTERS).split(" ")
