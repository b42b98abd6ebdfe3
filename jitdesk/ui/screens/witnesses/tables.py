"""Tables in and out of the screen of witnesses: its actions, and what they ask."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from jitdesk.kernel.words import say
from jitdesk.services import rights, team
from jitdesk.services.desk import Desk
from jitdesk.ui.actions import Actions
from jitdesk.ui.children import DeskChild
from jitdesk.ui.jobs import Failure, Jobs
from jitdesk.ui.screens.witnesses.bring import BringDialog
from jitdesk.ui.screens.witnesses.bring_rows import without_options
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.fields import Field, LineEdit
from jitdesk.ui.widgets.form_dialog import FormDialog

_OUT = "*.xlsx;;*.csv"
_WIDTH = 608


class Tables(QObject):
    """The actions; `brought` tells that records came in."""

    brought = Signal()

    def __init__(self, screen: QWidget, desk: Desk, jobs: Jobs, actions: Actions) -> None:
        super().__init__(screen)
        self._screen, self._desk, self._jobs = screen, desk, jobs
        bring = actions.add("bring_table", self._choose, icon="download", screen=screen)
        for id, kind in (("take_table", "witness"), ("take_accounts", "account")):
            actions.add(id, partial(self._ask_where, kind), icon="upload", screen=screen)
        jobs.read(partial(rights.refusal, desk), self, bring.set_reason)

    def _choose(self) -> None:
        path = QFileDialog.getOpenFileName(self._screen, say("ui.action.bring_table"), "", say("ui.bring.choose"))[0]
        if path:
            self._jobs.read(partial(team.compartments, self._desk), self, partial(self._open, Path(path)))

    def _open(self, path: Path, places: list[tuple[str, str, tuple[str, ...]]]) -> None:
        dialog = BringDialog(self._screen, self._desk, self._jobs, path, [(id, name) for id, name, _ in places])
        dialog.brought.connect(self.brought)
        dialog.show()

    def _ask_where(self, kind: str) -> None:
        start = str(Path.home() / f"{say(f'kind.{kind}')}.xlsx")
        out = QFileDialog.getSaveFileName(self._screen, say("ui.bring.taking"), start, _OUT)[0]
        if out:
            self._take(kind, out, "")

    def _take(self, kind: str, out: str, reason: str) -> None:
        child = DeskChild("take", self._desk, dict, kind=kind, out=out, reason=reason or None)
        self._jobs.run_child(child, say("ui.bring.taking"), self, failed=partial(self._not_taken, kind, out))

    def _not_taken(self, kind: str, out: str, failure: Failure) -> None:
        """Of records under protection the reason is asked for; another failure is told by the window."""
        if failure.key not in ("take.protected", "consultation.reason"):
            self._jobs.failed.emit(replace(failure, text=without_options(failure.text)))
            return
        asked = ReasonDialog(self._screen, without_options(failure.text))
        asked.given.connect(partial(self._take, kind, out))
        asked.show()


class ReasonDialog(FormDialog):
    """Asks why records under protection go into a file; `given` brings it."""

    given = Signal(str)

    def __init__(self, parent: QWidget, below: str) -> None:
        go_on = Button(say("ui.bring.take_go_on"), Rank.PRIMARY, "upload")
        super().__init__(parent, say("ui.bring.take_reason_title"), below, go_on, _WIDTH)
        self.reason = LineEdit()
        self.column.addWidget(Field(say("ui.bring.take_reason"), self.reason))
        self.reason.textChanged.connect(self._look)
        self.reason.returnPressed.connect(self._give)
        go_on.clicked.connect(self._give)
        self._look()
        self.reason.setFocus()

    def _look(self) -> None:
        self.go_on.set_reason("" if self.reason.text().strip() else say("consultation.reason"))

    def _give(self) -> None:
        if self.reason.text().strip():
            self.given.emit(self.reason.text().strip())
            self.accept()
