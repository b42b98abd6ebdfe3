"""Sheets for the person heard: the summons in plain words, the oath and the warnings in two languages."""

from __future__ import annotations

from collections.abc import Iterator

from jitdesk.drafting.answers import answer
from jitdesk.drafting.papers.paper import ROOM, Content, Part, Row
from jitdesk.drafting.papers.sheet import Sheet
from jitdesk.drafting.papers.windows import here, planned
from jitdesk.drafting.structure import Cell, Mark, Table, paragraph
from jitdesk.drafting.wording import Wording

_SIDES = (80, 80)


def summons(sheet: Sheet) -> Content:
    """What the person is told before the hearing; neither code nor reference, which together with a name would undo the protection.

    Name, place and number are filled in by the authority that serves it.
    """
    attendance = answer(sheet.request, "attendance") or "open"
    capacity = sheet.capacity or "unknown"
    parts = [
        sheet.part("what", sheet.line("another_country"), sheet.line(f"as_{capacity}"), sheet.line("screen")),
        sheet.part("when", Table((55, 105), tuple(_meeting(sheet)))),
        sheet.part("must", *sheet.items(f"{attendance}_1", f"{attendance}_2")),
        sheet.part("rights", *sheet.items(*_rights(capacity))),
        sheet.part("safe", *sheet.items("safe_1", "safe_2", "safe_3")),
        sheet.part("money", sheet.line("money_1"), *sheet.paragraphs(str(sheet.request.get("summons", {}).get("allowances", "")))),
        sheet.part("ask", sheet.line("ask_1"), *sheet.blank()),
        *_language_note(sheet),
    ]
    return Content(
        rows=(sheet.own("name", sheet.blank()), sheet.own("number", sheet.blank()), sheet.own("served_by", sheet.blank())),
        parts=parts,
        signed=("place", "name", "function"),
        letterhead=sheet.blank(),
        bears_reference=False,
    )


def _rights(capacity: str) -> tuple[str, ...]:
    # Nobody may tell a suspect to speak, nor threaten one with the penalties of a false witness.
    own = ("suspect_1", "suspect_2", "suspect_3") if capacity == "suspect" else ("refuse_1", "refuse_2", "truth")
    return (*own, "interpreter", "lawyer", "understand", "pause", "read_back")


def _meeting(sheet: Sheet) -> Iterator[Row]:
    window = planned(sheet.case)
    yield sheet.own("time", here(sheet, window) if window else sheet.blank())
    yield sheet.own("place", sheet.blank())
    yield sheet.own("bring", sheet.plain(sheet.say("bring_1")))


def _language_note(sheet: Sheet) -> tuple[Part, ...]:
    """That the sheet is not in the person's language, where it is not, or where nobody recorded which that is."""
    spoken = sheet.case.witness.get("languages", ()) if sheet.case.witness else ()
    if sheet.words.language in spoken:
        return ()
    names = sheet.language_names(spoken, "languages")
    return (sheet.part("language", sheet.line("not_yours", mark=Mark.STRONG), *names),)


def oath(sheet: Sheet) -> Content:
    """Oath, warnings and the right not to testify, side by side in the language of the letter and in the person's own."""
    other = sheet.other
    spoken = sheet.case.witness.get("languages", ()) if sheet.case.witness else ()
    right = other.language if other else next(iter(spoken), "")
    heads = (sheet.tongue(sheet.words.language), sheet.tongue(right) if right else sheet.common("blank"))
    form = sheet.request.get("oath", {}).get("form")
    form = form if form in ("oath", "affirmation", "undertaking", "none") else "open"
    oath_rows = (_pair(sheet, other, f"form_{form}"), (sheet.text("oath_text"), sheet.blank()))
    warned = ("used", "silent") if sheet.capacity == "suspect" else ("truth", "false")
    warning_rows = (*(_pair(sheet, other, key) for key in warned), (sheet.text("warnings"), sheet.blank()))
    refusal_rows = (_pair(sheet, other, "may_refuse"), _pair(sheet, other, "asked"), (sheet.text("privilege_law"), sheet.blank()))
    done = tuple((sheet.plain(sheet.say(key)), ROOM) for key in ("taken_at", "taken_by", "read_in", "understood", "interpreter_oath"))
    return Content(
        rows=(
            sheet.row("code", sheet.plain(sheet.code) or sheet.missing("witness")),
            sheet.own("by", sheet.column("oath", "by")),
            sheet.own("law", sheet.column("oath", "law")),
            *sheet.identified(),
        ),
        parts=(
            sheet.part("use", *sheet.items("before", "both", "not_signed")),
            sheet.part("oath", Table(_SIDES, oath_rows, heads)),
            sheet.part("warnings", Table(_SIDES, warning_rows, heads)),
            sheet.part("refusal", Table(_SIDES, refusal_rows, heads)),
            sheet.part("done", Table(_SIDES, done, (sheet.common("item"), sheet.common("entry")))),
        ),
        signed=("place", "name", "function"),
    )


def _pair(sheet: Sheet, other: Wording | None, key: str) -> tuple[Cell, Cell]:
    """A sentence of the sheet in both languages; room for it where there are no words of the second."""
    theirs: Cell = (paragraph(other.say(f"paper_oath.{key}")),) if other else sheet.blank()
    return (sheet.line(key),), theirs
