"""The form for one step in the life of a request: what goes with the status, and why the step was refused."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from jitdesk.domain.life import BY_CHANNEL, FROZEN, OWN_CENTRAL
from jitdesk.domain.life import status as status_of
from jitdesk.domain.records import Record
from jitdesk.kernel.words import known, say
from jitdesk.services import life
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.ui.children import DeskChild
from jitdesk.ui.dates import Today
from jitdesk.ui.jobs import Failure, Job, Jobs
from jitdesk.ui.linked import LinkedNames
from jitdesk.ui.screens.requests.refusals import sentence
from jitdesk.ui.screens.requests.step_fields import WINDOW, StepFields
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.form_dialog import FormDialog
from jitdesk.ui.widgets.progress import ProgressLine

_NARROW, _WIDE = 560, 760
_FILES = ("signed_copy", "minutes", "file")  # the one that is asked for first is the one that a file is attached for


def begins_version(request: Record, status: str) -> bool:
    """Whether a move to this status begins a new version of a letter that is final."""
    return status == "draft" and status_of(request) in FROZEN


class MoveOnDialog(FormDialog):
    """Asks what goes with a status; `moved` brings what came of it, `attached` that a file was put beside the request."""

    moved = Signal(object)
    attached = Signal()

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        jobs: Jobs,
        request: Record,
        status: str,
        today: Today,
        names: LinkedNames,
        states: Sequence[str],
    ) -> None:
        words = say(f"choice.request.status.{status}")
        anew = begins_version(request, status)
        title = say("ui.life.new_version_title") if anew else say("ui.life.move_title", status=words)
        key = "ui.life.below.version" if anew else f"ui.life.below.{status}"
        go_on = Button(say("ui.life.begin") if anew else say("ui.life.record"), Rank.PRIMARY, "check")
        super().__init__(parent, title, say(key) if known(key) else "", go_on, _WIDE if status == "scheduled" else _NARROW)
        self._desk, self._jobs = desk, jobs
        self._reference, self._status, self._names = request.reference, status, names
        self.fields = StepFields(status, today, names.links)
        if "step" in self.fields.editors:
            usual = OWN_CENTRAL if status == "handed_over" else BY_CHANNEL.get(str(request.get("channel")))
            self.fields.editors["step"].display(usual)
        if "signature" in self.fields.editors:
            self.fields.editors["signature"].display({**request.get("signature", {}), "on": today().isoformat()})
        self.fields.set_places(str(request.get("requested_state", "")), states)
        self.column.addWidget(self.fields)
        self._progress = ProgressLine(say("ui.life.attaching"))
        self._progress.hide()
        self._progress.cancelled.connect(self._stop)
        self._job: Job | None = None
        self._for = next(name for name in _FILES if name in self.fields.editors)
        self.attach = Button(say(f"ui.life.attach.{self._for}"), icon="paperclip")
        self.attach.clicked.connect(self._ask_file)
        self.fields.put_below(self._for, self.attach)
        self.column.addWidget(self._progress)
        self.go_on.clicked.connect(self._move)
        self.fields.focus_field(WINDOW)

    def attach_file(self, path: str) -> None:
        """Attach a file of this computer to the request, and say here that it is the one."""
        self.go_on.set_reason(say("ui.life.attaching"))
        self._progress.show()
        child = DeskChild("attach", self._desk, str, record=self._reference, path=path)
        done = partial(self._attached, Path(path).name)
        self._job = self._jobs.run_child(child, say("ui.life.attaching"), self, done, self._failed, self._show_progress)

    def reject(self) -> None:
        self._stop()
        super().reject()

    def _stop(self) -> None:
        """Attach it not after all."""
        if self._job is not None:
            self._job.cancel()
        self._ready()

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, say(f"ui.life.attach.{self._for}"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.attach_file)
        dialog.open()

    def _show_progress(self, done: int, total: int) -> None:
        self._progress.show_progress(say("ui.life.attaching"), done, total)

    def _attached(self, name: str, id: str) -> None:
        self._names.name_file(id, name)
        self.fields.editors[self._for].display(id)
        self._ready()
        self.attached.emit()
        self.fields.focus_field(self._for)

    def _ready(self) -> None:
        self._job = None
        self._progress.hide()
        self.go_on.set_reason("")

    def _move(self) -> None:
        if self.fields.tell_problems():
            return
        self.show_refusal("")
        self.go_on.set_reason(say("ui.life.recording"))
        move = partial(life.move, self._desk, self._reference, self._status, self.fields.values())
        self._jobs.write(move, self, self._done, self._failed)

    def _done(self, outcome: Outcome) -> None:
        self.moved.emit(outcome)
        self.accept()

    def _failed(self, failure: Failure) -> None:
        self._ready()
        self.show_refusal(sentence(failure, self._status))
