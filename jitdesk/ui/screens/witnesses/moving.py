"""Moving a witness, and what hangs on it, to fewer readers; afterwards, who keeps what had reached them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services.desk import Desk
from jitdesk.services.team import Place
from jitdesk.services.witnesses import Dossier
from jitdesk.ui import labels
from jitdesk.ui.children import DeskChild
from jitdesk.ui.jobs import Failure, Job, Jobs
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.fields import Choice, Field
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel
from jitdesk.ui.widgets.notices import Banner
from jitdesk.ui.widgets.progress import ProgressLine


def narrower(places: Sequence[Place], compartment: str) -> list[Place]:
    """The compartments that only some of the readers of another read."""
    readers = next((place.devices for place in places if place.id == compartment), frozenset())
    return [place for place in places if place.devices < readers]


class MoveDialog(QDialog):
    """Asks where to; `moved` brings the new reference."""

    moved = Signal(str)

    def __init__(self, parent: QWidget, desk: Desk, jobs: Jobs, dossier: Dossier, places: Sequence[Place]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        title = say("ui.witnesses.move_title", code=str(dossier.witness.get("code", "")))
        self.setWindowTitle(title)
        self._desk, self._jobs = desk, jobs
        self._reference = dossier.witness.reference
        self._job: Job | None = None
        self._places = {place.id: place for place in places}
        self.place = Choice([(place.name, place.id) for place in places])
        self._field = Field(say("ui.witnesses.move_to"), self.place)
        self.go_on = Button(say("ui.witnesses.move"), Rank.PRIMARY, "folder-lock")
        self._cancel = Button(say("ui.cancel"))
        self._told = Paragraph(say("ui.witnesses.move_below"))
        self._refusal = Banner(" ", tone="danger")
        self._refusal.hide()
        self._progress = ProgressLine(say("ui.witnesses.moving"))
        self._progress.hide()
        self.place.currentIndexChanged.connect(self._name_readers)
        self.go_on.clicked.connect(self._move)
        self._cancel.clicked.connect(self.reject)
        self._progress.cancelled.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(PlainLabel(title, Role.TITLE))
        for widget in (self._field, self._told, self._refusal, self._progress):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._cancel)
        row.addWidget(self.go_on)
        column.addLayout(row)
        self.setFixedWidth(look().px(480))
        self._name_readers()
        self.place.setFocus(Qt.FocusReason.OtherFocusReason)

    def text(self) -> str:
        """What it says."""
        return self._told.text()

    def reject(self) -> None:
        if self._job is not None:
            self._job.cancel()
        super().reject()

    def _name_readers(self) -> None:
        place = self._places.get(str(self.place.value()))
        self._field.set_hint(say("ui.witnesses.move_readers", readers=labels.joined(place.readers)) if place else "")

    def _move(self) -> None:
        self.go_on.setEnabled(False)
        self._progress.show()
        child = DeskChild("move", self._desk, dict, reference=self._reference, compartment=str(self.place.value()))
        text = say("ui.witnesses.moving")
        self._job = self._jobs.run_child(child, text, self, self._done, self._failed, self._show)

    def _show(self, done: int, total: int) -> None:
        self._progress.show_progress(say("ui.witnesses.moving"), done, total)

    def _done(self, moved: dict[str, Any]) -> None:
        """Stay, and say who keeps what: it cannot be seen anywhere else as plainly."""
        self._job = None
        self._progress.hide()
        self._field.hide()
        self.go_on.hide()
        told = [say("ui.witnesses.moved")]
        if moved["keep"]:
            told.append(say("ui.witnesses.moved_keep", members=labels.joined(moved["keep"])))
        if moved["handed"]:
            told.append(say("ui.witnesses.moved_handed", n=len({one["bundle"] for one in moved["handed"]})))
        if moved["named_by"]:
            told.append(say("ui.witnesses.moved_named", records=labels.joined(moved["named_by"])))
        self._told.setText("\n".join(told))
        self._cancel.set_label(say("ui.close"))
        self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.moved.emit(str(moved["id"]))

    def _failed(self, failure: Failure) -> None:
        self._job = None
        self._progress.hide()
        self.go_on.setEnabled(True)
        self._refusal.set_text(failure.text)
        self._refusal.show()
