"""SSHSIG: ssh-keygen takes ours, we take the one form only, and no false key passes."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jitdesk.crypto import signature
from jitdesk.kernel.errors import Damaged

SEED = bytes(range(32))
KEY = signature.public(SEED)
DATA = b"what is signed\n"
P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P


def ssh_sign(folder: Path, *options: str) -> str:
    private = Ed25519PrivateKey.from_private_bytes(SEED).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )
    (folder / "key").write_bytes(private)
    (folder / "key").chmod(0o600)
    (folder / "data").write_bytes(DATA)
    subprocess.run(["ssh-keygen", "-Y", "sign", *options, "-f", folder / "key", "-n", signature.CARD, folder / "data"], check=True)
    return (folder / "data.sig").read_text()


def ssh_verify(folder: Path, armour: str, data: bytes = DATA, namespace: str = signature.CARD, key: bytes = KEY) -> int:
    device = "ab" * 16
    (folder / "signers").write_text(signature.allowed_signers({device: key}))
    (folder / "sig").write_text(armour)
    command = ["ssh-keygen", "-Y", "verify", "-f", folder / "signers", "-I", device, "-n", namespace, "-s", folder / "sig"]
    return subprocess.run(command, input=data, capture_output=True, check=False).returncode


def test_signs_and_verifies() -> None:
    armour = signature.sign(SEED, DATA, signature.CARD)
    signature.verify(KEY, armour, DATA, signature.CARD)
    assert signature.signer(armour) == KEY
    assert max(map(len, armour.splitlines())) == 70


def test_other_data_namespace_and_key_are_refused() -> None:
    armour = signature.sign(SEED, DATA, signature.CARD)
    with pytest.raises(Damaged, match="does not fit"):
        signature.verify(KEY, armour, DATA + b"x", signature.CARD)
    with pytest.raises(Damaged):
        signature.verify(KEY, armour, DATA, signature.BUNDLE)
    with pytest.raises(Damaged):
        signature.verify(signature.public(signature.new_signing_key()), armour, DATA, signature.CARD)


def test_every_flipped_character_is_refused() -> None:
    armour = signature.sign(SEED, DATA, signature.CARD)
    for i in range(len(armour)):
        for bit in (1, 0x20):
            with pytest.raises(Damaged):
                signature.verify(KEY, armour[:i] + chr(ord(armour[i]) ^ bit) + armour[i + 1 :], DATA, signature.CARD)
        with pytest.raises(Damaged):
            signature.verify(KEY, armour[:i], DATA, signature.CARD)


@pytest.mark.needs("ssh-keygen")
def test_ssh_keygen_takes_ours_and_we_take_its(tmp_path: Path) -> None:
    assert ssh_verify(tmp_path, signature.sign(SEED, DATA, signature.CARD)) == 0
    assert ssh_verify(tmp_path, signature.sign(SEED, DATA, signature.CARD), DATA + b"x") != 0
    assert ssh_verify(tmp_path, signature.sign(SEED, DATA, signature.BUNDLE)) != 0
    assert ssh_sign(tmp_path) == signature.sign(SEED, DATA, signature.CARD)


@pytest.mark.needs("ssh-keygen")
def test_forms_that_ssh_keygen_takes_and_we_do_not(tmp_path: Path) -> None:
    other_hash = ssh_sign(tmp_path, "-Ohashalg=sha256")
    ours = signature.sign(SEED, DATA, signature.CARD)
    begin, *rows, end = ours.splitlines()
    one_row = "\n".join([begin, "".join(rows), end, ""])
    for loose in (other_hash, one_row):
        assert ssh_verify(tmp_path, loose) == 0
        with pytest.raises(Damaged):
            signature.verify(KEY, loose, DATA, signature.CARD)


def add(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2
    return (x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P


def x_of(y: int) -> int:
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    assert x * x % P == square
    return x


def test_the_list_of_small_orders_is_the_whole_subgroup_of_order_8() -> None:
    points = set()
    for y in signature.SMALL_ORDER:
        for x in {x_of(y), -x_of(y) % P}:
            eightfold = (x, y)
            for _ in range(3):
                eightfold = add(eightfold, eightfold)
            assert eightfold == (0, 1)
            points.add((x, y))
    assert len(points) == 8


@pytest.mark.parametrize("sign", [0, 1 << 255])
@pytest.mark.parametrize("y", [*sorted(signature.SMALL_ORDER), P, P + 1, P + 3, 2**255 - 1])
def test_small_orders_and_second_writings_are_refused(y: int, sign: int) -> None:
    with pytest.raises(Damaged, match="not a sound Ed25519 key"):
        signature.check_public((y | sign).to_bytes(32, "little"))


def test_the_constant_signature_under_the_identity_point_is_refused() -> None:
    identity = (1).to_bytes(32, "little")
    blob = signature._blob(signature.sign(SEED, DATA, signature.CARD))
    forged = identity + bytes(32)
    armour = signature._armour(identity, forged, signature.CARD)
    assert len(blob) == len(signature._blob(armour))
    Ed25519 = signature.Ed25519PublicKey.from_public_bytes(identity)
    Ed25519.verify(forged, b"any message at all")  # the library itself lets it pass
    with pytest.raises(Damaged, match="not a sound Ed25519 key"):
        signature.verify(identity, armour, DATA, signature.CARD)
    with pytest.raises(Damaged, match="not a sound Ed25519 key"):
        signature.signer(armour)


def test_a_key_is_written_one_way() -> None:
    text = signature.openssh(KEY)
    assert signature.from_openssh(text) == KEY
    short = base64.b64encode(KEY).decode()
    for other in (text + " comment", text[:-1], " " + text, short, "ssh-rsa " + text.split()[1], "ssh-ed25519 ä"):
        with pytest.raises(Damaged):
            signature.from_openssh(other)
