"""What the closed card of a record about a witness says: a line, a line below it, and its state."""

from __future__ import annotations

from datetime import date

from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.ui import dates, labels
from jitdesk.ui.cards import Summary, said, spoken_face
from jitdesk.ui.paint import ChipFace

_UNITS = ("B", "kB", "MB", "GB", "TB")


def summary(record: Record, today: date) -> Summary:
    """What the closed card of a consent, a measure, an account or a file says."""
    day = dates.with_year(str(record.get("date", "")))
    if record.kind == "consent":
        title = said(record, "purpose") or say("ui.witnesses.no_purpose")
        return Summary(title, labels.joined([said(record, "recipient"), day]), spoken_face(record, "decision"))
    if record.kind == "state_consent":
        title = said(record, "state") or labels.joined([said(record, "authority")]) or say("kind.state_consent")
        return Summary(title, labels.joined([said(record, "conditions"), day]), spoken_face(record, "decision"))
    if record.kind == "protective_measure":
        title = said(record, "kinds") or say("ui.witnesses.no_measure")
        return Summary(title, labels.joined([*_span(record), said(record, "authority")]), _force(record, today))
    if record.kind == "account":
        title = labels.joined([said(record, "authority") or say("ui.witnesses.no_authority"), day])
        return Summary(title, labels.joined([said(record, name) for name in ("form", "taken_by", "state")]))
    return Summary(str(record.get("name", "")), labels.joined([size(record.get("size", 0)), dates.with_year(str(record.get("taken", "")))]))


def _span(record: Record) -> list[str]:
    """Since when and until when a measure holds."""
    since, until = str(record.get("valid_from") or record.get("ordered_on", "")), str(record.get("valid_until", ""))
    told = [say("ui.witnesses.since", date=dates.with_year(since))] if since else []
    return [*told, *([say("ui.witnesses.until", date=dates.with_year(until))] if until else [])]


def _force(record: Record, today: date) -> ChipFace | None:
    """Whether a measure is in force; one whose time is over is not, whatever its status says."""
    status, until = record.get("status"), str(record.get("valid_until", ""))
    if status == "in_force" and until and dates.last_day(until) < today:
        return ChipFace(say("ui.witnesses.measure_over"), "warn", "clock")
    kind = KINDS[record.kind]
    return labels.face(kind, kind.by_name["status"], status) if status else None


def size(count: int) -> str:
    """A number of bytes in words: "2.1 MB"."""
    amount, unit = float(count), 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.1f} {_UNITS[unit]}" if unit else f"{count} B"
