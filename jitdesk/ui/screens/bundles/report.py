"""The report of one import: who sent it, what it did in each compartment, each record before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from jitdesk.domain.fields import Type
from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import say
from jitdesk.services import reading, reporting
from jitdesk.services.desk import Desk
from jitdesk.services.reporting import RecordReport, Told, Value
from jitdesk.ui import dates, labels, values
from jitdesk.ui.delegates import RowTable
from jitdesk.ui.jobs import Failure, Jobs
from jitdesk.ui.look import Role, look
from jitdesk.ui.models import Column
from jitdesk.ui.paint import ChipFace, TagFace
from jitdesk.ui.screens.bundles.beside import FieldLine, FieldsHead
from jitdesk.ui.screens.bundles.imports import headed
from jitdesk.ui.screens.bundles.numbers import NumbersGrid
from jitdesk.ui.short_lists import ShortListModel
from jitdesk.ui.widgets.buttons import Button
from jitdesk.ui.widgets.facts import Facts
from jitdesk.ui.widgets.labels import ElidedLabel, Paragraph
from jitdesk.ui.widgets.layouts import clear, widgets

_LIST = 448


@dataclass(frozen=True)
class _Row:
    record: RecordReport

    @property
    def id(self) -> str:
        return f"{self.record.compartment}/{self.record.kind}/{self.record.id}"


class ReportPage(QWidget):
    """Shows one step; nothing is changed here."""

    left = Signal()

    def __init__(self, desk: Desk, jobs: Jobs, today: Callable[[], date]) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = jobs
        self._today = today
        self._told: Told | None = None
        self._names: Mapping[str, str] = {}
        self._title = ElidedLabel("", Role.TITLE)
        self._facts = Facts(110)
        self.model = ShortListModel(jobs, _columns(), self._rows, self)
        self.table = RowTable(self.model, say("ui.bundles.records_name"), 36)
        self.numbers = NumbersGrid()
        self._fields = QVBoxLayout()
        self._fields.setSpacing(0)
        self.back = Button(say("ui.back"), keys=say("ui.key.esc"))
        self.back.clicked.connect(self.left)
        self.table.chosen.connect(self._choose)
        self.model.loaded.connect(self._loaded)
        self._lay_out()

    def open(self, number: int) -> None:
        """Read the report of a step."""
        self._told = None
        self._show_head()
        self.model.load()

        def read() -> tuple[Told, dict[str, str]]:
            told = reporting.of_step(self._desk, number)
            return told, reading.names(self._desk, _links(told.records))

        self._jobs.read(read, self, self._show, self._refuse)

    def fields(self) -> list[tuple[str, str, str]]:
        """Name, before and after of each field shown."""
        return [line.words for line in widgets(self._fields) if isinstance(line, FieldLine)]

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self.table, self.area]

    def _show(self, found: tuple[Told, dict[str, str]]) -> None:
        self._told, self._names = found
        self._show_head()
        self.model.load()

    def _refuse(self, failure: Failure) -> None:
        self._title.set_text(failure.text)

    def _show_head(self) -> None:
        clear(self._fields)
        told = self._told
        self._title.set_text(headed(told.step, self._today()) if told else say("ui.bundles.report_reading"))
        step = told.step if told else None
        self._facts.set_facts(
            [
                (say("ui.bundles.made"), dates.at(step.made, self._today()) if step.made else ""),
                (say("ui.bundles.sender"), say("ui.bundles.why_verified") if step.verified else ""),
                (say("ui.bundles.file_hash"), step.hash or step.bundle),
                (say("ui.bundles.undone_row"), say("ui.bundles.undone_row_yes") if step.undone else ""),
            ]
            if step
            else []
        )
        self.numbers.show_numbers(step.places if step else {}, told.names if told else {})

    def _rows(self) -> list[_Row]:
        return [_Row(record) for record in self._told.records] if self._told else []

    def _loaded(self) -> None:
        if self.model.rowCount() and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))
        if self._told is not None and not self.model.rowCount():
            clear(self._fields)
            self._fields.addWidget(_Empty(say("ui.bundles.no_changes")))

    def _choose(self, id: str) -> None:
        row = self.model.row_with(id)
        clear(self._fields)
        if row is None:
            return
        record: RecordReport = row.record
        self._fields.addWidget(FieldsHead(say("ui.bundles.before_then"), say("ui.bundles.after_then"), record.new))
        for field in record.fields:
            words = partial(_words, record.kind, field.field, names=self._names, today=self._today())
            name = values.field_name(record.kind, field.field)
            self._fields.addWidget(FieldLine(name, words(field.before), words(field.after), record.new))

    def _lay_out(self) -> None:
        head = QWidget()
        above = QVBoxLayout(head)
        above.setContentsMargins(20, 14, 20, 12)
        above.setSpacing(6)
        line = QHBoxLayout()
        line.addWidget(self._title, 1)
        line.addWidget(self.back)
        above.addLayout(line)
        above.addWidget(self._facts)
        left = QWidget()
        left.setFixedWidth(look().px(_LIST))
        listed = QVBoxLayout(left)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.setSpacing(0)
        listed.addWidget(self.table, 1)
        listed.addWidget(_rule())
        listed.addWidget(self.numbers)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 16)
        column.addLayout(self._fields)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName(say("ui.bundles.fields"))
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setWidget(inner)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(left)
        middle.addWidget(_rule(vertical=True))
        middle.addWidget(self.area, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(head)
        page.addWidget(_rule())
        page.addLayout(middle, 1)


class _Empty(QWidget):
    def __init__(self, text: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 16, 20, 16)
        row.addWidget(Paragraph(text, tone="text2"))


def _rule(vertical: bool = False) -> QFrame:
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedWidth(1) if vertical else line.setFixedHeight(1)
    return line


def _columns() -> tuple[Column, ...]:
    return (
        Column("record", say("ui.bundles.record"), lambda r: _title(r.record), lambda r: (_tag(r.record),)),
        Column("state", say("ui.bundles.state_of"), lambda r: "", lambda r: (_state(r.record),), 104),
    )


def _tag(record: RecordReport) -> TagFace:
    return TagFace(values.kind_name(record.kind), labels.KIND_ICONS.get(record.kind, "file-text"))


def _title(record: RecordReport) -> str:
    of = KINDS.get(record.kind)
    declared = of.field(of.title) if of else None
    return labels.choice(of, declared, record.title) if of and declared and record.title in declared.choices else record.title


def _state(record: RecordReport) -> ChipFace:
    return ChipFace(say("ui.bundles.is_new"), "ok") if record.new else ChipFace(say("ui.bundles.is_changed"), "info")


def _words(kind: str, field: str, those: Sequence[Value], names: Mapping[str, str], today: date) -> str:
    """What stood in a field: one value, the elements of a set, or values that were in conflict."""
    told = [_said(kind, field, value, names, today) for value in those]
    return "\n".join(word for word in told if word) or say("ui.value.unset")


def _said(kind: str, field: str, value: Value, names: Mapping[str, str], today: date) -> str:
    if value.erased:
        return say("ui.bundles.erased")
    if value.sealed:
        return say("ui.bundles.sealed")
    if not value.element:
        return values.reads(kind, field, value.value, names, today)
    said = values.reads(kind, field, [value.element], names, today)
    return said if value.value else say("ui.bundles.not_in_set", element=said)


def _links(records: Sequence[RecordReport]) -> list[str]:
    """The ids of all records that are named in a report."""
    found: set[str] = set()
    for record in records:
        of = KINDS.get(record.kind)
        for field in record.fields:
            declared = of.field(field.field) if of else None
            if declared is not None and declared.type is Type.LINK:
                found.update(_id(value) for value in (*field.before, *field.after))
    return sorted(found - {""})


def _id(value: Value) -> str:
    named: Any = value.element or value.value
    return named if isinstance(named, str) else ""
