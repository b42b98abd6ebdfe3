"""The dates offered for a hearing: each set in one zone and kept in UTC, shown in the zones of everybody concerned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui import dates, zones
from jitdesk.ui.look import Role, look
from jitdesk.ui.screens.requests.date_rows import DateRow
from jitdesk.ui.screens.requests.time_fields import ClockEditor, LengthEditor
from jitdesk.ui.screens.requests.zone_cards import MOST_PLACES, Card, ClockNotice, ZoneCards, cards_of, change_sentences, clock
from jitdesk.ui.texts import isolated
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.editors import ChoiceEditor, DateEditor, Editor
from jitdesk.ui.widgets.labels import PlainLabel

_MINUTES = 120


@dataclass(frozen=True)
class Offered:
    """One date as its fields hold it; nothing in a field is None."""

    day: str | None = None
    clock: str | None = None
    minutes: int | None = _MINUTES
    zone: str | None = None

    @classmethod
    def of(cls, window: dict[str, Any]) -> Offered:
        """The fields of a window."""
        local = datetime.fromisoformat(window["start"]).astimezone(ZoneInfo(window["zone"]))
        return cls(local.date().isoformat(), clock(local), window["minutes"], window["zone"])

    @property
    def blank(self) -> bool:
        """Whether nothing was said yet of when it is."""
        return self.day is None and self.clock is None

    @property
    def starts(self) -> list[datetime]:
        """The moments in UTC that the fields can mean: none while one is missing, two where clocks show this time twice."""
        if None in (self.day, self.clock, self.minutes, self.zone) or len(str(self.day)) < 10:
            return []
        return zones.moments(date.fromisoformat(str(self.day)), time.fromisoformat(str(self.clock)), str(self.zone))

    @property
    def window(self) -> dict[str, Any] | None:
        """The window as it is kept, once every field is filled and the time exists once."""
        if len(self.starts) != 1:
            return None
        return {"start": f"{self.starts[0]:%Y-%m-%dT%H:%MZ}", "minutes": self.minutes, "zone": self.zone}

    def problem(self, today: date) -> str:
        """Why these fields are no window, in a sentence; "" for a blank one."""
        if self.blank or self.window:
            return ""
        if self.day is not None and len(self.day) < 10:
            return say("ui.hearing.whole_date")
        for name in ("day", "clock", "minutes", "zone"):
            if getattr(self, name) is None:
                return say(f"ui.hearing.need_{name}")
        words = {"time": self.clock, "place": isolated(zones.city(str(self.zone))), "date": dates.full(str(self.day), today)}
        return say("ui.hearing.twice" if self.starts else "ui.hearing.never", **words)


class WindowsEditor(Editor):
    """The windows of a request; one of them is in the fields, where there are `several` the others stand in rows below."""

    def __init__(self, today: dates.Today, several: bool = True) -> None:
        self._several = several
        self.named_by_form = not several
        self._today = today
        self._offered: list[Offered] = [Offered()]
        self._at = 0
        self._requested = ""
        self._team: Sequence[str] = ()
        panel = QWidget()
        super().__init__(panel)
        self.day = DateEditor(today, quiet=False)
        self.clock = ClockEditor()
        self.length = LengthEditor()
        self.zone = ChoiceEditor([], zones.city, lambda text: text in zones.known(), say("ui.hearing.no_zone"))
        self.zone.set_framed()
        self.cards = ZoneCards()
        self.notice = ClockNotice()
        self.rows: list[DateRow] = []
        self._rows = QVBoxLayout()
        self.add_button = Button(say("ui.hearing.add"), Rank.LINK, "plus", height=24)
        self.add_button.clicked.connect(self.add)
        self._lay_out(panel)
        self.setFocusProxy(self.day.line)
        for part in self._fields:
            part.edited.connect(self._take)
        self.set_places("", ())

    @property
    def _fields(self) -> tuple[Editor, Editor, Editor, Editor]:
        return self.day, self.clock, self.length, self.zone

    @property
    def current(self) -> Offered:
        """The date in the fields."""
        return self._offered[self._at]

    def set_places(self, requested: str, team: Sequence[str]) -> None:
        """Whose zones are offered and shown: those of the requested State, then of the team's States, this desk's own first."""
        if self.zone.box.count() and (requested, team) == (self._requested, self._team):
            return
        self._requested, self._team = requested, team
        near = [zone for state in (requested, *team) for zone in zones.of_state(state)] + [zones.UTC_ZONE]
        box, value = self.zone.box, self.zone.value()
        box.clear()
        for zone in zones.ordered(near):
            box.addItem(zones.city(zone) if zone in near else zone, zone)
        self.zone.display(value)
        if self.current.blank:
            self._offered[self._at] = replace(self.current, zone=self._first_zone())
            self._show_current()

    def add(self) -> None:
        """Offer another date: like the current one, its day still to be said."""
        self.commit()
        self._offered.append(Offered(minutes=self.current.minutes, zone=self.current.zone or self._first_zone()))
        self.choose(len(self._offered) - 1)
        self.day.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self, number: int) -> None:
        """Put another date into the fields."""
        self.commit()
        self._at = number
        self._show_current()

    def remove(self, number: int) -> None:
        """Offer this date no longer."""
        del self._offered[number]
        self._offered = self._offered or [Offered(zone=self._first_zone())]
        self._at = min(self._at - (number < self._at), len(self._offered) - 1)
        self._show_current()
        self.day.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def value(self) -> object:
        return [window for offered in self._offered if (window := offered.window)] or None

    def problem(self) -> str:
        wrong = next((part.problem() for part in self._fields if part.problem()), "")
        return wrong or next((sentence for offered in self._offered if (sentence := offered.problem(self._today()))), "")

    def display(self, value: object) -> None:
        windows = value if isinstance(value, list) else []
        self._offered = [Offered.of(window) for window in windows] or [Offered(zone=self._first_zone())]
        self._at = min(self._at, len(self._offered) - 1)
        self._show_current()

    def show_record(self, value: object) -> None:
        self._at = 0
        super().show_record(value)

    @property
    def dirty(self) -> bool:
        begun = len(self._offered) > 1 and any(offered.blank for offered in self._offered)
        return begun or any(part.dirty for part in self._fields) or super().dirty

    def commit(self) -> None:
        for part in self._fields:
            part.commit()

    def typed(self) -> object:
        return list(self._offered), self._at, [part.typed() for part in self._fields]

    def put_back(self, typed: Any) -> None:
        self._offered, self._at, texts = typed
        self._show_current()
        for part, text in zip(self._fields, texts, strict=True):
            if part.typed() != text:
                part.put_back(text)

    def set_name(self, name: str) -> None:
        super().set_name(name)
        for label, part in zip(("day", "clock", "length", "zone"), self._fields, strict=True):
            spoken = say(f"ui.hearing.{label}")
            part.control.setAccessibleName(spoken if self._several else f"{name}: {spoken}")

    def set_read_only(self, read_only: bool) -> None:
        for part in (*self._fields, self.add_button, *self.rows):
            part.setEnabled(not read_only)

    def _first_zone(self) -> str:
        near = [zone for state in (self._requested, *self._team) for zone in zones.of_state(state)]
        return near[0] if near else zones.UTC_ZONE

    def _take(self) -> None:
        """A field was edited."""
        day, at, minutes, zone = (part.value() for part in self._fields)
        self._offered[self._at] = Offered(
            str(day) if day else None, str(at) if at else None, minutes if isinstance(minutes, int) else None, str(zone) if zone else None
        )
        for part in self._fields:
            if not part.problem():
                part.kept = part.value()
                part.display(part.kept)
        self._show_times()
        self.edited.emit()

    def _show_current(self) -> None:
        offered = self.current
        for part, value in zip(self._fields, (offered.day, offered.clock, offered.minutes, offered.zone), strict=True):
            part.show_record(value)
        self._show_times()

    def _show_times(self) -> None:
        offered = self.current
        start = offered.starts[0] if offered.window else None
        shown = cards_of(offered.window, self._requested, self._team) if offered.window else []
        self.cards.show_cards(shown, self._today())
        self._tell_changes(start, shown)
        self._show_rows([card.span.zone for card in shown])

    def _tell_changes(self, start: datetime | None, shown: Sequence[Card]) -> None:
        places = [card for card in shown if card.span.zone != zones.UTC_ZONE]
        now = datetime.combine(self._today(), time(), UTC)
        if start is None or start < now:
            self.notice.say(say("ui.hearing.past") if start else "", "")
            return
        changes = [zones.last_change(card.span.zone, now, start) for card in places]
        sentences = change_sentences(changes, [card.city for card in places], start.date(), self._today())
        stays = ""
        if places:
            here = {"time": clock(places[0].span.start), "place": isolated(places[0].city), "utc": clock(start)}
            stays = say("ui.hearing.stays", **here)
        self.notice.say(" ".join(sentences), stays)

    def _show_rows(self, shown: Sequence[str]) -> None:
        several = len(self._offered) > 1
        self._head.setVisible(self._several and (several or not self.current.blank))
        wanted = self._offered if several else []
        while len(self.rows) > len(wanted):
            row = self.rows.pop()
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self.rows) < len(wanted):
            row = DateRow(len(self.rows) + 1)
            row.chosen.connect(partial(self._choose_row, len(self.rows)))
            row.removed.connect(partial(self.remove, len(self.rows)))
            self.rows.append(row)
            self._rows.addWidget(row)
        for number, (row, offered) in enumerate(zip(self.rows, wanted, strict=True)):
            row.show_texts(self._row_texts(offered, shown), number == self._at)

    def _choose_row(self, number: int) -> None:
        self.choose(number)
        self.day.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _row_texts(self, offered: Offered, shown: Sequence[str]) -> list[str]:
        if not offered.window:
            return [say("ui.hearing.unsaid" if offered.blank else "ui.hearing.incomplete")]
        start, zone = offered.starts[0], str(offered.zone)
        others = [other for other in shown if other not in (zone, zones.UTC_ZONE)][: MOST_PLACES - 1]
        spans = [zones.span(start, offered.minutes or 0, place) for place in (zone, *others, zones.UTC_ZONE)]
        times = [say("ui.hearing.at", time=clock(span.start), place=isolated(zones.city(span.zone))) for span in spans]
        return [dates.full(str(offered.day), self._today()), *times]

    def _lay_out(self, panel: QWidget) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for column, (name, part, stretch) in enumerate(
            (("day", self.day, 5), ("clock", self.clock, 2), ("length", self.length, 2), ("zone", self.zone, 3))
        ):
            label = PlainLabel(say(f"ui.hearing.{name}"), Role.NAME)
            label.setBuddy(part.control)
            grid.addWidget(label, 0, column)
            grid.addWidget(part, 1, column)
            grid.setColumnStretch(column, stretch)
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(PlainLabel(say("ui.hearing.dates"), Role.CURRENT))
        head.addStretch(1)
        head.addWidget(self.add_button)
        self._rows.setSpacing(0)
        column_of = QVBoxLayout(panel)
        column_of.setContentsMargins(0, 0, 0, 0)
        column_of.setSpacing(look().px(12))
        column_of.addLayout(grid)
        column_of.addWidget(self.cards)
        column_of.addWidget(self.notice)
        column_of.addWidget(self._head)
        column_of.addLayout(self._rows)
