"""Bech32 as age writes keys: a prefix and bytes in one checked word (BIP 173, without its limit of 90 characters)."""

from __future__ import annotations

import base64
import binascii

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUE = {letter: number for number, letter in enumerate(_ALPHABET)}
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"  # RFC 4648: the same digits under other letters
_TO_BECH32, _FROM_BECH32 = str.maketrans(_BASE32, _ALPHABET), str.maketrans(_ALPHABET, _BASE32)
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK = 6


def _terms(top: int) -> int:
    """What the five bits that leave the checksum put into it."""
    terms = 0
    for i, term in enumerate(_GENERATOR):
        terms ^= term if top >> i & 1 else 0
    return terms


_TERMS = tuple(map(_terms, range(32)))


def encode(prefix: str, data: bytes) -> str:
    """The word for `data` under `prefix`, in lower case."""
    letters = base64.b32encode(data).decode("ascii").rstrip("=").translate(_TO_BECH32)
    check = _polymod([*_expand(prefix), *map(_VALUE.__getitem__, letters), *[0] * _CHECK]) ^ 1
    letters += "".join(_ALPHABET[check >> 5 * (_CHECK - 1 - i) & 31] for i in range(_CHECK))
    return f"{prefix}1{letters}"


def decode(prefix: str, word: str) -> bytes:
    """The bytes of a lower-case `word` under `prefix`; raises ValueError unless the word is exactly what `encode` writes."""
    letters = word.removeprefix(f"{prefix}1")
    if letters == word or not set(letters) <= _VALUE.keys():
        raise ValueError("not a word under this prefix")
    digits = letters[:-_CHECK].translate(_FROM_BECH32)
    try:
        data = base64.b32decode(digits + "=" * (-len(digits) % 8))
    except binascii.Error:
        raise ValueError("no whole number of bytes") from None
    if encode(prefix, data) != word:
        raise ValueError("checksum or padding is wrong")
    return data


def decode_capitals(prefix: str, word: str) -> bytes:
    """The bytes of a `word` in capitals, as age writes secrets; raises ValueError as `decode` does."""
    # Other scripts have letters whose small form is an ASCII one: the sign for Kelvin would be a second way to write K.
    return decode(prefix, word.lower() if word.isascii() and word.isupper() else "")


def _expand(prefix: str) -> list[int]:
    codes = prefix.encode("ascii")
    return [*(code >> 5 for code in codes), 0, *(code & 31 for code in codes)]


def _polymod(digits: list[int]) -> int:
    check = 1
    for digit in digits:
        check = (check & 0x1FFFFFF) << 5 ^ digit ^ _TERMS[check >> 25]
    return check
