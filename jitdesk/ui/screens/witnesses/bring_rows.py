"""What a table from outside would do, row by row: in a list, and field by field below it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import say
from jitdesk.ui import labels
from jitdesk.ui.delegates import RowTable
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.look import look
from jitdesk.ui.models import Column
from jitdesk.ui.paint import ChipFace
from jitdesk.ui.short_lists import ShortListModel
from jitdesk.ui.widgets.labels import Paragraph

_DETAIL = 148
_OPTION = re.compile(r" \(--[^)]*\)")
_FACES = {"new": ("ok", "plus"), "changed": ("info", "pencil"), "same": ("neutral", ""), "refused": ("danger", "ban")}


@dataclass(frozen=True)
class TableRow:
    """One row as the list shows it; `lines` are its problems, remarks and changes, in that order."""

    number: int
    action: str
    record: str
    lines: tuple[str, ...]

    @property
    def id(self) -> str:
        """What means the row in the list."""
        return str(self.number)


def rows_of(found: Mapping[str, Any]) -> list[TableRow]:
    """The rows of a preview; those that are refused, or of which something has to be known, first."""
    kind = KINDS[str(found["kind"])]

    def change(one: Mapping[str, Any]) -> str:
        field = kind.by_name[one["field"]]
        before, after = (labels.spoken(kind, field, one[name]) for name in ("before", "after"))
        name = labels.label(kind, field)
        key = "ui.bring.set" if one["before"] is None else "ui.bring.changes"
        return say(key, cell=one["cell"], field=name, before=before, after=after)

    rows = []
    for row in found["rows"]:
        sentences = [(one["cell"], without_options(one["message"])) for one in (*row["problems"], *row["remarks"])]
        told = [say("ui.bring.told", cell=cell, sentence=sentence) for cell, sentence in sentences]
        lines = (*told, *(change(one) for one in row["changes"]))
        rows.append((not row["problems"], not row["remarks"], TableRow(row["row"], row["action"], row["record"], lines)))
    return [row for *_, row in sorted(rows, key=lambda one: (one[0], one[1], one[2].number))]


def without_options(sentence: str) -> str:
    """A sentence without the options that the terminal has for what it says: here they are beside it."""
    return _OPTION.sub("", sentence)


class BringRows(QWidget):
    """The list, and all that is said of the row that is chosen."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._rows: Sequence[TableRow] = ()
        self.model = ShortListModel(jobs, _columns(), lambda: self._rows, self)
        self.table = RowTable(self.model, say("ui.bring.rows"), 34)
        self.said = Paragraph("")
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFixedHeight(look().px(_DETAIL))
        inner = QWidget()
        around = QVBoxLayout(inner)
        around.setContentsMargins(20, 10, 20, 10)
        around.addWidget(self.said)
        around.addStretch(1)
        scroll.setWidget(inner)
        scroll.setAccessibleName(say("ui.bring.row_said"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(scroll)
        self.table.chosen.connect(self._choose)
        self.model.loaded.connect(self._loaded)

    def show_rows(self, rows: Sequence[TableRow]) -> None:
        """Show these rows."""
        self._rows = rows
        self.said.setText("")
        self.model.load()

    def _loaded(self) -> None:
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0))
            self._choose(self.table.current_id())

    def _choose(self, id: str) -> None:
        row = self.model.row_with(id)
        self.said.setText("\n".join(row.lines) or say("ui.bring.nothing_changes") if row else "")


def _columns() -> tuple[Column, ...]:
    return (
        Column("row", say("ui.bring.row"), lambda r: r.id, width=64, tabular=True),
        Column("action", say("ui.bring.action"), lambda r: "", lambda r: (_face(r.action),), 120),
        Column("record", say("ui.bring.record"), lambda r: r.record, width=110, code=True),
        Column("said", say("ui.bring.said"), lambda r: "  ".join(r.lines)),
    )


def _face(action: str) -> ChipFace:
    return ChipFace(say(f"ui.bring.action_{action}"), *_FACES[action])
