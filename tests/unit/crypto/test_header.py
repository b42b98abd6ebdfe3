"""The header of an age file: strict, and counted before any key is tried."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.crypto import age, header
from jitdesk.kernel.errors import Damaged

MAC = b"--- " + header.b64(bytes(32)) + b"\n"
STANZA = b"-> X25519 " + header.b64(bytes(range(32))) + b"\n" + header.b64(bytes(32)) + b"\n"


def parse(data: bytes) -> header.Header:
    return header.read(io.BytesIO(data))


@pytest.mark.parametrize(("new", "kind"), [(age.new_identity, header.X25519), (age.new_hybrid_identity, header.HYBRID)])
def test_reads_what_is_written_and_leaves_grease_out(new: Callable[[], age.AgeKey], kind: str) -> None:
    out = io.BytesIO()
    age.encrypt(io.BytesIO(b"text"), out, [new().recipient for _ in range(3)])
    data = out.getvalue().replace(header.VERSION, header.VERSION + b"-> <-grease a b\nAAAA\n")
    found = parse(data)
    assert found.kind == kind
    assert len(found.stanzas) == 3
    assert data[: found.size].endswith(b"\n")
    assert data.startswith(found.signed + b" ")


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=5))
def test_a_body_of_any_length_is_written_as_it_is_read(bodies: list[bytes]) -> None:
    stanzas = tuple(header.Stanza("example.org/kind", ("a", "b"), body) for body in bodies)
    found = parse(header.write(stanzas, bytes(16)))
    assert found.stanzas == stanzas
    found.authenticate(bytes(16))
    with pytest.raises(Damaged, match="altered after it was written"):
        found.authenticate(bytes(15) + b"1")


def test_256_stanzas_are_read_and_257_are_not() -> None:
    assert len(parse(header.VERSION + STANZA * 256 + MAC).stanzas) == 256
    with pytest.raises(Damaged, match="more than 256 keys"):
        parse(header.VERSION + STANZA * 257 + MAC)


def test_grease_counts_towards_the_limit() -> None:
    with pytest.raises(Damaged, match="more than 256 keys"):
        parse(header.VERSION + b"-> x-grease\n\n" * 257 + MAC)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"age-encryption.org/v1",
        b"age-encryption.org/v2\n" + STANZA + MAC,
        header.VERSION,
        header.VERSION + STANZA,
        header.VERSION + STANZA + MAC[:-1],
        header.VERSION + STANZA + MAC.replace(b"A", b"=", 1),
        header.VERSION + STANZA + b"---\n",
        header.VERSION + b"-> \n\n" + MAC,
        header.VERSION + b"-> X25519  two-spaces\n\n" + MAC,
        header.VERSION + b"-> X25519\n" + b"A" * 65 + b"\n\n" + MAC,
        header.VERSION + b"-> X25519\n" + b"A" * 64 + b"\n" + MAC,
        header.VERSION + b"-> X25519\nAB\n" + MAC,  # trailing bits are not zero
        header.VERSION + b"-> X25519\n" + b"A" * 64 + b"\n" * (header.MAX_HEADER + 1),
        header.VERSION.replace(b"\n", b"\r\n") + STANZA + MAC,
    ],
)
def test_any_other_form_is_refused(data: bytes) -> None:
    with pytest.raises(Damaged):
        parse(data)


def test_mixed_kinds_and_no_kind_are_refused() -> None:
    mixed = parse(header.VERSION + STANZA + STANZA.replace(b"X25519", b"scrypt") + MAC)
    none = parse(header.VERSION + b"-> a-grease\n\n" + MAC)
    for found in (mixed, none):
        with pytest.raises(Damaged, match="several kinds or to none"):
            _ = found.kind
