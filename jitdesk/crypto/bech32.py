"""Bech32 as age writes keys: a prefix and bytes in one checked word (BIP 173, without its limit of 90 characters)."""

from __future__ import annotations

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUE = {letter: number for number, letter in enumerate(_ALPHABET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK = 6


def encode(prefix: str, data: bytes) -> str:
    """The word for `data` under `prefix`, in lower case."""
    spread = _expand(prefix)
    digits = _regroup(data, 8, 5)
    check = _polymod([*spread, *digits, *[0] * _CHECK]) ^ 1
    digits += [(check >> 5 * (_CHECK - 1 - i)) & 31 for i in range(_CHECK)]
    return f"{prefix}1{''.join(_ALPHABET[d] for d in digits)}"


def decode(prefix: str, word: str) -> bytes:
    """The bytes of a lower-case `word` under `prefix`; raises ValueError unless the word is exactly what `encode` writes."""
    letters = word.removeprefix(f"{prefix}1")
    if letters == word or not set(letters) <= _VALUE.keys():
        raise ValueError("not a word under this prefix")
    digits = [_VALUE[letter] for letter in letters[:-_CHECK]]
    data = bytes(_regroup(bytes(digits), 5, 8)[: len(digits) * 5 // 8])
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


def _regroup(digits: bytes, width: int, into: int) -> list[int]:
    """The same bits in digits of another width, the last one filled up with zeros."""
    held = bits = 0
    out: list[int] = []
    for digit in digits:
        held = (held << width | digit) & 0xFFF
        bits += width
        while bits >= into:
            bits -= into
            out.append(held >> bits & ((1 << into) - 1))
    if bits:
        out.append(held << (into - bits) & ((1 << into) - 1))
    return out


def _polymod(digits: list[int]) -> int:
    check = 1
    for digit in digits:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ digit
        for i, term in enumerate(_GENERATOR):
            if top >> i & 1:
                check ^= term
    return check
