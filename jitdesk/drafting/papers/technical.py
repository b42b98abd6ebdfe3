"""The technical annex in two papers, public and confidential; the requested side answers in the last column of both."""

from __future__ import annotations

from jitdesk.drafting.papers.paper import ROOM, Content
from jitdesk.drafting.papers.sheet import Sheet
from jitdesk.drafting.papers.windows import window_rows
from jitdesk.drafting.structure import Cell, Table

_WIDTHS = (35, 70, 55)
_CONFIDENTIAL = (
    *("end_points", "dial_direction", "protocol", "pin", "bandwidth", "encryption", "bridge", "ports", "technicians"),
    *("distortion", "room_and_cameras", "private_line", "document_camera", "break_signal", "fallback"),
)


def public(sheet: Sheet) -> Content:
    """What any office on the way may read."""
    request = sheet.request
    tag = request.get("technical_public", {}).get("technicians_language")
    sites = [
        (sheet.say("requesting_site"), sheet.column("technical_public", "requesting_site")),
        (sheet.say("requested_site"), sheet.column("technical_public", "requested_site")),
        (sheet.say("technicians_language"), sheet.language_names([str(tag)] if tag else [], "technical_public")),
        (sheet.say("recording"), sheet.column("recorded", "asked")),
        (sheet.say("interpreter_place"), sheet.column("technical_public", "interpreter_place")),
    ]
    windows = window_rows(sheet, request.get("windows", ()), sheet.say("window"))
    tests = window_rows(sheet, request.get("test_call", ()), sheet.say("test_call"))
    return Content(
        rows=(
            sheet.row("to", sheet.first("requested_authority")),
            sheet.row("proceedings", sheet.text("subject")),
            *sheet.identified(),
        ),
        parts=(
            sheet.part("how", sheet.line("fill_in"), sheet.line("confidential_apart")),
            sheet.part("times", _answered(sheet, windows or [(sheet.say("window"), sheet.missing("windows"))])),
            sheet.part("test", sheet.line("test_rule"), _answered(sheet, tests or [(sheet.say("test_call"), sheet.missing("test_call"))])),
            sheet.part("sites", _answered(sheet, sites)),
        ),
        signed=("place", "name", "function"),
    )


def confidential(sheet: Sheet) -> Content:
    """Addresses, codes and people of the link: a file of its own, which never travels with the letter."""
    rows = [(sheet.say(name), sheet.column("technical_confidential", name)) for name in _CONFIDENTIAL]
    return Content(
        rows=(sheet.row("to", sheet.first("requested_authority")), *sheet.identified()),
        parts=(
            sheet.part("how", *sheet.items("apart", "need", "other_way")),
            sheet.part("link", _answered(sheet, rows)),
        ),
        signed=("place", "name", "function"),
        mark=sheet.say("mark"),
    )


def _answered(sheet: Sheet, rows: list[tuple[str, Cell]]) -> Table:
    heads = (sheet.common("item"), sheet.common("ours"), sheet.common("reply"))
    return Table(_WIDTHS, tuple((sheet.plain(item), ours, ROOM) for item, ours in rows), heads)
