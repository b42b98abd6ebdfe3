"""How the agenda looks: a block for each day, what and who, the time in every State, how it stands, and what clashes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QLocale, QRect
from PySide6.QtGui import QKeyEvent, QPainter

from jitdesk.kernel.words import say
from jitdesk.services.agenda import Clash
from jitdesk.ui import dates, labels, paint, zones
from jitdesk.ui.dates import Today
from jitdesk.ui.delegates import Index, RowDelegate, RowTable
from jitdesk.ui.look import Role, look
from jitdesk.ui.models import Column, IdTableModel
from jitdesk.ui.paint import ChipFace
from jitdesk.ui.screens.hearings.listing import AgendaRow, Place
from jitdesk.ui.texts import isolated

ROW = 68
PLACES = 3  # beside the zone that is chosen
_STATES = {
    "planned": ("info", "calendar"),
    "proposed": ("neutral", ""),
    "test_call": ("neutral", ""),
    "held": ("ok", "check"),
    "part_heard": ("warn", "circle-dashed"),
    "adjourned": ("warn", "clock"),
    "not_held": ("neutral", "ban"),
}


def columns(today: Today) -> tuple[Column, ...]:
    """The columns of the agenda."""
    others = (Column(f"place{n}", "", partial(_other, n), width=96) for n in range(PLACES))
    return (
        Column("day", say("ui.hearings.column_day"), partial(_day, today), width=84),
        Column("time", say("ui.hearings.column_time"), _time, width=120),
        Column("what", say("ui.hearings.column_what"), _what, strong=True),
        *others,
        Column("state", say("ui.hearings.column_state"), lambda row: "", _state, 112),
        Column("clash", say("ui.hearings.column_clash"), lambda row: "", _clash, 144),
    )


def sentence(clash: Clash) -> str:
    """What clashes, in a sentence."""
    if clash.at is not None:
        words = {"time": f"{clash.at.start:%H:%M}", "place": isolated(zones.city(clash.at.zone))}
        words["date"] = dates.full(clash.at.start.date().isoformat(), date.min)
        return (
            say("ui.hearings.holiday", **words, holiday=isolated(clash.at.holiday))
            if clash.at.holiday
            else say("ui.hearings.late", **words)
        )
    return clash.sentence or say("ui.hearings.same_time_as", reference=isolated(clash.reference))


def _day(today: Today, row: AgendaRow) -> str:
    return dates.full(row.start.date().isoformat(), today())


def _time(row: AgendaRow) -> str:
    return f"{isolated(f'{row.start:%H:%M} – {row.end:%H:%M}')}\n{zones.city(row.zone)}"  # a clock runs one way in every script


def _what(row: AgendaRow) -> str:
    request = row.entry.request
    code = str(request.get("requested_state", ""))
    who = row.entry.witness or say("ui.hearings.nobody")
    if row.entry.what == "test_call":
        first = say("ui.hearings.test_call")
    else:
        first = say("ui.hearings.to", who=who, state=labels.state(code)) if code else who
    number = say(f"ui.hearings.number_{row.entry.what}", n=row.entry.number)
    return f"{first}\n{request.get('reference', '')} · {number}"


def _other(number: int, row: AgendaRow) -> str:
    place = _place(number, row)
    if place is None:
        return ""
    day = "" if place.start.date() == row.start.date() else f" {dates.short(place.start.date().isoformat(), row.start.date())}"
    return f"{place.start:%H:%M}{day}\n{place.city}"


def _place(number: int, row: AgendaRow) -> Place | None:
    return row.places[number] if number < len(row.places) else None


def _state(row: AgendaRow) -> tuple[ChipFace, ...]:
    return (ChipFace(say(f"ui.hearings.state_{row.entry.state}"), *_STATES[row.entry.state]),)


def _clash(row: AgendaRow) -> tuple[ChipFace, ...]:
    """The weightiest of what clashes, and how many more there are."""
    clashes = row.row.clashes
    if not clashes:
        return ()
    words = say(f"ui.hearings.clash_{clashes[0].code or 'same'}")
    more = f" +{len(clashes) - 1}" if len(clashes) > 1 else ""
    return (ChipFace(words + more, "warn", "triangle-alert"),)


class AgendaDelegate(RowDelegate):
    """Draws two lines in a cell, and the block of a day."""

    def text(self, painter: QPainter, left: QRect, index: Index, column: Column, selected: bool) -> None:
        model = index.model()
        assert isinstance(model, IdTableModel)
        row: AgendaRow | None = model.record_at(index.row())
        if row is None:
            return
        quiet = look().colours.select_text if selected else look().colours.text2
        if column.name == "day":
            if row.begins_day:
                self._block(painter, left, row, quiet, self.ink(index, column, selected))
            return
        first, _, second = column.text(row).partition("\n")
        role = Role.CURRENT if column.name in ("time", "what") else Role.BODY
        place = _place(int(column.name[-1]), row) if column.name.startswith("place") else None
        ink = look().colours.warn if place is not None and place.late and not selected else self.ink(index, column, selected)
        font = look().font(role, tabular=column.name != "what", slashed_zero=column.name == "what")
        line = look().line(Role.BODY)
        top = left.top() + (left.height() - line - look().line(Role.SMALL)) // 2
        paint.line(painter, QRect(left.left(), top, left.width(), line), first, font, ink)
        below = QRect(left.left(), top + line, left.width(), look().line(Role.SMALL))
        paint.line(painter, below, second, look().font(Role.SMALL, slashed_zero=True), quiet)

    def _block(self, painter: QPainter, left: QRect, row: AgendaRow, quiet: str, ink: str) -> None:
        """The day as in a calendar: weekday, number, month."""
        day = row.start.date()
        short = QLocale.FormatType.ShortFormat
        lines = (
            (QLocale().dayName(day.isoweekday(), short), Role.SMALL, quiet),
            (str(day.day), Role.TITLE, ink),
            (QLocale().monthName(day.month, short), Role.SMALL, quiet),
        )
        heights = [look().line(role) - (look().px(2) if role is Role.TITLE else 0) for _, role, _ in lines]
        top = left.top() + (left.height() - sum(heights)) // 2
        width = look().px(40)
        for (words, role, tone), height in zip(lines, heights, strict=True):
            spot = paint.placed(painter, left, QRect(left.left(), top, width, height))
            paint.line(painter, spot, words, look().font(role), tone, paint.CENTRE)
            top += height


class AgendaTable(RowTable):
    """Rows of the agenda; a slash goes to the filter."""

    def __init__(self, model: IdTableModel, name: str, filter: Callable[[], None]) -> None:
        super().__init__(model, name, ROW)
        self.setItemDelegate(AgendaDelegate(self))
        self.setAccessibleDescription(say("ui.hearings.list_keys"))
        self._filter = filter

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "/":
            self._filter()
        else:
            super().keyPressEvent(event)
