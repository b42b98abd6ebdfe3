"""A letter that came back from Word: what it says otherwise by field, to be ticked and taken over; what stands elsewhere, only shown."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from jitdesk.kernel.words import say
from jitdesk.services import readback
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.services.readback import Difference, Other, Problem, Readback
from jitdesk.ui import differences, values
from jitdesk.ui.jobs import Failure, Jobs
from jitdesk.ui.look import Role
from jitdesk.ui.texts import isolated
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.cells import Card
from jitdesk.ui.widgets.difference import DifferenceText
from jitdesk.ui.widgets.fields import CheckBox
from jitdesk.ui.widgets.form_dialog import FormDialog
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel

_WIDTH = 820
_REQUEST = "request"


class EditedLetter(FormDialog):
    """`refusal` says why nothing can be taken over here; `accepted_fields` brings what came of it, and how many fields were changed."""

    accepted_fields = Signal(object, int)

    def __init__(self, parent: QWidget, desk: Desk, jobs: Jobs, found: Readback, refusal: str) -> None:
        go_on = Button(say("ui.readback.take", n=0), Rank.PRIMARY, "check")
        below = say("ui.readback.below", name=isolated(found.name), reference=isolated(found.reference))
        super().__init__(parent, say("ui.readback.title"), below, go_on, _WIDTH)
        self._desk, self._jobs, self._found, self._refusal = desk, jobs, found, refusal
        self.ticks: dict[str, CheckBox] = {}
        for difference in found.fields:
            self.column.addWidget(self._field(difference))
        self._section(say("ui.readback.problems"), [_problem(problem) for problem in found.problems])
        self._section(say("ui.readback.others"), [_other(other) for other in found.others], say("ui.readback.others_below"))
        if not (found.fields or found.problems or found.others):
            self.column.addWidget(Paragraph(say("readback.same"), tone="text2"))
        self.go_on.clicked.connect(self._accept)
        self._count()
        (next(iter(self.ticks.values()), None) or self.cancel).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def ticked(self) -> list[str]:
        """The fields that are to be taken over."""
        return [name for name, tick in self.ticks.items() if tick.isChecked()]

    def _field(self, difference: Difference) -> QWidget:
        name = values.field_name(_REQUEST, difference.field)
        card, tick = Card(), CheckBox(name)
        tick.setChecked(not difference.earlier)
        tick.toggled.connect(self._count)
        self.ticks[difference.field] = tick
        shown = DifferenceText(differences.pieces(_text(difference.before), _text(difference.after)))
        tick.setAccessibleDescription(shown.accessibleName())
        card.setAccessibleName(name)
        card.column.addWidget(tick)
        if difference.earlier:
            card.column.addWidget(Paragraph(say("ui.readback.earlier"), Role.SMALL, "warn"))
        card.column.addWidget(shown)
        return card

    def _section(self, heading: str, cards: list[QWidget], below: str = "") -> None:
        if cards:
            self.column.addWidget(PlainLabel(heading, Role.CURRENT))
            if below:
                self.column.addWidget(Paragraph(below, Role.SMALL, "text2"))
            for card in cards:
                self.column.addWidget(card)

    def _count(self) -> None:
        """Say how many fields would be changed, or why none can be."""
        number = len(self.ticked)
        self.go_on.set_label(say("ui.readback.take", n=number))
        nothing = say("ui.readback.tick_first") if self.ticks else say("ui.readback.nothing")
        self.go_on.set_reason(self._refusal or ("" if number else nothing))

    def _accept(self) -> None:
        self.show_refusal("")
        names = self.ticked
        self.go_on.set_reason(say("ui.readback.taking"))
        take = partial(readback.accept, self._desk, self._found, names)
        self._jobs.write(take, self, partial(self._taken, len(names)), self._failed)

    def _taken(self, number: int, outcome: Outcome) -> None:
        self.accepted_fields.emit(outcome, number)
        self.accept()

    def _failed(self, failure: Failure) -> None:
        self._count()
        self.show_refusal(failure.text)


def _text(value: object) -> str:
    return "\n".join(str(line) for line in value) if isinstance(value, list) else str(value or "")


def _other(other: Other) -> QWidget:
    card = Card()
    shown = DifferenceText(differences.pieces(other.before, other.after))
    where = say(f"readback.{other.where}")
    card.setAccessibleName(f"{where}: {shown.accessibleName()}")
    card.column.addWidget(PlainLabel(where[:1].upper() + where[1:], Role.SMALL, "text2"))
    card.column.addWidget(shown)
    return card


def _problem(problem: Problem) -> QWidget:
    card = Card()
    name = values.field_name(_REQUEST, problem.field) if problem.field else ""
    if name:
        card.column.addWidget(PlainLabel(name, Role.NAME))
    card.column.addWidget(Paragraph(str(problem.message)))
    for text in problem.texts:
        card.column.addWidget(Paragraph(text, Role.READING, "text2"))
    card.setAccessibleName(" ".join(filter(None, (name, str(problem.message), *problem.texts))))
    return card
