"""The roster as it travels: its segments verified together, from the founder's card on, each by the card that let its device in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from jitdesk.domain.changes import ROSTER, Line, VerifiedSegment, decode_line
from jitdesk.exchange import card
from jitdesk.exchange.card import Card
from jitdesk.exchange.segment import Unverified, prove, take_apart
from jitdesk.kernel.errors import Damaged
from jitdesk.kernel.values import sha256

MAX_SEGMENTS = 5_000
MAX_BYTES = 64 << 20


def verify(pairs: Iterable[tuple[bytes, str]], workspace: str, keys: Mapping[str, bytes] | None = None) -> list[VerifiedSegment]:
    """Every roster segment (body, armour), verified; Damaged for one that is not whole, or by a device of which no line holds a card.

    `keys` are the devices known already; without them the founding line, whose hash is the workspace, is where trust begins.
    """
    known = dict(keys or {})
    waiting: dict[str, list[Unverified]] = defaultdict(list)
    size = 0
    for count, (body, armour) in enumerate(pairs, 1):
        unverified = take_apart(body, armour)
        size += sum(map(len, unverified.lines))
        if count > MAX_SEGMENTS or size > MAX_BYTES:
            raise Damaged("roster.too_large", segments=MAX_SEGMENTS, mib=MAX_BYTES >> 20)
        if unverified.head.compartment != workspace:
            raise Damaged("roster.other_compartment")
        if _founds(unverified, workspace):
            known |= {device: entry.sign for device, entry in cards_in(unverified.lines[:1]).items()}
        waiting[unverified.head.device].append(unverified)
    proved: list[VerifiedSegment] = []
    devices = [device for device in waiting if device in known]
    while devices:
        device = devices.pop()
        for unverified in waiting.pop(device, []):
            one = prove(unverified, known[device], workspace)
            if not all(isinstance(change.line, Line) and change.line.kind == ROSTER for change in one.changes):
                raise Damaged("roster.other_compartment")
            proved.append(one)
            found = cards_in(unverified.lines)
            known |= {device: entry.sign for device, entry in found.items()}
            devices += found
    if waiting:
        raise Damaged("roster.stranger", device=min(waiting))
    return proved


def cards_in(lines: Iterable[bytes]) -> dict[str, Card]:
    """Each card in roster lines by its device; raises Damaged for a card that does not hold."""
    found: dict[str, Card] = {}
    for data in lines:
        line = decode_line(data)
        if isinstance(line, Line) and line.kind == ROSTER and isinstance(line.value, dict) and "card" in line.value:
            entry = card.from_value(line.value["card"], line.value.get("signature"))
            found[entry.device] = entry
    return found


def _founds(unverified: Unverified, workspace: str) -> bool:
    return unverified.head.first == 1 and sha256(unverified.lines[0]) == workspace
