"""The header of an age v1 file: written, and parsed strictly and counted before any key is tried (c2sp.org/age)."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

from jitdesk.crypto.derivation import derive
from jitdesk.kernel.errors import Damaged

VERSION = b"age-encryption.org/v1\n"
X25519 = "X25519"
HYBRID = "mlkem768x25519"
GREASE = "-grease"
FILE_KEY = 16
WRAPPED = FILE_KEY + 16
"""A file key and the tag under which a native recipient keeps it: any other length could hide a key of another length."""
MAX_STANZAS = 256
MAX_HEADER = 1 << 20

_COLUMNS = 64
_MAC_CHARACTERS = 43
_STANZA = re.compile(rb"-> [!-~]+(?: [!-~]+)*\n")


@dataclass(frozen=True)
class Stanza:
    """One wrapped copy of the file key."""

    kind: str
    arguments: tuple[str, ...]
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Header:
    """The stanzas of an age file, grease left out, and what its MAC covers."""

    stanzas: tuple[Stanza, ...]
    signed: bytes = field(repr=False)  # from the first byte to the "---" that the MAC follows
    mac: bytes = field(repr=False)
    size: int

    @property
    def kind(self) -> str:
        """The one kind of recipient that this file is encrypted to; raises Damaged where kinds are mixed or there is none."""
        kinds = {stanza.kind for stanza in self.stanzas}
        if len(kinds) != 1:
            raise Damaged("age.mixed_kinds")
        return kinds.pop()

    def authenticate(self, file_key: bytes) -> None:
        """Raise Damaged unless the header is the one that was written with this file key."""
        if not hmac.compare_digest(_mac(file_key, self.signed), self.mac):
            raise Damaged("age.mac")


def write(stanzas: Iterable[Stanza], file_key: bytes) -> bytes:
    """The header that wraps `file_key` in these stanzas."""
    signed = VERSION + b"".join(map(_written, stanzas)) + b"---"
    return signed + b" " + b64(_mac(file_key, signed)) + b"\n"


def read(stream: BinaryIO) -> Header:
    """The header at the start of `stream`, which is left at the first byte after it; raises Damaged."""
    lines = _Lines(stream)
    if lines.next() != VERSION:
        raise Damaged("age.version")
    stanzas: list[Stanza] = []
    while (line := lines.next()).startswith(b"-> "):
        if len(stanzas) == MAX_STANZAS:
            raise Damaged("age.stanzas", limit=MAX_STANZAS)
        stanzas.append(_stanza(line, lines))
    mac = unpadded(line[4:-1]) if line.startswith(b"--- ") and len(line) == _MAC_CHARACTERS + 5 else b""
    if len(mac) != 32:
        raise Damaged("age.header")
    read_so_far = lines.read_so_far
    kept = tuple(stanza for stanza in stanzas if not stanza.kind.endswith(GREASE))
    return Header(kept, read_so_far[: 3 - len(line)], mac, len(read_so_far))


def unpadded(text: bytes) -> bytes:
    """The bytes written as base64 without padding; raises Damaged unless it is the one way to write them."""
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        raise Damaged("age.header") from None
    if b64(data) != text:
        raise Damaged("age.header")
    return data


def b64(data: bytes) -> bytes:
    """`data` in base64 without padding."""
    return base64.b64encode(data).rstrip(b"=")


def _mac(file_key: bytes, signed: bytes) -> bytes:
    return hmac.digest(derive(file_key, b"", b"header"), signed, "sha256")


def _written(stanza: Stanza) -> bytes:
    body = b64(stanza.body)
    # the last line is shorter than the others, and empty where the body fills them
    lines = [body[i : i + _COLUMNS] for i in range(0, len(body) + 1, _COLUMNS)]
    return b"-> " + " ".join([stanza.kind, *stanza.arguments]).encode("ascii") + b"\n" + b"\n".join(lines) + b"\n"


def _stanza(line: bytes, lines: _Lines) -> Stanza:
    if not _STANZA.fullmatch(line):
        raise Damaged("age.header")
    kind, *arguments = line[3:-1].decode("ascii").split(" ")
    body: list[bytes] = []
    while len(row := lines.next()) == _COLUMNS + 1:
        body.append(row[:-1])
    if len(row) > _COLUMNS + 1:
        raise Damaged("age.header")
    return Stanza(kind, tuple(arguments), unpadded(b"".join([*body, row[:-1]])))


class _Lines:
    """The lines of a header, never more of them than MAX_HEADER bytes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lines: list[bytes] = []
        self._left = MAX_HEADER

    def next(self) -> bytes:
        line = self._stream.readline(self._left)
        self._left -= len(line)
        self._lines.append(line)
        if not line.endswith(b"\n"):
            raise Damaged("age.header" if len(self._lines) > 1 else "age.version")
        return line

    @property
    def read_so_far(self) -> bytes:
        return b"".join(self._lines)
