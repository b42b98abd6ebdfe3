"""One value of a conflict in full: by whom, when, and which words differ from what all had seen before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services.clashing import Origin, Side
from jitdesk.ui import dates, differences, labels, paint
from jitdesk.ui.actions import Action
from jitdesk.ui.differences import Piece
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.buttons import Button
from jitdesk.ui.widgets.chips import Avatar, Chip, Tag
from jitdesk.ui.widgets.difference import DifferenceText
from jitdesk.ui.widgets.labels import ElidedLabel, IconLabel, Paragraph, PlainLabel

_ANCESTOR = 112


class SideCard(QWidget):
    """A value in a card; the one that was taken has an edge of its own."""

    def __init__(self, number: int, name: str, side: Side, pieces: Sequence[Piece], take: Action, today: date) -> None:
        super().__init__()
        self._taken = False
        self.side = side
        self.text = DifferenceText(pieces)
        self.take = Button(take.words, keys=take.keys)
        self.take.clicked.connect(take.trigger)
        self.take.set_reason(take.reason)
        take.reason_changed.connect(self.take.set_reason)
        self.setAccessibleName(labels.joined((name, side.author.member, self.text.accessibleName())))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(10)
        column.addLayout(self._head(name, side, pieces, today))
        column.addWidget(_rule())
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(_top(self.text))
        scroll.setAccessibleName(labels.joined((name, side.author.member)))
        column.addWidget(scroll, 1)
        column.addWidget(self.take, alignment=Qt.AlignmentFlag.AlignLeading)

    def set_taken(self, taken: bool) -> None:
        """Whether the result is this value."""
        self._taken = taken
        self.update()

    def _head(self, name: str, side: Side, pieces: Sequence[Piece], today: date) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        if side.author.member:
            row.addWidget(Avatar(side.author.member, 28))
        words = QVBoxLayout()
        words.setSpacing(0)
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(PlainLabel(name, tone="text2"))
        first.addWidget(ElidedLabel(side.author.member, Role.CURRENT))
        if side.author.state:
            first.addWidget(Tag(side.author.state))
        first.addStretch(1)
        words.addLayout(first)
        words.addWidget(ElidedLabel(dates.moment(side.author.stamp, today), Role.SMALL, "text2"))
        row.addLayout(words, 1)
        added, removed = differences.additions(pieces), differences.removals(pieces)
        counts = [say(f"ui.conflicts.{what}", n=n) for what, n in (("additions", added), ("removals", removed)) if n]
        if counts:
            row.addWidget(Chip(labels.joined(counts)))
        return row

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = look().colours
        paint.rounded(painter, self.rect(), 8, colours.surface, colours.accent if self._taken else colours.border, 2 if self._taken else 1)
        painter.end()


class AncestorCard(QWidget):
    """What all sides had seen before they parted."""

    def __init__(self, origin: Origin, words: str, today: date) -> None:
        super().__init__()
        self.text = Paragraph(words, tone="text2")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(10)
        row.addWidget(IconLabel("history"), alignment=Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(PlainLabel(say("ui.conflicts.ancestor"), Role.NAME))
        who = labels.joined((origin.author.member, labels.state(origin.author.state), dates.moment(origin.author.stamp, today)))
        head.addWidget(ElidedLabel(who, Role.SMALL, "text2"), 1)
        column.addLayout(head)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(_top(self.text))
        scroll.setAccessibleName(say("ui.conflicts.ancestor"))
        column.addWidget(scroll, 1)
        row.addLayout(column, 1)
        self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        """As high as its text, up to a limit from which on it scrolls."""
        needed = self.text.height_for(max(self.width() - look().px(80), look().px(200))) + look().px(46)
        self.setFixedHeight(min(needed, look().px(_ANCESTOR)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = look().colours
        paint.rounded(painter, self.rect(), 8, colours.sunken, colours.border)
        painter.end()


def _top(content: QWidget) -> QWidget:
    """The content at the top of what scrolls."""
    place = QWidget()
    column = QVBoxLayout(place)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(content)
    column.addStretch(1)
    return place


def _rule() -> QFrame:
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedHeight(1)
    return line
