"""age's post-quantum recipients: `age1pq1…`, AGE-IDENTITY-KEY-PQ-1…, ML-KEM-768 with X25519 through HPKE (c2sp.org/age, RFC 9180)."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from jitdesk.crypto import bech32, classical, header
from jitdesk.crypto.header import Stanza
from jitdesk.kernel.errors import Damaged, Refused

KIND = header.HYBRID
RECIPIENT = "age1pq"
IDENTITY = "age-secret-key-pq-"

_SEED = 32
_MLKEM_SEED = 64
_MLKEM_PUBLIC = 1184
_ENCAPSULATED = 1088 + classical.POINT  # what ML-KEM makes, and an X25519 share
_INFO = b"age-encryption.org/mlkem768x25519"
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True)
class Recipient:
    """A public key that files can be encrypted to."""

    key: hpke.MLKEM768X25519PublicKey

    @classmethod
    def read(cls, text: str) -> Recipient:
        """The recipient written as `text`; raises Refused unless both halves are written the one way and the point is not of low order."""
        try:
            data = bech32.decode(RECIPIENT, text)
            lattice, point = data[:_MLKEM_PUBLIC], data[_MLKEM_PUBLIC:]
            # the first of these checks the modulus (FIPS 203, section 7.2)
            key = hpke.MLKEM768X25519PublicKey(MLKEM768PublicKey.from_public_bytes(lattice), X25519PublicKey.from_public_bytes(point))
        except ValueError:
            raise Refused("age.recipient") from None
        if not classical.is_canonical(point):
            raise Refused("age.recipient")
        if classical.is_low_order(point):
            raise Refused("age.low_order")
        return cls(key)

    def wrap(self, file_key: bytes) -> Stanza:
        """The file key for this recipient."""
        sealed = _SUITE.encrypt(file_key, self.key, info=_INFO)
        return Stanza(KIND, (header.b64(sealed[:_ENCAPSULATED]).decode("ascii"),), sealed[_ENCAPSULATED:])


@dataclass(frozen=True)
class Identity:
    """A private key: the seed that both halves are made from (X-Wing), and what is made of it."""

    seed: bytes = field(repr=False)
    key: hpke.MLKEM768X25519PrivateKey = field(repr=False)
    public: bytes = field(repr=False)

    @classmethod
    def new(cls) -> Identity:
        """A fresh one."""
        return cls._of(os.urandom(_SEED))

    @classmethod
    def read(cls, text: str) -> Identity:
        """The identity written as `text`; raises Damaged unless it is written the one way."""
        try:
            seed = bech32.decode_capitals(IDENTITY, text)
        except ValueError:
            raise Damaged("age.identity") from None
        if len(seed) != _SEED:
            raise Damaged("age.identity")
        return cls._of(seed)

    @classmethod
    def _of(cls, seed: bytes) -> Identity:
        both = hashlib.shake_256(seed).digest(_MLKEM_SEED + classical.POINT)
        lattice = MLKEM768PrivateKey.from_seed_bytes(both[:_MLKEM_SEED])
        curve = X25519PrivateKey.from_private_bytes(both[_MLKEM_SEED:])
        public = lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
        return cls(seed, hpke.MLKEM768X25519PrivateKey(lattice, curve), public)

    def text(self) -> str:
        """The secret as age writes it."""
        return bech32.encode(IDENTITY, self.seed).upper()

    def recipient(self) -> str:
        """The recipient as age writes it."""
        return bech32.encode(RECIPIENT, self.public)

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """The file key in a stanza that `check` let pass, or None if it is not for this identity."""
        share = header.unpadded(stanza.arguments[0].encode("ascii"))
        try:
            return _SUITE.decrypt(share + stanza.body, self.key, info=_INFO)
        except InvalidTag:
            return None


def check(stanza: Stanza) -> None:
    """Raise Damaged unless a stanza of this kind has its one form: an ML-KEM share, then an X25519 point."""
    classical.check(stanza, _ENCAPSULATED)
