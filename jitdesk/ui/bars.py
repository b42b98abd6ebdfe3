"""The top bar (where am I, search, lock) and the status bar (saved, offline, lock, work in the background)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui import icons, paint
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.buttons import Button, IconButton, Rank
from jitdesk.ui.widgets.labels import ElidedLabel, IconLabel, PlainLabel

TOP = 56
STATUS = 28


class SearchButton(Button):
    """Looks like the field it opens."""

    def __init__(self, keys: str) -> None:
        super().__init__(say("ui.go_to.placeholder"), icon="search", keys=keys)

    def sizeHint(self) -> QSize:
        return QSize(look().px(248), look().px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours, rect = look().colours, self.rect()
        paint.rounded(painter, rect, 6, colours.hover if self.underMouse() else colours.surface, colours.edge)
        size = look().px(16)
        spot = QRect(look().px(9), (rect.height() - size) // 2, size, size)
        icons.draw(painter, paint.placed(painter, rect, spot), "search", colours.text2)
        words = rect.adjusted(look().px(32), 0, -8, 0)
        paint.line(painter, paint.placed(painter, rect, words), self.accessibleName(), look().font(Role.BODY), colours.text2)
        width = look().metrics(Role.TINY).horizontalAdvance(self._keys) + look().px(12)
        height = look().px(20)
        cap = paint.placed(painter, rect, QRect(rect.width() - width - 7, (rect.height() - height) // 2, width, height))
        paint.rounded(painter, cap, 4, colours.sunken, colours.border)
        paint.line(painter, cap, self._keys, look().font(Role.TINY), colours.text2, paint.CENTRE)
        painter.end()


class TopBar(QWidget):
    """Place, buttons of the screen, search, lock."""

    back = Signal()

    def __init__(self, search: SearchButton, lock: IconButton) -> None:
        super().__init__()
        self._parent = Button("", Rank.LINK, height=28)
        self._parent.clicked.connect(self.back)
        self._arrow = IconLabel("chevron-right", size=14)
        self._title = ElidedLabel("", Role.TITLE)
        self._subtitle = ElidedLabel("", tone="text2")
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._held: list[QWidget] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 12, 0)
        row.setSpacing(8)
        for widget in (self._parent, self._arrow, self._title):
            row.addWidget(widget)
        row.addSpacing(4)
        row.addWidget(self._subtitle, 1)
        row.addLayout(self._buttons)
        row.addWidget(search)
        row.addWidget(lock)
        look().changed.connect(self._measure)
        self._measure()

    def set_place(self, title: str, subtitle: str, parent_place: str) -> None:
        """Say where the person is."""
        self._parent.set_label(parent_place)
        self._parent.setVisible(bool(parent_place))
        self._arrow.setVisible(bool(parent_place))
        self._title.set_text(title)
        self._subtitle.set_text(subtitle)

    def set_buttons(self, buttons: Sequence[QWidget]) -> None:
        """Show the buttons of this screen; those of the last go back to it."""
        for widget in self._held:
            self._buttons.removeWidget(widget)
            widget.hide()
        self._held = list(buttons)
        for widget in self._held:
            self._buttons.addWidget(widget)
            widget.show()

    def title(self) -> str:
        """The title shown."""
        return self._title.text()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(look().colours.window))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), QColor(look().colours.border))
        painter.end()

    def _measure(self) -> None:
        self.setFixedHeight(look().px(TOP))


class _Fact(QWidget):
    """An icon and a few words in the status bar."""

    def __init__(self, icon: str, text: str) -> None:
        super().__init__()
        self._icon = IconLabel(icon, "text2", 14)
        self._words = PlainLabel(text, Role.SMALL, "text2")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._icon)
        row.addWidget(self._words)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def say(self, icon: str, text: str, tone: str = "text2") -> None:
        """Show another fact."""
        self._icon.set_icon(icon, tone)
        self._words.setText(text)
        self._words.set_tone(tone)
        self.setVisible(bool(text))

    def text(self) -> str:
        """The words shown."""
        return self._words.text()


class StatusBar(QWidget):
    """What is true of the desk all the time, and what is under way."""

    cancelled = Signal()

    def __init__(self, idle_minutes: int) -> None:
        super().__init__()
        self._idle_minutes = idle_minutes
        self.saved = _Fact("check", "")
        self.saved.hide()
        self.lock = _Fact("timer", say("ui.status.locks_after", n=idle_minutes))
        self._work = ElidedLabel("", Role.SMALL, "text2")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(120)
        self._cancel = Button(say("ui.cancel"), Rank.LINK, height=24)
        self._cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 1, 20, 0)
        row.setSpacing(18)
        row.addWidget(_Fact("lock", say("ui.status.encrypted")))
        row.addWidget(self.saved)
        row.addStretch(1)
        for widget in (self._work, self._bar, self._cancel):
            row.addWidget(widget)
        row.addWidget(_Fact("cloud-off", say("ui.status.offline")))
        row.addWidget(self.lock)
        look().changed.connect(self._measure)
        self._measure()
        self.rest()

    def say_saved(self, clock: str) -> None:
        """All changes are on the disk since this time of day."""
        self.saved.say("check", say("ui.status.saved", time=clock))

    def say_saving(self) -> None:
        """Changes are on their way to the disk."""
        self.saved.say("save", say("ui.status.saving"))

    def say_lock(self, seconds: int) -> None:
        """Warn that the desk locks soon; 0: it does not."""
        if seconds:
            self.lock.say("timer", say("ui.status.locks_in", n=seconds), "warn")
        else:
            self.lock.say("timer", say("ui.status.locks_after", n=self._idle_minutes))

    def work(self, text: str, done: int, total: int) -> None:
        """Show how far long work is."""
        self._work.set_text(text)
        self._bar.setAccessibleName(text)
        # Qt counts in 32 bits; bytes of a large file do not fit.
        self._bar.setRange(0, 1000 if total else 0)
        self._bar.setValue(done * 1000 // total if total else 0)
        for widget in (self._work, self._bar, self._cancel):
            widget.show()

    def rest(self) -> None:
        """Nothing is under way."""
        for widget in (self._work, self._bar, self._cancel):
            widget.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(look().colours.window))
        painter.fillRect(QRect(0, 0, self.width(), 1), QColor(look().colours.border))
        painter.end()

    def _measure(self) -> None:
        self.setFixedHeight(look().px(STATUS))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
