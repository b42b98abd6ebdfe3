"""age to many recipients of one kind: opened by the real program, and every refusal a sentence."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jitdesk.crypto import age, bech32, classical, header, hybrid, payload
from jitdesk.crypto.header import Stanza
from jitdesk.kernel.errors import Cancelled, Damaged, Refused

P = 2**255 - 19
# Points of small order on Curve25519 and their other writings (RFC 7748, section 6.1).
ORDER_8 = (
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
)
LOW = [0, 1, *ORDER_8, P - 1]
WRITINGS = [n for low in LOW for n in (low, low + P, low + 2**255) if n < 2**256]

New = Callable[[], age.AgeKey]
MAKERS: list[New] = [age.new_identity, age.new_hybrid_identity]
either = pytest.mark.parametrize("new", MAKERS, ids=["classical", "hybrid"])


def encrypted(data: bytes, *keys: age.AgeKey) -> bytes:
    out = io.BytesIO()
    age.encrypt(io.BytesIO(data), out, [key.recipient for key in keys])
    return out.getvalue()


def decrypted(data: bytes, *keys: age.AgeKey) -> bytes:
    out = io.BytesIO()
    age.decrypt(io.BytesIO(data), out, [key.secret for key in keys])
    return out.getvalue()


def stanza_for(key: age.AgeKey, file_key: bytes = bytes(16)) -> Stanza:
    wrapping = hybrid.Recipient if age.is_hybrid(key.recipient) else classical.Recipient
    return wrapping.read(key.recipient).wrap(file_key)


def made_of(*stanzas: Stanza) -> bytes:
    """An empty age file with these stanzas and the file key of zeros."""
    chunk = payload.Chunks(bytes(16), bytes(16)).seal(memoryview(b""), last=True)
    return header.write(stanzas, bytes(16)) + bytes(16) + bytes(chunk)


@settings(max_examples=30)
@given(st.sampled_from(MAKERS), st.binary(max_size=200_000), st.integers(1, 5))
def test_every_recipient_opens_it(new: New, data: bytes, number: int) -> None:
    keys = [new() for _ in range(number)]
    file = encrypted(data, *keys)
    assert all(decrypted(file, key) == data for key in keys)


@either
def test_nobody_else_opens_it(new: New) -> None:
    others = [made() for made in MAKERS]
    with pytest.raises(age.NotForUs, match="not encrypted to this desk"):
        decrypted(encrypted(b"text", new()), *others)


@either
def test_one_of_many_identities_is_enough(new: New) -> None:
    key = new()
    assert decrypted(encrypted(b"text", key), *[made() for made in MAKERS], key) == b"text"


def test_a_file_goes_to_one_kind_of_recipient() -> None:
    with pytest.raises(Refused, match="never to both"):
        encrypted(b"text", age.new_identity(), age.new_hybrid_identity())


@either
def test_255_recipients_each_open_it(new: New) -> None:
    keys = [new() for _ in range(age.MAX_RECIPIENTS)]
    file = encrypted(b"text", *keys)
    assert decrypted(file, keys[-1]) == b"text"
    assert len(header.read(io.BytesIO(file)).stanzas) == age.MAX_RECIPIENTS


@pytest.mark.parametrize(("new", "step"), [(age.new_identity, 1), (age.new_hybrid_identity, 7)])
def test_every_flipped_byte_and_every_length_is_refused(new: New, step: int) -> None:
    key = new()
    file = encrypted(b"the text", key)
    for i in range(0, len(file), step):
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


@pytest.mark.parametrize("point", WRITINGS)
def test_a_low_order_recipient_is_refused(point: int) -> None:
    data = point.to_bytes(32, "little")
    for word in (bech32.encode("age", data), bech32.encode("age1pq", bytes(1184) + data)):
        with pytest.raises(Refused):
            age.check_recipient(word)


@pytest.mark.parametrize("point", LOW)
def test_five_points_are_refused_for_their_order_alone(point: int) -> None:
    data = point.to_bytes(32, "little")
    for word in (bech32.encode("age", data), bech32.encode("age1pq", bytes(1184) + data)):
        with pytest.raises(Refused, match="false key"):
            age.check_recipient(word)


def test_both_halves_of_a_hybrid_recipient_are_written_the_one_way() -> None:
    lattice, point = bytes(1184), bech32.decode("age", age.new_identity().recipient)
    age.check_hybrid_recipient(bech32.encode("age1pq", lattice + point))
    not_reduced = bytes([0x01, 0x0D]) + bytes(1182)  # the first coefficient is 3329, which is 0
    twice_written = (9 + P).to_bytes(32, "little")
    for data in (not_reduced + point, lattice + twice_written, lattice, point, lattice + point[:-1], lattice + point + b"\0"):
        with pytest.raises(Refused, match="not an age recipient"):
            age.check_hybrid_recipient(bech32.encode("age1pq", data))


def test_a_card_tells_the_two_kinds_apart() -> None:
    one, other = age.new_identity().recipient, age.new_hybrid_identity().recipient
    age.check_classical_recipient(one)
    age.check_hybrid_recipient(other)
    assert (age.is_hybrid(one), age.is_hybrid(other)) == (False, True)
    with pytest.raises(Refused):
        age.check_classical_recipient(other)
    with pytest.raises(Refused):
        age.check_hybrid_recipient(one)
    assert len(age.short(other)) < len(age.short(one)) < 70


@pytest.mark.parametrize("text", ["", "age1", "age1pq1", "ssh-ed25519 AAAA", "AGE1QQ", "AGE1PQ1QQ"])
def test_what_is_no_recipient_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="not an age recipient"):
        age.check_recipient(text)


def test_recipients_are_one_to_255_and_all_different() -> None:
    key = age.new_identity()
    for recipients in ([], [key.recipient, key.recipient], [key.recipient] * 256):
        with pytest.raises(Refused, match="at most 255"):
            age.encrypt(io.BytesIO(b""), io.BytesIO(), recipients)


@either
@pytest.mark.parametrize("share", [*WRITINGS, 9 + P])
def test_a_stanza_whose_share_is_of_low_order_or_written_otherwise_is_refused(new: New, share: int) -> None:
    key = new()
    good = stanza_for(key)
    data = header.unpadded(good.arguments[0].encode())[:-32] + share.to_bytes(32, "little")
    with pytest.raises(Damaged, match="header"):
        decrypted(made_of(Stanza(good.kind, (header.b64(data).decode(),), good.body)), key)


@either
def test_a_malformed_stanza_is_refused_whoever_it_is_for(new: New) -> None:
    key = new()
    good = stanza_for(key)
    assert decrypted(made_of(good), key) == b""
    for bad in (
        Stanza(good.kind, (), good.body),
        Stanza(good.kind, (*good.arguments, "more"), good.body),
        Stanza(good.kind, (good.arguments[0][:-4],), good.body),
        Stanza(good.kind, good.arguments, good.body[:-1]),
        Stanza(good.kind, good.arguments, good.body + b"\0"),
    ):
        for reader in (key, *(made() for made in MAKERS)):
            with pytest.raises(Damaged, match="header of the encrypted file is damaged"):
                decrypted(made_of(good, bad), reader)


@either
def test_a_header_that_another_file_key_closed_is_refused(new: New) -> None:
    key = new()
    with pytest.raises(Damaged, match="altered after it was written"):
        decrypted(made_of(stanza_for(key, bytes([1]) * 16)), key)


@either
def test_grease_and_stanzas_of_other_kinds_are_passed_over(new: New) -> None:
    key = new()
    grease, other = Stanza("?Q-grease", ("a", "b"), bytes(100)), Stanza("example.org/other", (), b"")
    assert decrypted(made_of(grease, other, stanza_for(key)), key) == b""


@either
def test_257_stanzas_are_refused_before_any_is_tried(new: New, monkeypatch: pytest.MonkeyPatch) -> None:
    key = new()
    file = made_of(*[stanza_for(key)] * 257)
    monkeypatch.setattr(age, "unwrap", lambda *_: pytest.fail("a key was tried"))
    with pytest.raises(Damaged, match="more than 256 keys"):
        decrypted(file, key)


@pytest.mark.parametrize("raised", [Cancelled("age.payload"), KeyboardInterrupt(), ZeroDivisionError()])
def test_what_our_own_side_raises_comes_out_as_it_is(raised: BaseException) -> None:
    class Breaking:
        def read(self, size: int) -> bytes:
            raise raised

        def write(self, data: memoryview) -> None:
            raise raised

    key = age.new_identity()
    with pytest.raises(type(raised)):
        age.encrypt(Breaking(), io.BytesIO(), [key.recipient])
    with pytest.raises(type(raised)):
        age.decrypt(io.BytesIO(encrypted(b"text", key)), Breaking(), [key.secret])


class Zeros:
    """So many zeros to read, and a place to write that keeps nothing."""

    def __init__(self, size: int) -> None:
        self.left = size
        self.written = 0

    def read(self, size: int) -> bytes:
        size = min(size, self.left)
        self.left -= size
        return bytes(size)

    def write(self, data: memoryview) -> None:
        self.written += len(data)


@either
def test_memory_is_constant_both_ways(new: New) -> None:
    key, size = new(), 48 << 20
    file = io.BytesIO()
    age.encrypt(Zeros(size), file, [key.recipient])
    file.seek(0)
    out = Zeros(size)
    tracemalloc.start()
    age.encrypt(out, out, [key.recipient])
    age.decrypt(file, out, [key.secret])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert out.written > 2 * size
    assert peak < 16 << 20  # a few blocks of 2 MiB, however much passes


def turns_beside(work: Callable[[], object]) -> int:
    """How often this thread gets a turn while another does `work`: where that holds the interpreter, hardly ever."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # so that a turn between two calls is a short one
    worker = threading.Thread(target=work)
    turns = 0
    try:
        worker.start()
        while worker.is_alive():
            turns += 1
    finally:
        worker.join()
        sys.setswitchinterval(before)
    return turns


def test_other_threads_run_while_a_large_block_is_enciphered() -> None:
    block = bytearray(128 << 20)
    aead = payload.Chunks(bytes(16), bytes(16))._aead
    holding = turns_beside(lambda: block.count(b"x"))
    assert turns_beside(lambda: aead.encrypt(bytes(12), block, None)) > 3 * holding


def test_no_secret_in_a_repr_or_a_sentence() -> None:
    for made in MAKERS:
        key = made()
        identity = age._identity(key.secret)
        assert key.secret not in repr(key)
        assert repr(identity) == "Identity()"
        with pytest.raises(Damaged) as refusal:
            age.decrypt(io.BytesIO(b""), io.BytesIO(), [key.secret[:-1]])
        assert key.secret[20:40] not in str(refusal.value) + repr(refusal.value)


@either
def test_an_identity_is_written_the_one_way(new: New) -> None:
    secret = new().secret
    kelvin = secret.replace("K", "\u212a", 1)  # its small form is k
    for text in (secret.lower(), secret[:-1], secret + "Q", secret.replace("-1", "-"), kelvin, "", "AGE-SECRET-KEY-PQ-1QQ"):
        with pytest.raises(Damaged, match="not an age identity"):
            age.decrypt(io.BytesIO(b""), io.BytesIO(), [text])
