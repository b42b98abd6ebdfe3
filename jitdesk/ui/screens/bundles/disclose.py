"""A disclosure to somebody outside the team: a key of theirs, whole compartments, logged in each of them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services import exporting
from jitdesk.services.desk import Desk
from jitdesk.services.exporting import SUFFIX, Written
from jitdesk.services.outgoing import Outgoing
from jitdesk.ui import labels
from jitdesk.ui.children import DeskChild
from jitdesk.ui.jobs import Failure, Job, Jobs
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.buttons import Button, Rank, ReasonLine
from jitdesk.ui.widgets.fields import CheckBox, Field, LineEdit
from jitdesk.ui.widgets.form_page import FormPage
from jitdesk.ui.widgets.labels import IconLabel, Paragraph, PlainLabel
from jitdesk.ui.widgets.layouts import clear
from jitdesk.ui.widgets.progress import ProgressLine


class DisclosePage(FormPage):
    """Makes one file for an outside key; `saved` brings it."""

    saved = Signal(list)
    left = Signal()

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(say("ui.bundles.outside_title"), say("ui.bundles.outside_long"))
        self._desk = desk
        self._jobs = jobs
        self._job: Job | None = None
        self.recipient = LineEdit("age1…")
        self.field = Field(say("ui.bundles.outside_key"), self.recipient, say("ui.bundles.outside_key_hint"))
        self.boxes: dict[str, CheckBox] = {}
        self._places = QVBoxLayout()
        self._places.setSpacing(2)
        self.save = Button(say("ui.bundles.outside_save"), Rank.PRIMARY, "save", height=40)
        self.back = Button(say("ui.back"), height=40)
        self.progress = ProgressLine(say("ui.bundles.saving"))
        self.recipient.textChanged.connect(self._judge)
        self.save.clicked.connect(self.save_file)
        self.back.clicked.connect(self.left)
        self.progress.cancelled.connect(self.cancel)
        self._lay_out()
        self._show_busy(False)

    def show_plan(self, plan: Outgoing) -> None:
        """Begin anew with the compartments of this desk."""
        clear(self._places)
        self.boxes = {}
        for share in plan.shares:
            box = CheckBox(share.name)
            box.toggled.connect(self._judge)
            self.boxes[share.id] = box
            self._places.addWidget(box)
            note = Paragraph(say("ui.bundles.read_by", readers=labels.joined(share.readers)), Role.SMALL, "text2")
            indent = QWidget()
            row = QHBoxLayout(indent)
            row.setContentsMargins(look().px(26), 0, 0, 6)
            row.addWidget(note)
            self._places.addWidget(indent)
        self.show_refusal("")
        self._judge()

    def take_keyboard(self) -> None:
        """Put the keyboard where the key is typed."""
        self.recipient.setFocus(Qt.FocusReason.OtherFocusReason)

    def save_file(self) -> None:
        """Ask for a name and write the file."""
        start = str(Path.home() / say("ui.bundles.outside_name", suffix=SUFFIX))
        out = QFileDialog.getSaveFileName(self, say("ui.bundles.outside_save"), start, f"*{SUFFIX}")[0]
        if not out or self._job is not None:
            return
        chosen = [id for id, box in self.boxes.items() if box.isChecked()]
        recipient = self.recipient.text().strip()
        child = DeskChild("disclose", self._desk, exporting.read, out=out, recipient=recipient, compartments=chosen)
        self.show_refusal("")
        self._show_busy(True)
        text = say("ui.bundles.saving")
        self._job = self._jobs.run_child(
            child, text, self, self._done, self._failed, lambda done, total: self.progress.show_progress(text, done, total)
        )

    def cancel(self) -> None:
        """Stop writing; no file of it stays."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._show_busy(False)

    def _done(self, written: Written) -> None:
        self._job = None
        self._show_busy(False)
        self.recipient.clear()
        self.saved.emit([written])

    def _failed(self, failure: Failure) -> None:
        self._job = None
        self._show_busy(False)
        self.show_refusal(failure.text)

    def _judge(self) -> None:
        if not self.recipient.text().strip():
            self.save.set_reason(say("ui.bundles.need_key"))
        elif not any(box.isChecked() for box in self.boxes.values()):
            self.save.set_reason(say("ui.bundles.need_place"))
        else:
            self.save.set_reason("")

    def _show_busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        self.save.setEnabled(not busy and not self.save.reason)
        self.back.setEnabled(not busy)

    def _lay_out(self) -> None:
        self.column.addWidget(self.field)
        self.column.addWidget(PlainLabel(say("ui.bundles.outside_what"), Role.NAME))
        self.column.addLayout(self._places)
        warning = QHBoxLayout()
        warning.setSpacing(10)
        warning.addWidget(IconLabel("info", "accent"), alignment=Qt.AlignmentFlag.AlignTop)
        warning.addWidget(Paragraph(say("ui.bundles.outside_no_return")), 1)
        self.column.addLayout(warning)
        self.column.addWidget(self.progress)
        self.add_foot(self.save, self.back)
        self.column.addWidget(ReasonLine(self.save))
        self.column.addStretch(1)
