"""The header of an age file: strict, and counted before any key is tried."""

from __future__ import annotations

import io

import pytest

from jitdesk.crypto import age, header
from jitdesk.kernel.errors import Damaged

MAC = b"--- " + header.b64(bytes(32)) + b"\n"
STANZA = b"-> X25519 " + header.b64(bytes(range(32))) + b"\n" + header.b64(bytes(32)) + b"\n"


def parse(data: bytes) -> header.Header:
    return header.read(io.BytesIO(data))


def test_reads_what_pyrage_writes_and_leaves_its_grease_out() -> None:
    keys = [age.new_identity() for _ in range(3)]
    out = io.BytesIO()
    age.encrypt(io.BytesIO(b"text"), out, [key.recipient for key in keys])
    data = out.getvalue()
    assert b"-grease" in data
    found = parse(data)
    assert found.kind == header.X25519
    assert len(found.stanzas) == 3
    assert data[: found.size].endswith(b"\n")
    assert data.startswith(found.signed + b" ")


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
