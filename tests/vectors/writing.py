"""The format written a second time, from docs/bundle-format.md and with none of JITDesk's code, by the byte and without chance.

Every writer takes what it would do rightly and, for a hostile vector, the one thing that it does otherwise.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import struct
from collections.abc import Sequence
from typing import Any

import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.vectors import postquantum

BLOCK = 512
CHUNK = 64 << 10


def chance(label: str, size: int = 16) -> bytes:
    """Bytes that look random and are the same every time."""
    return hashlib.shake_256(f"jitdesk vectors: {label}".encode()).digest(size)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# -- lines --------------------------------------------------------------------------------------------------------------------------------
def line(value: Any) -> bytes:
    """The one line of a value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def root(lines: Sequence[bytes]) -> str:
    """The root of lines; a stub gives the hash that it holds."""
    hashes = [json.loads(one)["erased"] if one.startswith(b'{"erased":') else sha256(one) for one in lines]
    return sha256("".join(f"{one}\n" for one in hashes).encode())


# -- signatures ---------------------------------------------------------------------------------------------------------------------------
def ssh_string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def public(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def openssh(key: bytes) -> str:
    """A public key as OpenSSH writes it."""
    return "ssh-ed25519 " + base64.b64encode(ssh_string(b"ssh-ed25519") + ssh_string(key)).decode()


def sign(
    seed: bytes,
    data: bytes,
    namespace: str,
    *,
    hash: str = "sha512",
    reserved: bytes = b"",
    columns: int = 70,
    key: bytes | None = None,
    raw: bytes | None = None,
) -> bytes:
    """The armoured SSHSIG of `data`."""
    digest = hashlib.new(hash, data).digest()
    common = ssh_string(namespace.encode()) + ssh_string(reserved) + ssh_string(hash.encode())
    made = raw or Ed25519PrivateKey.from_private_bytes(seed).sign(b"SSHSIG" + common + ssh_string(digest))
    named = ssh_string(ssh_string(b"ssh-ed25519") + ssh_string(key or public(seed)))
    blob = b"SSHSIG" + struct.pack(">I", 1) + named + common + ssh_string(ssh_string(b"ssh-ed25519") + ssh_string(made))
    text = base64.b64encode(blob).decode()
    rows = [text[i : i + columns] for i in range(0, len(text), columns)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *rows, "-----END SSH SIGNATURE-----", ""]).encode()


# -- zstd ---------------------------------------------------------------------------------------------------------------------------------
def frame(content: bytes) -> bytes:
    """One frame with content size and checksum."""
    return zstandard.ZstdCompressor(level=3, write_checksum=True, write_content_size=True).compress(content)


def raw_frame(content: bytes, *, window_log: int, declared: int | None = None) -> bytes:
    """One frame of one block that is not compressed, with a window of its own, and perhaps another content size than it has."""
    checksum = frame(content)[-4:]  # of the content, however it is packed
    block = (1 | len(content) << 3).to_bytes(3, "little") + content
    size = struct.pack("<I", len(content) if declared is None else declared)
    return b"\x28\xb5\x2f\xfd" + bytes([0b10_0_0_0_1_00, (window_log - 10) << 3]) + size + block + checksum


# -- tar ----------------------------------------------------------------------------------------------------------------------------------
def tar_header(name: str, size: int, *, at: int = 0, put: bytes = b"", checksum: str = "{:06o}\0 ") -> bytes:
    """The header of a regular file, `put` written over it at `at` before the checksum is made."""
    block = bytearray(BLOCK)
    for start, data in (
        (0, name.encode()),
        (100, b"0000644\0" + b"0000000\0" * 2 + f"{size:011o}\0".encode() + b"0" * 11 + b"\0"),
        (148, b" " * 8 + b"0"),
        (257, b"ustar\00000"),
        (329, b"0000000\0" * 2),
        (at, put),
    ):
        block[start : start + len(data)] = data
    block[148:156] = checksum.format(sum(block)).encode()
    return bytes(block)


def tar_member(name: str, data: bytes) -> bytes:
    return tar_header(name, len(data)) + data + bytes(-len(data) % BLOCK)


def tar(members: dict[str, bytes]) -> bytes:
    """The tar of these members."""
    return b"".join(tar_member(name, data) for name, data in members.items()) + bytes(2 * BLOCK)


# -- age ----------------------------------------------------------------------------------------------------------------------------------
def b64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def x25519_public(secret: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def derive(key: bytes, salt: bytes, info: str) -> bytes:
    return HKDF(SHA256(), 32, salt, info.encode()).derive(key)


def x25519_stanza(label: str, recipient: bytes) -> bytes:
    """The key of the age file for one recipient."""
    secret = X25519PrivateKey.from_private_bytes(chance(f"{label} ephemeral {recipient.hex()}", 32))
    share = secret.public_key().public_bytes_raw()
    wrap = derive(secret.exchange(X25519PublicKey.from_public_bytes(recipient)), share + recipient, "age-encryption.org/v1/X25519")
    return stanza(b"X25519 " + b64(share), ChaCha20Poly1305(wrap).encrypt(bytes(12), file_key(label), None))


def file_key(label: str) -> bytes:
    """The key of the age file of this label."""
    return chance(f"{label} file key")


def hybrid_wrapped(label: str, recipient: bytes) -> tuple[bytes, bytes]:
    """The share and the body by which a post-quantum recipient gets the key of the age file."""
    drawn = chance(f"{label} encapsulated {sha256(recipient)}", 64)
    return postquantum.wrap(file_key(label), recipient, drawn[:32], drawn[32:])


def hybrid_stanza(share: bytes, body: bytes) -> bytes:
    return stanza(b"mlkem768x25519 " + b64(share), body)


def stanza(first: bytes, body: bytes) -> bytes:
    """A stanza of any kind whose body is at most one row."""
    return b"-> " + first + b"\n" + b64(body) + b"\n"


def age_file(
    label: str,
    payload: bytes,
    recipients: Sequence[bytes],
    *,
    version: bytes = b"age-encryption.org/v1\n",
    before: bytes = b"",
    mac: bytes | None = None,
    last: bool = True,
) -> bytes:
    """`payload` encrypted to X25519 `recipients`; `before` stands before their stanzas, `last` marks the last chunk as such."""
    key = file_key(label)
    header = version + before + b"".join(x25519_stanza(label, recipient) for recipient in recipients) + b"---"
    made = hmac.digest(derive(key, b"", "header"), header, "sha256")
    nonce = chance(f"{label} nonce")
    cipher = ChaCha20Poly1305(derive(key, nonce, "payload"))
    chunks = [payload[i : i + CHUNK] for i in range(0, len(payload), CHUNK)] or [b""]
    sealed = [
        cipher.encrypt(number.to_bytes(11, "big") + bytes([last and number == len(chunks) - 1]), chunk, None)
        for number, chunk in enumerate(chunks)
    ]
    return header + b" " + b64(mac or made) + b"\n" + nonce + b"".join(sealed)
