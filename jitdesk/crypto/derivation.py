"""The one way in which age makes a key out of another."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def derive(key: bytes, salt: bytes, info: bytes) -> bytes:
    """32 bytes by HKDF-SHA-256."""
    return HKDF(SHA256(), 32, salt, info).derive(key)
