"""The preview: a bar for pages and size, the pages, and beside them what is marked in the letter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import say
from jitdesk.services.letters import Letter
from jitdesk.services.requests import RequestPage
from jitdesk.ui import icons, labels, paint
from jitdesk.ui.look import Role, look
from jitdesk.ui.screens.requests.letter_text import Gap
from jitdesk.ui.screens.requests.pages import Pages
from jitdesk.ui.texts import tool_tip
from jitdesk.ui.widgets.buttons import Button, IconButton
from jitdesk.ui.widgets.fields import CheckBox
from jitdesk.ui.widgets.labels import ElidedLabel, IconLabel, Paragraph, PlainLabel

_GAP = Qt.ItemDataRole.UserRole + 1
_WHERE = Qt.ItemDataRole.UserRole + 2
_SIDE = 264


class Preview(QWidget):
    """The letter as it stands; `edited` names the part and the field that a person wants to change."""

    edited = Signal(str, str)

    def __init__(self, next_gap: Button, foot: QWidget) -> None:
        super().__init__()
        self._letter: Letter | None = None
        self.pages = Pages()
        self.marked = _Marked()
        self.pages.edited.connect(self.edited)
        self.marked.edited.connect(self.edited)
        self.marked.chosen.connect(self.pages.go_to_gap)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self._bar(next_gap))
        left.addWidget(_rule())
        left.addWidget(self.pages, 1)
        row.addLayout(left, 1)
        row.addWidget(_rule(vertical=True))
        self._side = _Side(self.marked, foot)
        row.addWidget(self._side)

    def show_page(self, page: RequestPage) -> None:
        """Show the letter of a request."""
        self._letter = page.examined.letter
        self._write()
        self._side.show_page(page)

    def next_gap(self) -> None:
        """Go to the next gap in the letter; after the last comes the first."""
        self.marked.step()

    def _write(self) -> None:
        if self._letter is not None:
            self.pages.show_letter(self._letter, self._mark.isChecked())
            numbers = {section.key: section.number for section in self._letter.sections}
            self.marked.show_gaps(self.pages.sheets.gaps, numbers)
            self._count_pages()

    def _count_pages(self) -> None:
        self._where.setText(say("ui.requests.page_of", page=self.pages.page, pages=max(self.pages.sheets.count, 1)))

    def _bar(self, next_gap: Button) -> QWidget:
        bar = QWidget()
        bar.setObjectName("side")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        bar.setFixedHeight(look().px(44))
        self._where = PlainLabel("")
        self._size = PlainLabel("")
        self._mark = CheckBox(say("ui.requests.mark_gaps"))
        self._mark.setChecked(True)
        self._mark.toggled.connect(self._write)
        self.pages.turned.connect(self._count_pages)
        row = QHBoxLayout(bar)
        row.setContentsMargins(20, 0, 16, 0)
        row.setSpacing(8)
        back, on, less, more = (
            IconButton(icon, say(f"ui.requests.{name}"), 28)
            for icon, name in (("chevron-up", "page_before"), ("chevron-down", "page_after"), ("minus", "smaller"), ("plus", "larger"))
        )
        back.clicked.connect(lambda: self.pages.turn(-1))
        on.clicked.connect(lambda: self.pages.turn(1))
        less.clicked.connect(lambda: self.zoom(-1))
        more.clicked.connect(lambda: self.zoom(1))
        for part in (back, self._where, on):
            row.addWidget(part)
        row.addSpacing(12)
        for part in (less, self._size, more):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self._mark)
        row.addSpacing(8)
        row.addWidget(next_gap)
        self._size.setText(say("ui.requests.zoom", n=self.pages.zoom))
        return bar

    def zoom(self, by: int) -> None:
        """Enlarge or reduce the pages by a step."""
        self.pages.step_zoom(by)
        self._size.setText(say("ui.requests.zoom", n=self.pages.zoom))


class _Side(QWidget):
    """What is known of this draft, what is marked in it, and what can be done."""

    def __init__(self, marked: _Marked, foot: QWidget) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(look().px(_SIDE))
        self._version, self._language = Paragraph(), ElidedLabel()
        facts = QGridLayout()
        facts.setContentsMargins(16, 10, 16, 10)
        facts.setVerticalSpacing(4)
        facts.setColumnMinimumWidth(0, look().px(80))
        facts.setColumnStretch(1, 1)
        facts.addWidget(PlainLabel(say("ui.requests.this_draft"), Role.CURRENT), 0, 0, 1, 2)
        for row, (name, fact) in enumerate((("version", self._version), ("language", self._language)), 1):
            facts.addWidget(PlainLabel(say(f"ui.requests.{name}"), tone="text2"), row, 0, Qt.AlignmentFlag.AlignTop)
            facts.addWidget(fact, row, 1)
        self._sealed = QWidget()
        sealed = QHBoxLayout(self._sealed)
        sealed.setContentsMargins(16, 8, 16, 12)
        sealed.setSpacing(8)
        sealed.addWidget(IconLabel("lock", "seal"), alignment=Qt.AlignmentFlag.AlignTop)
        sealed.addWidget(Paragraph(say("ui.requests.no_identity"), Role.SMALL, "text2"), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(facts)
        column.addWidget(_rule())
        column.addWidget(marked, 1)
        column.addWidget(self._sealed)
        column.addWidget(_rule())
        column.addWidget(foot)

    def show_page(self, page: RequestPage) -> None:
        letter = page.examined.letter
        self._version.setText(letter.marks.version)
        self._language.set_text(labels.language(letter.language))
        self._sealed.setVisible(page.record.get("identity_mode") != "in_letter")


class _Marked(QWidget):
    """The gaps of the letter in their order."""

    chosen = Signal(int)
    edited = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._count = PlainLabel("", Role.SMALL, "text2")
        self.list = _Gaps()
        self.list.setAccessibleName(say("ui.requests.marked"))
        self.list.currentRowChanged.connect(self.chosen)
        self.list.itemClicked.connect(lambda item: self.chosen.emit(self.list.row(item)))
        self.list.itemDoubleClicked.connect(self._edit)
        self.list.asked.connect(self._edit)
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 16, 6)
        head.addWidget(PlainLabel(say("ui.requests.marked"), Role.SMALL_GROUP))
        head.addStretch(1)
        head.addWidget(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.list)

    def show_gaps(self, gaps: Sequence[Gap], numbers: dict[str, int | None]) -> None:
        """List these; `numbers` of the letter's parts."""
        row = self.list.currentRow()
        with QSignalBlocker(self.list):
            self.list.clear()
            for gap in gaps:
                item = QListWidgetItem(self.list)
                number = numbers.get(gap.part)
                ends = "ui.requests.part_cover" if gap.part == "cover" else "ui.requests.part_annexes"
                where = say("ui.requests.section", n=number) if number else say(ends)
                item.setData(_GAP, gap)
                item.setData(_WHERE, where)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{gap.text} {where}")
                item.setToolTip(tool_tip(gap.text))
            self.list.setCurrentRow(min(row, len(gaps) - 1))
        self._count.setText(str(len(gaps)))

    def step(self) -> None:
        """Go to the next one."""
        if self.list.count():
            self.list.setCurrentRow((self.list.currentRow() + 1) % self.list.count())
            self.chosen.emit(self.list.currentRow())

    def _edit(self, item: QListWidgetItem) -> None:
        gap: Gap = item.data(_GAP)
        self.edited.emit(gap.part, gap.field)


class _Gaps(QListWidget):
    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(_GapDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setProperty("side", True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.asked.emit(self.currentItem())
        else:
            super().keyPressEvent(event)


class _GapDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(look().px(180), look().px(44))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        gap: Gap = index.data(_GAP)
        colours = look().colours
        rect: QRect = option.rect.adjusted(8, 0, -8, -1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setLayoutDirection(option.direction)
        if chosen:
            paint.rounded(painter, rect, 6, colours.select)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            paint.rounded(painter, rect, 6, colours.hover)
        if chosen and option.widget.hasFocus():
            paint.rounded(painter, rect, 6, None, colours.focus, 2)
        inner = rect.adjusted(8, 4, -8, -4)
        size = look().px(16)
        mark = paint.placed(painter, inner, QRect(inner.left(), inner.top() + 2, size, size))
        icons.draw(painter, mark, "circle-alert", colours.warn)
        words = inner.adjusted(size + 8, 0, 0, 0)
        ink = colours.select_text if chosen else colours.text
        name = QRect(words.left(), words.top(), words.width(), words.height() // 2)
        paint.line(painter, paint.placed(painter, inner, name), gap_name(gap), look().font(Role.NAME), ink)
        below = name.translated(0, words.height() // 2)
        quiet = ink if chosen else colours.text2
        paint.line(painter, paint.placed(painter, inner, below), index.data(_WHERE), look().font(Role.SMALL), quiet)
        painter.restore()


def gap_name(gap: Gap) -> str:
    """The field that a gap asks for, or what the gap itself says."""
    kind = KINDS["request"]
    field = kind.field(gap.field)
    return labels.label(kind, field) if field else gap.text.strip("[]")


def _rule(vertical: bool = False) -> QWidget:
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedWidth(1) if vertical else line.setFixedHeight(1)
    return line
