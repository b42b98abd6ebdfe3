"""Windows of a hearing in a cell each: the local time first, then UTC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jitdesk.drafting.case import Case
from jitdesk.drafting.papers.sheet import Sheet
from jitdesk.drafting.structure import Cell, Paragraph, lines, paragraph
from jitdesk.drafting.times import window_text


def window_rows(sheet: Sheet, windows: Sequence[Mapping[str, Any]], name: str) -> list[tuple[str, Cell]]:
    """Each window under its name and number, in the local time of its zone, with UTC and duration after it."""
    cells = [_cells(sheet, window) for window in windows]
    return [(name if len(cells) == 1 else f"{name} {n}", cell) for n, cell in enumerate(cells, 1)]


def local(sheet: Sheet, window: Mapping[str, Any], zone: str) -> tuple[Cell, Cell, Cell]:
    """Local time in a zone, the zone, and UTC."""
    told = window_text(sheet.words, {**window, "zone": zone})
    return _lines(told.local), _lines(told.where), _lines(told.utc)


def here(sheet: Sheet, window: Mapping[str, Any]) -> Cell:
    """A window for somebody who needs no other zone: local time, whose it is, how long."""
    told = window_text(sheet.words, window)
    return (*_lines(told.local), *_lines(told.where)[:1], *_lines(told.lasting))


def _cells(sheet: Sheet, window: Mapping[str, Any]) -> tuple[Paragraph, ...]:
    told = window_text(sheet.words, window)
    return (*_lines(told.local), *_lines(told.where), *sheet.plain(sheet.common("in_utc", time=told.utc)), *_lines(told.lasting))


def _lines(text: str) -> Cell:
    return tuple(paragraph(line) for line in lines(text))


def planned(case: Case) -> Mapping[str, Any] | None:
    """The window of the next session that was agreed and is not held yet, or None."""
    agreed = [window for hearing in case.hearings if hearing.get("result") is None for window in hearing.get("planned", ())]
    today = case.today.isoformat()
    return min((window for window in agreed if str(window["start"]) >= today), key=lambda window: str(window["start"]), default=None)
