"""The life of a request so far: a line for each step, with its date, by whom, its ground and what else was said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services.life import Life
from jitdesk.services.naming import Named
from jitdesk.ui import dates, labels
from jitdesk.ui.look import Role, look
from jitdesk.ui.screens.requests.step_fields import called
from jitdesk.ui.screens.requests.table import status as face
from jitdesk.ui.texts import isolated
from jitdesk.ui.widgets.chips import Chip
from jitdesk.ui.widgets.labels import IconLabel, Paragraph, PlainLabel

_WHEN, _STATUS = 96, 132
_SAID = ("approved_by", "costs", "disclosure", "use")  # what a step keeps with its ground, as name=value


class LifeLines(QWidget):
    """Steps from the first to the last, and where the record no longer equals its frozen version."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(PlainLabel(say("ui.life.steps"), Role.CURRENT))
        self._shown: list[QWidget] = []

    def show_life(self, life: Life, files: Mapping[str, Named]) -> None:
        """Show the steps that a request went through."""
        for line in self._shown:
            line.hide()
            line.deleteLater()
        self._shown = [_Step(step, files) for step in life.steps] or [Paragraph(say("ui.life.no_steps"), tone="text2")]
        if life.drifted:
            kind = KINDS["request"]
            named = (labels.label(kind, kind.by_name[found.field]) for found in life.drifted)
            self._shown.append(_warning(say("ui.life.drifted", fields=labels.joined(named))))
        for line in self._shown:
            self._column.addWidget(line)


class _Step(QWidget):
    """One step; a screen reader reads it as one."""

    def __init__(self, step: Record, files: Mapping[str, Named]) -> None:
        super().__init__()
        when, by = dates.with_year(str(step.get("date", ""))), str(step.get("made_by", ""))
        said = list(_said(step, files))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        day = PlainLabel(when, tone="text2")
        day.setFixedWidth(look().px(_WHEN))
        row.addWidget(day, alignment=Qt.AlignmentFlag.AlignTop)
        chip = Chip("")
        chip.set_face(face(str(step.get("status", ""))))
        place = QWidget()
        place.setFixedWidth(look().px(_STATUS))
        inner = QHBoxLayout(place)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(chip, alignment=Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        row.addWidget(place, alignment=Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Paragraph(by))
        for line in said:
            words.addWidget(Paragraph(line, Role.SMALL, "text2"))
        row.addLayout(words, 1)
        self.setAccessibleName(labels.joined((when, chip.accessibleName(), by, *said)))


def _said(step: Record, files: Mapping[str, Named]) -> Iterator[str]:
    """The version, the ground, what else was said, and the file of a step, a line each."""
    if int(step.get("version", 1)) > 1:
        yield say("ui.life.version", n=step.get("version"))
    for line in str(step.get("ground") or "").splitlines():
        name, _, value = line.partition("=")
        yield say("ui.life.said", field=called(str(step.get("status")), name), value=isolated(value)) if name in _SAID and value else line
    named = files.get(str(step.get("file", "")))
    if named is not None:
        yield say("ui.life.rests_on", file=isolated(named.title))


def _warning(text: str) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(IconLabel("triangle-alert", "warn"), alignment=Qt.AlignmentFlag.AlignTop)
    row.addWidget(Paragraph(text), 1)
    return line
