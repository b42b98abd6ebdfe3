"""The vectors of the age file format, all but those of armour and of passphrases: tests/vectors-age."""

from __future__ import annotations

import hashlib
import io
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest

from jitdesk.crypto import age
from jitdesk.kernel.errors import Damaged

FOLDER = Path(__file__).parents[2] / "vectors-age"
OUTCOMES = {
    "age.version": "header failure",
    "age.header": "header failure",
    "age.not_for_us": "no match",
    "age.mac": "HMAC failure",
    "age.payload": "payload failure",
}


@dataclass(frozen=True)
class Vector:
    """One file: what it says of itself, and the age file in it."""

    name: str
    says: dict[str, str]
    identities: list[str]
    data: bytes


def read(path: Path) -> Vector:
    head, _, data = path.read_bytes().partition(b"\n\n")
    lines = [line.split(": ", 1) for line in head.decode("ascii").splitlines()]
    says = {name: value for name, value in lines}
    identities = [value for name, value in lines if name == "identity"]
    return Vector(path.stem, says, identities, zlib.decompress(data) if says.get("compressed") == "zlib" else data)


ALL = [read(path) for path in sorted(FOLDER.glob("*.vector"))]
OURS = [vector for vector in ALL if not vector.says.keys() & {"armored", "passphrase"}]


def test_85_of_143_are_ours() -> None:
    assert (len(ALL), len(OURS)) == (143, 85)


@pytest.mark.parametrize("vector", OURS, ids=lambda vector: vector.name)
def test_it_ends_as_the_vector_says_and_gives_out_what_it_says(vector: Vector) -> None:
    out = io.BytesIO()
    try:
        age.decrypt(io.BytesIO(vector.data), out, vector.identities)
        outcome = "success"
    except Damaged as refusal:
        outcome = OUTCOMES[refusal.key]
    assert outcome == vector.says["expect"]
    assert hashlib.sha256(out.getvalue()).hexdigest() == vector.says.get("payload", hashlib.sha256(b"").hexdigest())


@pytest.mark.parametrize("vector", [v for v in OURS if v.says["expect"] == "success"], ids=lambda vector: vector.name)
def test_it_does_not_matter_in_which_pieces_it_arrives(vector: Vector) -> None:
    class Trickle(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 4095))

    out = io.BytesIO()
    age.decrypt(Trickle(vector.data), out, vector.identities)
    assert hashlib.sha256(out.getvalue()).hexdigest() == vector.says["payload"]
