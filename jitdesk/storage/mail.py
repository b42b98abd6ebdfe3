"""Bundles in mailboxes that are dealt with: own ones that lie there, and others' that were taken in; each by the name of its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

_json = msgspec.json.Encoder(order="sorted")
_recipients = msgspec.json.Decoder(list[str])
_have = msgspec.json.Decoder(dict[str, dict[str, list[tuple[int, str]]]])


class Mail(NamedTuple):
    """A bundle; `changed` is when its file was changed, in nanoseconds, `have` what its recipients hold once they took it in."""

    name: str
    size: int
    changed: int
    hash: str
    sender: str
    own: bool
    recipients: Sequence[str]
    have: Mapping[str, Mapping[str, Sequence[tuple[int, str]]]]


def put(connection: Connection, mail: Mail) -> None:
    """Keep what is known of a bundle in place of an earlier one of that name."""
    row = (*mail[:5], int(mail.own), _json.encode(mail.recipients).decode(), _json.encode(mail.have).decode())
    connection.exec_driver_sql("INSERT OR REPLACE INTO mail VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def known(connection: Connection) -> dict[str, Mail]:
    """Every bundle that was dealt with, by name."""
    rows = connection.exec_driver_sql("SELECT name, size, changed, hash, sender, own, recipients, have FROM mail ORDER BY name")
    return {
        name: Mail(name, size, changed, hash, sender, bool(own), _recipients.decode(recipients), _have.decode(have))
        for name, size, changed, hash, sender, own, recipients, have in rows
    }


def forget(connection: Connection, name: str) -> None:
    """A bundle is of no more interest."""
    connection.exec_driver_sql("DELETE FROM mail WHERE name = ?", (name,))
