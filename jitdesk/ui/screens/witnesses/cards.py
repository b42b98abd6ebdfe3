"""Consents, accounts and files of a witness: what their cards say, and the fields of their forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtWidgets import QHBoxLayout

from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.ui import dates, labels
from jitdesk.ui.cards import Act, Cards, Deck, Summary, Told, said, spoken_face
from jitdesk.ui.forms import INSET, Form
from jitdesk.ui.look import Role
from jitdesk.ui.widgets.labels import Paragraph

FIELDS: Mapping[str, Sequence[str]] = {
    "consent": ("purpose", "recipient", "decision", "date", "explained_in", "note"),
    "state_consent": ("state", "authority", "decision", "conditions", "recipients", "outside", "date", "until", "note"),
    "account": ("date", "authority", "taken_by", "state", "place", "language", "form", "held_by", "origin", "conditions", "text"),
    "file": ("name", "source", "taken", "origin", "conditions"),
    "identity": ("name", "other_names", "birth", "nationality", "address", "contact", "origin", "conditions"),
}
EXTRACT = "extract"
_UNITS = ("B", "kB", "MB", "GB", "TB")


def cards(kind: str, today: Callable[[], date]) -> Cards:
    """The records of one kind about a witness; files are attached, not written."""
    file = kind == "file"
    extract = Act(EXTRACT, say("ui.witnesses.extract"), "download", plain=True)
    return Cards(
        Deck(
            kind,
            FIELDS[kind],
            summary,
            lambda: Form(KINDS[kind], FIELDS[kind], today),
            "ui.witnesses",
            told=_Hash if file else None,
            acts=(extract,) if file else (),
            in_place=not file,
        )
    )


def summary(record: Record) -> Summary:
    """What the closed card of a consent, an account or a file says."""
    day = dates.with_year(str(record.get("date", "")))
    if record.kind == "consent":
        title = said(record, "purpose") or say("ui.witnesses.no_purpose")
        return Summary(title, labels.joined([said(record, "recipient"), day]), spoken_face(record, "decision"))
    if record.kind == "state_consent":
        title = said(record, "state") or labels.joined([said(record, "authority")]) or say("kind.state_consent")
        return Summary(title, labels.joined([said(record, "conditions"), day]), spoken_face(record, "decision"))
    if record.kind == "account":
        title = labels.joined([said(record, "authority") or say("ui.witnesses.no_authority"), day])
        return Summary(title, labels.joined([said(record, name) for name in ("form", "taken_by", "state")]))
    return Summary(str(record.get("name", "")), labels.joined([size(record.get("size", 0)), dates.with_year(str(record.get("taken", "")))]))


def size(count: int) -> str:
    """A number of bytes in words: "2.1 MB"."""
    amount, unit = float(count), 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.1f} {_UNITS[unit]}" if unit else f"{count} B"


class _Hash(Told):
    """The hash of a file."""

    def __init__(self) -> None:
        super().__init__()
        self._text = Paragraph("", Role.SMALL, "text2")
        row = QHBoxLayout(self)
        row.setContentsMargins(INSET, 0, 0, 0)
        row.addWidget(self._text)

    def show_record(self, record: Record) -> None:
        self._text.setText(say("ui.witnesses.sha256", hash=str(record.get("sha256", ""))))
