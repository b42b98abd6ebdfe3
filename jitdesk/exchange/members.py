"""The names in a bundle's tar: which there are, in which order, and how large each may be."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jitdesk.crypto import signature
from jitdesk.exchange.card import MAX_CARD, SUFFIX
from jitdesk.exchange.roster import MAX_BYTES as MAX_ROSTER_BYTES
from jitdesk.exchange.roster import MAX_SEGMENTS as MAX_ROSTER_SEGMENTS
from jitdesk.exchange.segment import MAX_BODY
from jitdesk.exchange.tar import MAX_SIZE
from jitdesk.kernel import canon
from jitdesk.kernel.errors import Damaged

MANIFEST = "manifest.json"
CARDS = "cards"
ROSTER = "roster"
SEGMENTS = "segments"
FILES = "files"
SUMS = "SHA256SUMS"
SUMS_SIGNATURE = "SHA256SUMS.sig"
SIGNATURE_SUFFIX = ".sig"

_FILE = re.compile(r"files/[0-9a-f]{64}")
_STAGES = (MANIFEST, CARDS, ROSTER, SEGMENTS, FILES, SUMS, SUMS_SIGNATURE)
_ENDINGS = {CARDS: SUFFIX, ROSTER: ".jsonl.zst", SEGMENTS: ".jsonl.zst"}


@dataclass(frozen=True)
class Limits:
    """What a bundle may hold at most (docs/bundle-format.md, "Limits")."""

    bundle: int = 64 << 30
    members: int = 200_000
    segments: int = 4 << 30  # decompressed
    roster: int = MAX_ROSTER_BYTES  # decompressed
    roster_segments: int = MAX_ROSTER_SEGMENTS
    sums: int = 32 << 20


LIMITS = Limits()


def numbered(folder: str, number: int) -> str:
    """The name of the `number`th member of a folder, counted from 1."""
    return f"{folder}/{number:06d}{_ENDINGS[folder]}"


def largest(name: str, limits: Limits) -> int:
    """How many bytes the member of this name may have."""
    if name.endswith(SIGNATURE_SUFFIX):
        return signature.MAX_ARMOUR
    sizes = {MANIFEST: canon.MAX_LINE, CARDS: MAX_CARD, FILES: MAX_SIZE, SUMS: limits.sums}
    return sizes.get(folder_of(name), MAX_BODY)


def folder_of(name: str) -> str:
    """The first part of a name: for a member in no folder, all of it."""
    return name.partition("/")[0]


class Order:
    """Holds each name against the one order there is; raises Damaged for a name that may not stand where it does."""

    def __init__(self) -> None:
        self._last = ""
        self._number = 0

    def take(self, name: str) -> None:
        """The next member's name."""
        if not self._may_follow(name):
            raise Damaged("bundle.member", name=name if name.isascii() and name.isprintable() else "?")
        self._number = self._number + 1 if self._last and folder_of(name) == folder_of(self._last) else 1
        self._last = name

    def close(self) -> None:
        """Raise Damaged unless the last member was the signature."""
        if self._last != SUMS_SIGNATURE:
            raise Damaged("bundle.incomplete")

    def _may_follow(self, name: str) -> bool:
        last, folder = folder_of(self._last), folder_of(name)
        if folder not in _STAGES or (not last and name != MANIFEST) or (name == SUMS_SIGNATURE) != (last == SUMS):
            return False
        unsigned = last in (ROSTER, SEGMENTS) and not self._last.endswith(SIGNATURE_SUFFIX)
        if unsigned:
            return name == self._last + SIGNATURE_SUFFIX
        if last and _STAGES.index(folder) < _STAGES.index(last):
            return False
        if folder == FILES:
            return _FILE.fullmatch(name) is not None and (last != FILES or name > self._last)
        if folder in _ENDINGS:
            per_number = 1 if folder == CARDS else 2
            return name == numbered(folder, self._number // per_number + 1 if folder == last else 1)
        return name == folder and folder != last
