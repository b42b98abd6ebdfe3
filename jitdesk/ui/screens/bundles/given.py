"""Disclosures: who was given what, when, in which file, under whose consent; filtered, and saved as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from jitdesk.kernel.errors import Refused
from jitdesk.kernel.words import say
from jitdesk.services import ledger, reading
from jitdesk.services.desk import Desk
from jitdesk.services.ledger import Given
from jitdesk.ui import dates, labels
from jitdesk.ui.actions import Actions
from jitdesk.ui.delegates import RowTable
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.look import Role, look
from jitdesk.ui.models import Column
from jitdesk.ui.paint import ChipFace, TagFace
from jitdesk.ui.short_lists import ShortListModel
from jitdesk.ui.widgets.buttons import Button
from jitdesk.ui.widgets.facts import Facts
from jitdesk.ui.widgets.fields import LineEdit
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel
from jitdesk.ui.widgets.notices import EmptyState
from jitdesk.ui.widgets.panes import ListDetail

_FIELD = 210
_ALL = ""


@dataclass(frozen=True)
class _Row:
    given: Given

    @property
    def id(self) -> str:
        return self.given.id


class GivenPage(QWidget):
    """The log; `told` brings a sentence: it was saved, or why not."""

    told = Signal(str, str)  # sentence, tone

    def __init__(self, desk: Desk, jobs: Jobs, actions: Actions, today: Callable[[], date]) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = jobs
        self._actions = actions
        self._today = today
        self._wanted = (_ALL, _ALL)
        self.record = LineEdit(say("ui.bundles.given_record"), "list-filter")
        self.member = LineEdit(say("ui.bundles.given_member"), "list-filter")
        self._wrong = ""
        self._names: dict[str, str] = {}
        self.model = ShortListModel(jobs, self._columns(), self._read, self)
        self.table = RowTable(self.model, say("ui.bundles.tab_given"), 38)
        self._title = Paragraph("", Role.TITLE)
        self._facts = Facts(104)
        self._note = Paragraph("", Role.SMALL, "text2")
        self._detail = QWidget()
        self._empty = EmptyState(" ")
        self._shown = QStackedWidget()
        self._panes = ListDetail(self.table, self._detail, 24)
        self._shown.addWidget(self._panes)
        self._lay_out()
        for edit, name in ((self.record, "given_record"), (self.member, "given_member")):
            edit.setAccessibleName(say(f"ui.bundles.{name}"))
            edit.setClearButtonEnabled(False)
            edit.returnPressed.connect(self.load)
            edit.editingFinished.connect(self._ask)
        self.model.loaded.connect(self._loaded)
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(self._open)

    def load(self) -> None:
        """Read the log as it is filtered."""
        self._wanted = (self.record.text().strip(), self.member.text().strip())
        self.model.load()

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self.table, self._detail, self.record]

    def take_keyboard(self) -> None:
        """Put the keyboard on the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_detail(self) -> None:
        """In a narrow window: back to the list."""
        self._panes.set_open(False)

    def save_table(self) -> None:
        """Save what is listed as a CSV file."""
        start = str(Path.home() / say("ui.bundles.given_name"))
        out = QFileDialog.getSaveFileName(self, say("ui.action.save_given"), start, "*.csv")[0]
        if out:
            path = Path(out)
            entries = [row.given for row in self.model.rows()]
            saved = say("ui.bundles.given_saved", name=path.name, folder=str(path.parent))
            write = partial(ledger.table, entries, path)
            self._jobs.read(write, self, lambda _: self.told.emit(saved, "ok"), lambda failure: self.told.emit(failure.text, "danger"))

    def _open(self, id: str) -> None:
        self._panes.set_open(True)

    def _ask(self) -> None:
        if self._wanted != (self.record.text().strip(), self.member.text().strip()):
            self.load()

    def _read(self) -> list[_Row]:
        """Newest first; of a record or member that nobody knows there is nothing, and why is said."""
        record, member = self._wanted
        try:
            entries = ledger.listed(self._desk, record or None, member or None)
            self._wrong = ""
            self._names = reading.names(self._desk, [consent for given in entries for consent in given.consents])
        except Refused as refusal:
            entries, self._wrong = [], str(refusal)
        return [_Row(given) for given in reversed(entries)]

    def _loaded(self) -> None:
        count = self.model.rowCount()
        self._actions.find("save_given").set_reason("" if count else say("ui.bundles.nothing_given"))
        self._shown.removeWidget(self._empty)
        self._empty.deleteLater()
        self._empty = EmptyState(self._wrong or say("ui.bundles.given_none" if any(self._wanted) else "ui.bundles.nothing_given"))
        self._shown.addWidget(self._empty)
        self._shown.setCurrentWidget(self._panes if count else self._empty)
        if count and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))

    def _choose(self, id: str) -> None:
        row = self.model.row_with(id)
        if row is None:
            return
        given: Given = row.given
        self._title.setText(say("ui.bundles.given_to", people=_people(given)))
        self._facts.set_facts(
            [
                (say("ui.bundles.when"), dates.at(given.at, self._today())),
                (say("ui.bundles.given_by"), given.by),
                (say("ui.bundles.place"), given.place),
                (say("ui.bundles.given_whom"), "\n".join(f"{one.member}, {labels.state(one.state)}" for one in given.recipients)),
                (say("ui.bundles.outside_key"), given.outside),
                (say("ui.bundles.changes_in"), _count(given)),
                (say("ui.bundles.consents"), labels.joined(self._names.get(consent, consent[:8]) for consent in given.consents)),
                (say("ui.bundles.file_hash"), given.sha256 or say("ui.bundles.no_hash")),
                (say("ui.bundles.bundle_id"), given.bundle),
            ]
        )
        self._note.setText(say("ui.bundles.given_kept") if given.kept else say("ui.bundles.given_note"))

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("at", say("ui.bundles.when"), lambda r: dates.at(r.given.at, self._today()), width=150, tabular=True),
            Column("to", say("ui.bundles.given_whom"), lambda r: _people(r.given), strong=True),
            Column("place", say("ui.bundles.place"), lambda r: "", lambda r: (TagFace(r.given.place),), 150),
            Column("by", say("ui.bundles.given_by"), lambda r: r.given.by, width=140),
            Column("kind", say("ui.bundles.what"), lambda r: "", lambda r: _chips(r.given), 120),
        )

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        filters.setContentsMargins(20, 10, 20, 10)
        filters.setSpacing(8)
        for edit in (self.record, self.member):
            edit.setFixedWidth(look().px(_FIELD))
            filters.addWidget(edit)
        filters.addWidget(PlainLabel(say("ui.bundles.given_keys"), Role.SMALL, "text2"))
        filters.addStretch(1)
        filters.addWidget(self._actions.button("save_given", Button(say("ui.action.save_given"), icon="download")))
        inner = QVBoxLayout(self._detail)
        inner.setContentsMargins(20, 16, 20, 16)
        inner.setSpacing(12)
        for widget in (self._title, self._facts, self._note):
            inner.addWidget(widget)
        inner.addStretch(1)
        self._shown.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(filters)
        column.addWidget(self._shown, 1)


def _people(given: Given) -> str:
    return labels.joined(dict.fromkeys(one.member for one in given.recipients)) or given.outside


def _chips(given: Given) -> tuple[ChipFace, ...]:
    return (ChipFace(say("ui.bundles.to_outside"), "warn", "upload"),) if given.outside else ()


def _count(given: Given) -> str:
    number = sum(last - first + 1 for those in given.numbers.values() for first, last in those)
    return say("ui.bundles.changes_sum", n=number, count=f"{number:,}")
