"""The lists of the team: devices of members, and compartments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jitdesk.kernel.words import say
from jitdesk.services.team import Member, Place
from jitdesk.ui import labels
from jitdesk.ui.delegates import RowTable
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.look import look
from jitdesk.ui.models import Column
from jitdesk.ui.paint import ChipFace, TagFace
from jitdesk.ui.screens.team.member import role
from jitdesk.ui.short_lists import ShortListModel

_ROW, _HEAD = 36, 32
_MOST_PLACES = 6


@dataclass(frozen=True)
class _MemberRow:
    member: Member

    @property
    def id(self) -> str:
        return self.member.device


class MemberTable(RowTable):
    """Every device that was ever in the team; those that are out are grey."""

    def __init__(self, jobs: Jobs, read: Callable[[], Iterable[Member]]) -> None:
        self.rows = ShortListModel(jobs, _member_columns(), lambda: [_MemberRow(member) for member in read()])
        super().__init__(self.rows, say("ui.team.members"), _ROW)
        self.rows.setParent(self)

    def members(self) -> list[Member]:
        """The members as they were read last."""
        return [row.member for row in self.rows.rows()]

    def summary(self) -> str:
        """How many there are."""
        live = [member for member in self.members() if member.role is not None]
        if not live:
            return ""
        people = len({(member.member, member.state, member.authority) for member in live})
        states = len({member.state for member in live})
        return labels.joined((say("ui.team.count_members", n=people), say("ui.team.count_states", n=states)))


class PlaceTable(RowTable):
    """The compartments of this desk and who reads them; as high as its rows."""

    def __init__(self, jobs: Jobs, read: Callable[[], Iterable[Place]]) -> None:
        self.rows = ShortListModel(jobs, _place_columns(), read)
        super().__init__(self.rows, say("ui.team.places"), _ROW)
        self.rows.setParent(self)
        self.fit()

    def place(self, id: str) -> Place | None:
        """The compartment with this id."""
        return self.rows.row_with(id)

    def fit(self) -> None:
        """Take the height that the rows need, up to a limit from which on the list scrolls."""
        shown = min(max(self.rows.rowCount(), 1), _MOST_PLACES)
        self.setFixedHeight(look().px(_HEAD + shown * _ROW) + 2)


def _member_columns() -> tuple[Column, ...]:
    def tone(row: _MemberRow) -> str:
        return "text" if row.member.role else "text2"

    return (
        Column("member", say("ui.team.member"), _name, strong=True, tone=tone),
        Column("state", say("ui.team.state"), lambda r: labels.state(r.member.state), width=112, tone=tone),
        Column("authority", say("ui.team.authority"), lambda r: r.member.authority, tone=lambda r: "text2"),
        Column("role", say("ui.team.role"), lambda r: role(r.member), _alarms, 160, tone=tone),
        Column("reads", say("ui.team.reads"), lambda r: "", _tags, 200),
    )


def _name(row: _MemberRow) -> str:
    return say("ui.team.name_you", member=row.member.member) if row.member.own else row.member.member


def _alarms(row: _MemberRow) -> tuple[ChipFace, ...]:
    """What is wrong with a device stands before its role."""
    if row.member.forked or row.member.grew:
        return (ChipFace(say("ui.team.alarm"), "danger", "circle-alert"),)
    return (ChipFace(say("ui.team.blocked"), "warn", "ban"),) if row.member.blocked else ()


def _tags(row: _MemberRow) -> tuple[TagFace, ...]:
    return tuple(TagFace(name) for name in row.member.compartments)


def _place_columns() -> tuple[Column, ...]:
    return (
        Column("name", say("ui.team.place"), lambda p: "", lambda p: (TagFace(p.name, "users" if p.everyone else "lock"),), 240),
        Column("readers", say("ui.team.readers"), lambda p: say("ui.team.all") if p.everyone else labels.joined(p.readers)),
    )
