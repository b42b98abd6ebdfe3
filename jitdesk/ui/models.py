"""Tables of any length: a first block at once, then ids held and rows fetched in blocks as they come into sight."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from jitdesk.ui.jobs import Jobs
from jitdesk.ui.paint import Face

BLOCK = 200
_BLOCKS_HELD = 40
_MOST_STEPS = 40
FACES = Qt.ItemDataRole.UserRole + 1
COLUMN = Qt.ItemDataRole.UserRole + 2
_NO_PARENT = QModelIndex()
Key = int | str
Row = Any
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Column:
    """One column: its name and heading, and how a row shows in it: as text, or as chips and tags beside that text."""

    name: str
    title: str
    text: Callable[[Row], str]
    faces: Callable[[Row], tuple[Face, ...]] | None = None
    width: int = 0  # px at 100 %; 0: takes what is left
    tone: Callable[[Row], str] | None = None
    strong: bool = False
    code: bool = False
    tabular: bool = False


class IdTableModel(QAbstractTableModel):
    """Rows by key, read in a reading lane: `fetch_ids(limit or None)` gives the keys in order, `fetch_rows(keys)` rows with an `id`."""

    loaded = Signal()

    def __init__(
        self,
        jobs: Jobs,
        columns: Sequence[Column],
        fetch_ids: Callable[[int | None], Sequence[Key]],
        fetch_rows: Callable[[Sequence[Key]], Mapping[Key, Row]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._jobs = jobs
        self._fetch_ids = fetch_ids
        self._fetch_rows = fetch_rows
        self._ids: list[Key] = []
        self._where: dict[Key, int] = {}
        self._blocks: OrderedDict[int, dict[Key, Row | None]] = OrderedDict()
        self._asked: set[int] = set()
        self._wanted: set[int] = set()
        self._version = 0
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(0)
        self._gather.timeout.connect(self._fetch_wanted)

    def load(self) -> None:
        """Show the first block as soon as it is there, then learn of all the others."""
        self._version += 1
        version = self._version

        def first() -> tuple[Sequence[Key], Mapping[Key, Row]]:
            ids = self._fetch_ids(BLOCK)
            return ids, self._fetch_rows(ids)

        def show(found: tuple[Sequence[Key], Mapping[Key, Row]]) -> None:
            if version != self._version:
                return
            self._reset(list(found[0]))
            self._blocks[0] = dict(found[1])
            if len(found[0]) < BLOCK:
                self.loaded.emit()
            else:
                self._load_rest(version)

        self._jobs.read(first, self, show)

    def refresh(self, touched: Collection[str] = ()) -> None:
        """Records changed, each named by its reference: learn the new order and fetch the touched rows again; selection and place stay."""
        self._version += 1
        version = self._version
        stale = [key for key in map(self.key_of, touched) if key is not None]

        def fetch() -> tuple[list[Key], Mapping[Key, Row]]:
            keys = list(self._fetch_ids(None))
            known = set(keys)
            return keys, self._fetch_rows([key for key in stale if key in known])

        def show(found: tuple[list[Key], Mapping[Key, Row]]) -> None:
            if version != self._version:
                return
            rows = {key: row for block in self._blocks.values() for key, row in block.items()} | dict(found[1])
            self._rearrange(found[0])
            self._refill(rows)
            for key in found[1]:
                self._changed(self._where[key], self._where[key])
            self.loaded.emit()

        self._jobs.read(fetch, self, show)

    def key_at(self, row: int) -> Key | None:
        """The key of a row, or None."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, key: Key) -> int:
        """The row of a key, or -1."""
        return self._where.get(key, -1)

    def key_of(self, record: str) -> Key | None:
        """The key of the row that shows the record with this reference, where it has been fetched, else None."""
        rows = ((key, row) for block in self._blocks.values() for key, row in block.items())
        return next((key for key, row in rows if row is not None and row.id == record), None)

    def record_at(self, row: int) -> Row | None:
        """What was fetched for a row, or None where it has not arrived yet."""
        key = self.key_at(row)
        return None if key is None else self._blocks.get(row // BLOCK, {}).get(key)

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == COLUMN:
            return self.columns[index.column()]
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, FACES):
            return None
        record = self._ids[index.row()]
        block = self._blocks.get(index.row() // BLOCK, {})
        if record not in block:
            self._want(index.row() // BLOCK)
        row = block.get(record)
        if row is None:
            return ""
        column = self.columns[index.column()]
        if role == FACES:
            return column.faces(row) if column.faces else ()
        if role == Qt.ItemDataRole.AccessibleTextRole and column.faces:
            return " ".join([column.text(row), *(face.text for face in column.faces(row))]).strip()
        return column.text(row)

    def _reset(self, ids: list[Key]) -> None:
        self.beginResetModel()
        self._set_ids(ids)
        self._blocks.clear()
        self._asked.clear()
        self._wanted.clear()
        self.endResetModel()

    def _set_ids(self, ids: list[Key]) -> None:
        self._ids = ids
        self._where = {record: row for row, record in enumerate(ids)}

    def _load_rest(self, version: int) -> None:
        def show(ids: Sequence[Key]) -> None:
            if version == self._version:
                rows = dict(self._blocks.get(0, {}))
                self._rearrange(list(ids))
                self._refill(rows)
                self.loaded.emit()

        self._jobs.read(lambda: self._fetch_ids(None), self, show)

    def _want(self, block: int) -> None:
        if block not in self._asked:
            self._wanted.add(block)
            self._gather.start()

    def _fetch_wanted(self) -> None:
        wanted, self._wanted = sorted(self._wanted), set()
        for block in wanted:
            self._asked.add(block)
            ids = self._ids[block * BLOCK : (block + 1) * BLOCK]
            self._jobs.read(partial(self._fetch_rows, ids), self, partial(self._arrive, block, ids))

    def _arrive(self, block: int, ids: list[Key], rows: Mapping[Key, Row]) -> None:
        self._asked.discard(block)
        if ids != self._ids[block * BLOCK : (block + 1) * BLOCK]:
            return
        self._blocks[block] = {record: rows.get(record) for record in ids}
        while len(self._blocks) > _BLOCKS_HELD:
            self._blocks.popitem(last=False)
        self._changed(block * BLOCK, block * BLOCK + len(ids) - 1)

    def _changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def _refill(self, rows: Mapping[Key, Row]) -> None:
        """Sort the rows we hold into the blocks of the new order; a block that is not whole is fetched again when it is looked at."""
        self._blocks.clear()
        self._asked.clear()
        for block in {self._where[i] // BLOCK for i in rows if i in self._where}:
            ids = self._ids[block * BLOCK : (block + 1) * BLOCK]
            self._blocks[block] = {i: rows[i] for i in ids if i in rows}
        for block in [b for b, held in self._blocks.items() if len(held) < len(self._ids[b * BLOCK : (b + 1) * BLOCK])]:
            self._want(block)

    def _rearrange(self, new: list[Key]) -> None:
        """Become the new list of ids by removals, a reordering and insertions, so that views keep selection and place."""
        if new == self._ids:
            return
        target = set(new)
        gone = _runs([row for row, i in enumerate(self._ids) if i not in target])
        added = _runs([row for row, i in enumerate(new) if i not in self._where])
        if len(gone) + len(added) > _MOST_STEPS:
            self._reset(new)
            return
        for first, last in reversed(gone):
            self.beginRemoveRows(_NO_PARENT, first, last)
            self._set_ids(self._ids[:first] + self._ids[last + 1 :])
            self.endRemoveRows()
        self._reorder([i for i in new if i in self._where])
        for first, last in added:
            self.beginInsertRows(_NO_PARENT, first, last)
            self._set_ids(self._ids[:first] + new[first : last + 1] + self._ids[first:])
            self.endInsertRows()

    def _reorder(self, order: list[Key]) -> None:
        if order == self._ids:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        records = [self._ids[index.row()] for index in before]
        self._set_ids(order)
        after = [self.index(self._where[i], index.column()) for i, index in zip(records, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """Ascending row numbers as runs (first, last)."""
    runs = [[row for _, row in group] for _, group in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0])]
    return [(run[0], run[-1]) for run in runs]
