"""What a passphrase is worth, said in words; a hint, not a wall."""

from __future__ import annotations

from dataclasses import dataclass

LEAST = 12
_GOOD_BITS, _STRONG_BITS = 50, 70


@dataclass(frozen=True)
class Strength:
    """`key` names its sentence in the catalogue; `enough` whether a desk may be closed with it."""

    key: str
    tone: str
    enough: bool


def strength(passphrase: str) -> Strength:
    """Judge a passphrase by its length and by how many different letters and words it is made of."""
    if len(passphrase) < LEAST:
        return Strength("ui.strength.short", "text2", False)
    words = {word.casefold() for word in passphrase.split()}
    by_words = 12 * len(words)
    by_letters = min(len(passphrase), 3 * len(set(passphrase))) * 2.5
    bits = by_words if len(words) >= 4 else min(by_letters, 12 * max(len(words), 1) + len(set(passphrase)) * 2.5)
    if bits < _GOOD_BITS - 10:
        return Strength("ui.strength.weak", "warn", True)
    return Strength("ui.strength.strong" if bits >= _STRONG_BITS else "ui.strength.good", "ok", True)
