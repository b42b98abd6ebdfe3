"""age v1 to many recipients of one kind, X25519 or post-quantum, as streams in constant memory (c2sp.org/age)."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol, cast

from jitdesk.crypto import classical, header, hybrid, payload
from jitdesk.crypto.header import Header
from jitdesk.kernel.errors import Damaged, Refused

RECIPIENT = classical.RECIPIENT
# A header holds 256 stanzas, and other programs add one of grease.
MAX_RECIPIENTS = 255

KINDS = (classical.KIND, hybrid.KIND)
"""The kinds of recipient that can be encrypted to; one file goes to one kind."""

_ENDS = 16
_CHECKS = {classical.KIND: classical.check, hybrid.KIND: hybrid.check}

_Recipient = classical.Recipient | hybrid.Recipient
_Identity = classical.Identity | hybrid.Identity


class NotForUs(Damaged):
    """A whole age file that none of our identities opens: in a folder, to be passed over in silence."""


class Reader(Protocol):
    """Where bytes come from: at most `size` at a time, none at the end."""

    def read(self, size: int, /) -> bytes | memoryview: ...


class Writer(Protocol):
    """Where bytes go, all that are given."""

    def write(self, data: memoryview, /) -> object: ...


@dataclass(frozen=True)
class AgeKey:
    """An identity and its recipient, as age writes them."""

    secret: str = field(repr=False)
    recipient: str


def new_identity() -> AgeKey:
    """A fresh X25519 identity."""
    return _written(classical.Identity.new())


def new_hybrid_identity() -> AgeKey:
    """A fresh post-quantum identity."""
    return _written(hybrid.Identity.new())


def encrypt(reader: Reader, writer: Writer, recipients: Sequence[str]) -> None:
    """Encrypt `reader` into `writer` for all `recipients`; Refused for one that cannot be one, for too many, or for two kinds."""
    if not 1 <= len(recipients) <= MAX_RECIPIENTS or len(set(recipients)) != len(recipients):
        raise Refused("age.recipients", limit=MAX_RECIPIENTS)
    keys = [_recipient(text) for text in recipients]
    if len({type(key) for key in keys}) != 1:
        raise Refused("age.mixed")
    file_key, nonce = os.urandom(header.FILE_KEY), os.urandom(payload.NONCE)
    writer.write(memoryview(header.write([key.wrap(file_key) for key in keys], file_key) + nonce))
    seal = payload.Chunks(file_key, nonce).seal
    for block, last in payload.blocks(_buffered(reader), payload.PLAIN_BLOCK):
        writer.write(seal(block, last))


def decrypt(reader: Reader, writer: Writer, identities: Sequence[str]) -> Header:
    """Decrypt `reader` into `writer`, which may have got a true beginning when Damaged is raised; NotForUs if no identity fits.

    Returns the header, which is authentic.
    """
    keys = [_identity(text) for text in identities]
    source = _buffered(reader)
    parsed = header.read(source)
    file_key = unwrap(parsed, keys)
    unseal = payload.Chunks(file_key, payload.read_nonce(source)).open
    for block, last in payload.blocks(source, payload.SEALED_BLOCK):
        for opened in unseal(block, last):
            writer.write(opened)
    return parsed


def unwrap(parsed: Header, keys: Sequence[_Identity]) -> bytes:
    """The file key of a file, its header authenticated; raises NotForUs if none of the keys opens it, Damaged if it is malformed."""
    for stanza in parsed.stanzas:
        if stanza.kind in _CHECKS:
            _CHECKS[stanza.kind](stanza)
    for key in keys:
        kind = classical.KIND if isinstance(key, classical.Identity) else hybrid.KIND
        for stanza in parsed.stanzas:
            file_key = key.unwrap(stanza) if stanza.kind == kind else None
            if file_key is not None:
                parsed.authenticate(file_key)
                return file_key
    raise NotForUs("age.not_for_us")


def check_recipient(text: str) -> None:
    """Raise Refused unless `text` is a recipient of either kind, written the one way, whose point is not of low order."""
    _recipient(text)


def is_hybrid(recipient: str) -> bool:
    """Whether a recipient is written as a post-quantum one."""
    return recipient.startswith(f"{hybrid.RECIPIENT}1")  # no X25519 recipient does: "1" is no letter of Bech32


def short(recipient: str) -> str:
    """A recipient for the eye: a post-quantum one has 2,000 letters, and its ends tell it from others."""
    return f"{recipient[:_ENDS]}…{recipient[-_ENDS:]}" if is_hybrid(recipient) else recipient


def check_classical_recipient(text: str) -> None:
    """Raise Refused unless `text` is an X25519 recipient."""
    classical.Recipient.read(text)


def check_hybrid_recipient(text: str) -> None:
    """Raise Refused unless `text` is a post-quantum recipient."""
    hybrid.Recipient.read(text)


def _recipient(text: str) -> _Recipient:
    return hybrid.Recipient.read(text) if is_hybrid(text) else classical.Recipient.read(text)


def _identity(text: str) -> _Identity:
    is_hybrid = text.startswith(f"{hybrid.IDENTITY}1".upper())
    return hybrid.Identity.read(text) if is_hybrid else classical.Identity.read(text)


def _written(identity: _Identity) -> AgeKey:
    return AgeKey(identity.text(), identity.recipient())


def _buffered(reader: Reader) -> BinaryIO:
    """The reader as a stream that gives as much as is asked for until its end."""
    return cast(BinaryIO, io.BufferedReader(_Raw(reader), payload.CHUNK))


class _Raw(io.RawIOBase):
    """A reader under a buffer; closing it leaves the reader open."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._reader.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
