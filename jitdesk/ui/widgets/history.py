"""What became of a record: who set what, when, the latest first; nothing is ever gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.domain.fields import Kind
from jitdesk.kernel.clock import instant
from jitdesk.kernel.words import say
from jitdesk.services.reading import Past
from jitdesk.ui import dates, labels
from jitdesk.ui.forms import INSET
from jitdesk.ui.look import Role
from jitdesk.ui.widgets.chips import Avatar
from jitdesk.ui.widgets.labels import ElidedLabel, Paragraph, PlainLabel

_MOST = 200
_LONGEST = 400


class History(QWidget):
    """The changes, those made in one go together."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(INSET, 0, INSET, 0)
        self._column.setSpacing(14)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._shown: list[QWidget] = []

    def show_changes(self, kind: Kind, changes: Sequence[Past], today: date) -> None:
        """Show these changes, the newest at most."""
        for entry in self._shown:
            entry.hide()
            entry.deleteLater()
        newest = sorted(changes, key=lambda past: (past.stamp, past.change), reverse=True)[:_MOST]
        together = groupby(
            newest, key=lambda past: (past.member, past.bundle, instant(past.stamp).strftime("%Y%m%d%H%M") if past.stamp else "")
        )
        self._shown = [_Entry(kind, list(group), today) for _, group in together]
        for entry in self._shown:
            self._column.addWidget(entry)


class _Entry(QWidget):
    def __init__(self, kind: Kind, changes: Sequence[Past], today: date) -> None:
        super().__init__()
        first = changes[0]
        name = first.member or say("ui.talk.unknown")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(Avatar(name), alignment=Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(ElidedLabel(name, Role.NAME))
        head.addWidget(PlainLabel(dates.moment(first.stamp, today), Role.SMALL, "text2"))
        head.addStretch(1)
        column.addLayout(head)
        for past in reversed(changes):
            column.addWidget(Paragraph(_told(kind, past)))
        if first.bundle:
            column.addWidget(Paragraph(say("ui.history.by_bundle"), Role.SMALL, "text2"))
        row.addLayout(column, 1)


def _told(kind: Kind, past: Past) -> str:
    if not past.field:
        return say("ui.history.erased")
    field = kind.field(past.field)
    if field is None:
        return say("ui.history.newer_field", field=past.field)
    if past.element:
        key = "ui.history.added" if past.value else "ui.history.taken_out"
        return say(key, field=labels.label(kind, field), value=labels.spoken(kind, field, past.element))
    return say("ui.history.set", field=labels.label(kind, field), value=labels.spoken(kind, field, past.value)[:_LONGEST])
