"""One month as a strip: a cell for each day, marked where something is planned or proposed."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from datetime import date, timedelta

from PySide6.QtCore import QLocale, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStyle, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui import dates, paint
from jitdesk.ui.dates import Today
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.buttons import IconButton
from jitdesk.ui.widgets.labels import PlainLabel

_DAYS = 31
_HIGH = 52
_FIRST, _LAST = date(1900, 1, 1), date(2999, 12, 31)


class MonthStrip(QWidget):
    """The month of `day`; `chosen` brings a day that a person wants to see."""

    chosen = Signal(object)

    def __init__(self, today: Today) -> None:
        super().__init__()
        self.days = _Days(today)
        self.days.chosen.connect(self.chosen)
        self._name = PlainLabel("", Role.CURRENT)
        self._name.setFixedWidth(look().px(112))
        back, on = (
            IconButton("chevron-left", say("ui.hearings.month_before"), 28),
            IconButton("chevron-right", say("ui.hearings.month_after"), 28),
        )
        back.clicked.connect(lambda: self.days.turn(-1))
        on.clicked.connect(lambda: self.days.turn(1))
        self.days.turned.connect(self._show_name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(back)
        row.addWidget(on)
        row.addSpacing(4)
        row.addWidget(self._name)
        row.addWidget(self.days, 1)
        self.setFocusProxy(self.days)
        self._show_name()

    def show_days(self, counts: Counter[date]) -> None:
        """How much there is on each day."""
        self.days.show_days(counts)

    def show_day(self, day: date) -> None:
        """Bring the month of a day into sight, and mark it."""
        self.days.show_day(day)

    def _show_name(self) -> None:
        day = self.days.day
        month = QLocale().standaloneMonthName(day.month, QLocale.FormatType.LongFormat)
        self._name.setText(say("ui.date.month", month=month, year=day.year))


class _Days(QWidget):
    """Arrows go from day to day, Page Up and Page Down from month to month, Enter goes to the day."""

    chosen = Signal(object)
    turned = Signal()

    def __init__(self, today: Today) -> None:
        super().__init__()
        self._today = today
        self._counts: Counter[date] = Counter()
        self.day = today()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name_it()
        look().changed.connect(self.updateGeometry)

    def show_days(self, counts: Counter[date]) -> None:
        self._counts = counts
        self._name_it()
        self.update()

    def show_day(self, day: date) -> None:
        self.day = min(max(day, _FIRST), _LAST)
        self._name_it()
        self.turned.emit()
        self.update()

    def turn(self, by: int) -> None:
        """Go to the first day of the next month, or of the one before."""
        month = self.day.year * 12 + self.day.month - 1 + by
        if _FIRST.year * 12 <= month < (_LAST.year + 1) * 12:
            self.show_day(date(month // 12, month % 12 + 1, 1))

    def sizeHint(self) -> QSize:
        return QSize(look().px(18) * _DAYS, look().px(_HIGH))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        forward = Qt.Key.Key_Left if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else Qt.Key.Key_Right
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.show_day(self.day + timedelta(1 if key == forward else -1))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turn(1 if key == Qt.Key.Key_PageDown else -1)
        elif key == Qt.Key.Key_Home:
            self.show_day(self._today())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.day)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for number in range(1, self._last + 1):
            if self.cell(number).contains(event.position().toPoint()):
                self.show_day(self.day.replace(day=number))
                self.chosen.emit(self.day)

    def cell(self, number: int) -> QRect:
        """Where a day of the month stands."""
        wide = self.width() / _DAYS
        left = round((number - 1) * wide)
        cell = QRect(left, 0, round(number * wide) - left, self.height())
        return QStyle.visualRect(self.layoutDirection(), self.rect(), cell)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for number in range(1, self._last + 1):
            self._draw(painter, self.cell(number), self.day.replace(day=number))
        painter.end()

    @property
    def _last(self) -> int:
        return monthrange(self.day.year, self.day.month)[1]

    def _draw(self, painter: QPainter, cell: QRect, day: date) -> None:
        colours = look().colours
        inner = cell.adjusted(1, 4, -1, -4)
        marked, count = day == self.day, self._counts[day]
        if marked:
            paint.rounded(painter, inner, 6, colours.select)
        if marked and self.hasFocus():
            paint.rounded(painter, inner, 6, None, colours.focus, 2)
        quiet = colours.select_text if marked else colours.text2
        ink = colours.accent if day == self._today() else colours.select_text if marked else colours.text if count else colours.text2
        line = look().px(15)
        paint.line(
            painter, QRect(inner.left(), inner.top() + 2, inner.width(), line), _letter(day), look().font(Role.TINY), quiet, paint.CENTRE
        )
        role = Role.CURRENT if count or day == self._today() else Role.SMALL
        number = QRect(inner.left(), inner.top() + 2 + line, inner.width(), line + 2)
        paint.line(painter, number, str(day.day), look().font(role, tabular=True), ink, paint.CENTRE)
        if count:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            painter.drawEllipse(QRect(inner.center().x() - 2, inner.bottom() - 6, 5, 5))

    def _name_it(self) -> None:
        words = dates.full(self.day.isoformat(), date.min)
        self.setAccessibleName(say("ui.hearings.on_day", date=words, n=self._counts[self.day]))


def _letter(day: date) -> str:
    """A weekday in one letter; where the system knows only its number, the first of its name."""
    letter = QLocale().dayName(day.isoweekday(), QLocale.FormatType.NarrowFormat)
    return QLocale().dayName(day.isoweekday(), QLocale.FormatType.LongFormat)[:1] if letter.isdigit() else letter
