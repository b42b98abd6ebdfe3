"""The outline of a request: the letter's parts with their numbers and how far each is done, and below them what stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from jitdesk.kernel.words import say
from jitdesk.services.letters import Entry, Progress
from jitdesk.ui import icons, labels, paint
from jitdesk.ui.look import Role, look
from jitdesk.ui.screens.requests.progress import PART_MARKS
from jitdesk.ui.texts import tool_tip
from jitdesk.ui.widgets.labels import PlainLabel

_ENTRY = Qt.ItemDataRole.UserRole + 1
_DONE = (Progress.COMPLETE, Progress.SEALED)
ROW = 28
_HEAD = 40


@dataclass(frozen=True)
class Beside:
    """A page that is no part of the letter: how much is on it, and whether something there needs a person."""

    key: str
    icon: str
    count: int
    wanting: bool = False


class Outline(QWidget):
    """The parts in their order, and the pages beside the letter, which stay in sight below them.

    `chosen` tells which one a person went to, `opened` that they want to write in it.
    """

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.list, self.beside = _Parts(say("ui.requests.parts")), _Parts(say("ui.requests.beside"))
        for mine, other in ((self.list, self.beside), (self.beside, self.list)):
            mine.currentItemChanged.connect(partial(self._choose, other))
            mine.entered_part.connect(lambda: self.opened.emit(self.current))
            mine.left.connect(self.step)
        self._done = PlainLabel("", Role.SMALL, "text2")
        self._below = QWidget()
        below = QVBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 8)
        below.setSpacing(0)
        rule = QFrame()
        rule.setObjectName("rule")
        rule.setFixedHeight(1)
        below.addWidget(rule)
        below.addWidget(_titled(PlainLabel(say("ui.requests.beside"), Role.CURRENT)))
        below.addWidget(self.beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(_titled(PlainLabel(say("ui.requests.letter"), Role.CURRENT), self._done))
        column.addWidget(self.list, 1)
        column.addWidget(self._below)
        self.setFocusProxy(self.list)
        look().changed.connect(self._measure)
        self._measure()

    @property
    def current(self) -> str:
        """The part or page in sight, or ""."""
        item = self.list.currentItem() or self.beside.currentItem()
        return item.data(_ENTRY).key if item else ""

    def show_entries(self, entries: Sequence[Entry], beside: Sequence[Beside]) -> None:
        """Show these parts, and the pages beside them; the current one stays where it is."""
        self.list.show_entries(entries)
        self.beside.show_entries(beside)
        done = sum(entry.progress in _DONE for entry in entries)
        self._done.setText(say("ui.requests.done", done=done, all=len(entries)))
        self._measure()

    def go(self, key: str) -> None:
        """Go to a part, or to a page beside them."""
        for part in (self.list, self.beside):
            if key in part.shown:
                part.setCurrentRow(part.shown.index(key))

    def step(self, by: int) -> None:
        """Go to the next part or page, or the one before."""
        keys = [*self.list.shown, *self.beside.shown]
        at = keys.index(self.current) if self.current in keys else 0
        self.go(keys[max(0, min(at + by, len(keys) - 1))])

    def _choose(self, other: _Parts, item: QListWidgetItem | None, before: QListWidgetItem | None) -> None:
        if item is not None:
            moving = other.hasFocus()
            with QSignalBlocker(other):
                other.setCurrentRow(-1)
            other.viewport().update()
            part = item.listWidget()
            self.setFocusProxy(part)
            if moving:
                part.setFocus(Qt.FocusReason.OtherFocusReason)
            self.chosen.emit(item.data(_ENTRY).key)

    def _measure(self) -> None:
        self.setFixedWidth(look().px(240))
        self.beside.setFixedHeight(look().px(ROW) * max(self.beside.count(), 1))


def _titled(*parts: QWidget) -> QWidget:
    """What heads a list: the first at its start, the others at its end."""
    top = QWidget()
    row = QHBoxLayout(top)
    row.setContentsMargins(16, 0, 16, 0)
    row.addWidget(parts[0])
    row.addStretch(1)
    for part in parts[1:]:
        row.addWidget(part)
    top.setFixedHeight(look().px(_HEAD))
    return top


def short_title(entry: Entry | Beside) -> str:
    """What a part or a page is called where there is little room."""
    return say(f"ui.requests.part.{entry.key}")


def spoken(entry: Entry | Beside) -> str:
    """A part or a page as a screen reader says it."""
    if isinstance(entry, Beside):
        return labels.joined((short_title(entry), str(entry.count), say("ui.requests.beside_wanting") if entry.wanting else ""))
    number = str(entry.number) if entry.number else ""
    return " ".join(filter(None, (number, entry.title, say(f"ui.requests.progress_{entry.progress}"))))


class _Parts(QListWidget):
    entered_part = Signal()
    left = Signal(int)  # by an arrow, forwards or back, where there is nothing further

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setItemDelegate(_PartDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setProperty("side", True)

    @property
    def shown(self) -> list[str]:
        """What stands in it, in its order."""
        return [self.item(row).data(_ENTRY).key for row in range(self.count())]

    def show_entries(self, entries: Sequence[Entry | Beside]) -> None:
        """Show these; the current one stays where it is."""
        item = self.currentItem()
        before = item.data(_ENTRY).key if item else ""
        with QSignalBlocker(self):
            if self.shown != [entry.key for entry in entries]:
                self.clear()
                for _ in entries:
                    QListWidgetItem(self)
            for row, entry in enumerate(entries):
                made = self.item(row)
                made.setData(_ENTRY, entry)
                made.setData(Qt.ItemDataRole.AccessibleTextRole, spoken(entry))
                made.setToolTip(tool_tip(entry.title) if isinstance(entry, Entry) else "")
                if entry.key == before:
                    self.setCurrentItem(made)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ends = {Qt.Key.Key_Down: (self.count() - 1, 1), Qt.Key.Key_Up: (0, -1)}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_part.emit()
        elif event.key() in ends and self.currentRow() == ends[Qt.Key(event.key())][0]:
            self.left.emit(ends[Qt.Key(event.key())][1])
        else:
            super().keyPressEvent(event)


class _PartDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(look().px(200), look().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        entry: Entry | Beside = index.data(_ENTRY)
        colours = look().colours
        rect: QRect = option.rect.adjusted(8, 0, -8, 0)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setLayoutDirection(option.direction)
        if chosen:
            paint.rounded(painter, rect, 6, colours.select)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            paint.rounded(painter, rect, 6, colours.hover)
        if chosen and option.widget.hasFocus():
            paint.rounded(painter, rect, 6, None, colours.focus, 2)
        number = entry.number if isinstance(entry, Entry) else None
        quiet = isinstance(entry, Entry) and number is None and bool(entry.fields)
        ink = colours.select_text if chosen else colours.text2 if quiet else colours.text
        before = QRect(rect.left(), rect.top(), look().px(24), rect.height())
        small = look().font(Role.SMALL, tabular=True)
        tone = ink if chosen else colours.text2
        if isinstance(entry, Beside):
            self._icon(painter, rect, before, entry.icon, colours.accent if chosen else colours.text2)
        else:
            paint.line(painter, paint.placed(painter, rect, before), str(number or ""), small, tone, paint.END)
        words = rect.adjusted(look().px(34), 0, -look().px(32), 0)
        font = look().font(Role.CURRENT if chosen else Role.BODY)
        paint.line(painter, paint.placed(painter, rect, words), short_title(entry), font, ink)
        size = look().px(16)
        mark = QRect(rect.right() - size - look().px(9), rect.top() + (rect.height() - size) // 2, size, size)
        after = paint.placed(painter, rect, mark)
        if isinstance(entry, Entry):
            name, mark_tone = PART_MARKS[entry.progress]
            icons.draw(painter, after, name, getattr(colours, mark_tone))
        elif entry.wanting:
            icons.draw(painter, after, "triangle-alert", colours.warn)
        elif entry.count:
            paint.line(painter, after, str(entry.count), small, tone, paint.CENTRE)
        painter.restore()

    def _icon(self, painter: QPainter, rect: QRect, before: QRect, name: str, ink: str) -> None:
        size = look().px(16)
        spot = QRect(before.right() - size + 1, before.top() + (before.height() - size) // 2, size, size)
        icons.draw(painter, paint.placed(painter, rect, spot), name, ink)
