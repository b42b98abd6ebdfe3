"""The code of a printed recovery kit in words (SLIP-39): one sheet with all of it, or three of which any two do.

The library calls itself a reference without hardening against whoever measures the machine while it computes: docs/dependencies.md.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from jitdesk.kernel.errors import Refused

if TYPE_CHECKING:  # the library is loaded when a kit is made or used: the program starts without it
    from shamir_mnemonic import Share

SECRET_BYTES = 16
WORDS = 20
"""Words of one sheet: 40 bits that say which sheet of which kit it is, 128 of secret, 30 that show any three wrong words."""

SHARES, THRESHOLD = 3, 2
_BEGINNING = 4
_WORD = re.compile("[a-z]+")
_EXPONENT = 1  # how much the library stretches; the words say it, and hostile ones could ask for hours


def new_secret() -> bytes:
    """A fresh secret: 128 random bits."""
    return os.urandom(SECRET_BYTES)


def sheets(secret: bytes, *, shares: bool) -> list[str]:
    """The secret as the words of one sheet, or of three that each say nothing of it."""
    from shamir_mnemonic import generate_mnemonics

    group = (THRESHOLD, SHARES) if shares else (1, 1)
    [made] = generate_mnemonics(1, [group], secret, iteration_exponent=_EXPONENT)
    return list(made)


def secret_of(texts: Sequence[str]) -> bytes:
    """The secret that the words of a kit give; case, numbers and all after the fourth letter do not matter; raises Refused.

    No sentence repeats a word: it may end in a log or on somebody's screen.
    """
    from shamir_mnemonic import MnemonicError, combine_mnemonics

    found = [_share(number, words) for number, words in enumerate(_apart(texts), start=1)]
    kept = list(dict.fromkeys(found))
    if len({share.identifier for share in kept}) > 1:
        raise Refused("recovery.mixed")
    threshold = kept[0].member_threshold
    if len(kept) < threshold:
        raise Refused("recovery.too_few")
    try:
        return bytes(combine_mnemonics([share.mnemonic() for share in kept[:threshold]]))
    except MnemonicError:
        raise Refused("recovery.mixed") from None


def _apart(texts: Sequence[str]) -> list[list[str]]:
    """The words of each sheet: one a text, or several in one text."""
    found: list[list[str]] = []
    for text in texts:
        words = _WORD.findall(text.lower())
        if not words or len(words) % WORDS:
            raise Refused("recovery.count", sheet=len(found) + 1, n=len(words), words=WORDS)
        found += [words[start : start + WORDS] for start in range(0, len(words), WORDS)]
    if not found:
        raise Refused("recovery.count", sheet=1, n=0, words=WORDS)
    return found


def _share(sheet: int, words: list[str]) -> Share:
    from shamir_mnemonic import MnemonicError, Share

    whole = [_whole(sheet, number, word) for number, word in enumerate(words, start=1)]
    try:
        share = Share.from_mnemonic(" ".join(whole))
    except MnemonicError:
        raise Refused("recovery.checksum", sheet=sheet) from None
    if (share.iteration_exponent, share.group_count, share.extendable) != (_EXPONENT, 1, True) or share.member_threshold > THRESHOLD:
        raise Refused("recovery.foreign", sheet=sheet)
    return share


def _whole(sheet: int, number: int, typed: str) -> str:
    word = _by_beginning().get(typed[:_BEGINNING], "")
    if not word or not word.startswith(typed):
        raise Refused("recovery.word", sheet=sheet, number=number)
    return word


@cache
def _by_beginning() -> dict[str, str]:
    """The 1,024 words by their first four letters."""
    from shamir_mnemonic.wordlist import WORDLIST

    return {word[:_BEGINNING]: word for word in WORDLIST}
