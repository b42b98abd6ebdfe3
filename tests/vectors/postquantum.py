"""The post-quantum stanza of age made without chance: ML-KEM-768 (FIPS 203), X-Wing and HPKE (RFC 9180) from their texts, for vectors only.

The library draws its own randomness where it encapsulates, and would make other bytes every time. What is made here it opens.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

LATTICE = 1088  # bytes of what ML-KEM makes; an X25519 share follows it

_Q, _RANK = 3329, 3
_PACKED = 384  # bytes of a polynomial in a public key
_SUITE = b"HPKE" + bytes.fromhex("647a00010003")  # X-Wing, HKDF-SHA256, ChaCha20-Poly1305
_INFO = b"age-encryption.org/mlkem768x25519"

Polynomial = list[int]


@dataclass(frozen=True)
class Key:
    """Both halves of a key, made from one seed of 32 bytes."""

    seed: bytes

    @property
    def public(self) -> bytes:
        """What stands in a recipient."""
        both = hashlib.shake_256(self.seed).digest(96)
        lattice = MLKEM768PrivateKey.from_seed_bytes(both[:64]).public_key().public_bytes_raw()
        return lattice + X25519PrivateKey.from_private_bytes(both[64:]).public_key().public_bytes_raw()


def wrap(file_key: bytes, public: bytes, message: bytes, ephemeral: bytes) -> tuple[bytes, bytes]:
    """The share and the body of the stanza that wraps a file key; `message` and `ephemeral` are what chance would give, 32 bytes each."""
    lattice, point = public[:-32], public[-32:]
    shared, ciphertext = _encapsulate(lattice, message)
    secret = X25519PrivateKey.from_private_bytes(ephemeral)
    share = secret.public_key().public_bytes_raw()
    both = shared + secret.exchange(X25519PublicKey.from_public_bytes(point)) + share + point
    return ciphertext + share, _seal(hashlib.sha3_256(both + rb"\.//^" + b"\\").digest(), file_key)


# -- HPKE, base mode, first message -------------------------------------------------------------------------------------------------------
def _seal(shared: bytes, plain: bytes) -> bytes:
    context = b"\0" + _extract(b"", b"psk_id_hash", b"") + _extract(b"", b"info_hash", _INFO)
    secret = _extract(shared, b"secret", b"")
    return ChaCha20Poly1305(_expand(secret, b"key", context, 32)).encrypt(_expand(secret, b"base_nonce", context, 12), plain, None)


def _extract(salt: bytes, label: bytes, key: bytes) -> bytes:
    return hmac.digest(salt, b"HPKE-v1" + _SUITE + label + key, "sha256")


def _expand(key: bytes, label: bytes, context: bytes, size: int) -> bytes:
    return hmac.digest(key, size.to_bytes(2, "big") + b"HPKE-v1" + _SUITE + label + context + b"\1", "sha256")[:size]


# -- ML-KEM-768 ---------------------------------------------------------------------------------------------------------------------------
def _encapsulate(public: bytes, message: bytes) -> tuple[bytes, bytes]:
    """The shared secret and the ciphertext (FIPS 203, algorithm 17)."""
    made = hashlib.sha3_512(message + hashlib.sha3_256(public).digest()).digest()
    return made[:32], _encrypt(public, message, made[32:])


def _encrypt(public: bytes, message: bytes, seed: bytes) -> bytes:
    """FIPS 203, algorithm 14."""
    t = [_unpacked(public[i : i + _PACKED]) for i in range(0, _PACKED * _RANK, _PACKED)]
    rho = public[_PACKED * _RANK :]
    noise = [_noise(seed, number) for number in range(2 * _RANK + 1)]
    y = [_ntt(one) for one in noise[:_RANK]]
    matrix = [[_uniform(rho + bytes([i, j])) for j in range(_RANK)] for i in range(_RANK)]  # transposed
    u = [_sum(_inverse(_dot(row, y)), e) for row, e in zip(matrix, noise[_RANK:], strict=False)]
    said = [(_Q + 1) // 2 * (byte >> bit & 1) for byte in message for bit in range(8)]
    v = _sum(_sum(_inverse(_dot(t, y)), noise[-1]), said)
    return b"".join(_compressed(one, 10) for one in u) + _compressed(v, 4)


def _uniform(seed: bytes) -> Polynomial:
    """Algorithm 7; of 672 numbers below 4,096 some 546 are fit, and 256 always."""
    data = hashlib.shake_128(seed).digest(1008)
    pairs = ((a | (b & 15) << 8, b >> 4 | c << 4) for a, b, c in zip(*[iter(data)] * 3, strict=True))
    return [number for pair in pairs for number in pair if number < _Q][:256]


def _noise(seed: bytes, number: int) -> Polynomial:
    """Algorithm 8, four bits a coefficient."""
    data = hashlib.shake_256(seed + bytes([number])).digest(128)
    return [((n & 1) + (n >> 1 & 1) - (n >> 2 & 1) - (n >> 3 & 1)) % _Q for byte in data for n in (byte & 15, byte >> 4)]


def _unpacked(data: bytes) -> Polynomial:
    bits = int.from_bytes(data, "little")
    return [bits >> 12 * i & 4095 for i in range(256)]


def _compressed(one: Polynomial, bits: int) -> bytes:
    numbers = (((number << bits + 1) + _Q) // (2 * _Q) % (1 << bits) for number in one)
    return sum(number << bits * i for i, number in enumerate(numbers)).to_bytes(32 * bits, "little")


def _sum(one: Polynomial, other: Polynomial) -> Polynomial:
    return [(a + b) % _Q for a, b in zip(one, other, strict=True)]


_REVERSED = [int(f"{i:07b}"[::-1], 2) for i in range(128)]


def _ntt(one: Polynomial) -> Polynomial:
    """Algorithm 9."""
    f, roots = list(one), (pow(17, _REVERSED[i], _Q) for i in range(1, 128))
    for length in (128, 64, 32, 16, 8, 4, 2):
        for start in range(0, 256, 2 * length):
            root = next(roots)
            for j in range(start, start + length):
                f[j], f[j + length] = (f[j] + root * f[j + length]) % _Q, (f[j] - root * f[j + length]) % _Q
    return f


def _inverse(one: Polynomial) -> Polynomial:
    """Algorithm 10."""
    f, roots = list(one), (pow(17, _REVERSED[i], _Q) for i in range(127, 0, -1))
    for length in (2, 4, 8, 16, 32, 64, 128):
        for start in range(0, 256, 2 * length):
            root = next(roots)
            for j in range(start, start + length):
                f[j], f[j + length] = (f[j] + f[j + length]) % _Q, root * (f[j + length] - f[j]) % _Q
    return [number * 3303 % _Q for number in f]


def _dot(some: Sequence[Polynomial], others: Sequence[Polynomial]) -> Polynomial:
    """The sum of the products, of transformed polynomials (algorithms 11 and 12)."""
    made = [0] * 256
    for f, g in zip(some, others, strict=True):
        for i in range(128):
            root = pow(17, 2 * _REVERSED[i] + 1, _Q)
            a, b, c, d = f[2 * i], f[2 * i + 1], g[2 * i], g[2 * i + 1]
            made[2 * i] = (made[2 * i] + a * c + b * d * root) % _Q
            made[2 * i + 1] = (made[2 * i + 1] + a * d + b * c) % _Q
    return made
