"""A computer without a desk: create a team, or join one by writing a card for its lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from jitdesk.domain.states import STATES
from jitdesk.kernel.words import say
from jitdesk.ui.jobs import Failure, Job, Jobs, Long
from jitdesk.ui.look import Role, look
from jitdesk.ui.strength import strength
from jitdesk.ui.widgets.buttons import Button, Rank, ReasonLine
from jitdesk.ui.widgets.fields import Choice, Field, LineEdit, PassphraseEdit
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel
from jitdesk.ui.widgets.notices import Banner
from jitdesk.ui.widgets.progress import ProgressLine

Make = Callable[[Mapping[str, str]], Long[object]]
_WIDTH = 560


class FolderEdit(QWidget):
    """The path of a folder or file, typed or chosen."""

    def __init__(self, ask: Callable[[], str]) -> None:
        super().__init__()
        self.line = LineEdit()
        self._ask = ask
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        browse = Button(say("ui.browse"))
        browse.clicked.connect(self._browse)
        row.addWidget(browse)
        self.setFocusProxy(self.line)

    def text(self) -> str:
        """The path as it stands."""
        return self.line.text().strip()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def _browse(self) -> None:
        chosen = self._ask()
        if chosen:
            self.line.setText(chosen)


class DeskForm(QWidget):
    """The facts of a new desk; `values` is a plain dict, its keys the options of the terminal command."""

    submitted = Signal(dict)
    cancelled = Signal()

    def __init__(self, task: str, fields: Sequence[str], folder: Path) -> None:
        super().__init__()
        self._task = task
        self._folder_proposed = folder
        self.fields = {name: self._field(name) for name in fields}
        self.passphrase = self._secret("passphrase")
        self.again = self._secret("again")
        self.submit = Button(say(f"ui.{task}.submit"), Rank.PRIMARY, height=40)
        self.back = Button(say("ui.back"), height=40)
        self.busy_words = say(f"ui.{task}.busy")
        self.progress = ProgressLine(self.busy_words)
        self.refusal = Banner(" ", tone="danger")
        self._lay_out()
        self.submit.clicked.connect(self.try_submit)
        self.back.clicked.connect(self.cancelled)
        self.passphrase.changed.connect(self._judge)
        self.again.submitted.connect(self.try_submit)
        self._judge("")
        self.show_busy(False)

    def values(self) -> dict[str, str]:
        """What was filled in; State as alpha-3 code, without surrounding blanks."""
        found = {name: _value(field.control) for name, field in self.fields.items()}
        return {**found, "passphrase": self.passphrase.text()}

    def gaps(self) -> dict[str, str]:
        """What is missing or wrong: field to sentence."""
        found = {name: say(f"ui.form.need_{name}") for name, value in self.values().items() if not value and name != "passphrase"}
        if not strength(self.passphrase.text()).enough:
            found["passphrase"] = say("ui.strength.short")
        elif self.passphrase.text() != self.again.text():
            found["again"] = say("ui.form.not_same")
        return found

    def try_submit(self) -> None:
        """Emit what was filled in, or say what is missing and go there."""
        gaps = self.gaps()
        for name, field in self.fields.items():
            field.set_wrong(gaps.get(name, ""))
        for name, secret in (("passphrase", self.passphrase), ("again", self.again)):
            secret.set_wrong(gaps.get(name, ""))
        if gaps:
            first = next(iter(gaps))
            target = {"passphrase": self.passphrase, "again": self.again}.get(first) or self.fields[first].control
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.submitted.emit(self.values())

    def show_busy(self, busy: bool) -> None:
        """Show that the desk is being made, or that it is not."""
        self.progress.setVisible(busy)
        self.submit.setEnabled(not busy and not self.submit.reason)
        self.back.setEnabled(not busy)
        self._body.setEnabled(not busy)

    def show_refusal(self, sentence: str) -> None:
        """Say why the desk was not made; "" for nothing."""
        self.refusal.set_text(sentence)
        self.refusal.setVisible(bool(sentence))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.back.isEnabled():
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def _field(self, name: str) -> Field:
        hint = say(f"ui.form.hint_{name}")
        return Field(say(f"ui.form.{name}"), self._control(name), hint)

    def _control(self, name: str) -> QWidget:
        if name == "state":
            named = sorted(((say(f"state.{code}"), code) for code in STATES), key=lambda entry: entry[0].casefold())
            choice = Choice(named, typed=True)
            choice.setCurrentIndex(-1)
            line = choice.lineEdit()
            assert line is not None
            line.setPlaceholderText(say("ui.form.state_typed"))
            return choice
        if name == "folder":
            edit = FolderEdit(lambda: QFileDialog.getExistingDirectory(self, say("ui.form.folder"), str(self._folder_proposed)))
            edit.line.setText(str(self._folder_proposed))
            return edit
        if name == "card":
            start = str(self._folder_proposed.with_suffix(".jitcard"))
            edit = FolderEdit(lambda: QFileDialog.getSaveFileName(self, say("ui.form.card"), start, "*.jitcard")[0])
            edit.line.setText(start)
            return edit
        return LineEdit(say(f"ui.form.example_{name}"))

    def _secret(self, name: str) -> PassphraseEdit:
        return PassphraseEdit(say(f"ui.form.{name}"))

    def _lay_out(self) -> None:
        self._body = QWidget()
        self._body.setMaximumWidth(look().px(_WIDTH) + 8)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(4, 24, 4, 24)
        column.setSpacing(14)
        column.addWidget(PlainLabel(say(f"ui.{self._task}.title"), Role.DISPLAY))
        column.addWidget(Paragraph(say(f"ui.{self._task}.below"), tone="text2"))
        column.addWidget(self.refusal)
        self.refusal.hide()
        column.addLayout(self._rows())
        column.addStretch(1)
        centred = QWidget()
        row = QHBoxLayout(centred)
        row.setContentsMargins(20, 0, 20, 0)
        row.addStretch(1)
        row.addWidget(self._body, 100)
        row.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(centred)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(scroll, 1)
        page.addWidget(_rule())
        page.addLayout(self._foot())

    def _rows(self) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setSpacing(14)
        halves = [field for name, field in self.fields.items() if name in _HALF]
        wholes = [(name, field) for name, field in self.fields.items() if name not in _HALF]
        for name, field in wholes:
            if name == "team":
                rows.addWidget(field)
        for left, right in zip(halves[::2], halves[1::2], strict=True):
            rows.addLayout(_side_by_side(left, right))
        for name, field in wholes:
            if name != "team":
                rows.addWidget(field)
        rows.addLayout(_side_by_side(self._secret_cell("passphrase", self.passphrase), self._secret_cell("again", self.again)))
        return rows

    def _secret_cell(self, name: str, secret: PassphraseEdit) -> QWidget:
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(PlainLabel(say(f"ui.form.{name}"), Role.NAME))
        column.addWidget(secret)
        return cell

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(20, 12, 20, 12)
        row.addStretch(1)
        inner = QWidget()
        inner.setMaximumWidth(look().px(_WIDTH) + 8)
        line = QHBoxLayout(inner)
        line.setContentsMargins(4, 4, 4, 4)
        line.setSpacing(8)
        line.addWidget(self.back)
        line.addWidget(self.progress, 1)
        line.addWidget(ReasonLine(self.submit), 1)
        line.addStretch(0)
        line.addWidget(self.submit)
        row.addWidget(inner, 100)
        row.addStretch(1)
        return row

    def _judge(self, typed: str) -> None:
        self.passphrase.set_wrong("")
        found = strength(typed)
        self.passphrase.set_hint(say(found.key) if typed else say("ui.strength.advice"), found.tone if typed else "text2")


_HALF = ("member", "state", "authority", "function")


class FirstRun(QWidget):
    """Welcome, the two forms, and what to do next after joining."""

    opened = Signal(object)
    left = Signal()

    def __init__(self, jobs: Jobs, folder: Path) -> None:
        super().__init__()
        self.setObjectName("page")
        self._jobs = jobs
        self._job: Job | None = None
        self._makes: dict[DeskForm, Make] = {}
        self.create_form = DeskForm("create", ("team", "member", "state", "authority", "function", "folder"), folder)
        self.join_form = DeskForm("join", ("member", "state", "authority", "function", "folder", "card"), folder)
        self._stack = QStackedWidget()
        for form in (self.create_form, self.join_form):
            self._stack.addWidget(form)
            form.cancelled.connect(self.left)
            form.progress.cancelled.connect(self._cancel)
            form.submitted.connect(self._start)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def ready(self, create: Make, join: Make) -> None:
        """The program is loaded: desks can be made from now on."""
        self._makes = {self.create_form: create, self.join_form: join}
        self.unable("")

    def unable(self, reason: str) -> None:
        """Desks cannot be made, for this reason."""
        for form in (self.create_form, self.join_form):
            form.submit.set_reason(reason)

    def show_form(self, form: DeskForm) -> None:
        """Show one of the two forms, ready to be filled in."""
        self._stack.setCurrentWidget(form)
        next(iter(form.fields.values())).control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _start(self, values: dict[str, str]) -> None:
        form = self._stack.currentWidget()
        if not isinstance(form, DeskForm) or form not in self._makes:
            return
        form.show_refusal("")
        form.show_busy(True)

        def failed(failure: Failure) -> None:
            form.show_busy(False)
            form.show_refusal(failure.text)

        self._job = self._jobs.run_child(self._makes[form](values), form.busy_words, self, self._done, failed)

    def _done(self, services: object) -> None:
        self._job = None
        self.opened.emit(services)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        for form in (self.create_form, self.join_form):
            form.show_busy(False)


def _value(control: QWidget) -> str:
    if isinstance(control, Choice):
        return str(control.value() or "")
    assert isinstance(control, (LineEdit, FolderEdit))
    return control.text().strip()


def _side_by_side(left: QWidget, right: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(16)
    for widget in (left, right):
        # Both halves are equally wide whatever stands in them.
        widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(widget, 1, Qt.AlignmentFlag.AlignTop)
    return row


def _rule() -> QFrame:
    rule = QFrame()
    rule.setObjectName("rule")
    rule.setFixedHeight(1)
    return rule
