"""The form that plans a session of a request, or one that was planned already anew."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services import hearings
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.ui.dates import Today
from jitdesk.ui.jobs import Failure, Jobs
from jitdesk.ui.screens.requests.refusals import sentence
from jitdesk.ui.screens.requests.step_fields import planned
from jitdesk.ui.screens.requests.windows import WindowsEditor
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.form_dialog import FormDialog
from jitdesk.ui.widgets.labels import Paragraph

_WIDE = 760


class PlanSession(FormDialog):
    """`planned` brings what came of it; with a `hearing` that one is planned anew."""

    planned = Signal(object)

    def __init__(
        self, parent: QWidget, desk: Desk, jobs: Jobs, request: Record, states: Sequence[str], today: Today, hearing: Record | None = None
    ) -> None:
        number = int(hearing.get("session", 1)) if hearing is not None else None
        title = say("ui.around.plan_title") if number is None else say("ui.around.plan_anew_title", n=number)
        super().__init__(parent, title, say("ui.around.plan_below"), Button(say("ui.around.plan"), Rank.PRIMARY, "check"), _WIDE)
        self._desk, self._jobs, self._reference, self._number = desk, jobs, request.reference, number
        self.window_editor = WindowsEditor(today, several=False)
        self.window_editor.set_name(say("ui.life.window"))
        self.window_editor.set_places(str(request.get("requested_state", "")), states)
        if hearing is not None:
            self.window_editor.display(hearing.get("planned"))
        elif isinstance(minutes := request.get("duration"), int):
            self.window_editor.length.display(minutes)
            self.window_editor.length.edited.emit()
        self._problem = Paragraph("", tone="danger")
        self._problem.hide()
        self.column.addWidget(self.window_editor)
        self.column.addWidget(self._problem)
        self.go_on.clicked.connect(self._plan)
        self.window_editor.day.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _plan(self) -> None:
        self.window_editor.commit()
        wrong = self.window_editor.problem()
        self._problem.setText(wrong)
        self._problem.setVisible(bool(wrong))
        said = planned(self.window_editor.value())
        if wrong or not said:
            self.show_refusal("" if wrong else say("ui.refused.life.no_hearing"))
            return
        self.show_refusal("")
        self.go_on.set_reason(say("ui.around.planning"))
        plan = partial(hearings.plan, self._desk, self._reference, **said, session=self._number)
        self._jobs.write(plan, self, self._done, self._failed)

    def _done(self, outcome: Outcome) -> None:
        self.planned.emit(outcome)
        self.accept()

    def _failed(self, failure: Failure) -> None:
        self.go_on.set_reason("")
        self.show_refusal(sentence(failure, "scheduled"))
