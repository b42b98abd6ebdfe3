"""keyslots.json: the vault key, opened by any one slot, and the desk's keys under it (docs/bundle-format.md, "Keys at rest")."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Meta, Struct

from jitdesk.kernel import canon
from jitdesk.kernel.errors import Damaged, NotUnlocked
from jitdesk.kernel.values import nfc

FORMAT = "keyslots-1"
KEY_BYTES = 32
LONGEST = 64 << 10
"""Bytes of the largest file that is read."""

_MOST_EARLIER = 100  # so that what is written is never more than what is read

Document = dict[str, Any]
"""The whole of keyslots.json; functions here return a changed copy."""


class Cost(Struct, frozen=True, forbid_unknown_fields=True):
    """What one try of a passphrase costs (Argon2id): memory in KiB, passes, lanes."""

    memory: int
    passes: int
    lanes: int


DEFAULT = Cost(256 << 10, 3, 4)
LEAST = Cost(64 << 10, 3, 1)
_MOST = Cost(1 << 20, 10, 8)


@dataclass(frozen=True, repr=False)
class Keys:
    """What the vault holds: the database key, the seed of the signing key (32 bytes each) and the age identities.

    A desk of the first version has no `hybrid` one until it is given new keys; `earlier` are those that were replaced, kept for the bundles
    that are still on their way to them. While the database is being put under a new key, `former` is the one before it.
    """

    database: bytes
    signing: bytes
    age: str
    former: bytes | None = None
    hybrid: str | None = None
    earlier: tuple[str, ...] = ()

    @property
    def identities(self) -> tuple[str, ...]:
        """All that may open a bundle, the newest first."""
        own = (self.age,) if self.hybrid is None else (self.hybrid, self.age)
        return own + self.earlier


class _Box(Struct, forbid_unknown_fields=True):
    box: Annotated[str, Meta(pattern="^([0-9a-f]{2}){1,16000}\\Z")]
    nonce: Annotated[str, Meta(pattern="^[0-9a-f]{24}\\Z")]
    salt: Annotated[str, Meta(pattern="^[0-9a-f]{32}\\Z")]


class _Slot(_Box, forbid_unknown_fields=True):
    kind: Literal["passphrase", "keychain", "recovery"]
    params: Cost | None


class _File(Struct, forbid_unknown_fields=True):
    desk: Annotated[str, Meta(pattern="^[0-9a-f]{32}\\Z")]
    format: str
    keys: _Box | None
    slots: Annotated[list[_Slot], Meta(min_length=1, max_length=8)]


def create(desk_id: str, passphrase: str, cost: Cost = DEFAULT) -> tuple[Document, bytes]:
    """A new document with one passphrase slot and no keys yet, and its fresh vault key."""
    vault_key = os.urandom(KEY_BYTES)
    empty: Document = {"desk": desk_id, "format": FORMAT, "keys": None, "slots": []}
    return set_passphrase(empty, vault_key, passphrase, cost), vault_key


def set_passphrase(document: Document, vault_key: bytes, passphrase: str, cost: Cost = DEFAULT) -> Document:
    """The document with a slot for this passphrase in place of the former one."""
    return _with_slot(document, vault_key, "passphrase", msgspec.to_builtins(cost), lambda salt: _stretch(passphrase, salt, cost))


def add_keychain(document: Document, vault_key: bytes) -> tuple[Document, bytes]:
    """The document with a new keychain slot, and the 32 random bytes that the system's keychain is to keep."""
    secret = os.urandom(KEY_BYTES)
    return _with_slot(document, vault_key, "keychain", None, lambda salt: _derive(secret, salt, b"keychain")), secret


def add_recovery(document: Document, vault_key: bytes, secret: bytes) -> Document:
    """The document with a slot for the secret of a printed kit (at least 128 random bits) in place of the former kit's."""
    return _with_slot(document, vault_key, "recovery", None, lambda salt: _derive(secret, salt, b"recovery"))


def without(document: Document, kind: str) -> Document:
    """The document with no slot of this kind; a passphrase always stays."""
    return document | {"slots": [slot for slot in document["slots"] if slot["kind"] != kind or kind == "passphrase"]}


def has(document: Document, kind: str) -> bool:
    """Whether the document has a slot of this kind."""
    return any(slot["kind"] == kind for slot in document["slots"])


def kit(document: Document) -> str | None:
    """The number of the printed kit that opens it, as its sheets show it ("3F2A-91BC"); it says nothing of the code."""
    salts = [str(slot["salt"]).upper() for slot in document["slots"] if slot["kind"] == "recovery"]
    return f"{salts[0][:4]}-{salts[0][4:8]}" if salts else None


def open_with_passphrase(document: Document, desk_id: str, passphrase: str) -> bytes:
    """The vault key; raises NotUnlocked for a wrong passphrase, Damaged for a document of another desk or with absurd costs."""
    slot = _slot(document, desk_id, "passphrase", "keyslots.no_passphrase")
    cost = _checked_cost(slot["params"])
    return _open_slot(slot, desk_id, _stretch(passphrase, bytes.fromhex(slot["salt"]), cost), "keyslots.wrong_passphrase")


def open_with_keychain(document: Document, desk_id: str, secret: bytes) -> bytes:
    """The vault key; raises NotUnlocked where there is no keychain slot or the secret is not its own."""
    slot = _slot(document, desk_id, "keychain", "keyslots.no_keychain")
    return _open_slot(slot, desk_id, _derive(secret, bytes.fromhex(slot["salt"]), b"keychain"), "keyslots.wrong_keychain")


def open_with_recovery(document: Document, desk_id: str, secret: bytes) -> bytes:
    """The vault key; raises NotUnlocked where no kit was made or the secret is not that of the last one."""
    slot = _slot(document, desk_id, "recovery", "keyslots.no_recovery")
    return _open_slot(slot, desk_id, _derive(secret, bytes.fromhex(slot["salt"]), b"recovery"), "keyslots.wrong_recovery")


def with_keys(document: Document, vault_key: bytes, keys: Keys) -> Document:
    """The document with these keys sealed under the vault key."""
    held: dict[str, Any] = {"age": keys.age, "database": keys.database.hex(), "signing": keys.signing.hex()}
    held |= {"earlier": list(keys.earlier[-_MOST_EARLIER:]), "hybrid": keys.hybrid}
    if keys.former is not None:
        held["former"] = keys.former.hex()
    line = canon.encode(held)
    salt, nonce = os.urandom(16), os.urandom(12)
    box = ChaCha20Poly1305(_derive(vault_key, salt, b"keys")).encrypt(nonce, line, _keys_bound_to(document["desk"]))
    return document | {"keys": {"box": box.hex(), "nonce": nonce.hex(), "salt": salt.hex()}}


def keys_of(document: Document, vault_key: bytes) -> Keys:
    """The desk's keys; raises Damaged where the document was altered or holds none."""
    sealed = document["keys"]
    if sealed is None:
        raise Damaged("keyslots.damaged")
    key = _derive(vault_key, bytes.fromhex(sealed["salt"]), b"keys")
    try:
        line = _unbox(key, sealed, _keys_bound_to(document["desk"]))
    except (InvalidTag, ValueError):
        raise Damaged("keyslots.damaged") from None
    found = canon.decode(line)
    former = bytes.fromhex(found["former"]) if "former" in found else None
    database, signing = bytes.fromhex(found["database"]), bytes.fromhex(found["signing"])
    return Keys(database, signing, found["age"], former, found.get("hybrid"), tuple(found.get("earlier", ())))


def encode(document: Document) -> bytes:
    """The file: one canonical line."""
    return canon.encode(document)


def decode(data: bytes) -> Document:
    """The document in a file; raises Damaged unless it has the one form."""
    try:
        document: Any = canon.decode(data) if len(data) <= LONGEST else None
    except Damaged:
        raise Damaged("keyslots.damaged") from None
    if isinstance(document, dict) and document.get("format", FORMAT) != FORMAT:
        raise Damaged("keyslots.newer")
    try:
        slots = msgspec.convert(document, _File).slots
    except msgspec.ValidationError:
        raise Damaged("keyslots.damaged") from None
    if len({slot.kind for slot in slots}) != len(slots):
        raise Damaged("keyslots.damaged")
    result: Document = document
    return result


def _with_slot(
    document: Document, vault_key: bytes, kind: str, params: dict[str, int] | None, key_for: Callable[[bytes], bytes]
) -> Document:
    salt, nonce = os.urandom(16), os.urandom(12)
    slot = {"kind": kind, "nonce": nonce.hex(), "params": params, "salt": salt.hex()}
    box = ChaCha20Poly1305(key_for(salt)).encrypt(nonce, vault_key, _slot_bound_to(document["desk"], slot))
    others = [other for other in document["slots"] if other["kind"] != kind]
    return document | {"slots": [*others, slot | {"box": box.hex()}]}


def _slot(document: Document, desk_id: str, kind: str, missing: str) -> Document:
    if document["desk"] != desk_id:
        raise Damaged("keyslots.other_desk")
    for slot in document["slots"]:
        if slot["kind"] == kind:
            found: Document = slot
            return found
    raise NotUnlocked(missing)


def _open_slot(slot: Document, desk_id: str, key: bytes, wrong: str) -> bytes:
    try:
        return _unbox(key, slot, _slot_bound_to(desk_id, slot))
    except (InvalidTag, ValueError):
        raise NotUnlocked(wrong) from None


def _unbox(key: bytes, sealed: Document, bound_to: bytes) -> bytes:
    return ChaCha20Poly1305(key).decrypt(bytes.fromhex(sealed["nonce"]), bytes.fromhex(sealed["box"]), bound_to)


def _slot_bound_to(desk_id: str, slot: Document) -> bytes:
    return canon.encode({"desk": desk_id} | {name: value for name, value in slot.items() if name != "box"})


def _keys_bound_to(desk_id: str) -> bytes:
    return canon.encode({"desk": desk_id, "kind": "keys"})


def _checked_cost(params: object) -> Cost:
    """A slot from a hostile hand could ask for all memory, or for a passphrase that is cheap to guess."""
    try:
        cost = msgspec.convert(params, Cost)
    except msgspec.ValidationError:
        raise Damaged("keyslots.damaged") from None
    pairs = zip(*map(msgspec.structs.astuple, (LEAST, cost, _MOST)), strict=True)
    if not all(least <= value <= most for least, value, most in pairs):
        raise Damaged("keyslots.cost")
    return cost


def _stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    kdf = Argon2id(salt=salt, length=KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory)
    return kdf.derive(nfc(passphrase).encode("utf-8"))


def _derive(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt, b"jitdesk " + info).derive(secret)
