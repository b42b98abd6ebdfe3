"""The first thing one sees: which desk, its passphrase, nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QDate, QDateTime, QLocale, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QFrame, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from jitdesk import __version__
from jitdesk.kernel.errors import NotUnlocked
from jitdesk.kernel.words import say
from jitdesk.ui import icons, paint
from jitdesk.ui.jobs import Failure, Job, Jobs, Long
from jitdesk.ui.look import Role, look
from jitdesk.ui.texts import button_text, one_line
from jitdesk.ui.widgets.buttons import Button, Rank, ReasonLine
from jitdesk.ui.widgets.fields import CheckBox, PassphraseEdit
from jitdesk.ui.widgets.labels import IconLabel, Paragraph, PlainLabel
from jitdesk.ui.widgets.progress import ProgressLine

_WIDTH = 400
_LONGEST_WAIT = 60


@dataclass(frozen=True)
class DeskEntry:
    """A desk this computer knows: its folder, the workspace's own label, when it was last opened."""

    path: Path
    label: str
    opened: datetime | None = None


Unlock = Callable[[Path, str, bool], Long[object]]


class DeskChooser(QAbstractButton):
    """The desk that would be opened; Down lists the others."""

    chosen = Signal(object)

    def __init__(self, desks: Sequence[DeskEntry]) -> None:
        super().__init__()
        self._desks = list(desks)
        self._current: DeskEntry | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.menu = QMenu(self)
        self.clicked.connect(self.open_menu)
        self.choose(self._desks[0] if self._desks else None)

    @property
    def current(self) -> DeskEntry | None:
        """The desk that is chosen."""
        return self._current

    def choose(self, desk: DeskEntry | None) -> None:
        """Choose a desk, also one that was not known."""
        if desk is not None and desk not in self._desks:
            self._desks.insert(0, desk)
        self._current = desk
        self.menu.clear()
        for known in self._desks:
            action = self.menu.addAction(button_text(one_line(f"{known.label}   {known.path}")))
            action.triggered.connect(lambda _=False, desk=known: self.choose(desk))
        words = f"{desk.label}, {_when(desk.opened)}" if desk else say("ui.unlock.none")
        self.setAccessibleName(f"{say('ui.unlock.workspace')}: {words}")
        self.update()
        self.chosen.emit(desk)

    def open_menu(self) -> None:
        """List the desks."""
        if self._desks:
            self.menu.setMinimumWidth(self.width())
            self.menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def sizeHint(self) -> QSize:
        return QSize(look().px(_WIDTH), look().px(52))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_menu()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours, rect, px = look().colours, self.rect(), look().px
        paint.rounded(painter, rect, 6, colours.hover if self.underMouse() and self.isEnabled() else colours.surface, colours.edge)
        for name, left, size in (("folder-lock", px(12), px(20)), ("chevrons-up-down", rect.width() - px(28), px(16))):
            spot = QRect(left, (rect.height() - size) // 2, size, size)
            icons.draw(painter, paint.placed(painter, rect, spot), name, colours.text2)
        words = rect.adjusted(px(44), px(8), -px(36), -px(8))
        top, bottom = QRect(words), QRect(words)
        top.setHeight(words.height() // 2)
        bottom.setTop(top.bottom() + 1)
        desk = self._current
        label, below = (desk.label, _when(desk.opened)) if desk else (say("ui.unlock.none"), say("ui.unlock.none_below"))
        paint.line(painter, paint.placed(painter, rect, top), label, look().font(Role.NAME), colours.text)
        paint.line(painter, paint.placed(painter, rect, bottom), below, look().font(Role.SMALL), colours.text2)
        painter.end()


class UnlockScreen(QWidget):
    """Opens a desk by its passphrase or the keychain, once `ready` has brought the means."""

    opened = Signal(object)
    create_asked = Signal()
    join_asked = Signal()

    def __init__(self, desks: Sequence[DeskEntry], jobs: Jobs, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.setObjectName("page")
        self._jobs = jobs
        self._clock = clock
        self._unlock: Unlock | None = None
        self._remembered: Callable[[Path], bool] | None = None
        self._by_keychain: Callable[[Path], Long[object]] | None = None
        self._job: Job | None = None
        self._wrong_times = 0
        self._free_at = 0.0
        self._sentence = ""
        self._reason = say("ui.unlock.loading")
        self.desk = DeskChooser(desks)
        self.passphrase = PassphraseEdit(say("ui.unlock.passphrase"), large=True)
        self.remember = CheckBox(say("ui.unlock.remember"))
        self.button = Button(say("ui.unlock.unlock"), Rank.PRIMARY, keys=say("ui.key.enter"), height=40)
        self.keychain_link = Button(say("ui.unlock.keychain"), Rank.LINK, height=28)
        self.keychain_link.hide()
        self.progress = ProgressLine(say("ui.unlock.busy"))
        self.other_link = Button(say("ui.unlock.other"), Rank.LINK, height=28)
        self.create_link = Button(say("ui.unlock.create"), Rank.LINK, height=28)
        self.join_link = Button(say("ui.unlock.join"), Rank.LINK, height=28)
        self._below = QStackedWidget()
        self._tick = QTimer(self)
        self._tick.setInterval(500)
        self._tick.timeout.connect(self.tick)
        self._lay_out()
        self._connect()
        self._settle()

    def ready(self, unlock: Unlock, remembered: Callable[[Path], bool], by_keychain: Callable[[Path], Long[object]]) -> None:
        """The program is loaded: desks can be opened from now on."""
        self._unlock, self._remembered, self._by_keychain = unlock, remembered, by_keychain
        self._reason = ""
        self._chosen(self.desk.current)

    def unable(self, reason: str) -> None:
        """Desks cannot be opened, for this reason."""
        self._reason = reason
        self._settle()

    def tell(self, sentence: str) -> None:
        """Say why a desk that was open is not any more."""
        self._sentence = sentence
        self._say_wrong()

    def try_unlock(self) -> None:
        """Open the chosen desk with what was typed."""
        desk, passphrase = self.desk.current, self.passphrase.text()
        if self._unlock is None or self._job is not None or desk is None or self._waits():
            return
        if not passphrase:
            self.passphrase.set_wrong(say("ui.unlock.empty"))
            return
        self._start(self._unlock(desk.path, passphrase, self.remember.isChecked()))

    def use_keychain(self) -> None:
        """Open the chosen desk with what the system's keychain holds."""
        desk = self.desk.current
        if desk is not None and self._by_keychain is not None and self._job is None:
            self._start(self._by_keychain(desk.path))

    def cancel(self) -> None:
        """Stop opening the desk."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self._settle()

    def take_keyboard(self) -> None:
        """Put the keyboard where a person begins."""
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def tick(self) -> None:
        """Count the wait after a wrong passphrase down; a timer does so twice a second."""
        if not self._waits():
            self._tick.stop()
        self._say_wrong()
        self._settle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._job is not None:
            self.cancel()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        card = QWidget()
        card.setFixedWidth(look().px(_WIDTH) + 8)
        column = QVBoxLayout(card)
        # Four pixels on all sides: the focus ring stands outside its control.
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(0)
        column.addWidget(IconLabel("mark", "accent", 64), alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(12)
        for text, role, tone in (("ui.unlock.title", Role.DISPLAY, "text"), ("ui.unlock.below", Role.BODY, "text2")):
            label = PlainLabel(say(text), role, tone)
            column.addWidget(label, alignment=Qt.AlignmentFlag.AlignHCenter)
            column.addSpacing(5)
        column.addSpacing(26)
        for title, control in (("ui.unlock.workspace", self.desk), ("ui.unlock.passphrase", self.passphrase)):
            label = PlainLabel(say(title), Role.NAME)
            label.setBuddy(control)
            column.addWidget(label)
            column.addSpacing(6)
            column.addWidget(control)
            column.addSpacing(20)
        column.addWidget(self.remember)
        note = QHBoxLayout()
        note.addSpacing(look().px(26))
        note.addWidget(Paragraph(say("ui.unlock.remember_below"), Role.SMALL, "text2"), 1)
        column.addLayout(note)
        column.addSpacing(20)
        column.addWidget(self.button)
        column.addSpacing(8)
        column.addWidget(self.keychain_link, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(ReasonLine(self.button))
        column.addSpacing(4)
        self._below.addWidget(self._links())
        self._below.addWidget(self.progress)
        column.addWidget(self._below)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addStretch(5)
        page.addWidget(card, alignment=Qt.AlignmentFlag.AlignHCenter)
        page.addStretch(6)
        page.addLayout(_footer())

    def _links(self) -> QWidget:
        links = QWidget()
        row = QHBoxLayout(links)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addStretch(1)
        for number, link in enumerate((self.other_link, self.create_link, self.join_link)):
            if number:
                rule = QFrame()
                rule.setFixedSize(1, 14)
                rule.setStyleSheet(f"background: {look().colours.edge}")
                row.addWidget(rule)
            row.addWidget(link)
        row.addStretch(1)
        return links

    def _connect(self) -> None:
        self.button.clicked.connect(self.try_unlock)
        self.passphrase.submitted.connect(self.try_unlock)
        self.passphrase.changed.connect(lambda: None if self._waits() else self.passphrase.set_wrong(""))
        self.progress.cancelled.connect(self.cancel)
        self.keychain_link.clicked.connect(self.use_keychain)
        self.desk.chosen.connect(self._chosen)
        self.create_link.clicked.connect(self.create_asked)
        self.join_link.clicked.connect(self.join_asked)
        self.other_link.clicked.connect(self._choose_other)

    def _settle(self) -> None:
        busy = self._job is not None
        # The bar stands in the place of the links: the page does not jump.
        self._below.setCurrentIndex(int(busy))
        self.button.set_label(say("ui.unlock.busy" if busy else "ui.unlock.unlock"))
        self.button.set_reason(self._reason)
        self.button.setEnabled(not self._reason and not busy and not self._waits() and self.desk.current is not None)
        for control in (self.desk, self.passphrase, self.remember, self.other_link, self.create_link, self.join_link):
            control.setEnabled(not busy)

    def _start(self, work: Long[object]) -> None:
        self.passphrase.set_wrong("")
        self._job = self._jobs.run_child(work, say("ui.unlock.busy"), self, self._done, self._failed)
        self._settle()

    def _chosen(self, desk: DeskEntry | None) -> None:
        """A desk was chosen: offer the keychain where it was remembered there."""
        kept = desk is not None and self._remembered is not None and self._remembered(desk.path)
        self.keychain_link.setVisible(kept)
        self.remember.setChecked(kept)
        self._settle()

    def _done(self, services: object) -> None:
        self._job = None
        self._wrong_times = 0
        self.passphrase.clear()
        self._settle()
        self.opened.emit(services)

    def _failed(self, failure: Failure) -> None:
        self._job = None
        if isinstance(failure.error, NotUnlocked):
            self._wrong_times += 1
            self._free_at = self._clock() + min(2 ** (self._wrong_times - 1), _LONGEST_WAIT)
            self._tick.start()
        self._sentence = failure.text
        self._say_wrong()
        self._settle()
        self.passphrase.edit.setFocus()
        self.passphrase.edit.selectAll()

    def _waits(self) -> bool:
        return self._clock() < self._free_at

    def _say_wrong(self) -> None:
        left = round(self._free_at - self._clock())
        wait = say("ui.unlock.wait", n=max(left, 1)) if self._waits() else ""
        self.passphrase.set_wrong(" ".join(filter(None, (self._sentence, wait))))

    def _choose_other(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, say("ui.unlock.other_title"))
        if folder:
            path = Path(folder)
            self.desk.choose(DeskEntry(path, path.stem))
            self._settle()
            self.passphrase.edit.setFocus()


def _footer() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(20, 0, 20, 12)
    row.setSpacing(6)
    row.addWidget(IconLabel("cloud-off", size=14))
    row.addWidget(PlainLabel(say("ui.unlock.offline"), Role.SMALL, "text2"))
    row.addStretch(1)
    row.addWidget(PlainLabel(f"{say('ui.name')} {__version__}", Role.SMALL, "text2"))
    return row


def _when(opened: datetime | None) -> str:
    """When a desk was last opened, as a person says it."""
    if opened is None:
        return say("ui.unlock.never_opened")
    moment = QDateTime.fromSecsSinceEpoch(int(opened.timestamp()))
    clock = QLocale().toString(moment.time(), QLocale.FormatType.ShortFormat)
    days = moment.date().daysTo(QDate.currentDate())
    if days in (0, 1):
        return say("ui.unlock.opened_today" if days == 0 else "ui.unlock.opened_yesterday", time=clock)
    return say("ui.unlock.opened_on", date=QLocale().toString(moment.date(), "d MMMM yyyy"))
