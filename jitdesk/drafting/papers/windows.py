"""Windows of a hearing in a cell each: the local time first, then UTC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jitdesk.drafting.case import Case
from jitdesk.drafting.papers.sheet import Sheet
from jitdesk.drafting.structure import Cell, Paragraph
from jitdesk.drafting.times import windows_table


def window_rows(sheet: Sheet, windows: Sequence[Mapping[str, Any]], name: str) -> list[tuple[str, Cell]]:
    """Each window under its name and number, in the local time of its zone, with UTC and duration after it."""
    cells = [_cells(sheet, window) for window in windows]
    return [(name if len(cells) == 1 else f"{name} {n}", cell) for n, cell in enumerate(cells, 1)]


def local(sheet: Sheet, window: Mapping[str, Any], zone: str) -> tuple[Cell, Cell, Cell]:
    """Local time in a zone, the zone, and UTC."""
    _, time, where, utc, _ = windows_table(sheet.words, [{**window, "zone": zone}]).rows[0]
    return time, where, utc


def here(sheet: Sheet, window: Mapping[str, Any]) -> Cell:
    """A window for somebody who needs no other zone: local time, whose it is, how long."""
    _, time, where, _, lasting = windows_table(sheet.words, [window]).rows[0]
    return (*time, *where[:1], *lasting)


def _cells(sheet: Sheet, window: Mapping[str, Any]) -> tuple[Paragraph, ...]:
    _, time, where, utc, lasting = windows_table(sheet.words, [window]).rows[0]
    in_utc = tuple(sheet.plain(sheet.common("in_utc", time=_text(utc))))
    return (*time, *where, *in_utc, *lasting)


def _text(cell: Cell) -> str:
    return " ".join(run.text for part in cell for run in part.runs)


def planned(case: Case) -> Mapping[str, Any] | None:
    """The window of the next session that was agreed and is not held yet, or None."""
    agreed = [window for hearing in case.hearings if hearing.get("result") is None for window in hearing.get("planned", ())]
    today = case.today.isoformat()
    return min((window for window in agreed if str(window["start"]) >= today), key=lambda window: str(window["start"]), default=None)
