"""The roster as it travels: its segments verified together, from the founder's card on, each by the card that let its device in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping

from jitdesk.domain.changes import ROSTER, Line, VerifiedSegment, decode_line
from jitdesk.domain.roster import MOST
from jitdesk.domain.shapes import shape_holds
from jitdesk.exchange import card
from jitdesk.exchange.card import Card
from jitdesk.exchange.segment import Unverified, prove, take_apart
from jitdesk.kernel.errors import Damaged
from jitdesk.kernel.values import sha256

MAX_LINES, MAX_BYTES = MOST
MAX_SEGMENTS = MAX_LINES  # each has a line


def verify(
    pairs: Iterable[tuple[bytes, str]], workspace: str, keys: Mapping[str, bytes] | None = None, held: Container[str] = ()
) -> list[VerifiedSegment]:
    """Every roster segment (body, armour), verified; Damaged for one that is not whole, or by a device of which no line holds a card.

    `keys` are the devices known already; without them the founding line, whose hash is the workspace, is where trust begins. No card in it
    replaces a device without that device's signature, and no new recipient is one that nothing could be encrypted to: that was looked at
    when the segments `held` (by hash) came.
    """
    known = dict(keys or {})
    waiting = _taken_apart(pairs, workspace)
    cards: dict[str, Card] = {}
    for those in waiting.values():
        for unverified in those:
            if not known and _founds(unverified, workspace):
                known |= {device: entry.sign for device, entry in cards_in(unverified.lines[:1]).items()}
    proved: list[VerifiedSegment] = []
    devices = [device for device in waiting if device in known]
    while devices:
        device = devices.pop()
        for unverified in waiting.pop(device, []):
            one = prove(unverified, known[device], workspace)
            _check_lines(one)
            proved.append(one)
            if one.hash not in held:
                _check_new_keys(one)
                cards |= cards_in(unverified.lines)
        known |= {device: entry.sign for device, entry in cards.items()}
        devices = [device for device in waiting if device in known] or _heirs(waiting, known)
    if waiting:
        raise Damaged("roster.stranger", device=min(waiting))
    for entry in cards.values():
        if entry.replaces is not None and known.get(entry.replaces) != entry.former:
            raise Damaged("roster.replaces", device=entry.replaces)
    return proved


def _taken_apart(pairs: Iterable[tuple[bytes, str]], workspace: str) -> dict[str, list[Unverified]]:
    """The segments by device, within the limits of a roster."""
    waiting: dict[str, list[Unverified]] = defaultdict(list)
    size = lines = 0
    for body, armour in pairs:
        unverified = take_apart(body, armour)
        size += sum(map(len, unverified.lines))
        lines += len(unverified.lines)
        check_size(lines, size)
        if unverified.head.compartment != workspace:
            raise Damaged("roster.other_compartment")
        waiting[unverified.head.device].append(unverified)
    return waiting


def check_size(lines: int, size: int) -> None:
    """Raise Damaged for a roster of more lines or bytes than a desk keeps."""
    if lines > MAX_LINES or size > MAX_BYTES:
        raise Damaged("roster.too_large", lines=MAX_LINES, mib=MAX_BYTES >> 20)


def _heirs(waiting: dict[str, list[Unverified]], known: dict[str, bytes]) -> list[str]:
    """The devices that bring a card of their own, signed also by a known device that it replaces; their keys are known from now on."""
    found = []
    for device, those in waiting.items():
        own = [entry for one in those for entry in cards_in(one.lines).values() if entry.device == device]
        if any(entry.replaces is not None and entry.former == known.get(entry.replaces) for entry in own):
            known[device] = own[0].sign
            found.append(device)
    return found


def _check_lines(one: VerifiedSegment) -> None:
    for change in one.changes:
        line = change.line
        if not isinstance(line, Line) or line.kind != ROSTER:
            raise Damaged("roster.other_compartment")


def _check_new_keys(one: VerifiedSegment) -> None:
    for change in one.changes:
        line = change.line
        if isinstance(line, Line) and line.field == "rekey" and shape_holds(line.field, line.value):
            card.check_recipients(line.value["age"], line.value["hybrid"])


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
