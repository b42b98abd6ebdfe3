"""The outline of the letter: its parts with their numbers and how far each is done."""

from __future__ import annotations

from collections.abc import Sequence

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
from jitdesk.ui import icons, paint
from jitdesk.ui.look import Role, look
from jitdesk.ui.screens.requests.progress import PART_MARKS
from jitdesk.ui.texts import tool_tip
from jitdesk.ui.widgets.labels import PlainLabel

_ENTRY = Qt.ItemDataRole.UserRole + 1
_DONE = (Progress.COMPLETE, Progress.SEALED)
ROW = 28


class Outline(QWidget):
    """The parts in their order; `chosen` tells which one a person went to, `opened` that they want to write in it."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.list = _Parts()
        self.list.currentItemChanged.connect(self._choose)
        self.list.entered_part.connect(lambda: self.opened.emit(self.current))
        self._done = PlainLabel("", Role.SMALL, "text2")
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.addWidget(PlainLabel(say("ui.requests.letter"), Role.CURRENT))
        head.addStretch(1)
        head.addWidget(self._done)
        top = QWidget()
        top.setLayout(head)
        top.setFixedHeight(look().px(40))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        look().changed.connect(self._measure)
        self._measure()

    @property
    def current(self) -> str:
        """The part in sight, or ""."""
        item = self.list.currentItem()
        return item.data(_ENTRY).key if item else ""

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these parts; the current one stays where it is."""
        before = self.current
        items = [self.list.item(row) for row in range(self.list.count())]
        if [item.data(_ENTRY).key for item in items] != [entry.key for entry in entries]:
            with QSignalBlocker(self.list):
                self.list.clear()
                items = [QListWidgetItem(self.list) for _ in entries]
        with QSignalBlocker(self.list):
            for item, entry in zip(items, entries, strict=True):
                item.setData(_ENTRY, entry)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken(entry))
                item.setToolTip(tool_tip(entry.title))
                if entry.key == before:
                    self.list.setCurrentItem(item)
        done = sum(entry.progress in _DONE for entry in entries)
        self._done.setText(say("ui.requests.done", done=done, all=len(entries)))
        self.list.viewport().update()

    def go(self, key: str) -> None:
        """Go to a part."""
        for row in range(self.list.count()):
            if self.list.item(row).data(_ENTRY).key == key:
                self.list.setCurrentRow(row)

    def step(self, by: int) -> None:
        """Go to the next part, or the one before."""
        self.list.setCurrentRow(max(0, min(self.list.currentRow() + by, self.list.count() - 1)))

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(_ENTRY).key)

    def _measure(self) -> None:
        self.setFixedWidth(look().px(240))


def short_title(entry: Entry) -> str:
    """What a part is called where there is little room."""
    return say(f"ui.requests.part.{entry.key}")


def spoken(entry: Entry) -> str:
    """A part as a screen reader says it."""
    number = str(entry.number) if entry.number else ""
    return " ".join(filter(None, (number, entry.title, say(f"ui.requests.progress_{entry.progress}"))))


class _Parts(QListWidget):
    entered_part = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("ui.requests.parts"))
        self.setItemDelegate(_PartDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setProperty("side", True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_part.emit()
        else:
            super().keyPressEvent(event)


class _PartDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(look().px(200), look().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        entry: Entry = index.data(_ENTRY)
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
        ink = colours.select_text if chosen else colours.text if entry.number or not entry.fields else colours.text2
        number = QRect(rect.left(), rect.top(), look().px(24), rect.height())
        small = look().font(Role.SMALL, tabular=True)
        tone = ink if chosen else colours.text2
        paint.line(painter, paint.placed(painter, rect, number), str(entry.number or ""), small, tone, paint.END)
        words = rect.adjusted(look().px(34), 0, -look().px(32), 0)
        font = look().font(Role.CURRENT if chosen else Role.BODY)
        paint.line(painter, paint.placed(painter, rect, words), short_title(entry), font, ink)
        name, mark_tone = PART_MARKS[entry.progress]
        size = look().px(16)
        mark = QRect(rect.right() - size - look().px(9), rect.top() + (rect.height() - size) // 2, size, size)
        icons.draw(painter, paint.placed(painter, rect, mark), name, getattr(colours, mark_tone))
        painter.restore()
