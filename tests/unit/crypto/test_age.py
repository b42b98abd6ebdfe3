"""age to many recipients: opened by the real program, and every refusal a sentence."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jitdesk.crypto import age, bech32
from jitdesk.kernel.errors import Cancelled, Damaged, Refused

P = 2**255 - 19
# Points of small order on Curve25519 and their other writings (RFC 7748, section 6.1).
ORDER_8 = (
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
)
LOW = [0, 1, *ORDER_8, P - 1]


def encrypted(data: bytes, *keys: age.AgeKey) -> bytes:
    out = io.BytesIO()
    age.encrypt(io.BytesIO(data), out, [key.recipient for key in keys])
    return out.getvalue()


def decrypted(data: bytes, *keys: age.AgeKey) -> bytes:
    out = io.BytesIO()
    age.decrypt(io.BytesIO(data), out, [key.secret for key in keys])
    return out.getvalue()


@settings(max_examples=15)
@given(st.binary(max_size=200_000), st.integers(1, 5))
def test_every_recipient_opens_it(data: bytes, number: int) -> None:
    keys = [age.new_identity() for _ in range(number)]
    file = encrypted(data, *keys)
    assert all(decrypted(file, key) == data for key in keys)


def test_nobody_else_opens_it() -> None:
    with pytest.raises(age.NotForUs, match="not encrypted to this desk"):
        decrypted(encrypted(b"text", age.new_identity()), age.new_identity())


def test_every_flipped_byte_and_every_length_is_refused() -> None:
    key = age.new_identity()
    file = encrypted(b"the text", key)
    for i in range(len(file)):
        with pytest.raises(Damaged):
            decrypted(file[:i] + bytes([file[i] ^ 1]) + file[i + 1 :], key)
        with pytest.raises(Damaged):
            decrypted(file[:i], key)


@pytest.mark.needs("age")
def test_the_age_program_reads_ours_and_we_read_its(tmp_path: Path) -> None:
    key, data = age.new_identity(), bytes(range(256)) * 1000
    (tmp_path / "key").write_text(key.secret + "\n")
    ours = subprocess.run(["age", "-d", "-i", tmp_path / "key"], input=encrypted(data, key), capture_output=True, check=True)
    assert ours.stdout == data
    theirs = subprocess.run(["age", "-r", key.recipient], input=data, capture_output=True, check=True)
    assert decrypted(theirs.stdout, key) == data


@pytest.mark.parametrize("point", [n for low in LOW for n in (low, low + P, low + 2**255) if n < 2**256])
def test_a_low_order_recipient_is_refused(point: int) -> None:
    with pytest.raises(Refused):
        age.check_recipient(bech32.encode("age", point.to_bytes(32, "little")))


def test_five_points_are_refused_for_their_order_alone() -> None:
    for point in LOW:
        with pytest.raises(Refused, match="false key"):
            age.check_recipient(bech32.encode("age", point.to_bytes(32, "little")))


def test_a_hybrid_recipient_is_named_as_such_and_its_classical_half_is_checked() -> None:
    good = bytes(1184) + bech32.decode("age", age.new_identity().recipient)
    age.check_hybrid_recipient(bech32.encode("age1pq", good))
    with pytest.raises(Refused, match="hybrid"):
        age.check_recipient(bech32.encode("age1pq", good))
    with pytest.raises(Refused, match="false key"):
        age.check_hybrid_recipient(bech32.encode("age1pq", bytes(1216)))


@pytest.mark.parametrize("text", ["", "age1", "ssh-ed25519 AAAA", "AGE1QQ"])
def test_what_is_no_recipient_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="not an age recipient"):
        age.check_recipient(text)


def test_recipients_are_one_to_255_and_all_different() -> None:
    key = age.new_identity()
    for recipients in ([], [key.recipient, key.recipient], [key.recipient] * 256):
        with pytest.raises(Refused, match="at most 255"):
            age.encrypt(io.BytesIO(b""), io.BytesIO(), recipients)


@pytest.mark.parametrize("raised", [Cancelled("age.payload"), KeyboardInterrupt(), ZeroDivisionError()])
def test_what_our_own_side_raises_comes_out_as_it_is(raised: BaseException) -> None:
    class Breaking:
        def read(self, size: int) -> bytes:
            raise raised

        def write(self, data: bytes) -> None:
            raise raised

    key = age.new_identity()
    with pytest.raises(type(raised)):
        age.encrypt(Breaking(), io.BytesIO(), [key.recipient])
    with pytest.raises(type(raised)):
        age.decrypt(io.BytesIO(encrypted(b"text", key)), Breaking(), [key.secret])


def test_no_secret_in_a_repr_or_a_sentence() -> None:
    key = age.new_identity()
    assert key.secret not in repr(key)
    with pytest.raises(Damaged) as refusal:
        age.decrypt(io.BytesIO(b""), io.BytesIO(), [key.secret[:-1]])
    assert key.secret[20:40] not in str(refusal.value) + repr(refusal.value)
