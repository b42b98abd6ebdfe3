"""Post-quantum age files, both ways with an independent implementation: npm's age-encryption."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from jitdesk.crypto import age

PACKAGE = Path(__file__).parents[2] / "interop"
SIZES = [0, 1, 65535, 65536, 65537, 3_000_000]

Theirs = Callable[..., bytes]

pytestmark = pytest.mark.needs("node", "npm")


@pytest.fixture(scope="session")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Theirs:
    """Their implementation, as a command with data in and out."""
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.lstrip("v").partition(".")[0]) < 20:
        pytest.skip("needs node of version 20 or later")
    folder = tmp_path_factory.mktemp("interop")
    for path in PACKAGE.iterdir():
        if path.is_file():
            shutil.copy(path, folder)
    made = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, check=False)
    if made.returncode:
        pytest.skip("needs npm's registry")

    def run(*arguments: str, data: bytes = b"") -> bytes:
        return subprocess.run(["node", "age.mjs", *arguments], cwd=folder, input=data, capture_output=True, check=True).stdout

    return run


def content(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


def sealed(data: bytes, *recipients: str) -> bytes:
    out = io.BytesIO()
    age.encrypt(io.BytesIO(data), out, recipients)
    return out.getvalue()


def opened(data: bytes, identity: str) -> bytes:
    out = io.BytesIO()
    age.decrypt(io.BytesIO(data), out, [identity])
    return out.getvalue()


@pytest.mark.parametrize("size", SIZES)
def test_they_read_ours_and_we_read_theirs(theirs: Theirs, size: int) -> None:
    one, other = age.new_hybrid_identity(), age.new_hybrid_identity()
    data = content(size)
    assert theirs("decrypt", other.secret, data=sealed(data, one.recipient, other.recipient)) == data
    assert opened(theirs("encrypt", one.recipient, other.recipient, data=data), other.secret) == data


def test_a_seed_makes_the_same_recipient_there_and_here(theirs: Theirs) -> None:
    ours = age.new_hybrid_identity()
    assert theirs("recipient", ours.secret).decode() == ours.recipient
    secret = theirs("new").decode()
    assert opened(sealed(b"text", theirs("recipient", secret).decode()), secret) == b"text"


def test_neither_opens_what_is_for_somebody_else(theirs: Theirs) -> None:
    one, other = age.new_hybrid_identity(), age.new_hybrid_identity()
    with pytest.raises(subprocess.CalledProcessError):
        theirs("decrypt", other.secret, data=sealed(b"text", one.recipient))
    with pytest.raises(age.NotForUs):
        opened(theirs("encrypt", one.recipient, data=b"text"), other.secret)
