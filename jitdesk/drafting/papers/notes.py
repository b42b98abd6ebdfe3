"""Notes between authorities: on the way out, while waiting, at the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from jitdesk.domain.records import Record
from jitdesk.drafting.answers import answer
from jitdesk.drafting.papers.paper import ROOM, Content, Part, Row
from jitdesk.drafting.papers.sheet import Sheet, listed
from jitdesk.drafting.structure import Cell, Paragraph, Style, Table, paragraph

SIGNED = ("place", "name", "function", "seal")
_ENCLOSED = (15, 115, 30)
_COSTS = (70, 30, 20, 40)
_COST_HEADS = ("link", "interpreter", "expert", "witness", "extraordinary")
_OUT_OF_HOUSE = ("requested_central", "direct", "diplomatic", "platform")


def cover_note(sheet: Sheet) -> Content:
    """From the issuing authority to its own central authority, with the request."""
    particulars = sheet.pairs(
        sheet.row("requested_state", requested_state(sheet)),
        sheet.row("requested_authority", sheet.text("requested_authority")),
        sheet.row("channel", sheet.choice("channel")),
        sheet.row("channel_ground", sheet.text("channel_ground")),
        sheet.row("language", sheet.language_names([str(sheet.request.get("language", "en"))])),
        sheet.row("time_limit", sheet.date(sheet.request.get("deadline")) + sheet.written("deadline_reason")),
    )
    return Content(
        rows=(sheet.row("to", sheet.text("sending_central_authority")), *sheet.identified()),
        parts=(
            sheet.part("handed_over", sheet.line("please_send"), particulars),
            _enclosed(sheet),
            sheet.part("asked", *sheet.items("forward", "tell", "replies", "refused"), *_sealed(sheet)),
            sheet.contact(),
        ),
        signed=SIGNED,
    )


def transmittal(sheet: Sheet) -> Content:
    """From central authority to central authority, with the request."""
    particulars = sheet.pairs(
        sheet.row("made_by", sheet.first("requesting_authority")),
        sheet.row("subject", sheet.text("subject")),
        sheet.row("channel", sheet.choice("channel")),
        sheet.row("time_limit", sheet.date(sheet.request.get("deadline")) + sheet.written("deadline_reason")),
    )
    return Content(
        rows=(
            sheet.row("to", sheet.text("requested_authority") + requested_state(sheet)),
            sheet.row("their_reference", sheet.blank()),
            *sheet.identified(),
        ),
        parts=(
            sheet.part("transmitted", sheet.line("please_execute"), particulars),
            _enclosed(sheet),
            sheet.part("asked", *sheet.items("acknowledge", "more", "secret", "replies"), *_sealed(sheet)),
            sheet.contact(),
        ),
        signed=SIGNED,
        letterhead=sheet.first("sending_central_authority"),
    )


def reminder(sheet: Sheet) -> Content:
    """A question about progress, with the days since the request went out."""
    sent, last = _newest(sheet.case.transmissions, "step", _OUT_OF_HOUSE), _newest(sheet.case.replies)
    since = sheet.date(sent.get("date"), "transmissions") if sent else sheet.missing("transmissions")
    days = _days(sheet.case.today, str(sent.get("date", ""))) if sent else None
    counted = sheet.plain(str(days)) if days is not None else sheet.missing("transmissions")
    heard = sheet.date(last.get("date")) + sheet.plain(str(last.get("their_reference", ""))) if last else sheet.label("none")
    particulars = sheet.pairs(
        sheet.row("subject", sheet.text("subject")),
        sheet.own("sent_on", since),
        sheet.own("days", counted),
        sheet.own("last_reply", heard),
        sheet.row("time_limit", sheet.date(sheet.request.get("deadline")) + sheet.written("deadline_reason")),
    )
    return Content(
        rows=_to_them(sheet, last),
        parts=(
            sheet.part("state", sheet.line("refers"), particulars),
            sheet.part("asked", sheet.line("please_tell"), *sheet.items("stage", "obstacle", "date")),
            sheet.contact(),
        ),
        signed=SIGNED,
    )


def withdrawal(sheet: Sheet) -> Content:
    """Notice that the assistance is no longer needed, with the ground that the withdrawal was recorded with."""
    step = _newest(sheet.case.steps, "status", ("withdrawn",))
    ground = sheet.paragraphs(str(step.get("ground", ""))) if step else ()
    return Content(
        rows=_to_them(sheet, _newest(sheet.case.replies)),
        parts=(
            sheet.part("notice", sheet.line("no_longer"), sheet.pairs(sheet.row("subject", sheet.text("subject")))),
            sheet.part("ground", *(ground or sheet.missing("steps"))),
            sheet.part("asked", *sheet.items("stop", "person", "return", "costs", "confirm")),
            sheet.contact(),
        ),
        signed=SIGNED,
    )


def consent_to_share(sheet: Sheet) -> Content:
    """A question, after execution, whether the results may go further than the request said."""
    recipients = _listed(sheet, sheet.request.get("use_recipients", ()), "use_recipients")
    proceedings = _listed(sheet, sheet.request.get("use_proceedings", ()), "use_proceedings")
    answer_table = Table(
        (80, 80),
        tuple((cell, ROOM) for cell in (sheet.plain(sheet.say("for_recipients")), sheet.plain(sheet.say("conditions")))),
        (sheet.common("item"), sheet.common("reply")),
    )
    return Content(
        rows=_to_them(sheet, _newest(sheet.case.replies)),
        parts=(
            sheet.part("question", sheet.line("executed"), sheet.line("please_consent")),
            sheet.part("material", sheet.line("which"), *sheet.blank()),
            sheet.part("recipients", *recipients),
            sheet.part("proceedings", *proceedings),
            sheet.part("undertaking", *sheet.items("no_use", "same_conditions", "protection")),
            sheet.part("answer", answer_table),
            sheet.contact(),
        ),
        signed=SIGNED,
    )


def cost_statement(sheet: Sheet) -> Content:
    """A statement of costs for the requested side to fill in."""
    rows = tuple((sheet.plain(sheet.say(f"head_{head}")), ROOM, ROOM, ROOM) for head in (*_COST_HEADS, "total"))
    heads = tuple(sheet.say(f"column_{column}") for column in ("head", "amount", "currency", "receipt"))
    undertaking = sheet.pairs(
        sheet.own("undertaking", sheet.column("cost_terms", "undertaking")),
        sheet.own("waiver", sheet.column("cost_terms", "waiver_asked")),
        sheet.own("invoice", sheet.column("cost_terms", "invoice_to")),
        sheet.own("extraordinary", sheet.column("cost_terms", "extraordinary")),
    )
    return Content(
        rows=(
            sheet.row("to", sheet.text("sending_central_authority")),
            sheet.row("through", sheet.first("requested_authority")),
            *sheet.identified(),
        ),
        parts=(
            sheet.part("terms", sheet.line("rule"), undertaking, *sheet.written("costs")),
            sheet.part("statement", sheet.line("fill_in"), Table(_COSTS, rows, heads)),
        ),
        signed=SIGNED,
        letterhead=sheet.written("executing_authority")[:1] or sheet.blank(),
    )


def requested_state(sheet: Sheet) -> Cell:
    """The requested State by name, or the mark that it is missing."""
    code = sheet.request.get("requested_state")
    return sheet.state_names([str(code)] if code else [], "requested_state")


def _to_them(sheet: Sheet, last: Record | None) -> tuple[Row, ...]:
    theirs = sheet.plain(str(last.get("their_reference", ""))) if last else ()
    return (
        sheet.row("to", sheet.text("requested_authority") + requested_state(sheet)),
        sheet.row("through", sheet.first("sending_central_authority")),
        sheet.row("their_reference", theirs or sheet.blank()),
        *sheet.identified(),
    )


def _enclosed(sheet: Sheet) -> Part:
    """What travels with a note: the letter, its annexes, and that the identity travels apart."""
    listing = sheet.request.get("annex_list", ()) or [{"title": title} for title in listed(str(sheet.request.get("annexes", "")))]
    entries = [(str(row.get("number", n)), str(row.get("title", "")), row.get("travels", "open")) for n, row in enumerate(listing, 1)]
    rows = [(sheet.plain("–"), sheet.label("the_request"), sheet.label("travels_open"))]
    rows += [
        (sheet.plain(n), sheet.paragraphs(title) or sheet.missing("annex_list"), sheet.label(f"travels_{how}")) for n, title, how in entries
    ]
    if answer(sheet.request, "identity_mode") == "sealed_annex":
        rows.append((sheet.plain("S"), sheet.label("the_identity"), sheet.label("travels_sealed")))
    return Part(
        sheet.common("enclosed"), (Table(_ENCLOSED, tuple(rows), tuple(sheet.common(key) for key in ("number", "title", "travels"))),)
    )


def _sealed(sheet: Sheet) -> tuple[Paragraph, ...]:
    if answer(sheet.request, "identity_mode") != "sealed_annex":
        return ()
    return (paragraph(sheet.common("hand_over_sealed"), style=Style.ITEM),)


def _listed(sheet: Sheet, entries: Sequence[str], field: str) -> Cell:
    return tuple(paragraph(entry, style=Style.ITEM) for entry in entries) or sheet.missing(field)


def _newest(records: Sequence[Record], field: str = "", among: tuple[str, ...] = ()) -> Record | None:
    """The record of the latest date, of those that say one of these things in a field."""
    found = [record for record in records if not field or record.get(field) in among]
    return max(found, key=lambda record: str(record.get("date", "")), default=None)


def _days(today: date, value: str) -> int | None:
    try:
        return (today - date.fromisoformat(value)).days
    except ValueError:
        return None  # a date known in part only
