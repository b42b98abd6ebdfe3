"""age v1 to many recipients, through pyrage's streaming calls (the others hold the interpreter lock for a whole file)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import pyrage
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from jitdesk.crypto import bech32
from jitdesk.kernel.errors import Damaged, JITDeskError, Refused

RECIPIENT = "age"
HYBRID_RECIPIENT = "age1pq"
# pyrage adds one stanza of grease to every file, and a header holds 256 stanzas.
MAX_RECIPIENTS = 255

_FIELD_PRIME = 2**255 - 19
_MLKEM768_PUBLIC = 1184
_NO_KEY_FITS = "No matching keys found"
_PROBE = X25519PrivateKey.from_private_bytes(bytes(range(32)))


class NotForUs(Damaged):
    """A whole age file that none of our identities opens: in a folder, to be passed over in silence."""


class Reader(Protocol):
    """Where bytes come from: at most `size` at a time, none at the end."""

    def read(self, size: int, /) -> bytes: ...


class Writer(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> object: ...


@dataclass(frozen=True)
class AgeKey:
    """An X25519 identity and its recipient, as age writes them."""

    secret: str = field(repr=False)
    recipient: str


def new_identity() -> AgeKey:
    """A fresh X25519 identity."""
    identity = pyrage.x25519.Identity.generate()
    return AgeKey(str(identity), str(identity.to_public()))


def encrypt(reader: Reader, writer: Writer, recipients: Sequence[str]) -> None:
    """Encrypt `reader` into `writer` for all `recipients`; raises Refused for a recipient that cannot be one, or for too many."""
    if not 1 <= len(recipients) <= MAX_RECIPIENTS or len(set(recipients)) != len(recipients):
        raise Refused("age.recipients", limit=MAX_RECIPIENTS)
    for recipient in recipients:
        check_recipient(recipient)
    keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    _stream(pyrage.encrypt_io, reader, writer, keys, lambda _: Refused("age.encrypt"))


def decrypt(reader: Reader, writer: Writer, identities: Sequence[str]) -> None:
    """Decrypt `reader` into `writer`, which may have got a true beginning when Damaged is raised; NotForUs if no identity fits."""
    try:
        keys = [pyrage.x25519.Identity.from_str(identity) for identity in identities]
    except Exception:
        raise Damaged("age.identity") from None
    _stream(pyrage.decrypt_io, reader, writer, keys, _why_not_opened)


def check_recipient(text: str) -> None:
    """Raise Refused unless `text` is an X25519 recipient, written the one way, that is not a low-order point."""
    if text.startswith(f"{HYBRID_RECIPIENT}1"):
        raise Refused("age.hybrid")
    _check_point(_bytes_of(RECIPIENT, text, 32))


def check_hybrid_recipient(text: str) -> None:
    """Raise Refused unless `text` is a hybrid recipient (ML-KEM-768 and X25519) whose X25519 half is not a low-order point."""
    _check_point(_bytes_of(HYBRID_RECIPIENT, text, _MLKEM768_PUBLIC + 32)[_MLKEM768_PUBLIC:])


def _bytes_of(prefix: str, text: str, length: int) -> bytes:
    try:
        data = bech32.decode(prefix, text)
    except ValueError:
        raise Refused("age.recipient") from None
    if len(data) != length:
        raise Refused("age.recipient")
    return data


def _check_point(point: bytes) -> None:
    """A low-order point makes pyrage panic, and makes a file key that anybody can compute."""
    if int.from_bytes(point, "little") >= _FIELD_PRIME:
        raise Refused("age.recipient")
    try:
        _PROBE.exchange(X25519PublicKey.from_public_bytes(point))
    except ValueError:
        raise Refused("age.low_order") from None


def _why_not_opened(error: BaseException) -> JITDeskError:
    if isinstance(error, pyrage.DecryptError):
        return NotForUs("age.not_for_us") if str(error) == _NO_KEY_FITS else Damaged("age.header")
    return Damaged("age.payload")


def _stream(
    work: Callable[..., None], reader: Reader, writer: Writer, keys: list[Any], why: Callable[[BaseException], JITDeskError]
) -> None:
    source, sink = _Source(reader), _Sink(writer)
    try:
        work(source, sink, keys)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic inside pyrage is a BaseException
        raise source.raised or sink.raised or why(error) from None


class _Source:
    """Keeps what our own reader raised, which pyrage would turn into an error of its own, and is not asked again (pyrage does)."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.raised: BaseException | None = None

    def read(self, size: int) -> bytes:
        if self.raised:
            raise self.raised
        try:
            return self._reader.read(size)
        except BaseException as error:
            self.raised = error
            raise


class _Sink:
    """Keeps what our own writer raised, and gives it nothing more (pyrage would)."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self.raised: BaseException | None = None

    def write(self, data: bytes) -> int:
        if self.raised:
            raise self.raised
        try:
            self._writer.write(data)
        except BaseException as error:
            self.raised = error
            raise
        return len(data)

    def flush(self) -> None:
        """pyrage asks for it at the end; whoever owns the writer flushes it."""
