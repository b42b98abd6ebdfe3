"""The register of requests: which there are, where each of them stands, what is due; on screen and as a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jitdesk.documents.spreadsheet import Cell, Column, spreadsheet
from jitdesk.domain import folding
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.words import known, say
from jitdesk.services.desk import Desk
from jitdesk.storage import queries
from jitdesk.storage import register as stored
from jitdesk.storage.engine import Connection
from jitdesk.storage.register import Entry
from jitdesk.system import files

SUFFIX = ".xlsx"
ORDERS = stored.ORDERS
FILTERS = ("status", "state")
_WIDTHS = {
    "reference": 20,
    "registry_number": 18,
    "state": 22,
    "subject": 60,
    "witness": 12,
    "status": 16,
    "sent_on": 12,
    "deadline": 12,
    "last_reply": 24,
    "replied_on": 12,
    "next_due": 12,
}


@dataclass(frozen=True)
class Row:
    """One request in the register; dates may be partial, and are "" where there is none."""

    id: str
    reference: str
    registry_number: str
    state: str
    subject: str
    witness: str
    status: str
    sent_on: str
    deadline: str
    last_reply: str
    replied_on: str
    next_due: str


def rows(
    desk: Desk,
    words: str = "",
    filters: Mapping[str, str] | None = None,
    order: str = "reference",
    limit: int = -1,
    *,
    descending: bool = False,
) -> list[Row]:
    """Requests in an order: a first block with `limit`, all without; those that hold all words, or are about the witness with that code."""
    wanted = dict(filters or {})
    if not wanted.keys() <= set(FILTERS):
        raise ValueError("no such filter")
    match = folding.query(words, prefix_last=True) if words.strip() else ""
    if words.strip() and not match:
        return []
    with desk.db.read() as connection:
        named = next((place.id for place in queries.by_code(connection, words.strip()) if place.kind == "witness"), "") if match else ""
        rids = stored.rids(connection, order, descending, limit, match=match or "", witness=named, **wanted)
        found = stored.entries(connection, rids)
        return _rows(connection, [found[rid] for rid in rids if rid in found])


def _rows(connection: Connection, entries: list[Entry]) -> list[Row]:
    ids = [entry.id for entry in entries]
    sent, due, replies = stored.sent(connection, ids), stored.due(connection, ids), stored.replies(connection, ids)
    codes = stored.codes(connection, {entry.witness for entry in entries if entry.witness})
    return [
        Row(
            id=entry.id,
            reference=entry.reference or "",
            registry_number=entry.registry_number or "",
            state=entry.state or "",
            subject=entry.subject or "",
            witness=codes.get(entry.witness or "", ""),
            status=entry.status or "draft",
            sent_on=sent.get(entry.id, ""),
            deadline=entry.deadline or "",
            last_reply=replies.get(entry.id, ("", ""))[0],
            replied_on=replies.get(entry.id, ("", ""))[1],
            next_due=due.get(entry.id, ""),
        )
        for entry in entries
    ]


def write(desk: Desk, out: Path, words: str = "", filters: Mapping[str, str] | None = None) -> None:
    """Write the register, or what passes the filters, as a new spreadsheet."""
    if out.suffix.lower() != SUFFIX:
        raise Refused("life.register_name", name=out.name)
    columns = [Column(say(f"register.{name}"), width) for name, width in _WIDTHS.items()]
    made_on = date.fromisoformat(iso(desk.clock.now())[:10])
    data = spreadsheet(say("register.sheet"), columns, [_cells(row) for row in rows(desk, words, filters)], made_on)
    with files.writing(out) as stream:
        stream.write(data)


def _cells(row: Row) -> list[Cell]:
    shown = {"state": _said("state", row.state), "status": _said("choice.request.status", row.status)}
    shown["last_reply"] = _said("choice.reply.kind", row.last_reply)
    dates = {name: _date(getattr(row, name)) for name in ("sent_on", "deadline", "replied_on", "next_due")}
    return [dates[name] if name in dates else shown.get(name, getattr(row, name)) for name in _WIDTHS]


def _said(table: str, value: str) -> str:
    key = f"{table}.{value}"
    return say(key) if value and known(key) else value


def _date(text: str) -> Cell:
    """A date, or the text of one that is known in part only."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text or None
