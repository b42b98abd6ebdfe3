"""Which device this desk is: new keys for it, or another in its place where the folder is an old copy (merge.md, "Restored desks")."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import UNSET

from jitdesk.crypto import age, keyslots, signature
from jitdesk.domain import roster as rosters
from jitdesk.domain.changes import CHARTER, Line, change_name, decode_line, encode, named
from jitdesk.exchange import card as cards
from jitdesk.exchange.card import Former
from jitdesk.kernel import clock
from jitdesk.kernel.errors import JITDeskError
from jitdesk.kernel.values import new_id
from jitdesk.kernel.words import Message
from jitdesk.services import acts, keyfile, marking, ownkeys, sealing
from jitdesk.services.desk import Desk
from jitdesk.services.marking import State
from jitdesk.storage import decisions, log
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections import projector

_SUPERSEDES, _SAW = 256, 1_024


def settle(desk: Desk) -> Message | None:
    """Once a desk is open for work: destroy keys whose time is over, and go on as another device where the folder is an old copy.

    Returns what a person is to be told then, or why it cannot be done.
    """
    with desk.db.read() as connection:
        found = marking.state(desk, connection)
        in_team = desk.workspace_in(connection) is not None and desk.standing(connection).roster.role(desk.device) is not None
        due = ownkeys.due(connection, desk.clock.now())
    if due:
        with desk.db.write() as connection:
            desk.hold_keys(ownkeys.expire(connection, desk.keys, desk.clock.now()))
    told = None
    if found is State.NEW:
        marking.start(desk)
    elif found is State.COPY and in_team:
        try:
            succeed(desk)
            told = Message("restored.succeeded", {"member": desk.card.member})
        except JITDeskError as reason:
            told = Message(reason.key, reason.arguments)
    _keep_slots(desk)
    return told


def rekey(desk: Desk, function: str | None = None) -> None:
    """Give this device new age keys of both kinds, and perhaps a corrected function; for 90 days the former open what was under way."""
    classical, hybrid = age.new_identity(), age.new_hybrid_identity()
    with desk.db.write() as connection:
        marking.check(desk, connection)
        roster = desk.standing(connection).roster
        shown = roster.devices[desk.device].card if roster.ever(desk.device) else {}
        text = function if function is not None else str(shown.get("function", ""))
        act = rosters.decide_rekey(roster, desk.device, classical.recipient, hybrid.recipient, text)
        acts.write(desk, connection, desk.workspace_id, [act], roster.tips_for(desk.device))
        keys = ownkeys.renew(connection, desk.keys, desk.clock.now(), age=classical.secret, hybrid=hybrid.secret)
    desk.hold_keys(keys)
    _keep_slots(desk)


def succeed(desk: Desk) -> None:
    """Go on as a new device in the place of this one: its role, what it reads and keeps; lines that were not sealed are told again."""
    before = desk.card, desk.unlocked
    try:
        with desk.db.write() as connection:
            _succeed(desk, connection)
    except BaseException:
        desk.card, desk.unlocked = before
        desk.forget_standing()
        raise
    marking.start(desk)


def _succeed(desk: Desk, connection: Connection) -> None:
    roster = desk.standing(connection).roster
    old, seed = desk.device, signature.new_signing_key()
    classical, hybrid = age.new_identity(), age.new_hybrid_identity()
    about = desk.card.member, desk.card.state, desk.card.authority, str(roster.devices[old].card["function"])
    data = cards.make(seed, classical.recipient, *about, hybrid=hybrid.recipient, former=Former(old, desk.keys.signing))
    card = cards.parse(data)
    decided = rosters.decide_succeed(roster, old, card.value(), card.signature)
    again = _set_aside(desk, connection)
    roster = desk.standing(connection).roster
    keys = ownkeys.renew(connection, desk.keys, desk.clock.now(), age=classical.secret, hybrid=hybrid.secret, signing=seed)
    desk.become(connection, card, keys)
    acts.write(desk, connection, desk.workspace_id, decided, roster.tips_for(old))
    for compartment, lines in again.items():
        _tell_again(desk, connection, old, compartment, lines)
    if again:
        projector.rebuild(connection, desk.device)
    marking.forget(connection)
    decisions.write(connection, clock.iso(desk.clock.now()), "succeed", {}, of=old, device=desk.device)


def _set_aside(desk: Desk, connection: Connection) -> dict[str, Sequence[tuple[int, bytes]]]:
    """Open lines by compartment, taken out of the log: the other copy may have used their numbers.

    Acts are sealed as they are, with what stands beside them: others may count on their names.
    """
    aside: dict[str, Sequence[tuple[int, bytes]]] = {}
    for compartment in log.open_compartments(connection):
        lines = log.open_lines(connection, compartment)
        if compartment == desk.workspace_id or any(_is_act(data) for _, data in lines):
            sealing.seal(desk, connection, compartment)
        else:
            log.close_lines(connection, compartment, lines[-1][0])
            aside[compartment] = lines
    return aside


def _is_act(data: bytes) -> bool:
    line = decode_line(data)
    return isinstance(line, Line) and line.kind == CHARTER


def _tell_again(desk: Desk, connection: Connection, old: str, compartment: str, lines: Sequence[tuple[int, bytes]]) -> None:
    """Lines of the old device as lines of the new one, each in the place of the line that it repeats, should that come yet."""
    names: dict[str, str] = {}
    groups: dict[str, str] = {}
    told: list[bytes] = []
    for number, data in lines:
        line = decode_line(data)
        if not isinstance(line, Line):
            continue  # erased
        former = change_name(old, number, data)
        seen = [former, *(names.get(name, name) for name in line.supersedes)]
        saw = line.saw if line.saw is UNSET else sorted(names.get(name, name) for name in line.saw)[:_SAW]
        group = groups.setdefault(line.group, new_id(desk.random))
        same = msgspec.structs.replace(line, group=group, salt=new_id(desk.random), supersedes=sorted(seen[:_SUPERSEDES]), saw=saw)
        told.append(encode(same))
        names[former] = change_name(desk.device, len(told), told[-1])
    if told:
        log.append(connection, compartment, 1, told)
        projector.apply(connection, compartment, named(desk.device, 1, told))


def _keep_slots(desk: Desk) -> None:
    """Bring keyslots.json in line with the keys that are in force: it holds no key that was replaced or destroyed."""
    document = keyfile.read(desk.folder)
    if keyslots.keys_of(document, desk.unlocked.vault) != desk.keys:
        keyfile.write(desk.folder, keyslots.with_keys(document, desk.unlocked.vault, desk.keys))
