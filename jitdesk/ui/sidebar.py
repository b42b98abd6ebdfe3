"""Where one can go: the sidebar, and the rail of icons that stands in its place on narrow windows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui import icons, paint
from jitdesk.ui.look import Role, look
from jitdesk.ui.texts import tool_tip
from jitdesk.ui.widgets.chips import Avatar
from jitdesk.ui.widgets.labels import ElidedLabel, IconLabel

WIDE = 208
RAIL = 56
_NAV = 32


class NavItem(QAbstractButton):
    """One screen in the navigation; in the rail only its icon, its count then a dot."""

    def __init__(self, text: str, icon: str, keys: str) -> None:
        super().__init__()
        self._icon = icon
        self._count = 0
        self._rail = False
        self._keys = keys
        self.setText(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._name()
        look().changed.connect(self.updateGeometry)

    def set_count(self, count: int) -> None:
        """Show how much work waits there."""
        self._count = count
        self._name()
        self.update()

    def set_rail(self, rail: bool) -> None:
        """Show the icon alone, or the text too."""
        self._rail = rail
        self._name()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(40 if self._rail else 192), look().px(36 if self._rail else _NAV))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours, rect = look().colours, self.rect()
        if self.isChecked():
            paint.rounded(painter, rect, 6, colours.select)
        elif self.underMouse():
            paint.rounded(painter, rect, 6, colours.hover)
        ink = colours.accent if self.isChecked() else colours.text2
        size = look().px(18)
        left = (rect.width() - size) // 2 if self._rail else look().px(10)
        spot = paint.placed(painter, rect, QRect(left, (rect.height() - size) // 2, size, size))
        icons.draw(painter, spot, self._icon, ink)
        if self._rail:
            self._dot(painter, spot)
        else:
            self._words(painter, rect)
        painter.end()

    def _words(self, painter: QPainter, rect: QRect) -> None:
        colours = look().colours
        chosen = self.isChecked()
        words = rect.adjusted(look().px(38), 0, -look().px(34), 0)
        font = look().font(Role.CURRENT if chosen else Role.BODY)
        paint.line(painter, paint.placed(painter, rect, words), self.text(), font, colours.select_text if chosen else colours.text)
        if self._count:
            tone = colours.select_text if chosen else colours.text2
            tail = paint.placed(painter, rect, rect.adjusted(0, 0, -look().px(11), 0))
            paint.line(painter, tail, str(self._count), look().font(Role.SMALL_NAME, tabular=True), tone, paint.END)

    def _dot(self, painter: QPainter, spot: QRect) -> None:
        if self._count:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look().colours.accent))
            rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            painter.drawEllipse(QPoint(spot.left() if rtl else spot.right() + 1, spot.top()), 4, 4)

    def _name(self) -> None:
        count = say("ui.nav.count", n=self._count) if self._count else ""
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(count)
        name = " ".join(filter(None, (self.text(), count)))
        self.setToolTip(tool_tip(f"{name} ({self._keys})" if self._keys else name))


class MemberCard(QAbstractButton):
    """Who is working here; opens a menu with what concerns the person, not the case."""

    def __init__(self, name: str, detail: str, menu: QMenu) -> None:
        super().__init__()
        self._menu = menu
        self._avatar = Avatar(name, 28, "surface")
        self._lines = QWidget()
        column = QVBoxLayout(self._lines)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(ElidedLabel(name, Role.NAME))
        column.addWidget(ElidedLabel(detail, Role.SMALL, "text2"))
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(self._avatar)
        row.addWidget(self._lines, 1)
        for part in (self._avatar, self._lines):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(f"{name}, {detail}")
        self.setAccessibleDescription(say("ui.member.menu"))
        self.setToolTip(tool_tip(name))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open_menu)

    def set_rail(self, rail: bool) -> None:
        """Show the avatar alone, or the name too."""
        self._lines.setVisible(not rail)
        self._row.setContentsMargins(*((6, 6, 6, 6) if rail else (8, 6, 8, 6)))

    def sizeHint(self) -> QSize:
        return self._row.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.open_menu()
        else:
            super().keyPressEvent(event)

    def open_menu(self) -> None:
        """Show the menu above the card."""
        self._menu.popup(self.mapToGlobal(QPoint(0, -self._menu.sizeHint().height() - 4)))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.underMouse() or self.isDown():
            painter = QPainter(self)
            paint.rounded(painter, self.rect(), 6, look().colours.hover)
            painter.end()


class Sidebar(QWidget):
    """The team's name, the screens, and who is working."""

    chosen = Signal(int)

    def __init__(self, team: str, items: Sequence[NavItem], member: MemberCard) -> None:
        super().__init__()
        self.items = tuple(items)
        self.member = member
        self._rail: bool | None = None
        self._names = QWidget()
        names = QVBoxLayout(self._names)
        names.setContentsMargins(0, 0, 0, 0)
        names.setSpacing(0)
        names.addWidget(ElidedLabel(say("ui.name"), Role.SMALL, "text2"))
        self.team = ElidedLabel(team, Role.CURRENT)
        names.addWidget(self.team)
        self._head = QHBoxLayout()
        self._head.setSpacing(10)
        self._head.addWidget(IconLabel("mark", "accent", 28))
        self._head.addWidget(self._names, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 8, 8)
        column.setSpacing(2)
        column.addLayout(self._head)
        for number, item in enumerate(self.items):
            item.clicked.connect(lambda _=False, n=number: self.chosen.emit(n))
            column.addWidget(item)
        column.addStretch(1)
        column.addSpacing(8)
        column.addWidget(member)
        self.setAccessibleName(say("ui.nav.name"))
        look().changed.connect(self._measure)
        self.set_rail(False)

    def set_rail(self, rail: bool) -> None:
        """Show icons only, or icons and words."""
        if rail != self._rail:
            self._rail = rail
            self._names.setVisible(not rail)
            for item in self.items:
                item.set_rail(rail)
            self.member.set_rail(rail)
            self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = look().colours
        painter.fillRect(self.rect(), QColor(colours.sidebar))
        edge = paint.placed(painter, self.rect(), QRect(self.width() - 1, 0, 1, self.height()))
        painter.fillRect(edge, QColor(colours.border))
        if not self._rail:
            painter.fillRect(QRect(8, self.member.y() - 7, self.width() - 17, 1), QColor(colours.border))
        painter.end()

    def _measure(self) -> None:
        self.setFixedWidth(look().px(RAIL if self._rail else WIDE))
        side = look().px(6 if self._rail else 10)
        self._head.setContentsMargins(side, look().px(14), look().px(6), look().px(16))
