"""The columns of a table from outside, each with the field that it fills, which a person may change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jitdesk.domain.fields import Type
from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import say
from jitdesk.ui import labels
from jitdesk.ui.texts import one_line, tool_tip
from jitdesk.ui.widgets.fields import Choice, Field

_BESIDE = ("id", "compartment")
_HEADING = 28  # characters that are shown
_PAUSE = 400  # ms: arrows go through the fields, and each of them is not meant


class BringColumns(QWidget):
    """`chosen` tells that the person filled a field by another column, once the choice has rested."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[Field] = []
        self._known: object = None  # the kind and the columns that are shown
        self._told: dict[str, str] = {}  # by letter, what the headings tell
        self._said: dict[str, str] = {}  # by letter, what the person chose
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.chosen)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)

    @property
    def said(self) -> dict[str, str]:
        """The fields by letter, where the headings tell otherwise; a column whose field another one fills now fills none."""
        taken = set(self._said.values())
        return {letter: "" for letter, field in self._told.items() if field in taken} | self._said

    def forget(self) -> None:
        """Begin anew: for another kind the headings tell something else."""
        self._said = {}
        self._known = None

    def show_columns(self, kind: str, columns: Sequence[Mapping[str, Any]]) -> None:
        """Show these columns; where they are those that are shown already, the controls stay and with them the keyboard."""
        known = kind, [(one["column"], one["heading"]) for one in columns]
        if known != self._known:
            self._known = known
            self._told = {str(one["column"]): str(one["field"] or "") for one in columns}
            self._make(kind, columns)
        for one, field in zip(columns, self.fields, strict=True):
            if isinstance(field.control, Choice):
                field.control.set_value(one["field"] or "")

    def _make(self, kind: str, columns: Sequence[Mapping[str, Any]]) -> None:
        for field in self.fields:
            self._column.removeWidget(field)
            field.deleteLater()
        offered = [(say("ui.bring.to_nothing"), ""), *_offered(kind)]
        self.fields = [_field(one, Choice(offered)) for one in columns]
        for one, field in zip(columns, self.fields, strict=True):
            self._column.addWidget(field)
            assert isinstance(field.control, Choice)
            field.control.activated.connect(partial(self._choose, str(one["column"]), field.control))

    def _choose(self, letter: str, choice: Choice, _: int) -> None:
        wanted = str(choice.value() or "")
        self._said = {other: field for other, field in self._said.items() if not wanted or field != wanted}
        self._said[letter] = wanted
        self._pause.start()


def _field(one: Mapping[str, Any], choice: Choice) -> Field:
    heading = one_line(str(one["heading"]))
    cut = f"{heading[: _HEADING - 1].rstrip()}…" if len(heading) > _HEADING else heading
    field = Field(say("ui.bring.column", letter=one["column"], heading=cut), choice)
    field.setToolTip(tool_tip(heading if cut != heading else ""))
    return field


def _offered(kind: str) -> list[tuple[str, str]]:
    of = KINDS[kind]
    fields = sorted((labels.label(of, field), field.name) for field in of.fields if field.settable and field.type is not Type.CONTENT)
    return [*fields, *((say(f"heading.beside.{name}"), name) for name in _BESIDE)]
