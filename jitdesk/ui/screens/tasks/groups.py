"""Tasks grouped by when they are due, as the keys of a list: row numbers of tasks, and heads that carry all they show in their key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jitdesk.services.tasks import Due, TaskRow
from jitdesk.ui.dates import last_day

GROUPS = ("overdue", "today", "this_week", "next_week", "later", "no_date")


@dataclass(frozen=True)
class Head:
    """The head of a group; `count` is -1 while it is not known."""

    group: str
    count: int
    closed: bool
    id: str = ""

    @property
    def key(self) -> str:
        """The head as the key of its row."""
        return f"{self.group}:{self.count}:{'closed' if self.closed else 'open'}"

    @classmethod
    def of(cls, key: str) -> Head:
        """The head with this key."""
        group, count, closed = key.split(":")
        return cls(group, int(count), closed == "closed")


def group_of(due: str | None, today: date) -> str:
    """The group of a due date, perhaps partial; the week ends on Sunday."""
    if not due:
        return "no_date"
    day = last_day(due)
    sunday = today + timedelta(6 - today.weekday())
    if day <= today:
        return "overdue" if day < today else "today"
    if day <= sunday:
        return "this_week"
    return "next_week" if day <= sunday + timedelta(7) else "later"


def grouped(found: Sequence[Due], today: date, closed: Collection[str], whole: bool) -> list[int | str]:
    """The keys of the list: each group that is not empty with its head; `whole` says whether `found` is all there is."""
    known: dict[str, str] = {}
    groups: dict[str, list[int]] = {group: [] for group in GROUPS}
    for rid, due in found:
        key = due or ""
        if key not in known:
            known[key] = group_of(due, today)
        groups[known[key]].append(rid)
    keys: list[int | str] = []
    for group, rids in groups.items():
        if rids:
            keys.append(Head(group, len(rids) if whole else -1, group in closed).key)
            keys.extend(() if group in closed else rids)
    return keys


class TaskKeys:
    """What the model of the list asks for; it is asked in a reading lane, so what it holds is replaced and never altered."""

    def __init__(
        self,
        listed: Callable[[str, Collection[int], int], Sequence[Due]],
        rows: Callable[[Sequence[int]], Mapping[int, TaskRow]],
        today: Callable[[], date],
    ) -> None:
        self._listed = listed
        self._rows = rows
        self._today = today
        self.which = "mine"
        self.closed: frozenset[str] = frozenset()
        self.kept: frozenset[int] = frozenset()  # done since the list was opened: they stay until it is left

    def ids(self, limit: int | None) -> list[int | str]:
        """The keys in order, all or the first."""
        which, closed, kept = self.which, self.closed, self.kept
        most = -1 if limit is None or closed else limit
        found = self._listed(which, kept, most)
        if which == "done":
            return [rid for rid, _ in found]
        keys = grouped(found, self._today(), closed, whole=most < 0 or len(found) < most)
        return keys if limit is None else keys[:limit]

    def rows(self, keys: Sequence[int | str]) -> dict[int | str, TaskRow | Head]:
        """The rows of these keys."""
        found: dict[int | str, TaskRow | Head] = {key: Head.of(key) for key in keys if isinstance(key, str)}
        for rid, row in self._rows([key for key in keys if isinstance(key, int)]).items():
            found[rid] = row
        return found
