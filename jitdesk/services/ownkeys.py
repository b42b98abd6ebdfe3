"""The keys of this device as its database holds them: what changes them is one transaction with the line that tells the others.

keyslots.json, which only has to open the database, is brought in line afterwards (`identity.settle`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from jitdesk.crypto.keyslots import Keys
from jitdesk.kernel import canon
from jitdesk.storage import log
from jitdesk.storage.engine import Connection

KEPT = 90 * 24 * 3_600_000
"""How long, in milliseconds, a former age key opens what was under way to it; then it is destroyed."""

_KEY = "keys"
_MOST = 64  # keyslots.json has room for so many


def effective(connection: Connection, slots: Keys) -> Keys:
    """The keys that are in force: those of the database, or while it has none those in keyslots.json."""
    held = _held(connection)
    if held is None:
        return slots
    return replace(slots, signing=bytes.fromhex(held["signing"]), age=held["age"], hybrid=held["hybrid"], earlier=tuple(held["earlier"]))


def renew(connection: Connection, keys: Keys, now: int, *, age: str, hybrid: str, signing: bytes | None = None) -> Keys:
    """Put new age identities, and perhaps a new signing key, in the place of the present ones; returns what is in force now."""
    held = _held(connection)
    earlier = dict(held["earlier"]) if held else {}
    earlier |= {identity: now + KEPT for identity in keys.identities if identity not in earlier}
    earlier = dict(sorted(earlier.items(), key=lambda entry: -entry[1])[:_MOST])
    return _write(connection, replace(keys, age=age, hybrid=hybrid, signing=signing or keys.signing), earlier)


def expire(connection: Connection, keys: Keys, now: int) -> Keys:
    """Destroy the former age keys whose time is over; returns what is in force now."""
    held = _held(connection)
    if held is None or all(until > now for until in held["earlier"].values()):
        return keys
    return _write(connection, keys, {identity: until for identity, until in held["earlier"].items() if until > now})


def due(connection: Connection, now: int) -> bool:
    """Whether a former age key is kept whose time is over."""
    held = _held(connection)
    return held is not None and any(until <= now for until in held["earlier"].values())


def _held(connection: Connection) -> dict[str, Any] | None:
    text = log.get(connection, _KEY)
    return None if text is None else dict(canon.decode(text.encode("ascii")))


def _write(connection: Connection, keys: Keys, earlier: Mapping[str, int]) -> Keys:
    connection.exec_driver_sql("PRAGMA secure_delete = ON")  # what the row held before is not left in its page
    held = {"age": keys.age, "earlier": dict(earlier), "hybrid": keys.hybrid, "signing": keys.signing.hex()}
    log.put(connection, _KEY, canon.encode(held).decode("ascii"))
    connection.exec_driver_sql("PRAGMA secure_delete = OFF")
    return replace(keys, earlier=tuple(sorted(earlier)))
