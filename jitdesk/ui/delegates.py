"""How a cell of a table is drawn: text in its own direction, chips and tags, the bar of the selected row, the ring of the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from jitdesk.ui import paint
from jitdesk.ui.look import Role, look
from jitdesk.ui.models import COLUMN, FACES, Column, IdTableModel, Key
from jitdesk.ui.paint import Face

PADDING = 8
FIRST_PADDING = 20
_GAP = 6
Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Draws the cells of an IdTableModel in a table whose rows are selected whole."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setLayoutDirection(option.direction)
        self._ground(painter, option, index, selected)
        column: Column = index.data(COLUMN)
        start = (FIRST_PADDING if index.column() == 0 else PADDING) + self.indent(index.column())
        inner = paint.placed(painter, rect, rect.adjusted(start, 0, -PADDING, 0))
        left = self._faces(painter, inner, index.data(FACES) or (), selected)
        self.text(painter, left, index, column, selected)
        table = option.widget
        if isinstance(table, RowTable) and table.ringed_row == index.row():
            # The ring lies inside the row; each cell shows its slice of the whole.
            painter.setClipRect(rect)
            paint.rounded(painter, QRect(0, rect.top(), table.viewport().width(), rect.height()), 6, None, look().colours.focus, 2)
        painter.restore()

    def indent(self, column: int) -> int:
        """How much room the cells of a column keep before what they say."""
        return 0

    def text(self, painter: QPainter, left: QRect, index: Index, column: Column, selected: bool) -> None:
        """Draw the text of a cell into what chips and tags left of it."""
        text = index.data(Qt.ItemDataRole.DisplayRole)
        if text:
            role = Role.CURRENT if column.strong and selected else Role.NAME if column.strong else Role.BODY
            font = look().font(role, tabular=column.tabular, slashed_zero=column.code)
            paint.line(painter, left, text, font, self.ink(index, column, selected))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(look().px(80), look().px(38))

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, selected: bool) -> None:
        colours = look().colours
        table, rect = option.widget, option.rect
        if selected:
            live = isinstance(table, QTableView) and table.window().isActiveWindow()
            painter.fillRect(rect, QColor(colours.select if live else colours.neutral_bg))
        elif isinstance(table, RowTable) and table.hovered_row == index.row():
            painter.fillRect(rect, QColor(colours.window))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(colours.line))
        if selected and index.column() == 0:
            bar = paint.placed(painter, rect, QRect(rect.left(), rect.top(), 3, rect.height()))
            painter.fillRect(bar, QColor(colours.accent))

    def _faces(self, painter: QPainter, inner: QRect, faces: tuple[Face, ...], selected: bool) -> QRect:
        """Draw chips and tags from the start of the cell; returns what is left for text."""
        left = QRect(inner)
        rtl = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for face in faces:
            size = paint.face_size(face)
            width = min(size.width(), left.width())
            if width < size.height():
                break
            x = left.right() - width + 1 if rtl else left.left()
            paint.draw_face(painter, QPoint(x, left.top() + (left.height() - size.height()) // 2), face, selected, width)
            left.adjust(0 if rtl else width + _GAP, 0, -(width + _GAP) if rtl else 0, 0)
        return left

    def ink(self, index: Index, column: Column, selected: bool) -> str:
        """The colour of the text of a cell."""
        colours = look().colours
        tone = "text"
        model = index.model()
        if column.tone is not None:
            tone = column.tone(model.record_at(index.row()))  # type: ignore[attr-defined]
        if selected and tone in ("text", "text2"):
            return colours.select_text
        return str(getattr(colours, tone))


class RowTable(QTableView):
    """A table of records: whole rows, arrows move, Enter opens; the selected record stays selected when the list is made anew."""

    opened = Signal(str)
    chosen = Signal(str)

    def __init__(self, model: IdTableModel, name: str, row_height: int = 38) -> None:
        super().__init__()
        self._rows = model
        self._row_height = row_height
        self._keep: Key | None = None
        self._told = ""
        self.hovered_row = -1
        self._by_keyboard = False
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(RowDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalHeader(_Head(self))
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        self.selectionModel().currentRowChanged.connect(self._choose)
        model.dataChanged.connect(self._arrived)
        look().changed.connect(self._measure)
        self._measure()

    @property
    def ringed_row(self) -> int:
        """The row that shows the ring of the keyboard, or -1."""
        return self.currentIndex().row() if self.hasFocus() and self._by_keyboard else -1

    def current_id(self) -> str:
        """The id of the current record, or ""."""
        row = self._rows.record_at(self.currentIndex().row())
        return "" if row is None else str(row.id)

    def select_key(self, key: Key) -> bool:
        """Make the row of this key the current one; False where the list does not hold it."""
        row = self._rows.row_of(key)
        if row >= 0:
            # selectRow selects nothing in right-to-left layouts when the columns do not fill the view.
            self.setCurrentIndex(self._rows.index(row, 0))
        return row >= 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._by_keyboard = True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_id():
            self.opened.emit(self.current_id())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._by_keyboard = False
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.current_id():
            self.opened.emit(self.current_id())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._by_keyboard = event.reason() != Qt.FocusReason.MouseFocusReason
        if not self.currentIndex().isValid() and self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(0, 0))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread()

    def _hover(self, row: int) -> None:
        if row != self.hovered_row:
            self.hovered_row = row
            self.viewport().update()

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(look().px(self._row_height))
        self._spread()

    def _spread(self) -> None:
        """Give each column its width, and the open ones an equal share of what is left."""
        fixed = [look().px(column.width) for column in self._rows.columns]
        open_ones = fixed.count(0)
        share = max((self.viewport().width() - sum(fixed)) // max(open_ones, 1), look().px(120))
        for number, width in enumerate(fixed):
            self.setColumnWidth(number, width or share)

    def _choose(self, current: QModelIndex) -> None:
        self._told = self.current_id()
        self.chosen.emit(self._told)

    def _arrived(self, first: QModelIndex, last: QModelIndex) -> None:
        """The row of the current record was fetched after it had become the current one."""
        if not self._told and first.row() <= self.currentIndex().row() <= last.row():
            self._choose(self.currentIndex())

    def _remember(self) -> None:
        self._keep = self._rows.key_at(self.currentIndex().row())

    def _restore(self) -> None:
        if self._keep is not None:
            self.select_key(self._keep)


class _Head(QHeaderView):
    """The headings, over their columns in both directions."""

    def __init__(self, table: RowTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), look().px(32))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        colours = look().colours
        painter.save()
        painter.setLayoutDirection(self.layoutDirection())
        painter.fillRect(rect, QColor(colours.surface))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(colours.border))
        inner = paint.placed(painter, rect, rect.adjusted(FIRST_PADDING if section == 0 else PADDING, 0, -PADDING, 0))
        title = str(self.model().headerData(section, Qt.Orientation.Horizontal))
        paint.line(painter, inner, title, look().font(Role.SMALL_NAME), colours.text2)
        painter.restore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(look().colours.surface))
        bottom = self.viewport().height() - 1
        painter.fillRect(QRect(0, bottom, self.viewport().width(), 1), QColor(look().colours.border))
        painter.end()
        super().paintEvent(event)
