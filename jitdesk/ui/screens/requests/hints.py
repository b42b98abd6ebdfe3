"""What is known that bears on a question before any letter, and where the answers lead so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services.instruments import Hint, Outcome, Verdict
from jitdesk.ui import dates
from jitdesk.ui.actions import Actions
from jitdesk.ui.look import Role, look
from jitdesk.ui.screens.requests.opening import Opened
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.cells import Card
from jitdesk.ui.widgets.labels import IconLabel, Paragraph

_MARKS = {Outcome.NO_LETTER: ("info", "info"), Outcome.BASIS: ("circle-check", "ok")}
_UNDECIDED = ("circle-question-mark", "warn")


class Hints(QWidget):
    """The hints of one question, each with its date and source; what nobody confirmed says so."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(look().px(20), 0, 0, 0)
        self._column.setSpacing(4)
        self._shown: Sequence[Hint] = ()
        self.lines: list[QWidget] = []
        self.hide()

    def show_hints(self, hints: Sequence[Hint]) -> None:
        """Show these; the same ones stay as they are."""
        if hints == self._shown and len(self.lines) == len(hints):
            return
        for line in self.lines:
            line.hide()
            line.deleteLater()
        self._shown = hints
        self.lines = [_line(hint) for hint in hints]
        for line in self.lines:
            self._column.addWidget(line)
        self.setVisible(bool(hints))

    def text(self) -> str:
        """What it says, a line a hint."""
        return "\n".join(line.accessibleName() for line in self.lines)


class VerdictCard(Card):
    """Where the answers lead, on top of the questions; offers the task where no letter is needed."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._mark = IconLabel(*_UNDECIDED)
        self.sentence = Paragraph("", Role.NAME)
        self._others = Paragraph("", Role.SMALL, "text2")
        self.make = actions.button("task_no_letter", Button(say("ui.action.task_no_letter"), Rank.PRIMARY, "square-check"))
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._mark, alignment=Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(self.sentence)
        words.addWidget(self._others)
        words.addWidget(self.make, alignment=Qt.AlignmentFlag.AlignLeading)
        row.addLayout(words, 1)
        self.column.setContentsMargins(12, 12, 12, 12)
        self.column.addLayout(row)

    def show_verdict(self, verdict: Verdict) -> None:
        """Say where the answers lead."""
        self.sentence.setText(_sentence(verdict))
        others = "\n".join(str(lead.message) for lead in verdict.alternatives)
        self._others.setText(others)
        self._others.setVisible(bool(others))
        self.make.setVisible(verdict.outcome is Outcome.NO_LETTER)
        self._mark.set_icon(*_MARKS.get(verdict.outcome, _UNDECIDED))
        self.setAccessibleName(f"{self.sentence.text()} {others}".strip())


def no_task(opened: Opened | None) -> str:
    """Why there is no task to make, in a sentence, or ""."""
    return "" if opened is not None and opened.instrument.verdict.outcome is Outcome.NO_LETTER else say("ui.instrument.letter_needed")


def _sentence(verdict: Verdict) -> str:
    if verdict.outcome is Outcome.NO_LETTER:
        return say("ui.instrument.no_letter")
    return str(verdict.message)


def _line(hint: Hint) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(
        IconLabel("info" if hint.confirmed else "circle-dashed", "text2" if hint.confirmed else "warn", 14), 0, Qt.AlignmentFlag.AlignTop
    )
    told, ground = str(hint.message), " · ".join(_ground(hint))
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Paragraph(told, Role.SMALL))
    if ground:
        words.addWidget(Paragraph(ground, Role.SMALL, "text2"))
    row.addLayout(words, 1)
    line.setAccessibleName(f"{told} {ground}".strip())
    return line


def _ground(hint: Hint) -> Iterator[str]:
    """How old a hint is, where it was read, and what is doubtful about it."""
    if hint.as_of:
        yield say("instrument.as_of", date=dates.with_year(hint.as_of))
    if hint.source:
        yield hint.source
    if not hint.confirmed:
        yield say("instrument.to_be_confirmed")
    if hint.stale:
        yield say("state_profile.stale")
