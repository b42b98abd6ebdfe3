"""The sealed identity annex: a file of its own, for one recipient, with a slip by which its receipt is confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jitdesk.domain.records import Record
from jitdesk.drafting.answers import answer
from jitdesk.drafting.papers.notes import SIGNED
from jitdesk.drafting.papers.paper import ROOM, Content, Part, Row
from jitdesk.drafting.papers.sheet import Sheet
from jitdesk.drafting.structure import Cell, Paragraph, Style, Table, lines, paragraph

_TEXTS = ("address", "contact", "guardian", "representative")
_SLIP = ("received_on", "received_by", "seal_intact", "opened_on", "opened_by", "afterwards_done")


def identity_annex(sheet: Sheet) -> Content:
    """Who the person behind the code is; the caller has logged that the identity was opened."""
    return Content(
        rows=(
            sheet.own("recipient", sheet.column("sealed_annex", "recipient")),
            sheet.own("function", sheet.column("sealed_annex", "function")),
            sheet.row("their_authority", sheet.text("requested_authority")),
            sheet.own("route", sheet.column("sealed_annex", "route")),
            sheet.row("code", sheet.plain(sheet.code) or sheet.missing("witness")),
            *sheet.identified(),
        ),
        parts=(
            sheet.part(
                "only", sheet.line("to_be_opened"), sheet.pairs(sheet.own("opened_when", sheet.column("sealed_annex", "opened_when")))
            ),
            *(sheet.part("person", Table((55, 105), tuple(_rows(sheet, record)))) for record in sheet.identities),
            sheet.part("whereabouts", Table((55, 105), tuple(_whereabouts(sheet)))),
            sheet.part("handling", *sheet.items("apart", "no_copy", "code_only"), _afterwards(sheet)),
        ),
        signed=SIGNED,
        slip=_slip(sheet),
        mark=sheet.say("mark"),
    )


def _rows(sheet: Sheet, record: Record) -> Iterator[Row]:
    yield sheet.own("name", sheet.plain(str(record.get("name", ""))) or sheet.blank())
    for row in record.get("names", ()):
        yield sheet.own("name_in_script", _joined(sheet, row, ("text", "script", "standard")))
    others = tuple(paragraph(name) for name in record.get("other_names", ()))
    yield from _given(sheet, "other_names", others)
    yield from _given(sheet, "sex", sheet.plain(sheet.say(f"sex_{record.get('sex')}")) if answer(record, "sex") else ())
    yield sheet.own("birth", sheet.date(record.get("birth")))
    yield from _given(sheet, "birthplace", sheet.plain(str(record.get("birthplace", ""))))
    yield sheet.own("nationality", sheet.state_names(record.get("nationality", ()) or sheet.request.get("nationality", ())))
    for row in record.get("documents", ()):
        state = sheet.state(str(row["state"])) if row.get("state") else ""
        yield sheet.own("document", _joined(sheet, {**row, "state": state}, ("kind", "number", "state")))
    # A way that is not known to be safe, who else uses it and what others are told are the team's own, and so are those who promised help.
    for row in record.get("contacts", ()):
        if row.get("safe") == "yes":
            yield sheet.own("contact_row", _contact(sheet, row))
    for name in _TEXTS:
        yield from _given(sheet, name, tuple(paragraph(line) for line in lines(str(record.get(name, "")))))


def _given(sheet: Sheet, key: str, cell: Cell) -> Iterator[Row]:
    if cell:
        yield sheet.own(key, cell)


def _joined(sheet: Sheet, row: Mapping[str, Any], columns: tuple[str, ...]) -> Cell:
    return sheet.plain(", ".join(str(row[column]) for column in columns if row.get(column)))


def _contact(sheet: Sheet, row: Mapping[str, Any]) -> Cell:
    """How the person is reached, and at what hours."""
    hours = sheet.plain(sheet.say("contact_hours", text=row["hours"])) if row.get("hours") else ()
    return (*_joined(sheet, row, ("kind", "value")), *hours)


def _whereabouts(sheet: Sheet) -> Iterator[Row]:
    yield sheet.own("where", sheet.plain(str(sheet.request.get("whereabouts", ""))) or sheet.blank())
    status = answer(sheet.request, "custody_status")
    yield sheet.own("custody", sheet.plain(sheet.say(f"custody_{status}")) if status else sheet.missing("custody_status"))
    yield from _given(sheet, "custody_place", sheet.plain(str(sheet.request.get("custody_place", ""))))


def _afterwards(sheet: Sheet) -> Paragraph:
    asked = sheet.request.get("sealed_annex", {}).get("afterwards")
    return sheet.line(f"afterwards_{asked if asked in ('returned', 'destroyed') else 'open'}", Style.ITEM)


def _slip(sheet: Sheet) -> Part:
    """What comes back: it names the request and the code, and nothing of the person."""
    filed = (
        (sheet.label("reference"), sheet.text("reference")),
        (sheet.label("code"), sheet.plain(sheet.code) or sheet.missing("witness")),
    )
    rows = (*filed, *((sheet.plain(sheet.say(key)), ROOM) for key in (*_SLIP, "signature")))
    return sheet.part("slip", sheet.line("send_back"), Table((70, 90), rows))
