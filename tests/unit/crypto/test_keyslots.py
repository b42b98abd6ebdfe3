"""keyslots.json: any slot opens the vault, nothing else does, and hostile costs are refused before they are paid."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.crypto import keyslots
from jitdesk.crypto.keyslots import LEAST, Cost, Document, Keys
from jitdesk.kernel import canon
from jitdesk.kernel.errors import Damaged, NotUnlocked

DESK = "0f" * 16
KEYS = Keys(bytes(range(32)), bytes(range(32, 64)), "AGE-SECRET-KEY-1EXAMPLE")


@pytest.fixture(scope="module")
def made() -> tuple[Document, bytes]:
    document, vault = keyslots.create(DESK, "correct horse é", LEAST)
    return keyslots.with_keys(document, vault, KEYS), vault


def test_the_passphrase_opens_it_in_either_writing_of_its_letters(made: tuple[Document, bytes]) -> None:
    document, vault = made
    read = keyslots.decode(keyslots.encode(document))
    assert keyslots.open_with_passphrase(read, DESK, "correct horse e\u0301") == vault
    assert keyslots.keys_of(read, vault) == KEYS


def test_a_wrong_passphrase_is_not_unlocked(made: tuple[Document, bytes]) -> None:
    with pytest.raises(NotUnlocked, match="passphrase is wrong"):
        keyslots.open_with_passphrase(made[0], DESK, "correct horse")


def test_the_keychain_opens_it_until_its_slot_is_taken_out(made: tuple[Document, bytes]) -> None:
    document, vault = made
    with pytest.raises(NotUnlocked, match="not in the system's keychain"):
        keyslots.open_with_keychain(document, DESK, bytes(32))
    document, secret = keyslots.add_keychain(document, vault)
    assert keyslots.open_with_keychain(document, DESK, secret) == vault
    with pytest.raises(NotUnlocked, match="does not open"):
        keyslots.open_with_keychain(document, DESK, bytes(32))
    with pytest.raises(NotUnlocked):
        keyslots.open_with_keychain(keyslots.without(document, "keychain"), DESK, secret)
    assert keyslots.open_with_passphrase(keyslots.without(document, "keychain"), DESK, "correct horse é") == vault


def test_a_new_passphrase_takes_the_place_of_the_old(made: tuple[Document, bytes]) -> None:
    document, vault = made
    changed = keyslots.set_passphrase(document, vault, "another", LEAST)
    assert keyslots.open_with_passphrase(changed, DESK, "another") == vault
    assert keyslots.keys_of(changed, vault) == KEYS
    with pytest.raises(NotUnlocked):
        keyslots.open_with_passphrase(changed, DESK, "correct horse é")


def test_salt_and_nonce_are_new_at_every_writing(made: tuple[Document, bytes]) -> None:
    document, vault = made
    again = keyslots.with_keys(keyslots.set_passphrase(document, vault, "correct horse é", LEAST), vault, KEYS)
    for one, other in ((document["slots"][0], again["slots"][0]), (document["keys"], again["keys"])):
        assert all(one[name] != other[name] for name in ("salt", "nonce", "box"))


@pytest.mark.parametrize(
    "cost",
    [
        Cost((64 << 10) - 1, 3, 1),
        Cost((1 << 20) + 1, 3, 1),
        Cost(64 << 10, 2, 1),
        Cost(64 << 10, 11, 1),
        Cost(64 << 10, 3, 0),
        Cost(64 << 10, 3, 9),
        Cost(1 << 50, 3, 1),
    ],
)
def test_costs_outside_the_bounds_are_refused_before_they_are_computed(made: tuple[Document, bytes], cost: Cost) -> None:
    document = copy.deepcopy(made[0])
    document["slots"][0]["params"] = {"lanes": cost.lanes, "memory": cost.memory, "passes": cost.passes}
    with pytest.raises(Damaged, match="cost of unlocking"):
        keyslots.open_with_passphrase(keyslots.decode(keyslots.encode(document)), DESK, "correct horse é")


def changed(document: Document, path: tuple[Any, ...], value: object) -> Document:
    document = copy.deepcopy(document)
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return document


def test_a_slot_is_bound_to_its_desk_and_its_fields(made: tuple[Document, bytes]) -> None:
    document, vault = keyslots.add_keychain(made[0], made[1])[0], made[1]
    other = "1e" * 16
    with pytest.raises(Damaged, match="another desk"):
        keyslots.open_with_passphrase(document, other, "correct horse é")
    with pytest.raises(NotUnlocked):
        keyslots.open_with_passphrase(changed(document, ("desk",), other), other, "correct horse é")
    with pytest.raises(NotUnlocked):
        keyslots.open_with_passphrase(changed(document, ("slots", 0, "params", "lanes"), 2), DESK, "correct horse é")
    with pytest.raises(Damaged):
        keyslots.keys_of(changed(document, ("desk",), other), vault)
    with pytest.raises(Damaged):
        keyslots.keys_of(changed(document, ("keys", "box"), "00" * 60), vault)
    with pytest.raises(Damaged):
        keyslots.keys_of(changed(document, ("keys",), None), vault)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("slots",), []),
        (("slots", 0, "kind"), "magic"),
        (("slots", 0, "box"), "0"),
        (("slots", 0, "params"), {"lanes": 1}),
        (("desk",), "x"),
        (("more",), 1),
        (("keys",), {}),
    ],
)
def test_a_document_of_another_form_is_refused(made: tuple[Document, bytes], path: tuple[Any, ...], value: object) -> None:
    with pytest.raises(Damaged, match=r"keyslots\.json of this desk is damaged"):
        keyslots.decode(canon.encode(changed(made[0], path, value)))


def test_a_newer_document_says_so_and_a_loose_one_is_refused(made: tuple[Document, bytes]) -> None:
    with pytest.raises(Damaged, match="newer JITDesk"):
        keyslots.decode(canon.encode(changed(made[0], ("format",), "keyslots-2")))
    for data in (b"", b"{", json.dumps(made[0], indent=1).encode()):
        with pytest.raises(Damaged):
            keyslots.decode(data)


def test_the_words_of_a_kit_open_it_until_another_kit_takes_its_place(made: tuple[Document, bytes]) -> None:
    document, vault = made
    first, second = bytes(16), bytes(range(16))
    with pytest.raises(NotUnlocked, match="No recovery kit"):
        keyslots.open_with_recovery(document, DESK, first)
    assert keyslots.kit(document) is None
    document = keyslots.add_recovery(document, vault, first)
    number = keyslots.kit(document)
    assert keyslots.open_with_recovery(keyslots.decode(keyslots.encode(document)), DESK, first) == vault
    newer = keyslots.add_recovery(document, vault, second)
    assert keyslots.open_with_recovery(newer, DESK, second) == vault
    assert keyslots.kit(newer) not in (number, None)
    with pytest.raises(NotUnlocked, match="do not open this desk"):
        keyslots.open_with_recovery(newer, DESK, first)
    assert keyslots.open_with_recovery(document, DESK, first) == vault  # an old copy of the file still does


def test_one_kind_of_slot_does_not_pass_for_another(made: tuple[Document, bytes]) -> None:
    """The secrets are of one size: what the keychain holds must not open what a kit opens."""
    document, secret = keyslots.add_keychain(*made)
    swapped = changed(document, ("slots", 1, "kind"), "recovery")
    with pytest.raises(NotUnlocked):
        keyslots.open_with_recovery(swapped, DESK, secret)


def test_the_passphrase_slot_cannot_be_taken_out(made: tuple[Document, bytes]) -> None:
    assert keyslots.without(made[0], "passphrase") == made[0]


def test_the_former_database_key_is_kept_while_the_new_one_comes(made: tuple[Document, bytes]) -> None:
    document, vault = made
    both = dataclasses.replace(KEYS, former=bytes(32))
    assert keyslots.keys_of(keyslots.with_keys(document, vault, both), vault) == both


def test_a_hostile_file_is_refused_with_the_one_sentence(made: tuple[Document, bytes]) -> None:
    good = keyslots.encode(made[0])
    slot = made[0]["slots"][0]
    hostile = [
        b"[" * 50_000 + b"]" * 50_000 + b"\n",
        b'{"a":' * 20_000 + b"1" + b"}" * 20_000 + b"\n",
        good[:-1] + b" " * keyslots.LONGEST + b"\n",
        canon.encode(made[0] | {"slots": [slot, slot]}),
        canon.encode(made[0] | {"slots": [slot] * 9}),
        canon.encode(changed(made[0], ("slots", 0, "kind"), "escrow")),
        canon.encode(changed(made[0], ("slots", 0, "params"), {"lanes": 1, "memory": 65536, "passes": 3, "pepper": 1})),
        canon.encode(changed(made[0], ("slots", 0, "box"), "00" * 17_000)),
        good.replace(b'"desk":', b'"desk":"x","desk":', 1),
        canon.encode(["keyslots-1"]),
        b"null\n",
        b"\xff\xfe\n",
    ]
    for data in hostile:
        with pytest.raises(Damaged, match=r"keyslots\.json of this desk is damaged"):
            keyslots.decode(data)


def test_a_newer_file_says_so_whatever_else_stands_in_it() -> None:
    with pytest.raises(Damaged, match="newer JITDesk"):
        keyslots.decode(canon.encode({"format": "keyslots-2", "vaults": []}))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(Damaged):
        keyslots.decode(data)


def test_no_key_in_a_repr() -> None:
    assert KEYS.age not in repr(KEYS)
    assert repr(KEYS.database) not in repr(KEYS)


def test_the_real_cost_opens_too() -> None:
    document, vault = keyslots.create(DESK, "real")
    assert document["slots"][0]["params"] == {"lanes": 4, "memory": 256 << 10, "passes": 3}
    assert keyslots.open_with_passphrase(document, DESK, "real") == vault
