"""Cards, as files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jitdesk.crypto import bech32
from tests.vectors import writing
from tests.vectors.sava import CARD, IBRAHIM, MARA, SEGMENT, STRANGER
from tests.vectors.vector import Cases
from tests.vectors.writing import line

cases = Cases(".jitcard")
refused, accepted = cases.refused, cases.accepted


def saying(**card: Any) -> bytes:
    """A card that says this, signed by its own key."""
    return replace(STRANGER, changes=card).card


def signed(made: bytes) -> bytes:
    """Any line under the signature of a card's key."""
    return made + writing.sign(STRANGER.seed, made, CARD)


HEIR = replace(IBRAHIM, who="ibrahim's second", changes={"replaces": IBRAHIM.id})
IDENTITY = (1).to_bytes(32, "little")
POINT = writing.x25519_public(bytes(range(32)))
SMALL = replace(STRANGER, changes={"sign": writing.openssh(IDENTITY)})
LACKING = {key: value for key, value in STRANGER.value.items() if key != "function"}

accepted("card", "M19", STRANGER.card, "nothing is wrong with it")
accepted("card-successor", "M20", HEIR.card + writing.sign(IBRAHIM.seed, HEIR.line, CARD), "a card that replaces one, signed by both keys")
accepted("card-hybrid", "M10", saying(hybrid=bech32.encode("age1pq", bytes(1184) + POINT)), "a card with a hybrid recipient too")
refused("card-empty", 0, "canon.not_canonical", "M19", b"", "nothing at all")
refused("card-too-large", 0, "card.too_large", "M19", STRANGER.card + b"\n" * (16 << 10), "a file above 16 KiB", limit=16)
refused("card-newer", 0, "card.newer", "M64", saying(format="card-2"), "a newer version of the format")
refused("card-further-key", 0, "card.form", "M19", saying(phone="112"), "a key that does not belong")
refused("card-lacks-function", 0, "card.form", "M19", signed(line(LACKING)), "a key that is missing")
refused("card-unsigned", 0, "card.form", "M20", STRANGER.line, "no signature")
refused("card-signed-twice", 0, "card.form", "M20", STRANGER.card + STRANGER.armour, "a second signature where none belongs")
refused("card-successor-signed-once", 0, "card.form", "M20", HEIR.card, "a card that replaces one, without the other's signature")
refused("card-text-after", 0, "card.form", "M20", STRANGER.card + b"\n", "something after the signature")
refused(
    "card-other-signer", 0, "signature.wrong", "M20", STRANGER.line + writing.sign(MARA.seed, STRANGER.line, CARD), "signed by another key"
)
refused(
    "card-namespace",
    0,
    "signature.wrong",
    "M8",
    STRANGER.line + writing.sign(STRANGER.seed, STRANGER.line, SEGMENT),
    "a signature made for segments",
)
refused("card-altered", 0, "signature.wrong", "M20", STRANGER.card.replace(b"Nobody", b"Nobodi"), "another name than was signed")
refused("card-spaces", 0, "canon.not_canonical", "M1", signed(STRANGER.line.replace(b":", b": ")), "spaces in the JSON")
refused(
    "card-duplicate-key",
    0,
    "canon.not_canonical",
    "M2",
    signed(STRANGER.line.replace(b'{"age"', b'{"age":"","age"')),
    "a key that occurs twice",
)
refused("card-utf8", 0, "canon.not_canonical", "M6", signed(STRANGER.line.replace(b"Nobody", b"\xc3(")), "bytes that are not UTF-8")
refused("card-list", 0, "card.form", "M19", signed(line([])), "a list")
refused(
    "card-small-order-key",
    0,
    "signature.key",
    "M9",
    SMALL.line + writing.sign(STRANGER.seed, SMALL.line, CARD, key=IDENTITY, raw=IDENTITY + bytes(32)),
    "a key of small order, under which one signature fits every message",
)
refused("card-key-padding", 0, "signature.key", "M9", saying(sign=STRANGER.value["sign"] + " mara"), "a key with a comment")
refused("card-low-order", 0, "age.low_order", "M10", saying(age=bech32.encode("age", bytes(32))), "a recipient of low order")
refused(
    "card-recipient-capitals",
    0,
    "age.recipient",
    "M10",
    saying(age=STRANGER.recipient.upper()),
    "a recipient in capital letters: a second way to write it",
)
refused(
    "card-recipient-sum",
    0,
    "age.recipient",
    "M10",
    saying(age=STRANGER.recipient[:-1] + ("q" if STRANGER.recipient[-1] != "q" else "p")),
    "a recipient whose checksum is wrong",
)
refused(
    "card-recipient-hybrid",
    0,
    "age.recipient",
    "M10",
    saying(age=bech32.encode("age1pq", bytes(1184) + POINT)),
    "a hybrid recipient in place of the other",
)
refused(
    "card-hybrid-short", 0, "age.recipient", "M10", saying(hybrid=bech32.encode("age1pq", POINT)), "a hybrid recipient that is too short"
)
refused("card-name-empty", 0, "card.text", "M21", saying(member=" "), "a name of blanks", field="member", limit=200)
refused("card-name-long", 0, "card.text", "M21", saying(member="x" * 201), "a name of 201 characters", field="member", limit=200)
refused(
    "card-name-bidi",
    0,
    "card.text",
    "M21",
    saying(member="Mara \u202eSok"),
    "a name that reads otherwise than it is written",
    field="member",
    limit=200,
)
refused(
    "card-authority-control", 0, "card.text", "M21", saying(authority="a\nb"), "an authority in two lines", field="authority", limit=200
)
refused("card-state", 0, "card.form", "M21", saying(state="Slovenia"), "a State that is not three capital letters")
refused("card-replaces", 0, "card.form", "M20", saying(replaces="somebody"), "a device that is none")
