"""What is missing: the findings by weight with their articles; Enter leads to the field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
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
from jitdesk.services.letters import Finding
from jitdesk.ui import icons, labels, paint
from jitdesk.ui.actions import Actions
from jitdesk.ui.look import Role, look
from jitdesk.ui.screens.requests.no_name import ANSWERS, answer_button, answer_to
from jitdesk.ui.screens.requests.progress import GROUPS, finding_mark, group_of
from jitdesk.ui.texts import isolated, tool_tip
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel

_LINE = Qt.ItemDataRole.UserRole + 1
_ELEMENT = "E"  # how the codes of the elements of a basis begin
_TONES = {"mandatory": "danger", "ask": "warn", "recommended": "warn"}
WIDTH = 300


@dataclass(frozen=True)
class Head:
    """The head of a group of findings, or that there are none in it."""

    group: str
    count: int


class Completeness(QWidget):
    """The panel; `opened` gives the field that a person wants to fill."""

    opened = Signal(str)

    def __init__(self, actions: Actions, foot: QWidget) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.list = _Findings()
        self.list.itemClicked.connect(self._open)
        self.list.asked.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(16, 10, 16, 8)
        head.setSpacing(0)
        head.addWidget(PlainLabel(say("ui.requests.completeness"), Role.CURRENT))
        self._basis = Paragraph("", Role.SMALL, "text2")
        head.addWidget(self._basis)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        self._answers = {id: answer_button(actions, id) for id in ANSWERS}
        self._answered = QWidget()
        answers = QVBoxLayout(self._answered)
        answers.setContentsMargins(16, 8, 16, 12)
        for button in self._answers.values():
            answers.addWidget(button)
        column.addWidget(self._answered)
        rule = QFrame()
        rule.setObjectName("rule")
        rule.setFixedHeight(1)
        column.addWidget(rule)
        column.addWidget(foot)
        self.setFocusProxy(self.list)
        look().changed.connect(self._measure)
        self._measure()

    def show_findings(self, findings: Sequence[Finding], basis: str) -> None:
        """Show these; what was chosen stays chosen."""
        self._basis.setText(basis)
        asked = {answer_to(finding) for finding in findings}
        for id, button in self._answers.items():
            button.setVisible(id in asked)
        self._answered.setVisible(bool(asked & self._answers.keys()))
        chosen = self.list.currentItem()
        before = chosen.data(_LINE) if chosen else None
        lines: list[Head | Finding] = []
        for group in GROUPS:
            those = [finding for finding in findings if group_of(finding) == group]
            if those or group == "mandatory":
                lines.extend((Head(group, len(those)), *those))
        with QSignalBlocker(self.list):
            bar = self.list.verticalScrollBar()
            place = bar.value()
            self.list.clear()
            for line in lines:
                item = self._item(line)
                if isinstance(before, Finding) and isinstance(line, Finding) and (line.code, line.field) == (before.code, before.field):
                    self.list.setCurrentItem(item)
            bar.setValue(place)

    def _item(self, line: Head | Finding) -> QListWidgetItem:
        item = QListWidgetItem(self.list)
        item.setData(_LINE, line)
        if isinstance(line, Head):
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{say(f'ui.requests.group_{line.group}')} {head_count(line)}")
        else:
            item.setData(Qt.ItemDataRole.AccessibleTextRole, str(line.message))
            item.setToolTip(tool_tip(str(line.message)))
        return item

    def _open(self, item: QListWidgetItem) -> None:
        line = item.data(_LINE)
        if isinstance(line, Finding):
            self.opened.emit(line.field)

    def _measure(self) -> None:
        self.setFixedWidth(look().px(WIDTH))


def short_name(finding: Finding) -> str:
    """What is missing: the field of an element; what else is wrong with the case is said in its sentence."""
    kind = KINDS["request"]
    field = kind.field(finding.field)
    return labels.label(kind, field) if field and finding.code.startswith(_ELEMENT) else str(finding.message)


def _room(finding: Finding) -> int:
    """How wide the words of a finding can be."""
    article = look().metrics(Role.SMALL).horizontalAdvance(finding.article)
    return look().px(WIDTH) - 16 - 16 - look().px(16) - 8 - article - (8 if article else 0)


def _broken(finding: Finding, font: QFont) -> list[str]:
    """The words of a finding on one line, or on two where they need more."""
    metrics, room = QFontMetrics(font), _room(finding)
    words = short_name(finding).split()
    first: list[str] = []
    while words and (not first or metrics.horizontalAdvance(" ".join([*first, words[0]])) <= room):
        first.append(words.pop(0))
    return [" ".join(first), *([" ".join(words)] if words else [])]


def _font(finding: Finding) -> QFont:
    return look().font(Role.CURRENT if finding.blocks and not finding.asks else Role.BODY)


def head_count(head: Head) -> str:
    """How many findings of a group there are, in words."""
    if not head.count:
        return say("ui.requests.nothing_missing")
    return say("ui.requests.gaps" if head.group == "mandatory" else "ui.requests.open", n=head.count)


class _Findings(QListWidget):
    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("ui.requests.completeness"))
        self.setItemDelegate(_FindingDelegate(self))
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


class _FindingDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        line = index.data(_LINE)
        if isinstance(line, Head):
            return QSize(look().px(200), look().px(34))
        return QSize(look().px(200), look().px(26 if len(_broken(line, _font(line))) == 1 else 44))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        line = index.data(_LINE)
        painter.save()
        painter.setLayoutDirection(option.direction)
        if isinstance(line, Head):
            self._head(painter, option.rect.adjusted(16, 8, -16, 0), line)
        else:
            self._finding(painter, option, line)
        painter.restore()

    def _head(self, painter: QPainter, rect: QRect, head: Head) -> None:
        colours = look().colours
        paint.line(painter, rect, say(f"ui.requests.group_{head.group}"), look().font(Role.SMALL_GROUP), colours.text)
        tone = getattr(colours, _TONES[head.group] if head.count else "ok")
        paint.line(painter, rect, head_count(head), look().font(Role.SMALL_NAME), tone, paint.END)

    def _finding(self, painter: QPainter, option: QStyleOptionViewItem, finding: Finding) -> None:
        colours = look().colours
        rect: QRect = option.rect.adjusted(8, 0, -8, 0)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            paint.rounded(painter, rect, 6, colours.select)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            paint.rounded(painter, rect, 6, colours.hover)
        if chosen and option.widget.hasFocus():
            paint.rounded(painter, rect, 6, None, colours.focus, 2)
        inner = rect.adjusted(8, 0, -8, 0)
        name, tone = finding_mark(finding)
        size = look().px(16)
        font = _font(finding)
        lines = _broken(finding, font)
        height = look().px(26) if len(lines) == 1 else look().px(22)  # of the first line, on which the mark and the article stand
        first = QRect(inner.left(), inner.top(), inner.width(), height)
        mark = QRect(inner.left(), first.top() + (height - size) // 2, size, size)
        icons.draw(painter, paint.placed(painter, inner, mark), name, getattr(colours, tone))
        small = look().font(Role.SMALL, tabular=True)
        width = look().metrics(Role.SMALL).horizontalAdvance(finding.article)
        ink = colours.select_text if chosen else colours.text
        words = first.adjusted(size + 8, 0, -width - (8 if width else 0), 0)
        for number, line in enumerate(lines):
            spot = words.translated(0, number * look().px(18))
            paint.line(painter, paint.placed(painter, inner, spot), line, font, ink)
        paint.line(painter, first, isolated(finding.article), small, ink if chosen else colours.text2, paint.END)
