"""Lists so short that they are read whole: members, conflicts, the records of a preview."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject

from jitdesk.ui.jobs import Jobs
from jitdesk.ui.models import Column, IdTableModel, Key

Row = Any


class ShortListModel(IdTableModel):
    """Shows every row that `read` brings, each with an `id`; `load` reads them again."""

    def __init__(self, jobs: Jobs, columns: Sequence[Column], read: Callable[[], Iterable[Row]], parent: QObject | None = None) -> None:
        self._read = read
        self._rows: dict[Key, Row] = {}
        super().__init__(jobs, columns, self._read_all, self._held, parent)

    def row_with(self, id: str) -> Row | None:
        """The row with this id as it was read last, or None."""
        return self._rows.get(id)

    def rows(self) -> list[Row]:
        """Every row as it was read last, in order."""
        return list(self._rows.values())

    def _read_all(self, limit: int | None) -> Sequence[Key]:
        rows = {row.id: row for row in self._read()}
        self._rows = rows
        return list(rows)

    def _held(self, keys: Sequence[Key]) -> Mapping[Key, Row]:
        rows = self._rows
        return {key: rows[key] for key in keys if key in rows}
