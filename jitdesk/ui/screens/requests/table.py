"""The list of requests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from jitdesk.domain.fields import Field
from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import say
from jitdesk.services.requests import RequestRow
from jitdesk.ui import dates, labels
from jitdesk.ui.models import Column
from jitdesk.ui.paint import ChipFace, TagFace

_REQUEST = KINDS["request"]
_DEFAULT_STATUS = "draft"


def columns(today: Callable[[], date]) -> tuple[Column, ...]:
    """The columns of the list."""

    def deadline(row: RequestRow) -> str:
        return dates.short(str(row.record.get("deadline", "")), today())

    def late(row: RequestRow | None) -> str:
        due = str(row.record.get("deadline", "")) if row is not None else ""
        return "danger" if due and dates.last_day(due) < today() else "text2"

    return (
        Column("reference", _label("reference"), lambda row: str(row.record.get("reference", "")), width=168, strong=True, code=True),
        Column("subject", _label("subject"), lambda row: str(row.record.get("subject", ""))),
        Column("witness", _label("witness"), lambda row: "", _witness, 104),
        Column("requested_state", _label("requested_state"), _state, width=136, tone=lambda row: "text2"),
        Column("status", _label("status"), lambda row: "", lambda row: (status(row.record.get("status")),), 128),
        Column("gaps", say("ui.requests.column_gaps"), lambda row: "", _gaps, 104),
        Column("deadline", say("ui.requests.column_deadline"), deadline, width=112, tone=late, tabular=True),
    )


def status(value: str | None) -> ChipFace:
    """The status of a request as a chip; one that nobody set is a draft."""
    found = labels.face(_REQUEST, _field("status"), value or _DEFAULT_STATUS)
    return found or ChipFace(str(value))


def _field(name: str) -> Field:
    found = _REQUEST.field(name)
    assert found is not None
    return found


def _label(name: str) -> str:
    return labels.label(_REQUEST, _field(name))


def _state(row: RequestRow) -> str:
    code = str(row.record.get("requested_state", ""))
    return labels.state(code) if code else ""


def _witness(row: RequestRow) -> tuple[TagFace, ...]:
    return (TagFace(row.witness, labels.KIND_ICONS["witness"]),) if row.witness else ()


def _gaps(row: RequestRow) -> tuple[ChipFace, ...]:
    if row.record.conflicts:
        return (ChipFace(say("ui.requests.conflict"), "warn", "git-merge"),)
    if row.gaps:
        return (ChipFace(say("ui.requests.gaps", n=row.gaps), "warn", "triangle-alert"),)
    return (ChipFace(say("ui.requests.no_gaps"), "ok", "check"),)
