"""One conflict at a time: every value in full, the same size, no side favoured; the result is what a person takes or writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services.clashing import Clash, Origin, Side
from jitdesk.ui import differences
from jitdesk.ui.actions import Actions
from jitdesk.ui.differences import SAME, Piece
from jitdesk.ui.look import Role, look
from jitdesk.ui.screens.conflicts import wording
from jitdesk.ui.screens.conflicts.result import Result
from jitdesk.ui.screens.conflicts.sides import AncestorCard, SideCard
from jitdesk.ui.widgets.buttons import Button, Rank, ReasonLine
from jitdesk.ui.widgets.chips import Tag
from jitdesk.ui.widgets.difference import DifferenceText
from jitdesk.ui.widgets.labels import ElidedLabel, PlainLabel
from jitdesk.ui.widgets.layouts import clear
from jitdesk.ui.widgets.notices import Banner

MOST_SIDES = 4
_TITLE = 60


class SettlePage(QWidget):
    """Shows a conflict and holds its result; the screen settles it."""

    left = Signal()

    def __init__(self, actions: Actions, today: Callable[[], date]) -> None:
        super().__init__()
        self._actions = actions
        self._today = today
        self.clash: Clash | None = None
        self.cards: list[SideCard] = []
        self.result = Result(today)
        self.result.changed.connect(self._judge)
        self._refused = ""
        settle = actions.find("settle_conflict")
        self.settle = actions.button("settle_conflict", Button(settle.words, Rank.PRIMARY, "check", settle.keys))
        self.later = Button(say("ui.conflicts.later"), keys=say("ui.key.esc"))
        self.later.clicked.connect(self.left)
        self.refusal = Banner(" ", tone="danger")
        self._tag = QHBoxLayout()
        self._field = ElidedLabel("", Role.TITLE)
        self._legend = _Legend()
        self._ancestor = QVBoxLayout()
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        self._lay_out()

    def show_clash(self, clash: Clash, origin: Origin | None, draft: str, right: str) -> None:
        """Show a conflict; `right` says why this desk may not settle it, or ""."""
        self.clash, self._refused = clash, right
        self.show_refusal("")
        clear(self._tag)
        face = wording.tag(clash)
        self._tag.addWidget(Tag(_shortened(face.text), face.icon))
        self._field.set_text(wording.field(clash))
        clear(self._ancestor)
        before = wording.value(clash, origin.value, self._today()) if origin else ""
        if origin is not None:
            self._ancestor.addWidget(AncestorCard(origin, before, self._today()))
        compared = origin is not None and origin.value is not None and wording.is_text(clash)
        self._show_sides(clash, before if compared else None)
        self.result.begin(clash, draft)

    def take(self, number: int) -> None:
        """Take the side with this number, counted from 1."""
        if 0 < number <= len(self.cards):
            self.result.take(self.cards[number - 1].side)
            self.result.take_keyboard()

    def show_refusal(self, sentence: str) -> None:
        """Say why it was not settled; "" for nothing."""
        self.refusal.set_text(sentence)
        self.refusal.setVisible(bool(sentence))

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [*self.cards, self.result]

    def take_keyboard(self) -> None:
        """Put the keyboard on the first choice."""
        if self.cards:
            self.cards[0].take.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_sides(self, clash: Clash, before: str | None) -> None:
        clear(self._grid)
        sides = offered(clash)
        pair = len(sides) == 2
        self.cards = []
        marked = False
        for number, side in enumerate(sides, 1):
            take = self._actions.find(f"take_{number}")
            name = say(("ui.conflicts.left", "ui.conflicts.right")[number - 1]) if pair else say("ui.conflicts.number", n=number)
            take.set_words(say("ui.conflicts.take", side=name.casefold()) if pair else say("ui.conflicts.take_number", n=number))
            after = wording.value(clash, side.value, self._today())
            those = [Piece(after, SAME)] if before is None or side.value is None else differences.pieces(before, after)
            marked = marked or any(piece.state != SAME for piece in those)
            card = SideCard(number, name, side, those, take, self._today())
            self.cards.append(card)
            self._grid.addWidget(card, (number - 1) // 2, (number - 1) % 2)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._legend.setVisible(marked)

    def _judge(self) -> None:
        self._actions.find("settle_conflict").set_reason(self._refused or self.result.problem())
        for number in range(1, MOST_SIDES + 1):
            there = number <= len(self.cards)
            self._actions.find(f"take_{number}").set_reason(self._refused if there else say("ui.conflicts.no_side"))
        side = self.result.side()
        for card in self.cards:
            card.set_taken(side is card.side)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addLayout(self._tag)
        head.addWidget(self._field, 1)
        head.addWidget(self._legend)
        below = QHBoxLayout()
        below.setSpacing(10)
        below.addWidget(PlainLabel(say("ui.conflicts.result"), Role.SECTION))
        below.addWidget(ElidedLabel(say("ui.conflicts.result_below"), Role.SMALL, "text2"), 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(ElidedLabel(say("ui.conflicts.history"), Role.SMALL, "text2"), 1)
        foot.addWidget(ReasonLine(self.settle), alignment=Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(self.later)
        foot.addWidget(self.settle)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(12)
        column.addLayout(head)
        column.addLayout(self._ancestor)
        column.addLayout(self._grid, 1)
        column.addWidget(self.refusal)
        column.addLayout(below)
        column.addWidget(self.result)
        column.addLayout(foot)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(look().colours.window))
        painter.end()


def offered(clash: Clash) -> Sequence[Side]:
    """What can be taken: every side; for a record changed beside its archiving also to restore it."""
    if clash.field == "archived" and len(clash.sides) == 1:
        alone = clash.sides[0]
        return (alone, Side("", False, "", type(alone.author)("", "", "")))
    return clash.sides[:MOST_SIDES]


class _Legend(QWidget):
    """What the marks mean."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for state in (differences.ADDED, differences.REMOVED):
            word = DifferenceText([Piece(say(f"ui.conflicts.{state}"), state)])
            word.setFixedWidth(look().metrics(Role.READING).horizontalAdvance(word.text() or say(f"ui.conflicts.{state}")) + 4)
            row.addWidget(word)
        row.addWidget(PlainLabel(say("ui.conflicts.against"), Role.SMALL, "text2"))


def _shortened(text: str) -> str:
    return text if len(text) <= _TITLE else f"{text[:_TITLE].rstrip()}…"
