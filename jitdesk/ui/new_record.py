"""A new record in a few lines: only what it cannot be made without; everything else is written on its page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services import case_records, team
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.ui.dates import Today
from jitdesk.ui.forms import Form
from jitdesk.ui.jobs import Failure, Jobs
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.editors import TextEditor
from jitdesk.ui.widgets.fields import Choice, Field
from jitdesk.ui.widgets.form_dialog import FormDialog

_ASKED = {"agreement": ("title", "parties"), "proceeding": ("number", "state"), "authority": ("name", "state")}
_WIDTH = 480


class NewRecord(FormDialog):
    """Asks for a new record of one of KINDS_AROUND; `made` brings what came of it, and what the record is called."""

    made = Signal(object, str)

    def __init__(self, parent: QWidget, desk: Desk, jobs: Jobs, kind: str, today: Today, called: str = "") -> None:
        super().__init__(parent, say(f"ui.case.new_{kind}"), say("ui.case.new_below"), _go_on(), _WIDTH)
        self._desk, self._jobs = desk, jobs
        self._kind = KINDS[kind]
        self._values: dict[str, Any] = {self._kind.title: called} if called else {}
        self.form = Form(self._kind, _ASKED[kind], today, above=True, framed=True)
        self.form.show_record(self._draft)
        self.form.edited.connect(self._keep)
        self.place = Choice([])
        self._visible = Field(say("ui.tasks.visible_to"), self.place)
        self._visible.hide()
        self.column.addWidget(self.form)
        self.column.addWidget(self._visible)
        self.go_on.clicked.connect(self._ask)
        first = self.form.editor_of(self._kind.title)
        if isinstance(first, TextEditor):
            first.line.returnPressed.connect(self._ask)
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        jobs.read(partial(team.compartments, desk), self, self._offer)

    @property
    def _draft(self) -> Record:
        return Record("", self._kind.name, "", dict(self._values))

    def _offer(self, places: Sequence[tuple[str, str, tuple[str, ...]]]) -> None:
        for id, name, _ in places:
            self.place.addItem(name, id)
        self._visible.setVisible(len(places) > 1)

    def _keep(self, id: str, name: str, value: object) -> None:
        self._values[name] = value
        self.form.show_record(self._draft)

    def _ask(self) -> None:
        if not self.go_on.isEnabled():
            return  # it is being made
        self.form.commit()
        if not self._values.get(self._kind.title):
            self.show_refusal(say(f"ui.case.need_{self._kind.name}"))
            self.form.editor_of(self._kind.title).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.go_on.setEnabled(False)
        make = partial(case_records.add, self._desk, self._kind.name, dict(self._values), str(self.place.value() or ""))
        self._jobs.write(make, self, self._done, self._refused)

    def _done(self, outcome: Outcome) -> None:
        self.accept()
        self.made.emit(outcome, str(self._values[self._kind.title]))

    def _refused(self, failure: Failure) -> None:
        self.go_on.setEnabled(True)
        self.show_refusal(failure.text)


def _go_on() -> Button:
    return Button(say("ui.case.make"), Rank.PRIMARY, "check")
