"""What a person who knows a protected name says of the request that is open: that it was compared with it, or that a word is no name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import say
from jitdesk.services import no_name
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.services.letters import Finding
from jitdesk.ui import labels
from jitdesk.ui.actions import Actions
from jitdesk.ui.jobs import Failure, Jobs
from jitdesk.ui.screens.requests.opening import Opened
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.fields import Choice, Field, LineEdit
from jitdesk.ui.widgets.form_dialog import FormDialog

COMPARED, NO_NAME = "name_compared", "no_name_here"
ANSWERS = (COMPARED, NO_NAME)
_EXPOSED = "P07"
_ICONS = {COMPARED: "check", NO_NAME: "pencil"}


def answer_to(finding: Finding) -> str:
    """Which of ANSWERS a person may give to a finding; "" for none."""
    if finding.code != _EXPOSED or not finding.blocks:
        return ""
    return NO_NAME if finding.message.key.endswith(_EXPOSED) else COMPARED


def answer_button(actions: Actions, id: str, rank: Rank = Rank.DEFAULT) -> Button:
    """A button that gives one of ANSWERS."""
    return actions.button(id, Button(say(f"ui.action.{id}"), rank, _ICONS[id]))


class NoName(QObject):
    """`wrote` brings what was recorded, `told` the sentence that it was; `commit` keeps what is being typed before."""

    wrote = Signal(object)
    told = Signal(str)

    def __init__(self, screen: QWidget, desk: Desk, jobs: Jobs, actions: Actions, commit: Callable[[], None]) -> None:
        super().__init__(screen)
        self._screen, self._desk, self._jobs, self._commit = screen, desk, jobs, commit
        self._opened: Opened | None = None
        self._part = ""
        self._compared = actions.add(COMPARED, self._compare, icon=_ICONS[COMPARED], screen=screen)
        self._no_name = actions.add(NO_NAME, self._ask_word, icon=_ICONS[NO_NAME], screen=screen)

    def show_page(self, opened: Opened | None, part: str) -> None:
        """The request that is open now, if one is, and the part of it in sight: what can be said of it, and why the rest cannot."""
        self._opened, self._part = opened, part
        closed = say("ui.requests.open_first") if opened is None else opened.page.refusal
        self._compared.set_reason(closed or (_why_not_compared(opened) if opened is not None else ""))
        self._no_name.set_reason(closed or ("" if _fields(opened, part) else say("ui.no_name.no_word")))

    def _compare(self) -> None:
        """At once where the identity can be read here; else a person says with what."""
        if self._opened is None:
            return
        self._commit()
        page = self._opened.page
        if page.examined.comparable:
            compare = partial(no_name.compared, self._desk, page.record.reference)
            self._jobs.write(compare, self, self._done)
        else:
            dialog = ComparedByHand(self._screen, self._desk, self._jobs, page.record.reference)
            dialog.recorded.connect(self._done)
            dialog.open()

    def _ask_word(self) -> None:
        if self._opened is not None:
            self._commit()
            fields = _fields(self._opened, self._part)
            dialog = NoNameHere(self._screen, self._desk, self._jobs, self._opened.page.record.reference, fields)
            dialog.recorded.connect(self._cleared)
            dialog.open()

    def _done(self, outcome: Outcome) -> None:
        self.wrote.emit(outcome)
        self.told.emit(say("ui.no_name.compared_done"))

    def _cleared(self, outcome: Outcome) -> None:
        self.wrote.emit(outcome)
        self.told.emit(say("ui.no_name.word_done"))


class _Said(FormDialog):
    """A form of one sentence; `recorded` brings what came of it."""

    recorded = Signal(object)

    def __init__(self, parent: QWidget, jobs: Jobs, key: str) -> None:
        go_on = Button(say("ui.no_name.record"), Rank.PRIMARY, "check")
        super().__init__(parent, say(f"ui.no_name.{key}_title"), say(f"ui.no_name.{key}_below"), go_on)
        self._jobs = jobs
        self._first = say(f"ui.no_name.{key}_first")
        self.line = LineEdit()
        self.line.textChanged.connect(self._weigh)
        self.line.returnPressed.connect(go_on.click)
        go_on.clicked.connect(self._record)
        self._weigh()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _said(self) -> Callable[[], Outcome]:
        raise NotImplementedError

    def _weigh(self) -> None:
        self.go_on.set_reason("" if self.line.text().strip() else self._first)

    def _record(self) -> None:
        self.show_refusal("")
        self.go_on.set_reason(say("ui.no_name.recording"))
        self._jobs.write(self._said(), self, self._done, self._failed)

    def _done(self, outcome: Outcome) -> None:
        self.recorded.emit(outcome)
        self.accept()

    def _failed(self, failure: Failure) -> None:
        self._weigh()
        self.show_refusal(failure.text)


class ComparedByHand(_Said):
    """Asks with what a person compared who reads no identity on this desk."""

    def __init__(self, parent: QWidget, desk: Desk, jobs: Jobs, reference: str) -> None:
        super().__init__(parent, jobs, "compared")
        self._desk, self._reference = desk, reference
        self.column.addWidget(Field(say("ui.no_name.against"), self.line, say("ui.no_name.against_hint")))

    def _said(self) -> Callable[[], Outcome]:
        return partial(no_name.compared, self._desk, self._reference, self.line.text())


class NoNameHere(_Said):
    """Asks which word is no name, and in which of the fields where a protected detail was found."""

    def __init__(self, parent: QWidget, desk: Desk, jobs: Jobs, reference: str, fields: Sequence[str]) -> None:
        super().__init__(parent, jobs, "word")
        self._desk, self._reference = desk, reference
        self.field = Choice([(labels.label(KINDS["request"], KINDS["request"].by_name[name]), name) for name in fields])
        self.column.addWidget(Field(say("ui.no_name.field"), self.field))
        self.column.addWidget(Field(say("ui.no_name.word"), self.line))

    def _said(self) -> Callable[[], Outcome]:
        return partial(no_name.say_so, self._desk, self._reference, str(self.field.value()), self.line.text().strip())

    def _failed(self, failure: Failure) -> None:
        super()._failed(failure)
        if failure.key == "no_name.nothing":
            self.show_refusal(say("ui.no_name.nothing", field=self.field.currentText()))


def _fields(opened: Opened | None, part: str) -> list[str]:
    """The fields in which a protected detail was found, those of the part in sight first."""
    if opened is None:
        return []
    examined = opened.page.examined
    here = {field for entry in examined.outline if entry.key == part for field in entry.fields}
    found = dict.fromkeys(finding.field for finding in examined.findings if answer_to(finding) == NO_NAME)
    return sorted(found, key=lambda field: field not in here)


def _why_not_compared(opened: Opened) -> str:
    """Why nobody can say now that the words were compared with who the person is."""
    answers = {answer_to(finding) for finding in opened.page.examined.findings}
    if opened.frozen:
        return say("ui.life.read_only")
    if NO_NAME in answers:
        return say("ui.no_name.found")
    return "" if opened.page.examined.comparable or COMPARED in answers else say("ui.no_name.nothing_waits")
