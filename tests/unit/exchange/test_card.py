"""Cards and fingerprints."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.crypto import age, bech32, signature
from jitdesk.exchange import card
from jitdesk.kernel import canon
from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.kernel.values import sha256
from tests.unit.exchange.world import Device

SEED = bytes(range(32))


def signed(value: dict[str, Any], *seeds: bytes) -> bytes:
    line = canon.encode(value)
    return line + "".join(signature.sign(seed, line, signature.CARD) for seed in seeds or (SEED,)).encode()


@pytest.fixture(scope="module")
def value() -> dict[str, Any]:
    data = card.make(SEED, age.new_identity().recipient, "Ana Kovač", "SVN", "State Prosecutor", "prosecutor")
    return card.parse(data).value()


def test_a_card_is_its_line_and_its_signature(value: dict[str, Any]) -> None:
    made = card.parse(signed(value))
    assert made.device == sha256(made.line)[:32]
    assert (made.member, made.state, made.sign, made.former) == ("Ana Kovač", "SVN", signature.public(SEED), None)
    assert card.parse(made.file()) == made
    assert card.from_value(made.value(), made.signature) == made


def test_every_flipped_byte_and_every_length_is_refused(value: dict[str, Any]) -> None:
    data = signed(value)
    for i in range(len(data)):
        with pytest.raises(Damaged):
            card.parse(data[:i] + bytes([data[i] ^ 1]) + data[i + 1 :])
        with pytest.raises(Damaged):
            card.parse(data[:i])
    with pytest.raises(Damaged):
        card.parse(data + b"\n")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"format": "card-2"}, "newer JITDesk"),
        ({"member": ""}, "member has 1 to 200"),
        ({"member": " "}, "member has 1 to 200"),
        ({"member": "x" * 201}, "member has 1 to 200"),
        ({"authority": "a\nb"}, "authority has 1 to 200"),
        ({"function": "abc\u202ecba"}, "function has 1 to 200"),
        ({"function": "a\u2028b"}, "function has 1 to 200"),
        ({"state": "Slovenia"}, "one allowed form"),
        ({"state": "svn"}, "one allowed form"),
        ({"age": "age1qqq"}, "not an age recipient"),
        ({"age": bech32.encode("age", bytes(32))}, "false key"),
        ({"hybrid": bech32.encode("age1pq", bytes(1216))}, "false key"),
        ({"hybrid": "age1pq"}, "not an age recipient"),
        ({"sign": signature.openssh((1).to_bytes(32, "little"))}, "not a sound Ed25519 key"),
        ({"sign": signature.openssh(signature.public(bytes(32)))}, "signature does not fit"),
        ({"replaces": "ab" * 16}, "one allowed form"),
        ({"replaces": "x"}, "one allowed form"),
        ({"more": 1}, "one allowed form"),
    ],
)
def test_what_a_card_may_not_say(value: dict[str, Any], change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Damaged, match=sentence):
        card.parse(signed(value | change))


def test_a_field_too_few_a_stranger_form_and_a_large_file_are_refused(value: dict[str, Any]) -> None:
    for data in (signed({k: v for k, v in value.items() if k != "hybrid"}), b"", b"\n", b"[]\n", b"\xff\n", b"x" * (card.MAX_CARD + 1)):
        with pytest.raises(Damaged):
            card.parse(data)
    for pair in ((None, ""), (value, None), (value, "é"), ({"a": 1.5}, "")):
        with pytest.raises(Damaged):
            card.from_value(*pair)


def test_a_card_that_replaces_a_device_bears_both_signatures(value: dict[str, Any]) -> None:
    old, new = Device("Ana Kovač"), signature.new_signing_key()
    successor = value | {"replaces": old.id, "sign": signature.openssh(signature.public(new))}
    made = card.parse(signed(successor, new, old.seed))
    assert made.former == old.card.sign
    assert card.from_value(made.value(), made.signature) == made
    for seeds in ((new,), (new, old.seed, old.seed), (old.seed, new)):
        with pytest.raises(Damaged):
            card.parse(signed(successor, *seeds))
    of_another_line = signature.sign(old.seed, b"another\n", signature.CARD).encode()
    with pytest.raises(Damaged, match="does not fit"):
        card.parse(signed(successor, new) + of_another_line)


def test_what_a_person_types_is_refused_not_damaged() -> None:
    with pytest.raises(Refused, match="member has 1 to 200"):
        card.make(SEED, age.new_identity().recipient, "", "SVN", "Office", "prosecutor")


@given(st.binary(min_size=16, max_size=16))
def test_a_fingerprint_is_the_whole_id(raw: bytes) -> None:
    device = raw.hex()
    text = card.fingerprint(device)
    assert [len(group) for group in text.split(" ")] == [5] * 8
    for written in (text, text.replace(" ", ""), text.replace(" ", "-"), f"  {text}\n", device, device.upper()):
        assert card.parse_fingerprint(written) == device


@pytest.mark.parametrize("text", ["", "12345", "99999 " * 8, "0" * 39, "g" * 32, "0" * 31, "٠" * 40])
def test_what_is_no_fingerprint(text: str) -> None:
    assert card.parse_fingerprint(text) is None
