"""Bundles that came in: read in a child process, the team proved once, looked at, and taken in or left as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services import previewing
from jitdesk.services.desk import Desk
from jitdesk.services.previewing import Preview
from jitdesk.ui.actions import Actions
from jitdesk.ui.children import DeskChild
from jitdesk.ui.jobs import Failure, Job, Jobs
from jitdesk.ui.look import Role, look
from jitdesk.ui.screens.bundles.review import ReviewPage
from jitdesk.ui.screens.bundles.trust import TrustPage
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.labels import PlainLabel
from jitdesk.ui.widgets.notices import Banner
from jitdesk.ui.widgets.progress import ProgressLine

_WIDTH = 560


class ReceivePage(QWidget):
    """From files to a decision; `taken` brings what an import did."""

    taken = Signal(object)
    left = Signal()
    turned = Signal()  # another part of the page is shown

    def __init__(self, desk: Desk, jobs: Jobs, actions: Actions, today: Callable[[], date]) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = jobs
        self._deciding = [actions.find(id) for id in ("accept_bundle", "accept_ticked", "refuse_bundle")]
        self._paths: list[Path] = []
        self._trust: str | None = None
        self._seen: list[str] = []  # hashes of the files as they were shown
        self._job: Job | None = None
        self.reading = _Reading(actions)
        self.trust = TrustPage()
        self.review = ReviewPage(jobs, actions, today)
        self._parts = QStackedWidget()
        for part in (self.reading, self.trust, self.review):
            self._parts.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._parts)
        self._show(self.reading)
        self.reading.progress.cancelled.connect(self.leave)
        self.reading.back.clicked.connect(self.leave)
        self.trust.typed.connect(self._prove)
        self.trust.left.connect(self.leave)
        self.review.decided.connect(self._take)
        self.review.kept.connect(self.leave)
        self.review.cancelled.connect(self._stop_taking)

    @property
    def part(self) -> QWidget | None:
        """What is shown: reading, trust or review."""
        return self._parts.currentWidget()

    @property
    def names(self) -> list[str]:
        """The names of the files."""
        return [path.name for path in self._paths]

    def open(self, paths: Sequence[Path]) -> None:
        """Look into these files or folders."""
        self._cancel()
        self._paths, self._trust, self._seen = list(paths), None, []
        self._read()

    def leave(self) -> None:
        """Leave everything as it is."""
        self._cancel()
        self.left.emit()

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return self.review.panes() if self.part is self.review else [self._parts]

    def _read(self) -> None:
        self.reading.show_progress(0, 0)
        self._show(self.reading)
        paths = [str(path) for path in self._paths]
        child = DeskChild("preview", self._desk, previewing.read, paths=paths, trust=self._trust)
        text = say("ui.bundles.reading")
        self._job = self._jobs.run_child(child, text, self, self._previewed, self._unreadable, self.reading.show_progress)

    def _previewed(self, preview: Preview) -> None:
        self._job = None
        self._seen = [one.hash for one in preview.bundles]
        if preview.first and self._trust is None:
            self.trust.show_preview(preview)
            self._show(self.trust)
            self.trust.take_keyboard()
        else:
            self.review.show_preview(preview, self.names)
            self._show(self.review)
            self.review.take_keyboard()

    def _unreadable(self, failure: Failure) -> None:
        self._job = None
        if self._trust is not None:
            self._trust = None
            self._show(self.trust)
            # The service names the fingerprint it found; shown here, it would only be copied.
            other = failure.key == "import.other_founder"
            self.trust.show_wrong(say("ui.bundles.trust_other") if other else failure.text)
        else:
            self.reading.show_failure(failure.text)

    def _prove(self, fingerprint: str) -> None:
        self._trust = fingerprint
        self._read()

    def _take(self, only: list[str] | None, rest: str) -> None:
        if self._job is not None:
            return
        decision = self.review.decision
        decision.show_busy(True)
        paths = [str(path) for path in self._paths]
        which = {"paths": paths, "seen": self._seen, "only": only, "rest": rest}
        child = DeskChild("import", self._desk, previewing.read_taken, trust=self._trust, **which)
        text = say("ui.bundles.accepting")
        self._job = self._jobs.run_child(
            child, text, self, self._taken, self._refused, lambda done, total: decision.progress.show_progress(text, done, total)
        )

    def _taken(self, taken: object) -> None:
        self._job = None
        self.taken.emit(taken)

    def _refused(self, failure: Failure) -> None:
        self._job = None
        self.review.rest()
        self.reading.show_failure(failure.text)
        self._show(self.reading)

    def _stop_taking(self) -> None:
        self._cancel()
        self.review.rest()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _show(self, part: QWidget) -> None:
        self._parts.setCurrentWidget(part)
        if part is self.review:
            self._deciding[0].set_reason("")
            self._deciding[2].set_reason("")
            self.review.rest()
        else:
            for action in self._deciding:
                action.set_reason(say("ui.bundles.nothing_open"))
        self.turned.emit()


class _Reading(QWidget):
    """The files are being read, or could not be."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._title = PlainLabel(say("ui.bundles.reading"), Role.TITLE)
        self.progress = ProgressLine(say("ui.bundles.reading_below"))
        self.failure = Banner(" ", tone="danger")
        self.another = actions.button("open_bundle", Button(say("ui.bundles.another"), Rank.PRIMARY, "folder-open"))
        self.back = Button(say("ui.back"))
        self._buttons = QWidget()
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(8)
        buttons.addWidget(self.another)
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        card = QWidget()
        card.setMaximumWidth(look().px(_WIDTH))
        column = QVBoxLayout(card)
        column.setContentsMargins(4, 80, 4, 24)
        column.setSpacing(14)
        for widget in (self._title, self.progress, self.failure, self._buttons):
            column.addWidget(widget)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 20, 0)
        row.addStretch(1)
        row.addWidget(card, 100)
        row.addStretch(1)
        self.show_progress(0, 0)

    def show_progress(self, done: int, total: int) -> None:
        """Show how far the reading is."""
        self.progress.show_progress(say("ui.bundles.reading_below"), done, total)
        self._turn(say("ui.bundles.reading"), failed=False)

    def show_failure(self, sentence: str) -> None:
        """Say why nothing can be taken from these files."""
        self.failure.set_text(sentence)
        self._turn(say("ui.bundles.unreadable"), failed=True)
        self.another.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn(self, title: str, *, failed: bool) -> None:
        self._title.setText(title)
        self.progress.setVisible(not failed)
        self.failure.setVisible(failed)
        self._buttons.setVisible(failed)
