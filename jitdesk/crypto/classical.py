"""age's X25519 recipients: `age1…`, AGE-SECRET-KEY-1…, stanzas of kind X25519 (c2sp.org/age)."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from jitdesk.crypto import bech32, header
from jitdesk.crypto.derivation import derive
from jitdesk.crypto.header import Stanza
from jitdesk.kernel.errors import Damaged, Refused

KIND = header.X25519
RECIPIENT = "age"
IDENTITY = "age-secret-key-"
POINT = 32

_FIELD_PRIME = 2**255 - 19
_NONCE = bytes(12)  # a wrapping key wraps once
_INFO = b"age-encryption.org/v1/X25519"
_PROBE = X25519PrivateKey.from_private_bytes(bytes(range(32)))


@dataclass(frozen=True)
class Recipient:
    """A public key that files can be encrypted to."""

    point: bytes

    @classmethod
    def read(cls, text: str) -> Recipient:
        """The recipient written as `text`; raises Refused unless it is written the one way and is not a low-order point."""
        try:
            data = bech32.decode(RECIPIENT, text)
        except ValueError:
            raise Refused("age.recipient") from None
        if len(data) != POINT or not is_canonical(data):
            raise Refused("age.recipient")
        if is_low_order(data):
            raise Refused("age.low_order")
        return cls(data)

    def wrap(self, file_key: bytes) -> Stanza:
        """The file key for this recipient, under an ephemeral key made for this stanza."""
        ephemeral = X25519PrivateKey.generate()
        share = ephemeral.public_key().public_bytes_raw()
        key = _wrap_key(ephemeral.exchange(X25519PublicKey.from_public_bytes(self.point)), share, self.point)
        return Stanza(KIND, (header.b64(share).decode("ascii"),), ChaCha20Poly1305(key).encrypt(_NONCE, file_key, None))


@dataclass(frozen=True)
class Identity:
    """A private key."""

    key: X25519PrivateKey = field(repr=False)

    @classmethod
    def new(cls) -> Identity:
        """A fresh one."""
        return cls(X25519PrivateKey.generate())

    @classmethod
    def read(cls, text: str) -> Identity:
        """The identity written as `text`; raises Damaged unless it is written the one way."""
        try:
            return cls(X25519PrivateKey.from_private_bytes(bech32.decode_capitals(IDENTITY, text)))
        except ValueError:
            raise Damaged("age.identity") from None

    def text(self) -> str:
        """The secret as age writes it."""
        return bech32.encode(IDENTITY, self.key.private_bytes_raw()).upper()

    def recipient(self) -> str:
        """The recipient as age writes it."""
        return bech32.encode(RECIPIENT, self.key.public_key().public_bytes_raw())

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """The file key in a stanza that `check` let pass, or None if it is not for this identity."""
        share = header.unpadded(stanza.arguments[0].encode("ascii"))
        shared = self.key.exchange(X25519PublicKey.from_public_bytes(share))
        key = _wrap_key(shared, share, self.key.public_key().public_bytes_raw())
        try:
            return ChaCha20Poly1305(key).decrypt(_NONCE, stanza.body, None)
        except InvalidTag:
            return None


def check(stanza: Stanza, size: int = POINT) -> None:
    """Raise Damaged unless a stanza has its one form and wraps 16 bytes: a share of `size` bytes that ends in a point not of low order."""
    share = header.unpadded("".join(stanza.arguments).encode("ascii"))
    if len(stanza.arguments) != 1 or len(share) != size or len(stanza.body) != header.WRAPPED:
        raise Damaged("age.header")
    point = share[-POINT:]
    if not is_canonical(point) or is_low_order(point):
        raise Damaged("age.header")


def is_canonical(point: bytes) -> bool:
    """Whether these 32 bytes are the one way to write their point."""
    return int.from_bytes(point, "little") < _FIELD_PRIME


def is_low_order(point: bytes) -> bool:
    """Whether the point makes a shared secret that anybody can compute."""
    try:
        _PROBE.exchange(X25519PublicKey.from_public_bytes(point))
    except ValueError:
        return True
    return False


def _wrap_key(shared: bytes, share: bytes, recipient: bytes) -> bytes:
    return derive(shared, share + recipient, _INFO)
