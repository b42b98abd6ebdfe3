"""Search that ignores case and diacritics in Latin, Greek, Cyrillic, Arabic, Hebrew: our folding, before index and query."""

from __future__ import annotations

import codecs
import re
import unicodedata

# Letters that no decomposition takes apart; each to what a person without that keyboard types.
_LETTERS = {
    **dict(zip("łøđðħŧıŋ", "loddhtin", strict=True)),
    **{"æ": "ae", "œ": "oe", "þ": "th", "ĸ": "k", "ґ": "г"},
    **dict.fromkeys("ٱ", "ا"),
    **dict.fromkeys("ىیۍې", "ي"),
    **dict.fromkeys("ةەہھۃ", "ه"),
    **dict.fromkeys("کڪ", "ك"),
    **dict.fromkeys("ـʻʾʿ", ""),  # tatweel; romanised hamza and ayn
    **dict.fromkeys("ʼ‘’‛", "'"),  # typed as an apostrophe
}
_SPACES = {"Cs", "Zs", "Zl", "Zp"}  # and half a surrogate pair, which no database takes
# Marks that are diacritics; in other scripts they are vowels and stay.
_MARKED = ((0x0300, 0x036F), (0x0483, 0x0487), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06ED))
_MARKED_MORE = ((0x08CA, 0x08FF), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE00, 0xFE2F))
_TOKEN = re.compile(r'"([^"]*)"?(\*?)|([^\s"]+)')


def _is_diacritic(char: str) -> bool:
    return unicodedata.category(char) == "Mn" and any(a <= ord(char) <= b for a, b in _MARKED + _MARKED_MORE)


def _one(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Cf" or _is_diacritic(char):
        return ""
    return " " if char == "\0" or category in _SPACES else _LETTERS.get(char, char)


class _Table(dict[int, str]):
    """What becomes of each character, worked out when it is first met; at most as many as Unicode has."""

    def __missing__(self, code: int) -> str:
        text, before = chr(code), ""
        while text != before:
            before = text
            text = "".join(_one(c) for c in unicodedata.normalize("NFKD", text)).casefold()
        self[code] = text
        return text


_TABLE = _Table()


class _Alphabet:
    """At most 256 characters that fold at the speed of an 8-bit code, eight times that of `str.translate`."""

    def __init__(self, *chars: str) -> None:
        mine = [c for c in dict.fromkeys("\0" + "".join(chars)) if len(_TABLE[ord(c)]) <= 1 and c == c.lower()]
        self._codes = codecs.charmap_build("".join(mine).ljust(256, "\ufffe"))
        self._gone = bytes(i for i, c in enumerate(mine) if not _TABLE[ord(c)])
        self._folded = "".join(_TABLE[ord(c)] or " " for c in mine)

    def fold(self, lower: str) -> str | None:
        """The folded text; None if it holds a character of another alphabet."""
        try:
            data = codecs.charmap_encode(lower, "strict", self._codes)[0]
        except UnicodeEncodeError:
            return None
        return codecs.charmap_decode(data.translate(None, self._gone), "strict", self._folded)[0]


def _range(first: int, last: int) -> str:
    return "".join(map(chr, range(first, last + 1)))


_WIDE = {"ß": "ss", "æ": "ae", "œ": "oe", "…": "...", "№": "no"}  # an alphabet holds what folds to one character
_COMMON = "\t\n\r" + _range(0x20, 0x7E) + "\u00a0«»–—‘’“”„€"
_PERSIAN = "ٱپچژڤکگھہەیێۆڕڵ\u200c\u200f"
_ALPHABETS = (
    _Alphabet(_COMMON, _range(0xDF, 0x17F), "șț", _range(0x300, 0x30C), "\u0327\u0328", _range(0x430, 0x45F), "ґғқңүұәө"),
    _Alphabet(_COMMON, _range(0xE0, 0xFF), "،؛؟", _range(0x621, 0x652), _range(0x660, 0x669), _range(0x6F0, 0x6F9), _PERSIAN),
)


def fold(text: str) -> str:
    """`text` as the index and the query know it: lower case, no diacritics, one form of each letter and digit."""
    lower = text.lower()
    if lower.isascii():
        return lower.replace("\0", " ")
    for wide, narrow in _WIDE.items():
        lower = lower.replace(wide, narrow)
    for alphabet in _ALPHABETS:
        folded = alphabet.fold(lower)
        if folded is not None:
            return folded
    return fold_any(lower)


def fold_any(text: str) -> str:
    """`fold` for every script; decomposed before and after, so that what looks the same folds the same, however it was typed."""
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).translate(_TABLE))


def query(words: str, prefix_last: bool = False) -> str:
    """The FTS5 expression for what a person typed: all of the words, "a phrase", `begin*`; empty if there is nothing to search for.

    `prefix_last` takes the last bare word as the beginning of one, for search while typing.
    """
    found: list[tuple[str, bool]] = []
    bare = False
    for match in _TOKEN.finditer(words):
        bare = match[3] is not None
        text = match[3].rstrip("*") if bare else match[1]
        folded = fold(text).replace('"', " ").strip()
        if any(c.isalnum() for c in folded):
            found.append((folded, match[3].endswith("*") if bare else bool(match[2])))
        else:
            bare = False
    if prefix_last and bare and not words[-1].isspace():
        found[-1] = (found[-1][0], True)
    return " AND ".join(f'"{text}"{"*" if prefix else ""}' for text, prefix in found)
