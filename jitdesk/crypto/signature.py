"""Ed25519 signatures as `ssh-keygen -Y` writes them (SSHSIG version 1), read in the one form that we write."""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from jitdesk.kernel.errors import Damaged

BUNDLE = "bundle-v1@jitdesk"
SEGMENT = "segment-v1@jitdesk"
CARD = "card-v1@jitdesk"
PACK = "pack-v1@jitdesk"
NAMESPACES = (BUNDLE, SEGMENT, CARD, PACK)
MAX_ARMOUR = 1024

_TYPE = b"ssh-ed25519"
_HASH = b"sha512"
_MAGIC = b"SSHSIG"
_BEGIN = "-----BEGIN SSH SIGNATURE-----\n"
_END = "-----END SSH SIGNATURE-----\n"
_COLUMNS = 70
_KEY_AT = len(_MAGIC) + 4 + 4 + 4 + len(_TYPE) + 4

_FIELD_PRIME = 2**255 - 19
# The y of the eight points of small order: 1, -1, 0 and the two of order 8 (RFC 7748, RFC 8032; a test computes them).
_ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
SMALL_ORDER = frozenset({0, 1, _FIELD_PRIME - 1, _ORDER_8, _FIELD_PRIME - _ORDER_8})


def new_signing_key() -> bytes:
    """A fresh Ed25519 seed, 32 bytes."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public(seed: bytes) -> bytes:
    """The public key of a seed, 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def check_public(key: bytes) -> None:
    """Raise Damaged unless `key` is canonically encoded and not of small order (under such a key one signature fits every message)."""
    if len(key) != 32:
        raise Damaged("signature.key")
    y = int.from_bytes(key, "little") & ((1 << 255) - 1)
    if y >= _FIELD_PRIME or y in SMALL_ORDER:
        raise Damaged("signature.key")


def openssh(key: bytes) -> str:
    """A public key as OpenSSH writes it: "ssh-ed25519 AAAA…"."""
    return f"{_TYPE.decode()} {base64.b64encode(_string(_TYPE) + _string(key)).decode()}"


def from_openssh(text: str) -> bytes:
    """The public key written as `text`; raises Damaged unless it is sound and written as `openssh` writes it."""
    try:
        key = base64.b64decode(text.encode("ascii").split(b" ")[-1], validate=True)[-32:]
    except (UnicodeError, binascii.Error):
        raise Damaged("signature.key") from None
    check_public(key)
    if openssh(key) != text:
        raise Damaged("signature.key")
    return key


def sign(seed: bytes, data: bytes, namespace: str) -> str:
    """The armoured signature of `data` in `namespace`."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return _armour(key.public_key().public_bytes_raw(), key.sign(_signed(data, namespace)), namespace)


def verify(key: bytes, armour: str, data: bytes, namespace: str) -> None:
    """Raise Damaged unless `armour` is the signature of `data` by `key` in `namespace`, written exactly as `sign` writes it."""
    check_public(key)
    blob = _blob(armour)
    named, raw = blob[_KEY_AT : _KEY_AT + 32], blob[-64:]
    if armour != _armour(key, raw, namespace):
        well_written = any(armour == _armour(named, raw, space) for space in NAMESPACES)  # by another key, or for another purpose
        raise Damaged("signature.wrong" if well_written else "signature.form")
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(raw, _signed(data, namespace))
    except (InvalidSignature, ValueError):
        raise Damaged("signature.wrong") from None


def signer(armour: str) -> bytes:
    """The public key that a signature names; raises Damaged for a key that is not sound. It proves nothing before `verify`."""
    key = _blob(armour)[_KEY_AT : _KEY_AT + 32]
    check_public(key)
    return key


def allowed_signers(devices: dict[str, bytes]) -> str:
    """The file for `ssh-keygen -Y verify`: one line per device id and public key; never a name, never an end of validity."""
    spaces = ",".join(NAMESPACES)
    return "".join(f'{device} namespaces="{spaces}" {openssh(key)}\n' for device, key in sorted(devices.items()))


def _signed(data: bytes, namespace: str) -> bytes:
    return _MAGIC + _string(namespace.encode("ascii")) + _string(b"") + _string(_HASH) + _string(hashlib.sha512(data).digest())


def _armour(key: bytes, raw: bytes, namespace: str) -> str:
    blob = _MAGIC + struct.pack(">I", 1) + _string(_string(_TYPE) + _string(key))
    blob += _string(namespace.encode("ascii")) + _string(b"") + _string(_HASH) + _string(_string(_TYPE) + _string(raw))
    text = base64.b64encode(blob).decode("ascii")
    return _BEGIN + "".join(text[i : i + _COLUMNS] + "\n" for i in range(0, len(text), _COLUMNS)) + _END


def _blob(armour: str) -> bytes:
    if len(armour) > MAX_ARMOUR or not (armour.startswith(_BEGIN) and armour.endswith(_END)):
        raise Damaged("signature.form")
    try:
        return base64.b64decode(armour[len(_BEGIN) : -len(_END)].replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        raise Damaged("signature.form") from None


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data
