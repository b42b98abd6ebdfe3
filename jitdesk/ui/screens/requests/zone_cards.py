"""A hearing as each place has it: cards with local time and the day's strip, and a notice about clocks that change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui import dates, icons, labels, paint, zones
from jitdesk.ui.look import Role, look
from jitdesk.ui.texts import isolated
from jitdesk.ui.widgets.labels import IconLabel, Paragraph
from jitdesk.ui.zones import ClockChange, Span

_FROM, _TO = 6, 20
_ROW_OF = 4
MOST_PLACES = _ROW_OF - 1  # beside UTC


@dataclass(frozen=True)
class Card:
    """One place: its name, why it is shown, and the hearing as it has it; the `anchor` is where the time was set."""

    city: str
    why: str
    span: Span
    anchor: bool = False


def cards_of(
    window: Mapping[str, Any], requested: str, team: Sequence[str], others: Sequence[str] = (), most: int = MOST_PLACES
) -> list[Card]:
    """The cards of a window, `most` beside UTC, which stands last.

    Where its time is set comes first, then the requested State, the team's States (this desk's first), and `others`.
    """
    anchor = str(window["zone"])
    shown = _places(anchor, requested, team, others, most)
    return [Card(zones.city(zone), why, zones.span_of(window, zone), zone == anchor) for zone, why in shown.items()]


def _places(anchor: str, requested: str, team: Sequence[str], others: Sequence[str], most: int) -> dict[str, str]:
    """The zones to be shown and why."""
    own = team[0] if team else ""
    whose = ((requested, "requested"), (own, "own"), *((state, "team") for state in team[1:]), *((state, "takes_part") for state in others))
    reasons: dict[str, tuple[str, str]] = {}
    for state, why in whose:
        found = zones.of_state(state)
        if found and state not in (s for s, _ in reasons.values()):
            reasons.setdefault(anchor if anchor in found else found[0], (state, say(f"ui.hearing.why_{why}")))
    ordered = {anchor: reasons.get(anchor, ("", ""))[1]} if anchor != zones.UTC_ZONE else {}
    ordered.update({zone: why for zone, (_, why) in reasons.items() if zone not in ordered})
    return dict([*list(ordered.items())[:most], (zones.UTC_ZONE, say("ui.hearing.why_utc"))])


def clock(moment: datetime) -> str:
    """The time of day: "09:30"."""
    return f"{moment:%H:%M}"


def offset(moment: datetime) -> str:
    """A zone's name at that time and its distance from UTC: "EET, UTC+2"."""
    seconds = moment.utcoffset()
    minutes = round(seconds.total_seconds() / 60) if seconds else 0
    hours, rest = divmod(abs(minutes), 60)
    distance = f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
    name = moment.tzname() or ""
    return distance if not name.isalpha() else f"{name}, {distance}"


def change_sentences(changes: Sequence[ClockChange | None], cities: Sequence[str], start: date, today: date) -> list[str]:
    """What is said of clocks that change before a hearing, the last change of each place, and of those that do not."""
    told: dict[tuple[date, bool], list[str]] = {}
    still = [city for change, city in zip(changes, cities, strict=True) if change is None]
    for change, city in zip(changes, cities, strict=True):
        if change is not None:
            told.setdefault((change.day, change.forward), []).append(isolated(city))
    sentences = []
    for (day, forward), places in sorted(told.items()):
        key = "ui.hearing.clocks_forward" if forward else "ui.hearing.clocks_back"
        days = (start - day).days
        ahead = say("ui.hearing.before", n=days) if days > 0 else say("ui.hearing.same_day")
        sentences.append(say(key, places=_listed(places), date=isolated(dates.full(day.isoformat(), today)), ahead=ahead))
    if sentences and still:
        sentences.append(say("ui.hearing.clocks_still", places=_listed([isolated(city) for city in still])))
    return sentences


def _listed(places: Sequence[str]) -> str:
    if len(places) < 2:
        return "".join(places)
    return say("ui.hearing.and", first=labels.joined(places[:-1]), last=places[-1])


class ZoneCards(QWidget):
    """The cards side by side, in rows of four."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        self._cards: list[_CardFace] = []
        for number in range(_ROW_OF):
            self._grid.setColumnStretch(number, 1)

    def show_cards(self, cards: Sequence[Card], today: date) -> None:
        """Show these."""
        for number in range(len(self._cards), len(cards)):
            self._cards.append(_CardFace())
            self._grid.addWidget(self._cards[-1], number // _ROW_OF, number % _ROW_OF)
        for face, card in zip_longest(self._cards, cards):
            face.setVisible(card is not None)
            if card is not None:
                face.show_card(card, cards[0].span, today)
        self.setVisible(bool(cards))


class _CardFace(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._card: Card | None = None
        self._lines: tuple[str, str, str, str] = ("", "", "", "")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.updateGeometry)

    def show_card(self, card: Card, first: Span, today: date) -> None:
        self._card = card
        hours = isolated(f"{clock(card.span.start)} – {clock(card.span.end)}")
        other_day = card.span.start.date() != first.start.date()
        day = dates.short(card.span.start.date().isoformat(), today) if other_day else ""
        where = " · ".join(filter(None, (offset(card.span.start) if card.span.zone != zones.UTC_ZONE else "", day)))
        self._lines = (card.city, card.why, hours, where)
        warning = say("ui.hearing.outside") if self._late else ""
        self.setAccessibleName(labels.joined((*self._lines, warning)))
        self.setToolTip(warning)
        self.update()

    @property
    def _late(self) -> bool:
        card = self._card
        return card is not None and card.span.zone != zones.UTC_ZONE and not card.span.in_office_hours

    def sizeHint(self) -> QSize:
        return QSize(look().px(140), look().px(132))

    def paintEvent(self, event: QPaintEvent) -> None:
        card = self._card
        if card is None:
            return
        painter = QPainter(self)
        colours, rect = look().colours, self.rect()
        ground = colours.warn_bg if self._late else colours.accent_soft if card.anchor else colours.surface
        paint.rounded(painter, rect, 8, ground, colours.warn if self._late else colours.border)
        inner = rect.adjusted(12, 8, -12, -8)
        rows = ((Role.CURRENT, "text"), (Role.SMALL, "text2"), (Role.TITLE, "text"), (Role.SMALL, "text2"))
        top = inner.top()
        for text, (role, tone) in zip(self._lines, rows, strict=True):
            height = look().line(role) + (look().px(6) if role is Role.TITLE else 0)
            ink = getattr(colours, "warn" if self._late and tone == "text2" else tone)
            row = QRect(inner.left(), top, inner.width(), height)
            if card.anchor and role is Role.CURRENT:
                self._anchor(painter, row)
                row.setWidth(row.width() - look().px(20))
            paint.line(painter, paint.placed(painter, inner, row), text, look().font(role, tabular=role is Role.TITLE), ink)
            top += height
        if card.span.zone != zones.UTC_ZONE:
            self._strip(painter, QRect(inner.left(), top + look().px(8), inner.width(), look().px(10)), card.span)
        painter.end()

    def _anchor(self, painter: QPainter, row: QRect) -> None:
        size = look().px(14)
        spot = QRect(row.right() - size + 1, row.top() + (row.height() - size) // 2, size, size)
        icons.draw(painter, paint.placed(painter, row, spot), "anchor", look().colours.accent)

    def _strip(self, painter: QPainter, rect: QRect, span: Span) -> None:
        """The day from 6 to 20 h: office hours darker, the hearing on top."""
        # A clock runs from left to right in every script.
        colours = look().colours
        paint.rounded(painter, rect, 3, colours.neutral_bg)

        def part(start: float, end: float, grow: int, colour: str) -> None:
            left, right = (rect.left() + rect.width() * (min(max(h, _FROM), _TO) - _FROM) / (_TO - _FROM) for h in (start, end))
            if right > left:
                paint.rounded(painter, QRect(round(left), rect.top() - grow, round(right - left), rect.height() + 2 * grow), 3, colour)

        part(zones.OPENS, zones.CLOSES, 0, colours.scroll)
        begins = span.start.hour + span.start.minute / 60
        part(begins, begins + (span.end - span.start).total_seconds() / 3600, 1, colours.accent)
        for hour in (zones.OPENS, zones.CLOSES):
            centre = rect.left() + rect.width() * (hour - _FROM) // (_TO - _FROM)
            spot = QRect(centre - 12, rect.bottom() + 2, 24, look().px(14))
            paint.line(painter, spot, f"{hour:02}", look().font(Role.TINY), colours.text2, Qt.AlignmentFlag.AlignHCenter)


class ClockNotice(QWidget):
    """What to know about the time of the hearing."""

    def __init__(self) -> None:
        super().__init__()
        self._first = Paragraph()
        self._second = Paragraph("", Role.SMALL, "text2")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(10)
        row.addWidget(IconLabel("clock", "info"), alignment=Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self._first)
        column.addWidget(self._second)
        row.addLayout(column, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        look().changed.connect(self.update)

    def say(self, first: str, second: str) -> None:
        """Say this; "" says nothing."""
        self._first.setText(first)
        self._second.setText(second)
        self.setAccessibleName(f"{first} {second}".strip())
        self.setVisible(bool(first))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.rounded(painter, self.rect(), 8, look().colours.info_bg)
        painter.end()
