"""What differs in a letter from one of its frozen versions to another, or to the request as it stands, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services import versions
from jitdesk.services.desk import Desk
from jitdesk.services.versions import Difference
from jitdesk.ui import differences, values
from jitdesk.ui.dates import Today
from jitdesk.ui.jobs import Failure, Jobs
from jitdesk.ui.look import Role
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.cells import Card
from jitdesk.ui.widgets.difference import DifferenceText
from jitdesk.ui.widgets.fields import Choice, Field
from jitdesk.ui.widgets.form_dialog import FormDialog
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel

_WIDTH = 820


class ComparedDialog(FormDialog):
    """Compares two versions that a person chooses; `names` says what linked records are called."""

    def __init__(
        self, parent: QWidget, desk: Desk, jobs: Jobs, reference: str, numbers: Sequence[int], names: Mapping[str, str], today: Today
    ) -> None:
        super().__init__(parent, say("ui.life.compare_title"), "", Button(say("ui.close"), Rank.PRIMARY), _WIDTH)
        self.cancel.hide()
        self.go_on.clicked.connect(self.accept)
        self._desk, self._jobs, self._reference, self._names, self._today = desk, jobs, reference, names, today
        named: list[tuple[str, object]] = [(say("ui.life.version", n=number), number) for number in numbers]
        self.before, self.after = Choice(named), Choice([*named, (say("ui.life.as_it_stands"), None)])
        self.before.set_value(numbers[-1])
        self.after.set_value(None)
        self.lines: list[QWidget] = []
        self._reads = 0
        row = QHBoxLayout()
        row.setSpacing(12)
        for words, choice in (("from", self.before), ("to", self.after)):
            row.addWidget(Field(say(f"ui.life.compare_{words}"), choice))
            choice.currentIndexChanged.connect(self._read)
        self.column.addLayout(row)
        self._found = QVBoxLayout()
        self._found.setSpacing(8)
        self.column.addLayout(self._found)
        self._read()
        self.before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _read(self) -> None:
        self._reads += 1
        before, after = int(str(self.before.value())), self.after.value()
        compare = partial(versions.compare, self._desk, self._reference, before, int(str(after)) if after is not None else None)
        self._jobs.read(compare, self, partial(self._show, self._reads), self._failed)

    def _show(self, number: int, found: Sequence[Difference]) -> None:
        if number != self._reads:
            return
        self.show_refusal("")
        self._put([self._line(difference) for difference in found] or [Paragraph(say("ui.life.no_difference"), tone="text2")])

    def _failed(self, failure: Failure) -> None:
        self._put([])
        self.show_refusal(failure.text)

    def _put(self, lines: list[QWidget]) -> None:
        for line in self.lines:
            self._found.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = lines
        for line in lines:
            self._found.addWidget(line)

    def _line(self, difference: Difference) -> QWidget:
        card, name = Card(), values.field_name("request", difference.field)
        told = [
            say("versions_told.erased", order=difference.erased)
            if difference.erased and not value
            else values.reads("request", difference.field, value, self._names, self._today())
            for value in (difference.before, difference.after)
        ]
        shown = DifferenceText(differences.pieces(*told))
        card.setAccessibleName(f"{name}: {shown.accessibleName()}")
        card.column.addWidget(PlainLabel(name, Role.NAME))
        card.column.addWidget(shown)
        return card
