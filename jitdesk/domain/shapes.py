"""The acts of a roster that this version knows, and the shape that the value of each must have (docs/merge.md, "Roster")."""

from __future__ import annotations

from typing import Any

from jitdesk.kernel import canon
from jitdesk.kernel.plain import is_plain
from jitdesk.kernel.values import ChangeName, is_id, sha256

LEAD, MEMBER, OBSERVER = "lead", "member", "observer"
ROLES = (OBSERVER, MEMBER, LEAD)  # lowest first
TEXT_LIMIT = 200

ACTS = {
    "found": {"card", "signature", "team"},
    "grant": {"card", "role", "signature", "under"},
    "end": {"grant", "keep", "successors", "under"},
    "revoke": {"device", "keep", "successors", "under"},
    "rekey": {"age", "function", "hybrid", "under"},
    "succeed": {"card", "signature", "under"},
}
_CARD_TEXTS = ("age", "authority", "format", "function", "member", "sign", "state")


def device_of(card: Any) -> str | None:
    """The id of the device whose card object this is; None if it has not the shape of a card."""
    if type(card) is not dict or not all(type(card.get(key)) is str for key in _CARD_TEXTS):
        return None
    try:
        return sha256(canon.encode(card))[:32]
    except ValueError:
        return None


def shape_holds(act: str, value: Any) -> bool:
    """Whether `value` has the shape that the known act wants; a line of another shape counts for nothing."""
    if type(value) is not dict or value.keys() != ACTS[act]:
        return False
    if act == "found":
        return _has_card(value) and is_label(value["team"])
    if not _is_name(value["under"]):
        return False
    if act in ("grant", "succeed"):
        return _has_card(value) and (act == "succeed" or value["role"] in ROLES)
    if act == "rekey":
        return type(value["age"]) is str and type(value["hybrid"]) in (str, type(None)) and is_label(value["function"])
    kept = value["keep"] is None or _is_name(value["keep"])
    successors = type(value["successors"]) is list and all(_is_name(n) for n in value["successors"])
    return kept and successors and (_is_name(value["grant"]) if act == "end" else is_id(value["device"]))


def is_label(text: object) -> bool:
    """Whether `text` can name something on screen: 1 to 200 characters, not all blank, none that breaks a line or turns it round."""
    return type(text) is str and bool(text.strip()) and is_plain(text, TEXT_LIMIT)


def _has_card(value: dict[str, Any]) -> bool:
    return device_of(value["card"]) is not None and type(value["signature"]) is str


def _is_name(value: object) -> bool:
    return type(value) is str and ChangeName.parse(value) is not None
