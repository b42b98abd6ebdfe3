"""Imports: everything that was taken in, accepted, refused or undone on this desk, each with its report; the last import undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services import reporting
from jitdesk.services.desk import Desk
from jitdesk.services.reporting import Step
from jitdesk.ui import dates, labels
from jitdesk.ui.actions import Actions
from jitdesk.ui.children import DeskChild
from jitdesk.ui.delegates import RowTable
from jitdesk.ui.jobs import Failure, Job, Jobs
from jitdesk.ui.look import Role, look
from jitdesk.ui.models import Column
from jitdesk.ui.paint import ChipFace
from jitdesk.ui.short_lists import ShortListModel
from jitdesk.ui.texts import isolated
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel
from jitdesk.ui.widgets.notices import Banner, EmptyState
from jitdesk.ui.widgets.progress import ProgressLine

UNDOABLE = ("import", "accept", "go_on", "bring")


@dataclass(frozen=True)
class _Row:
    step: Step

    @property
    def id(self) -> str:
        return str(self.step.number)


class ImportsPage(QWidget):
    """The list; `opened` names a step whose report is wanted, `undone` brings the sentence of what an undo did."""

    opened = Signal(int)
    undone = Signal(str)

    def __init__(self, desk: Desk, jobs: Jobs, actions: Actions, today: Callable[[], date]) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = jobs
        self._actions = actions
        self._today = today
        self.model = ShortListModel(jobs, self._columns(), self._read, self)
        self.table = RowTable(self.model, say("ui.bundles.tab_imports"), 38)
        self._shown = QStackedWidget()
        self._shown.addWidget(self.table)
        self._shown.addWidget(EmptyState(say("ui.bundles.no_imports")))
        self.undo_button = actions.button("undo_import", Button(say("ui.action.undo_import"), icon="undo-2"))
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 11, 20, 11)
        foot.setSpacing(12)
        foot.addWidget(Paragraph(say("ui.bundles.imports_below"), Role.SMALL, "text2"), 1)
        foot.addWidget(self.undo_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._shown, 1)
        column.addLayout(foot)
        self.model.loaded.connect(self._loaded)
        self.table.opened.connect(self._open)

    def load(self) -> None:
        """Read what was done."""
        self.model.load()

    def step(self, number: int) -> Step | None:
        """A step by its number."""
        row = self.model.row_with(str(number))
        return row.step if row is not None else None

    def last(self) -> Step | None:
        """The step that an undo would undo."""
        return next((row.step for row in self.model.rows() if row.step.act in UNDOABLE and not row.step.undone), None)

    def take_keyboard(self) -> None:
        """Put the keyboard on the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_undo(self) -> None:
        """Say what an undo would do, and do it once that was confirmed."""
        last = self.last()
        if last is not None:
            dialog = UndoDialog(self, self._desk, self._jobs, headed(last, self._today()), last.act)
            dialog.undone.connect(self.undone)
            dialog.show()

    def _open(self, id: str) -> None:
        self.opened.emit(int(id))

    def _read(self) -> list[_Row]:
        return [_Row(step) for step in reporting.listed(self._desk)]

    def _loaded(self) -> None:
        count = self.model.rowCount()
        self._shown.setCurrentIndex(0 if count else 1)
        self._actions.find("undo_import").set_reason("" if self.last() else say("ui.bundles.nothing_to_undo"))
        if count and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))

    def _columns(self) -> tuple[Column, ...]:
        def when(row: _Row) -> str:
            return dates.at(row.step.at, self._today())

        return (
            Column("at", say("ui.bundles.when"), when, width=150, tabular=True),
            Column("act", say("ui.bundles.what"), lambda r: "", lambda r: _chips(r.step), 210),
            Column("from", say("ui.bundles.sent_by"), lambda r: _sender(r.step), strong=True),
            Column("new", say("ui.bundles.number_new"), lambda r: _sum(r.step, "new"), width=72, tabular=True),
            Column("changed", say("ui.bundles.number_changed"), lambda r: _sum(r.step, "changed"), width=84, tabular=True),
            Column("conflicts", say("ui.bundles.number_conflicts"), lambda r: _sum(r.step, "conflicts"), width=88, tabular=True),
            Column("hash", say("ui.bundles.file_hash"), lambda r: r.step.hash[:12], width=132, tone=lambda r: "text2", code=True),
        )


class UndoDialog(QDialog):
    """What an undo will do, before it is done; `undone` says what it did."""

    undone = Signal(str)

    def __init__(self, parent: QWidget, desk: Desk, jobs: Jobs, what: str, act: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(say("ui.action.undo_import"))
        self._desk = desk
        self._jobs = jobs
        self._job: Job | None = None
        self.go_on = Button(say("ui.bundles.undo"), Rank.PRIMARY, "undo-2")
        self.go_on.clicked.connect(self._undo)
        self._cancel = Button(say("ui.cancel"))
        self._cancel.clicked.connect(self.reject)
        self._refusal = Banner(" ", tone="danger")
        self._refusal.hide()
        self._progress = ProgressLine(say("ui.bundles.undoing"))
        self._progress.cancelled.connect(self.reject)
        self._progress.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(PlainLabel(say("ui.bundles.undo_title"), Role.TITLE))
        column.addWidget(Paragraph(what, Role.NAME))
        for key in ("back_table", "stays_table", "here_table") if act == "bring" else ("back", "stays", "here"):
            column.addWidget(Paragraph(say(f"ui.bundles.undo_{key}")))
        column.addWidget(self._refusal)
        column.addWidget(self._progress)
        column.addSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._cancel)
        row.addWidget(self.go_on)
        column.addLayout(row)
        self.setFixedWidth(look().px(480))
        self.go_on.setFocus(Qt.FocusReason.OtherFocusReason)

    def reject(self) -> None:
        if self._job is not None:
            self._job.cancel()
        super().reject()

    def _undo(self) -> None:
        self.go_on.setEnabled(False)
        self._progress.show()
        self._job = self._jobs.run_child(DeskChild("undo", self._desk, dict), say("ui.bundles.undoing"), self, self._done, self._failed)

    def _done(self, done: dict[str, Any]) -> None:
        self._job = None
        self.undone.emit(undone(done))
        self.accept()

    def _failed(self, failure: Failure) -> None:
        self._job = None
        self._progress.hide()
        self._refusal.set_text(failure.text)
        self._refusal.show()


def undone(done: dict[str, Any]) -> str:
    """What an undo did, and what stayed."""
    key = "ui.bundles.undone_table" if done["act"] == "bring" else "ui.bundles.undone"
    told = [say(key, n=done["changes"], count=f"{done['changes']:,}", records=done["records"])]
    told += [say(f"undo.stayed_{name}", n=done[name]) for name in ("accounts", "own", "worked", "erased") if done[name]]
    return " ".join(told)


def headed(step: Step, today: date) -> str:
    """A step in one line: what, when, from whom."""
    act, at = say(f"ui.bundles.act_{step.act}"), dates.at(step.at, today)
    return (
        say("ui.bundles.step_from", act=act, at=at, member=isolated(step.member)) if step.member else say("ui.bundles.step", act=act, at=at)
    )


def _chips(step: Step) -> tuple[ChipFace, ...]:
    tone, icon = {"import": ("ok", "check"), "refuse": ("neutral", "ban"), "undo": ("neutral", "undo-2")}.get(step.act, ("info", "check"))
    chips = [ChipFace(say(f"ui.bundles.act_{step.act}"), tone, icon)]
    if step.undone:
        chips.append(ChipFace(say("ui.bundles.is_undone")))
    return tuple(chips)


def _sender(step: Step) -> str:
    return labels.joined((step.member, labels.state(step.state) if step.state else ""))


def _sum(step: Step, name: str) -> str:
    number = sum(getattr(those, name) for those in step.places.values())
    return f"{number:,}" if number else ""
