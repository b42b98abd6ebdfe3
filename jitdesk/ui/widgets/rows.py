"""Editor for several groups in an order: each a card with its number, which can be moved and taken out."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.domain.fields import Field
from jitdesk.kernel.words import say
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.buttons import Button, IconButton, Rank
from jitdesk.ui.widgets.editors import Editor
from jitdesk.ui.widgets.group import GroupEditor, Make
from jitdesk.ui.widgets.labels import PlainLabel

_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class RowsEditor(Editor):
    """The groups of a field; what was taken out last can be put back."""

    tells_problem = True
    opened = Signal(str)  # the id of a record that a column links to

    def __init__(self, field: Field, make: Make) -> None:
        panel = QWidget()
        super().__init__(panel)
        self._field = field
        self._make = make
        self._framed = False
        self._read_only = False
        self._name = ""
        self._gone: tuple[int, object] | None = None  # where the card stood that was taken out last, and what was typed in it
        self.cards: list[RowCard] = []
        self.add_button = Button(say("ui.rows.add"), Rank.LINK, "plus", height=24)
        self.back_button = Button(say("ui.rows.put_back"), Rank.LINK, "undo-2", height=24)
        self.add_button.clicked.connect(self.add)
        self.back_button.clicked.connect(self.put_card_back)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(look().px(8))
        foot = QHBoxLayout()
        foot.setSpacing(look().px(16))
        foot.addWidget(self.add_button)
        foot.addWidget(self.back_button)
        foot.addStretch(1)
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().px(4))
        column.addLayout(self._cards)
        column.addLayout(foot)
        self._arrange()

    def value(self) -> object:
        return [said for card in self.cards if (said := card.group.value())] or None

    def display(self, value: object) -> None:
        rows = value if isinstance(value, list) else []
        self._set_count(len(rows))
        for card, row in zip(self.cards, rows, strict=True):
            card.group.show_record(row)

    def problem(self) -> str:
        return next((sentence for card in self.cards if (sentence := card.group.problem())), "")

    def typed(self) -> object:
        return [card.group.typed() for card in self.cards]

    def put_back(self, typed: Any) -> None:
        self._set_count(len(typed))
        for card, text in zip(self.cards, typed, strict=True):
            card.group.put_back(text)

    def show_record(self, value: object) -> None:
        self._gone = None
        super().show_record(value)
        self._arrange()

    def refresh(self, value: object) -> None:
        typing = self.dirty
        self.kept = value
        if self._told == (value or None,):
            self._told = None
        if self.value() == (value or None):
            said = [card for card in self.cards if card.group.value()]
            for card, row in zip(said, value if isinstance(value, list) else [], strict=True):
                card.group.refresh(row)
        elif not typing:
            self.display(value)

    def commit(self) -> None:
        for card in self.cards:
            card.group.commit()
        super().commit()

    def set_framed(self) -> None:
        self._framed = True
        for card in self.cards:
            card.group.set_framed()

    def set_name(self, name: str) -> None:
        self._name = name
        self.control.setAccessibleName(name)
        self.add_button.setAccessibleName(f"{name}: {say('ui.rows.add')}")
        self._arrange()

    def set_read_only(self, read_only: bool) -> None:
        self._read_only = read_only
        self._arrange()

    def rename(self) -> None:
        """What linked records are called may have changed."""
        for card in self.cards:
            card.group.rename()

    def add(self) -> None:
        """Begin another row at the end; one that says nothing is not kept."""
        self._gone = None
        self._insert(len(self.cards))
        self._arrange()
        self.cards[-1].group.take_keyboard()

    def remove(self, card: RowCard) -> None:
        """Take a row out; it can be put back until something else is done here."""
        at = self.cards.index(card)
        said = card.group.value() is not None or bool(card.group.problem())
        self._gone = (at, card.group.typed()) if said else None
        self._drop(card)
        self._arrange()
        if said:
            self.back_button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.cards:
            self.cards[min(at, len(self.cards) - 1)].group.take_keyboard()
        else:
            self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        super().commit()

    def put_card_back(self) -> None:
        """Put the row back that was taken out last."""
        if self._gone is not None:
            (at, typed), self._gone = self._gone, None
            card = self._insert(min(at, len(self.cards)))
            card.group.put_back(typed)
            self._arrange()
            card.group.take_keyboard()
            super().commit()

    def shift(self, card: RowCard, by: int) -> None:
        """Move a row up or down by one."""
        at = self.cards.index(card)
        focus = QApplication.focusWidget()
        if 0 <= at + by < len(self.cards):
            self.cards.insert(at + by, self.cards.pop(at))
            self._cards.removeWidget(card)
            self._cards.insertWidget(at + by, card)
            self._gone = None
            self._arrange()
            card.keep_keyboard(focus)
            super().commit()

    def _set_count(self, count: int) -> None:
        while len(self.cards) > count:
            self._drop(self.cards[-1])
        while len(self.cards) < count:
            self._insert(len(self.cards))
        self._arrange()

    def _insert(self, at: int) -> RowCard:
        card = RowCard(self._field, self._make)
        card.group.show_record(None)
        if self._framed:
            card.group.set_framed()
        card.removed.connect(partial(self.remove, card))
        card.moved.connect(partial(self.shift, card))
        card.group.edited.connect(self._card_edited)
        card.group.opened.connect(self.opened)
        self.cards.insert(at, card)
        self._cards.insertWidget(at, card)
        return card

    def _drop(self, card: RowCard) -> None:
        card.group.blockSignals(True)  # the keyboard leaves it: what it holds is no longer part of the value
        self.cards.remove(card)
        self._cards.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _card_edited(self) -> None:
        self._gone = None
        self._arrange()
        super().commit()

    def _arrange(self) -> None:
        """Numbers, what can be done, and the order in which Tab goes."""
        for number, card in enumerate(self.cards, 1):
            card.show_place(number, len(self.cards), self._name, self._read_only)
        self.add_button.setVisible(not self._read_only)
        self.back_button.setVisible(self._gone is not None and not self._read_only)
        first = self.cards[0].group if self.cards else self.add_button
        self.setFocusProxy(first)
        parts = [part for card in self.cards for part in card.findChildren(QWidget) if _stops(card, part)] + [
            self.add_button,
            self.back_button,
        ]
        for before, after in pairwise(parts):
            QWidget.setTabOrder(before, after)
        self.updateGeometry()


class RowCard(QWidget):
    """One row with its number and what can be done with it."""

    removed = Signal()
    moved = Signal(int)

    def __init__(self, field: Field, make: Make) -> None:
        super().__init__()
        self._read_only = False
        self._number = PlainLabel("", Role.SMALL_GROUP, "text2")
        self.up_button, self.down_button = IconButton("chevron-up", "", 24, icon_size=14), IconButton("chevron-down", "", 24, icon_size=14)
        self.remove_button = IconButton("x", "", 24, icon_size=14)
        head = QWidget()
        line = QHBoxLayout(head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        line.addWidget(self._number)
        line.addStretch(1)
        for button in (self.up_button, self.down_button, self.remove_button):
            line.addWidget(button)
        self.group = GroupEditor(field, make, head)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.group)
        self.up_button.clicked.connect(partial(self.moved.emit, -1))
        self.down_button.clicked.connect(partial(self.moved.emit, 1))
        self.remove_button.clicked.connect(self.removed)

    def show_place(self, number: int, of: int, name: str, read_only: bool) -> None:
        """Show where it stands among the others, and what can be done with it."""
        self._number.setText(str(number))
        self.group.set_name(say("ui.rows.name", name=name, n=number))
        if read_only != self._read_only:
            self._read_only = read_only
            self.group.set_read_only(read_only)
        self.up_button.set_icon("chevron-up", say("ui.rows.up", n=number))
        self.down_button.set_icon("chevron-down", say("ui.rows.down", n=number))
        self.remove_button.set_icon("x", say("ui.rows.remove", n=number))
        self.up_button.setEnabled(number > 1)
        self.down_button.setEnabled(number < of)
        for button in (self.up_button, self.down_button):
            button.setVisible(of > 1 and not read_only)
        self.remove_button.setVisible(not read_only)

    def keep_keyboard(self, focus: QWidget | None) -> None:
        """After a move: give the keyboard to what had it, or to the button that still can move the row."""
        other: dict[QWidget, QWidget] = {self.up_button: self.down_button, self.down_button: self.up_button}
        if focus is not None:
            (focus if focus.isEnabled() else other.get(focus, focus)).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _MOVES and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved.emit(_MOVES[key])
        else:
            super().keyPressEvent(event)


def _stops(card: QWidget, part: QWidget) -> bool:
    """Whether Tab stops at a part of a card; what pops up is a window of its own."""
    return bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus) and part.focusProxy() is None and part.window() is card.window()
