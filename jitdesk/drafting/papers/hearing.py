"""Papers of the hearing itself: the sheet for the day, and the minutes as a form for the requested side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jitdesk.drafting.answers import answer
from jitdesk.drafting.papers.annexes import exhibit_rows
from jitdesk.drafting.papers.paper import ROOM, Content
from jitdesk.drafting.papers.sheet import Sheet
from jitdesk.drafting.papers.windows import local, planned
from jitdesk.drafting.structure import Cell, Table

_REQUIRED = ("date_and_place", "identity", "persons", "oaths", "technical_conditions")
_REQUIRED_WIDTHS = (12, 68, 80)
_TIMES = (62, 52, 46)
_WHERE = (50, 35, 30, 45)
_IN_FORCE = "in_force"  # also where nothing is said
_LINES = 3  # empty rows of a table to be filled in by hand


def minutes(sheet: Sheet) -> Content:
    """The minutes as a form: what the basis requires first, then what a court needs to use them."""
    required = tuple((sheet.plain(str(n)), sheet.plain(sheet.say(key)), _known(sheet, key)) for n, key in enumerate(_REQUIRED, 1))
    heads = (sheet.common("number"), sheet.say("required_item"), sheet.common("entry"))
    shown = tuple((sheet.plain(f"{number}. {title}"), (), ()) for number, title, _, _ in exhibit_rows(sheet)) or _empty(3)
    return Content(
        rows=(
            sheet.row("their_authority", sheet.first("requested_authority")),
            sheet.row("made_by", sheet.first("requesting_authority")),
            *sheet.identified(),
        ),
        parts=(
            sheet.part("required", sheet.line("required_rule"), Table(_REQUIRED_WIDTHS, required, heads)),
            sheet.part("times", _form(sheet, "start", "end")),
            sheet.part("breaks", _rows(sheet, "break", ("from", "until", "why"))),
            sheet.part("interruptions", _rows(sheet, "interruption", ("from", "until", "why"))),
            sheet.part("rights", _form(sheet, "rights_text", "rights_language", "rights_understood", "rights_by")),
            sheet.part("interpreter", _form(sheet, "interpreter_who", "interpreter_languages", "interpreter_oath", "interpreter_mode")),
            sheet.part("privilege", _rows(sheet, "privilege", ("claimed", "law", "ruling"))),
            sheet.part("exhibits", Table((80, 40, 40), shown, tuple(sheet.say(f"exhibit_{key}") for key in ("which", "shown", "marked")))),
            sheet.part("recording", _form(sheet, "recorded_by", "recorded_agreed", "recorded_file", "recorded_hash")),
            sheet.part("measures", sheet.line("measures_rule"), _rows(sheet, "measure", ("at", "what", "resumed"))),
            sheet.part("protected", sheet.line("protected_rule"), _protected(sheet)),
            sheet.part("closing", _form(sheet, "read_back", "corrections", "signatures")),
        ),
        signed=("place", "name", "function", "seal"),
        letterhead=sheet.written("executing_authority")[:1] or sheet.blank(),
    )


def _known(sheet: Sheet, key: str) -> Cell:
    """What can be entered beforehand: of the identity, the code and why no name stands here."""
    if key != "identity" or not sheet.code:
        return ROOM
    return (*sheet.plain(sheet.say("by_code", code=sheet.code)), *ROOM)


def _protected(sheet: Sheet) -> Table:
    """Protected persons by their code, with the order that protects them."""
    orders = list(_orders(sheet))
    rows = tuple((sheet.plain(sheet.code), order or sheet.blank(), ()) for order in orders) if sheet.code else ()
    heads = tuple(sheet.say(f"protected_{key}") for key in ("code", "order", "note"))
    return Table((30, 80, 50), (*rows, *_empty(3, 1)), heads)


def _orders(sheet: Sheet) -> Iterator[Cell]:
    """The orders that protect the person, by authority, number and date; one unknown order where none is recorded."""
    named = sheet.request.get("anonymity", {})
    found = [(named.get("court"), named.get("number"), named.get("date"))] if named else []
    named_here = sheet.request.get("measures", ())
    measures = [one for one in sheet.case.measures if one.id in named_here and answer(one, "basis") == "order"]
    measures = [one for one in measures if (answer(one, "status") or _IN_FORCE) == _IN_FORCE]
    found += [(record.get("authority"), record.get("number"), record.get("ordered_on")) for record in measures]
    if not found:
        yield ()
    for authority, number, day in dict.fromkeys(found):
        texts = [str(value) for value in (authority, number) if value]
        yield (*sheet.plain(", ".join(texts)), *(sheet.date(day) if day else ()))


def _form(sheet: Sheet, *keys: str) -> Table:
    return Table((70, 90), tuple((sheet.plain(sheet.say(key)), ROOM) for key in keys), (sheet.common("item"), sheet.common("entry")))


def _rows(sheet: Sheet, name: str, columns: tuple[str, str, str]) -> Table:
    return Table((50, 50, 60), _empty(3), tuple(sheet.say(f"{name}_{column}") for column in columns))


def _empty(columns: int, count: int = _LINES) -> tuple[tuple[Cell, ...], ...]:
    return tuple((ROOM,) * columns for _ in range(count))


def day(sheet: Sheet) -> Content:
    """One page for the day: when in every zone, who is where by function, what happens if the link fails; nobody's name."""
    window = planned(sheet.case)
    windows = [window] if window else list(sheet.request.get("windows", ()))
    times = tuple(row for one in windows for row in _zones(sheet, one))
    note = () if window else (sheet.line("not_agreed"),)
    table = Table(_TIMES, times, (sheet.say("local"), sheet.say("zone"), sheet.say("utc")))
    return Content(
        rows=(
            sheet.row("code", sheet.plain(sheet.code) or sheet.missing("witness")),
            sheet.own("requested_site", sheet.column("technical_public", "requested_site")),
            sheet.own("requesting_site", sheet.column("technical_public", "requesting_site")),
            *sheet.identified(),
        ),
        parts=(
            sheet.part("times", *note, *((table,) if times else sheet.missing("windows"))),
            sheet.part("where", _people(sheet)),
            sheet.part("before", *sheet.items("before_1", "before_2", "before_3", "before_4")),
            sheet.part("during", *sheet.items("during_1", "during_2", "during_3")),
            sheet.part("fails", *sheet.items("fails_1", "fails_2"), *sheet.text("fallback")),
        ),
    )


def _zones(sheet: Sheet, window: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    """The window in the requested State's zone first, then in that of each other State that takes part."""
    states = [sheet.case.proceeding.get("state") if sheet.case.proceeding else None, sheet.home]
    states += [row.get("state") for row in sheet.request.get("participants", ())]
    names = [sheet.zones[state] for state in map(str, states) if state in sheet.zones]
    for zone in dict.fromkeys([str(window["zone"]), *names]):
        yield local(sheet, window, zone)


def _people(sheet: Sheet) -> Table:
    """Who takes part, by capacity; where those on the requested side sit is left to the requested side."""
    rows = [_place(sheet, sheet.plain(sheet.say(f"role_{role}")), side) for role, side in _roles()]
    given = [row for row in sheet.request.get("participants", ()) if row.get("capacity")]
    rows += [_place(sheet, sheet.plain(str(row["capacity"])), str(row.get("side", "")), row) for row in given]
    return Table(_WHERE, tuple(rows), tuple(sheet.say(f"people_{key}") for key in ("who", "side", "mode", "place")))


def _roles() -> Iterable[tuple[str, str]]:
    return (("person", "requested"), ("requested_judge", "requested"), ("requesting_judge", "requesting"))


def _place(sheet: Sheet, who: Cell, side: str, row: Mapping[str, Any] | None = None) -> tuple[Cell, ...]:
    known = row or {}
    where = sheet.plain(str(known.get("place", ""))) if side != "requested" else ()
    named = sheet.plain(sheet.say(f"side_{side}")) if side in ("requesting", "requested", "third") else sheet.blank()
    mode = known.get("mode")
    return who, named, sheet.plain(sheet.say(f"mode_{mode}")) if mode in ("room", "link") else (), where or sheet.blank()
