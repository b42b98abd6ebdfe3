"""What is known of a State, fact by fact: what it says, as of when and where that was read, and what is doubtful about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from jitdesk.domain.fields import Field, Type
from jitdesk.domain.kinds.state_profile import STATE_PROFILE
from jitdesk.kernel.words import known, say
from jitdesk.services.states import Fact
from jitdesk.ui import dates, labels
from jitdesk.ui.look import Role, look
from jitdesk.ui.screens.case.arrangement import sections
from jitdesk.ui.widgets.buttons import IconButton
from jitdesk.ui.widgets.labels import IconLabel, Paragraph, PlainLabel
from jitdesk.ui.widgets.layouts import clear

_NAME = 176
FIRST = "LHC"


class FactList(QWidget):
    """The facts of a State under the headings of its profile; `correcting` (Fact) asks to record what a source says instead."""

    correcting = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._shown: tuple[Sequence[Fact], frozenset[tuple[str, tuple[str, ...]]], str] | None = None
        self.lines: list[FactLine] = []

    def show_facts(self, facts: Sequence[Fact], stale: frozenset[tuple[str, tuple[str, ...]]], refusal: str) -> None:
        """Show these; the same ones stay as they are."""
        if (facts, stale, refusal) == self._shown:
            return
        self._shown = (facts, stale, refusal)
        clear(self._column)
        self.lines = []
        for section in sections(STATE_PROFILE.name):
            those = sorted((fact for fact in facts if fact.field in section.names), key=_order)
            if those:
                self._head(section.heading, Role.SECTION)
            before = ""
            for fact in those:
                if head(fact) not in ("", before):
                    self._head(head(fact), Role.NAME)
                before = head(fact)
                line = FactLine(fact, (fact.field, fact.part) in stale, refusal)
                line.button.clicked.connect(partial(self.correcting.emit, fact))
                self.lines.append(line)
                self._column.addWidget(line)

    def _head(self, words: str, role: Role) -> None:
        heading = PlainLabel(words, role)
        heading.setContentsMargins(0, look().px(8) if self._column.count() else 0, 0, 0)
        self._column.addWidget(heading)


class FactLine(QWidget):
    """One fact: what it is about, what it says, and the ground of it."""

    def __init__(self, fact: Fact, stale: bool, refusal: str) -> None:
        super().__init__()
        self.fact = fact
        name, said = own_name(fact), value(fact)
        about = ": ".join(filter(None, (head(fact), name)))
        ground, doubts = " · ".join(_ground(fact)), " · ".join(_doubts(fact, stale))
        doubtful = not fact.confirmed or fact.disputed
        correct = f"{say('ui.case.correct')} {about}"
        self.button = IconButton("pencil", correct, 24, icon_size=14)
        if refusal:
            self.button.set_reason(refusal)
        label = Paragraph(name, tone="text2")
        label.setFixedWidth(look().px(_NAME))
        words = QVBoxLayout()
        words.setSpacing(0)
        for text, role, tone in ((said, Role.BODY, "text"), (ground, Role.SMALL, "text2"), (doubts, Role.SMALL, "warn")):
            if text:
                words.addWidget(Paragraph(text, role, tone))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 2)
        row.setSpacing(8)
        mark = IconLabel("circle-dashed" if doubtful else "info", "warn" if doubtful else "text2", 14)
        row.addLayout(_lowered(mark, 3))
        row.addWidget(label, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(f"{about}: {said}. {ground} {doubts}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)


def _lowered(mark: QWidget, by: int) -> QVBoxLayout:
    """A mark that stands in the middle of the first line of the text beside it."""
    column = QVBoxLayout()
    column.setContentsMargins(0, look().px(by), 0, 0)
    column.addWidget(mark)
    column.addStretch(1)
    return column


def _order(fact: Fact) -> tuple[object, ...]:
    """What stands alone before what stands under a head, then the order of the field table; the convention of this desk's work first."""
    declared = STATE_PROFILE.by_name[fact.field]
    fields, columns = list(STATE_PROFILE.by_name), list(declared.by_column)
    treaty = fact.part[0] if fact.part and declared.name == "treaties" else ""
    column = columns.index(fact.part[-1]) if fact.part and fact.part[-1] in columns else 0
    return bool(head(fact)), fields.index(declared.name), treaty not in ("", FIRST), treaty, column, fact.part


def head(fact: Fact) -> str:
    """What several facts are about together: a treaty, or a field of rows."""
    declared = STATE_PROFILE.by_name[fact.field]
    if declared.name == "treaties":
        return _part(declared, 0, fact.part[0])
    return labels.label(STATE_PROFILE, declared) if declared.type is Type.ROWS and any(fact.part) else ""


def own_name(fact: Fact) -> str:
    """What a fact alone is about, under its head."""
    declared = STATE_PROFILE.by_name[fact.field]
    parts = [_part(declared, number, part) for number, part in enumerate(fact.part) if part]
    if declared.name == "treaties":
        parts = parts[-1:]
    return labels.joined(parts) or labels.label(STATE_PROFILE, declared)


def _part(declared: Field, number: int, part: str) -> str:
    """A treaty, a stage or a column by its name."""
    if part in declared.by_column:
        return labels.column(declared.by_column[part], declared)
    stage = declared.by_column.get("stage")
    if stage is not None and number == 1 and part in stage.choices:
        return labels.column_choice(stage, part)
    return labels.basis(part) if known(f"basis.{part}") else part


def value(fact: Fact) -> str:
    """What a fact says, in words; of rows what their name does not say already."""
    declared = STATE_PROFILE.by_name[fact.field]
    if declared.name == "treaties" or declared.type is Type.GROUP:
        return _spoken(declared.by_column[fact.part[-1]], fact.value)
    if declared.type is not Type.ROWS:
        return _spoken(declared, fact.value)
    return "\n".join(_row(declared, row, fact.part) for row in fact.value)


def _row(declared: Field, row: dict[str, object], part: tuple[str, ...]) -> str:
    said = [(of, row[name]) for name, of in declared.by_column.items() if name in row and row[name] not in part]
    return labels.joined(_spoken(of, entry) for of, entry in said)


def _spoken(of: Field, entry: object) -> str:
    text = str(entry)
    if of.type is Type.DATE:
        return dates.with_year(text)
    if of.name == "treaty":
        return labels.basis(text)
    return labels.spoken(STATE_PROFILE, of, entry)


def _ground(fact: Fact) -> Iterator[str]:
    if fact.as_of:
        yield say("instrument.as_of", date=dates.with_year(fact.as_of))
    if fact.seen_on and fact.seen_on != fact.as_of:
        yield say("ui.case.seen_on", date=dates.with_year(fact.seen_on))
    if fact.source:
        yield fact.source
    if fact.only and fact.only not in fact.part:
        yield say("state_profile.only", treaty=labels.basis(fact.only))


def _doubts(fact: Fact, stale: bool) -> Iterator[str]:
    if not fact.confirmed:
        yield say("instrument.to_be_confirmed")
    if stale:
        yield say("state_profile.stale")
    if fact.disputed:
        yield say("state_profile.disputed")
