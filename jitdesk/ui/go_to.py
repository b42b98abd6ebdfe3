"""One line that leads everywhere: every action with its keys, every screen, and what a search finds (Ctrl+K); the list of keys (Ctrl+/)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from jitdesk.kernel.words import say
from jitdesk.ui import icons, paint
from jitdesk.ui.actions import Action
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.chips import KeyCap
from jitdesk.ui.widgets.fields import LineEdit
from jitdesk.ui.widgets.labels import PlainLabel

_PLACE = Qt.ItemDataRole.UserRole + 1
_MOST = 50
_PAUSE = 120


@dataclass(frozen=True)
class Place:
    """Something to go to: `detail` and `keys` stand after its text; with a `reason` it cannot be chosen now."""

    text: str
    run: Callable[[], object]
    icon: str = ""
    detail: str = ""
    keys: str = ""
    reason: str = ""


Search = Callable[[str], Sequence[Place]]


def matches(query: str, text: str) -> bool:
    """Whether every word of the query stands somewhere in the text."""
    found = text.casefold()
    return all(word in found for word in query.casefold().split())


class GoTo(QDialog):
    """The palette; `search` runs in a reading lane and brings records."""

    def __init__(self, parent: QWidget, actions: Sequence[Action], jobs: Jobs, search: Search | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setObjectName("goTo")
        self.setWindowTitle(say("ui.go_to.name"))
        self._above = parent
        self._jobs = jobs
        self._search = search
        self._asked = ""
        self._fixed = [Place(a.words, a.trigger, a.icon_name, "", a.keys, a.reason) for a in actions if a.in_palette]
        self.line = LineEdit(say("ui.go_to.placeholder"), "search")
        self.line.setAccessibleName(say("ui.go_to.name"))
        self.line.textChanged.connect(self._typed)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(say("ui.go_to.results"))
        self.list.setItemDelegate(_PlaceDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.itemClicked.connect(self._go)
        self._nothing = PlainLabel(say("ui.go_to.nothing"), tone="text2")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._look_up)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        column.addWidget(self.line)
        column.addWidget(self.list)
        column.addWidget(self._nothing)
        self._show(self._fixed)
        self._stand()

    def places(self) -> list[Place]:
        """What is offered now."""
        return [self.list.item(row).data(_PLACE) for row in range(self.list.count())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
                self._step({Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}[Qt.Key(event.key())])
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._go(self.list.currentItem())
                return True
        return False

    def _stand(self) -> None:
        self.setFixedSize(look().px(600), look().px(420))
        above = self._above.window()
        corner = above.mapToGlobal(QPoint((above.width() - self.width()) // 2, look().px(64)))
        self.move(corner)

    def _step(self, by: int) -> None:
        if self.list.count():
            self.list.setCurrentRow(max(0, min(self.list.currentRow() + by, self.list.count() - 1)))

    def _typed(self, query: str) -> None:
        self._show([p for p in self._fixed if matches(query, p.text)])
        if self._search is not None and query.strip():
            self._pause.start()

    def _look_up(self) -> None:
        query = self._asked = self.line.text().strip()
        search = self._search
        if search is not None and query:
            self._jobs.read(lambda: search(query), self, lambda found: self._found(query, found))

    def _found(self, query: str, found: Sequence[Place]) -> None:
        if query == self._asked and query == self.line.text().strip():
            self._show([p for p in self._fixed if matches(query, p.text)] + list(found))

    def _show(self, places: Sequence[Place]) -> None:
        self.list.clear()
        for place in places[:_MOST]:
            item = QListWidgetItem()
            item.setData(_PLACE, place)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, " ".join(filter(None, (place.text, place.detail, place.keys, place.reason))))
            self.list.addItem(item)
        self.list.setVisible(bool(places))
        self._nothing.setVisible(not places)
        self._step(0)

    def _go(self, item: QListWidgetItem | None) -> None:
        place: Place | None = item.data(_PLACE) if item else None
        if place is not None and not place.reason:
            self.accept()
            place.run()


class _PlaceDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(look().px(200), look().px(36))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        place: Place = index.data(_PLACE)
        colours, rect = look().colours, option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setLayoutDirection(option.direction)
        if chosen:
            paint.rounded(painter, rect, 6, colours.select)
        ink = colours.text2 if place.reason else colours.select_text if chosen else colours.text
        inner = rect.adjusted(10, 0, -10, 0)
        size = look().px(16)
        if place.icon:
            spot = QRect(inner.left(), inner.top() + (inner.height() - size) // 2, size, size)
            icons.draw(painter, paint.placed(painter, rect, spot), place.icon, ink if chosen else colours.text2)
        inner.adjust(size + 10, 0, 0, 0)
        tail = look().metrics(Role.SMALL).horizontalAdvance(place.keys) + 8 if place.keys else 0
        width = min(look().metrics(Role.NAME).horizontalAdvance(place.text) + 2, inner.width() - tail)
        text = QRect(inner.left(), inner.top(), width, inner.height())
        paint.line(painter, paint.placed(painter, rect, text), place.text, look().font(Role.NAME), ink)
        rest = inner.adjusted(width + 10, 0, -tail, 0)
        paint.line(painter, paint.placed(painter, rect, rest), place.reason or place.detail, look().font(Role.SMALL), QColor(colours.text2))
        paint.line(painter, inner, place.keys, look().font(Role.SMALL), QColor(colours.text2), paint.END)
        painter.restore()


class KeyList(QDialog):
    """Every key that answers now."""

    def __init__(self, parent: QWidget, actions: Sequence[Action]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(say("ui.keys.title"))
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(24, 20, 24, 20)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        lines = [(a.words, a.keys) for a in actions if a.keys] + [(say(f"ui.keys.{name}"), say(f"ui.keys.{name}_keys")) for name in _LISTS]
        for number, (text, keys) in enumerate(lines):
            grid.addWidget(PlainLabel(text), number, 0)
            grid.addWidget(KeyCap(keys), number, 1, alignment=Qt.AlignmentFlag.AlignLeading)
        grid.setRowStretch(len(lines), 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        scroll.setAccessibleName(say("ui.keys.title"))
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        self.resize(look().px(460), look().px(520))


_LISTS = ("move", "open", "tick", "back")
