"""Papers that ask for something other than the hearing: a joint investigation team; what a European Investigation Order needs to say."""

from __future__ import annotations

from jitdesk.domain.records import Record
from jitdesk.drafting.answers import answer
from jitdesk.drafting.papers.notes import SIGNED, requested_state
from jitdesk.drafting.papers.paper import Content, Part
from jitdesk.drafting.papers.sheet import Sheet
from jitdesk.drafting.structure import Block, Cell, Mark, Table

_COMPOSITION = (55, 65, 40)
_SECTIONS = "ABCDEFGHIJKL"


def jit_request(sheet: Sheet) -> Content:
    """A request to set up a joint investigation team: purpose, duration, composition, and what any request says."""
    agreement = sheet.case.agreement
    return Content(
        rows=(
            sheet.row("to", sheet.text("requested_authority") + requested_state(sheet)),
            sheet.row("through", sheet.first("sending_central_authority")),
            *sheet.identified(),
        ),
        parts=(
            sheet.part("asked", sheet.line("opening")),
            sheet.part("purpose", *(_of(sheet, agreement, "purpose") or sheet.missing("jit"))),
            sheet.part("duration", _duration(sheet, agreement)),
            sheet.part("composition", _composition(sheet, agreement), sheet.line("others_join")),
            sheet.part("authority", *sheet.text("requesting_authority"), *sheet.text("investigating_authority")),
            sheet.part("proceedings", *sheet.text("subject"), *sheet.written("suspects")),
            sheet.part("facts", *sheet.text("facts", "facts_context")),
            sheet.part("law", *sheet.text("law"), *sheet.text("penalty", "penalty_imposed")),
            sheet.part("why", *sheet.text("relevance")),
            sheet.part("arrangements", *sheet.items("leader", "own_law", "languages", "data", "costs")),
            sheet.contact(),
        ),
        signed=SIGNED,
    )


def _of(sheet: Sheet, record: Record | None, field: str) -> Cell:
    return sheet.paragraphs(str(record.get(field, ""))) if record else ()


def _duration(sheet: Sheet, agreement: Record | None) -> Table:
    start, until = (agreement.get(name) if agreement else None for name in ("valid_from", "valid_until"))
    return sheet.pairs(
        sheet.own("from", sheet.date(start, "jit")),
        sheet.own("until", sheet.date(until, "jit")),
        sheet.own("extension", sheet.plain(sheet.say("by_agreement"))),
    )


def _composition(sheet: Sheet, agreement: Record | None) -> Table:
    rows = []
    for field in ("leaders", "members") if agreement else ():
        for entry in agreement.get(field, ()) if agreement else ():
            capacity = "leader" if field == "leaders" else str(entry.get("capacity") or "member")
            who = (*sheet.plain(str(entry.get("name", ""))), *sheet.plain(str(entry.get("authority", ""))))
            state = entry.get("state")
            rows.append((sheet.plain(sheet.say(f"capacity_{capacity}")), who, sheet.state_names([state] if state else [], "jit")))
    unknown = (sheet.missing("jit"), sheet.missing("jit"), sheet.missing("jit"))
    return Table(_COMPOSITION, tuple(rows) or (unknown,), tuple(sheet.say(f"column_{key}") for key in ("capacity", "who", "state")))


def eio_information(sheet: Sheet) -> Content:
    """What the form of an order asks for, in its order, to be copied into the form; it is no order itself."""
    warned = sheet.line("no_order", mark=Mark.STRONG)
    parts = [sheet.part("what", warned, sheet.line("order_of_form"))]
    parts += [Part(sheet.say(f"section_{letter}"), tuple(_SECTION[letter](sheet)) or sheet.missing(letter)) for letter in _SECTIONS]
    return Content(rows=sheet.identified(), parts=parts)


def _section_a(sheet: Sheet) -> list[Block]:
    return [sheet.pairs(sheet.own("issuing", sheet.first("requesting_authority")), sheet.own("executing", requested_state(sheet)))]


def _section_b(sheet: Sheet) -> list[Block]:
    limit = sheet.date(sheet.request.get("deadline"), "deadline")
    urgent = sheet.plain(sheet.common("yes" if sheet.request.get("urgent") else "no"))
    reason = sheet.written("urgent_reason") or sheet.written("deadline_reason")
    return [sheet.pairs(sheet.row("urgent", urgent), sheet.row("time_limit", limit), sheet.own("reason", reason or sheet.blank()))]


def _section_e(sheet: Sheet) -> list[Block]:
    mode = answer(sheet.request, "identity_mode")
    return [
        sheet.pairs(
            sheet.row("code", sheet.plain(sheet.code) or sheet.missing("witness")),
            sheet.own("identity", sheet.plain(sheet.say(f"identity_{mode}")) if mode else sheet.missing("identity_mode")),
        )
    ]


def _section_h(sheet: Sheet) -> list[Block]:
    return [
        sheet.line("by_link"),
        sheet.pairs(
            sheet.own("conducting", sheet.text("conducting_authority")),
            sheet.own("persons", sheet.text("conducting_persons")),
            sheet.own("reasons", sheet.text("reason_not_in_person")),
        ),
    ]


def _section_k(sheet: Sheet) -> list[Block]:
    return [
        sheet.pairs(
            sheet.own("issuing", sheet.text("requesting_authority")),
            sheet.own("kind", sheet.choice("issuing_kind")),
            sheet.own("contact", sheet.text("requesting_contact")),
        )
    ]


def _section_l(sheet: Sheet) -> list[Block]:
    if answer(sheet.request, "issuing_kind") in ("court", "judge", "investigating_judge", "prosecutor"):
        return [sheet.line("no_validation")]
    names = ("authority", "name", "function", "on")
    return [sheet.pairs(*(sheet.own(f"validating_{name}", sheet.column("validating_authority", name)) for name in names))]


_SECTION = {
    "A": _section_a,
    "B": _section_b,
    "C": lambda sheet: list(sheet.text("assistance")),
    "D": lambda sheet: list(sheet.written("related_requests")) or [sheet.line("no_earlier")],
    "E": _section_e,
    "F": lambda sheet: list(sheet.text("subject")),
    "G": lambda sheet: [
        *sheet.text("facts", "facts_context"),
        *sheet.text("law"),
        *sheet.text("penalty", "penalty_imposed"),
        *sheet.text("purpose"),
    ],
    "H": _section_h,
    "I": lambda sheet: list(sheet.text("procedure")),
    "J": lambda sheet: [sheet.line("remedies"), *sheet.blank()],
    "K": _section_k,
    "L": _section_l,
}
