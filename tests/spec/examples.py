"""The worked examples of docs/bundle-format.md, from the fixed keys of the vectors: `python -m tests.spec.examples` puts them there."""

from __future__ import annotations

import re
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from jitdesk.kernel import words
from jitdesk.system import resources
from tests.vectors import make, sava, writing
from tests.vectors.sava import IBRAHIM, MARA, OLENA, TASK, TEAM, WORKSPACE, change, head, signed
from tests.vectors.vector import REFUSED
from tests.vectors.writing import chance, derive, line, sha256

DOCUMENT = Path(__file__).parents[2] / "docs" / "bundle-format.md"
PASSPHRASE = "a fine passphrase"
VAULT = chance("vault", 32)
DATABASE = chance("database", 32)
DESK = sava.identifier("desk")

TITLE = change("task", "title", "Find the interpreter", 20, record=TASK)
STATUS = change("task", "status", "open", 20.1, record=TASK)
LINES = [TITLE, STATUS]
HEAD = head(IBRAHIM, TEAM, LINES)
SEGMENT = signed(IBRAHIM, HEAD, LINES)
ORDER = MARA.name(4, b"the order\n")
STUB = line({"erased": sha256(STATUS), "order": ORDER})
BUNDLE = sava.Bundle(
    "example",
    segments=[SEGMENT],
    files=[b"a ciphertext"],
    said={"have": {TEAM: {IBRAHIM.id: [[2, sha256(HEAD)]]}}, "note": "Before the hearing"},
)
SPACES = "bundle-v1@jitdesk,segment-v1@jitdesk,card-v1@jitdesk,pack-v1@jitdesk"


def fingerprint(device: str) -> str:
    return " ".join(f"{int(device[i : i + 4], 16):05d}" for i in range(0, 32, 4))


def allowed_signers(*devices: sava.Device) -> str:
    those = sorted(devices, key=lambda device: device.id)
    return "".join(f'{device.id} namespaces="{SPACES}" {writing.openssh(writing.public(device.seed))}\n' for device in those)


def keyslots() -> bytes:
    """A desk's slots for a passphrase, and its keys."""
    slot = {"kind": "passphrase", "nonce": chance("slot nonce", 12).hex(), "params": {"lanes": 1, "memory": 65536, "passes": 3}}
    slot |= {"salt": chance("slot salt").hex()}
    kdf = Argon2id(salt=bytes.fromhex(str(slot["salt"])), length=32, iterations=3, lanes=1, memory_cost=65536)
    box = ChaCha20Poly1305(kdf.derive(PASSPHRASE.encode())).encrypt(chance("slot nonce", 12), VAULT, line({"desk": DESK} | slot))
    keys = {"age": IBRAHIM.identity, "database": DATABASE.hex(), "earlier": [], "hybrid": None, "signing": IBRAHIM.seed.hex()}
    key = derive(VAULT, chance("keys salt"), "jitdesk keys")
    sealed = ChaCha20Poly1305(key).encrypt(chance("keys nonce", 12), line(keys), line({"desk": DESK, "kind": "keys"}))
    under = {"box": sealed.hex(), "nonce": chance("keys nonce", 12).hex(), "salt": chance("keys salt").hex()}
    return line({"desk": DESK, "format": "keyslots-1", "keys": under, "slots": [slot | {"box": box.hex()}]})


def names() -> str:
    rows = {
        "device": IBRAHIM.id,
        "fingerprint": fingerprint(IBRAHIM.id),
        "workspace": WORKSPACE,
        "compartment": TEAM,
        "change 1": IBRAHIM.name(1, TITLE),
        "change 2": IBRAHIM.name(2, STATUS),
        "prev of the next": sha256(HEAD),
    }
    return "".join(f"{name:<18}{value}\n" for name, value in rows.items())


EXAMPLES: dict[str, str] = {
    "card": IBRAHIM.card.decode(),
    "founding": sava.FOUND.decode(),
    "head": HEAD.decode(),
    "lines": (TITLE + STATUS).decode(),
    "signature": SEGMENT[1].decode(),
    "stub": STUB.decode(),
    "names": names(),
    "manifest": BUNDLE.whole()["manifest.json"].decode(),
    "sums": BUNDLE.whole()["SHA256SUMS"].decode(),
    "sums-signature": BUNDLE.whole()["SHA256SUMS.sig"].decode(),
    "allowed-signers": allowed_signers(MARA, OLENA, IBRAHIM),
    "keyslots": keyslots().decode(),
}
"""What stands in the document, by the second word after the fence."""


def sentences() -> str:
    """The table of refusals: every sentence that a vector shows, at the stage where it is said."""
    words.install(resources.words())
    said = {(one.stage, one.key) for one in make.vectors() if one.outcome == REFUSED and not one.file.endswith(".jitcard")}
    rows = [f"| {stage} | `{key}` | {words.say(key)} |\n" for stage, key in sorted(said)]
    return "| stage | key | sentence |\n|---|---|---|\n" + "".join(rows)


FENCED = re.compile(r"^(```\w+ ([a-z-]+)\n)(.*?)^```\n", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"^\| stage \| key \| sentence \|\n(?:\|.*\n)+", re.MULTILINE)


def renewed(text: str) -> str:
    """The document with these examples in it."""
    text = FENCED.sub(lambda found: f"{found[1]}{EXAMPLES[found[2]]}```\n", text)
    return TABLE.sub(lambda _: sentences(), text)


if __name__ == "__main__":
    DOCUMENT.write_text(renewed(DOCUMENT.read_text("utf-8")), "utf-8")
