"""The lists of the case: of each kind what tells its records apart, what is dated, and what is to be looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from jitdesk.domain.fields import Field
from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import say
from jitdesk.services.case_records import CaseRow, Mark
from jitdesk.services.state_pages import Need, StateRow
from jitdesk.ui import dates, labels
from jitdesk.ui.models import Column
from jitdesk.ui.paint import ChipFace

STATES = "states"
VIEWS = ("agreement", "proceeding", "authority", STATES)
_TONES = {
    "conflict": ("warn", "git-merge"),
    "closed": ("neutral", ""),
    "expired": ("danger", "circle-alert"),
    "expires": ("warn", "hourglass"),
    "evaluation": ("warn", "clock"),
    "evaluation_due": ("danger", "circle-alert"),
    "detention": ("warn", "clock"),
    "detention_over": ("danger", "circle-alert"),
    "limitation": ("warn", "clock"),
    "barred": ("danger", "circle-alert"),
    "no_source": ("warn", "triangle-alert"),
    "no_day": ("warn", "triangle-alert"),
    "stale": ("warn", "clock"),
    "open": ("neutral", "circle-dashed"),
}
_MARKS = 236


def columns(view: str, today: Callable[[], date]) -> tuple[Column, ...]:
    """The columns of one of VIEWS."""
    if view == STATES:
        return _of_states()
    made = {"agreement": _of_agreements, "proceeding": _of_proceedings, "authority": _of_authorities}[view](today)
    return (*made, Column("marks", say("ui.case.column_marks"), lambda row: "", faces, _MARKS))


def face(mark: Mark) -> ChipFace:
    """What is to be looked at, as a chip."""
    return ChipFace(say(f"ui.case.mark.{mark.name}", n=mark.count), *_TONES[mark.name])


def told(mark: Mark) -> str:
    """What is to be looked at, as a sentence."""
    return say(f"ui.case.told.{mark.name}", n=mark.count, date=dates.full(mark.date, date.min))


def faces(row: CaseRow) -> tuple[ChipFace, ...]:
    """The marks of a record as chips."""
    return tuple(face(mark) for mark in row.marks)


def field(kind: str, name: str) -> Field:
    """A field of a kind."""
    found = KINDS[kind].field(name)
    assert found is not None
    return found


def spoken(row: CaseRow, name: str) -> str:
    """The value of a field in words, "" where there is none."""
    kind, value = KINDS[row.record.kind], row.record.get(name)
    return labels.spoken(kind, field(kind.name, name), value) if value else ""


def needed(need: Need) -> str:
    """Why the team needs a State, in a few words."""
    said = [say("ui.case.need_party")] if need.party else []
    said += [say("ui.case.need_works_in")] if need.works_in and not need.party else []
    said += [say("ui.case.need_requests", n=need.requests)] if need.requests else []
    return labels.joined(said)


def _of_agreements(today: Callable[[], date]) -> tuple[Column, ...]:
    return (
        _text("agreement", "title", strong=True),
        _text("agreement", "parties", quiet=True),
        _date("agreement", "valid_from", today),
        _date("agreement", "valid_until", today),
    )


def _of_proceedings(today: Callable[[], date]) -> tuple[Column, ...]:
    return (
        _text("proceeding", "number", 168, strong=True),
        _text("proceeding", "state", 120, quiet=True),
        _text("proceeding", "authority"),
        _text("proceeding", "stage", 104, quiet=True),
        _date("proceeding", "next_hearing", today),
    )


def _of_authorities(today: Callable[[], date]) -> tuple[Column, ...]:
    return (
        _text("authority", "name", strong=True),
        _text("authority", "state", 120, quiet=True),
        _text("authority", "functions", 220, quiet=True),
        _date("authority", "as_of", today),
    )


def _of_states() -> tuple[Column, ...]:
    return (
        Column("state", say("ui.case.column_state"), lambda row: labels.state(row.id), strong=True),
        Column("need", say("ui.case.column_need"), lambda row: needed(row.need), width=220, tone=_quiet),
        Column("languages", labels.label(KINDS["state_profile"], field("state_profile", "languages")), _languages, width=160, tone=_quiet),
        Column("newest", say("ui.case.column_newest"), lambda row: dates.with_year(row.newest), width=112, tone=_quiet, tabular=True),
        Column("marks", say("ui.case.column_marks"), _known, _doubts, 300, tone=_quiet),
    )


def _text(kind: str, name: str, width: int = 0, strong: bool = False, quiet: bool = False) -> Column:
    title = labels.label(KINDS[kind], field(kind, name))
    code = name == "number"
    return Column(name, title, lambda row: spoken(row, name), width=width, strong=strong, code=code, tone=_quiet if quiet else None)


def _date(kind: str, name: str, today: Callable[[], date]) -> Column:
    title = labels.label(KINDS[kind], field(kind, name))

    def shown(row: CaseRow) -> str:
        return dates.short(str(row.record.get(name, "")), today())

    return Column(name, title, shown, width=128, tone=_quiet, tabular=True)


def _quiet(row: CaseRow | StateRow | None) -> str:
    return "text2"


def _languages(row: StateRow) -> str:
    return labels.joined(labels.language(tag) for tag in row.languages)


def _known(row: StateRow) -> str:
    return "" if row.known else say("ui.case.nothing_known")


def _doubts(row: StateRow) -> tuple[ChipFace, ...]:
    made = [ChipFace(say("ui.case.disputed", n=row.disputed), "warn", "git-merge")] if row.disputed else []
    made += [ChipFace(say("ui.case.unconfirmed", n=row.unconfirmed), "warn", "circle-dashed")] if row.unconfirmed else []
    made += [ChipFace(say("ui.case.stale", n=row.stale), "neutral", "clock")] if row.stale else []
    return tuple(made)
