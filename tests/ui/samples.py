"""A fictional team's rows and a plain list screen, for tests and pictures of the shell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jitdesk.ui.actions import Actions
from jitdesk.ui.delegates import RowTable
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.models import Column, IdTableModel
from jitdesk.ui.paint import ChipFace, TagFace
from jitdesk.ui.screens.screen import Screen
from jitdesk.ui.widgets.buttons import Button, Rank


@dataclass(frozen=True)
class Line:
    """One task as the list shows it."""

    id: str
    title: str
    record: str
    assignee: str
    status: str
    due: str


_TITLES = (
    ("Send the summons text to Kyiv", "W-0412", "Олена Гаврищук", "In progress", "12 Oct"),
    ("Ask the NGO for its first-account notes", "W-0398", "Bram Oosterling", "Waiting", "13 Oct"),
    ("Annex the texts of law to the request", "JIT-SR/2026/014", "Maaike Verhulst", "In progress", "Today"),
    ("Check consent to share with Senegal", "W-0412", "Maaike Verhulst", "To do", "Today"),
    ("تأكيد المترجم لجلسة 27 أكتوبر", "JIT-SR/2026/014", "ليلى الحمداني", "To do", "16 Oct"),
    ("Review translated statement, 14 pages", "W-0377", "Rūta Kalnaitė", "In review", "16 Oct"),
    ("Carry the bundle to the Dakar desk", "", "Ndèye Mbodj", "Done", "17 Oct"),
)
_TONES = {"In progress": "info", "In review": "info", "Waiting": "warn", "To do": "neutral", "Done": "ok"}


class Lines:
    """Rows by id, as many as asked for; counts how often it was asked."""

    def __init__(self, count: int) -> None:
        self.rows = {f"{n:032x}": Line(f"{n:032x}", *_TITLES[n % len(_TITLES)]) for n in range(count)}
        self.order = list(self.rows)
        self.fetched: list[int] = []

    def ids(self, limit: int | None) -> Sequence[str]:
        """The ids in order."""
        return self.order[:limit]

    def fetch(self, ids: Sequence[str]) -> Mapping[str, Line]:
        """The rows of these ids."""
        self.fetched.append(len(ids))
        return {i: self.rows[i] for i in ids if i in self.rows}


COLUMNS = (
    Column("title", "Task", lambda r: r.title, strong=True),
    Column("record", "Linked record", lambda r: "", lambda r: (TagFace(r.record, "user"),) if r.record else (), 150),
    Column("assignee", "Assignee", lambda r: r.assignee, width=150, tone=lambda r: "text2"),
    Column("status", "Status", lambda r: "", lambda r: (ChipFace(r.status, _TONES[r.status]),), 110),
    Column("due", "Due", lambda r: r.due, width=90, tabular=True),
)


class ListScreen(Screen):
    """A list of sample tasks."""

    def __init__(self, jobs: Jobs, actions: Actions, title: str, count: int = 14) -> None:
        super().__init__()
        self.lines = Lines(count)
        self.model = IdTableModel(jobs, COLUMNS, self.lines.ids, self.lines.fetch, self)
        self.table = RowTable(self.model, title)
        self.seen: list[object] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.table)
        self.new = Button("New task", Rank.PRIMARY, "plus")
        self.set_place(title, f"{count} open")
        self.model.load()

    def bar(self) -> Sequence[QWidget]:
        return (self.new,)

    def panes(self) -> Sequence[QWidget]:
        return (self.table,)

    def changed(self, outcome: object) -> None:
        self.seen.append(outcome)
