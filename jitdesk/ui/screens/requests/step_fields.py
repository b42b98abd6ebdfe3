"""What a person says with a status of a request: the fields that go with it, those it mostly needs first, the rest folded away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jitdesk.domain.fields import Field, Kind, Type
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.life import ANSWERS
from jitdesk.kernel.words import known, say
from jitdesk.services import life
from jitdesk.ui import labels
from jitdesk.ui.dates import Today
from jitdesk.ui.field_editors import Links, column_editor, editor, options
from jitdesk.ui.look import look
from jitdesk.ui.screens.requests.windows import WindowsEditor
from jitdesk.ui.widgets.cells import Cell, Cells
from jitdesk.ui.widgets.editors import Editor
from jitdesk.ui.widgets.fold import Fold
from jitdesk.ui.widgets.menu_choice import MenuChoice
from jitdesk.ui.widgets.tick import TickEditor

_KINDS = ("step", "request", "transmission", "reply")
_PLAN = ("start", "zone", "minutes", "fold")  # one date with its times stands for these
WINDOW = "window"
_SENT = ("recipient", "means", "what")
_REPLY = ("kind", "source", "their_reference")
# By status: what it mostly needs, in this order.
_FIRST: Mapping[str, tuple[str, ...]] = {
    "final": ("approved_by",),
    "signed": ("registry_number", "signature", "signed_copy"),
    "handed_over": _SENT,
    "sent": ("step", *_SENT),
    "scheduled": (WINDOW,),
    "closed": ("costs", "disclosure", "use"),
    "acknowledged": _REPLY,
    "more_asked": (*_REPLY, "text", "due"),
    "postponed": (*_REPLY, "article", "words"),
    "accepted": (*_REPLY, "conditions"),
    "part_executed": (*_REPLY, "minutes", "minutes_missing"),
    "executed": (*_REPLY, "minutes", "minutes_missing"),
    "refused": (*_REPLY, "article", "words"),
}
_BY_GROUND = ("draft", "in_review", "withdrawn", "final", "closed")  # where the ground of the step itself is asked for at once
_WIDE = (Type.LONG, Type.GROUP, Type.TEXTS)


def home(field: Field) -> Kind | None:
    """The kind that a field which goes with a status belongs to; None for what the step alone keeps."""
    return next((KINDS[name] for name in _KINDS if KINDS[name].field(field.name) is field), None)


def called(status: str, name: str) -> str:
    """What a field that goes with a status is called; its name where there is none such."""
    field = life.goes_with(status).get(name)
    if field is None:
        return name
    kind, own = home(field), f"ui.life.field.{name}"
    return labels.label(kind, field) if kind and not known(own) else say(own)


class StepFields(QWidget):
    """The fields of one status; `values` are what `life.move` is told."""

    def __init__(self, status: str, today: Today, links: Links) -> None:
        super().__init__()
        self.editors: dict[str, Editor] = {}
        self._status = status
        self._today = today
        self._links = links
        self._cells: dict[str, Cell] = {}
        fields = dict(life.goes_with(status))
        if status == "signed":
            del fields["file"]  # the signed copy is that file
        if len(ANSWERS.get(status, ())) == 1:
            del fields["kind"]
        first = [name for name in ("date", *_FIRST.get(status, ())) if name in fields or name == WINDOW]
        first += ["ground"] if status in _BY_GROUND else []
        rest = [name for name in fields if name not in first and not (WINDOW in first and name in _PLAN)]
        self._more = Fold(say("ui.life.more"))
        self._above, self._below = QVBoxLayout(), QVBoxLayout(self._more.body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._above.setSpacing(look().px(10))
        column.addLayout(self._above)
        self._above.addWidget(self._laid_out(first, fields))
        if rest:
            self._below.setContentsMargins(0, 0, 0, 0)
            self._below.addWidget(self._laid_out(rest, fields))
            self._more.show_count(0, len(rest))
            column.addWidget(self._more)
        self.editors["date"].display(today().isoformat())

    def values(self) -> dict[str, Any]:
        """What was said, by field."""
        said = {name: made.value() for name, made in self.editors.items() if name != WINDOW}
        window = self.editors[WINDOW].value() if WINDOW in self.editors else None
        return {name: value for name, value in said.items() if value not in (None, "", [], {}, False)} | planned(window)

    def tell_problems(self) -> bool:
        """Say what is no value at its field and go there; whether there is any."""
        wrong = [name for name, made in self.editors.items() if made.problem()]
        for name, cell in self._cells.items():
            made = self.editors[name]
            cell.set_wrong("" if made.tells_problem else made.problem())
        if wrong:
            self.focus_field(wrong[0])
        return bool(wrong)

    def focus_field(self, name: str = "") -> None:
        """Give the keyboard to a field, or to the first that is asked for."""
        wanted = name if name in self.editors else next((own for own in self.editors if own != "date"), "date")
        if self._more.body.isAncestorOf(self.editors[wanted]):
            self._more.set_open(True)
        self.editors[wanted].setFocus(Qt.FocusReason.OtherFocusReason)

    def put_below(self, name: str, widget: QWidget) -> None:
        """Put what helps to fill a field below those among which it stands."""
        folded = self._more.body.isAncestorOf(self.editors[name])
        (self._below if folded else self._above).addWidget(widget, alignment=Qt.AlignmentFlag.AlignLeading)

    def set_places(self, requested: str, team: Sequence[str]) -> None:
        """Whose zones are offered where a date is set."""
        window = self.editors.get(WINDOW)
        if isinstance(window, WindowsEditor):
            window.set_places(requested, team)

    def _laid_out(self, names: Sequence[str], fields: Mapping[str, Field]) -> Cells:
        cells = []
        for name in names:
            field = fields.get(name)
            label = called(self._status, name) if field else say("ui.life.window")
            made = self._editor(field, label) if field else WindowsEditor(self._today, several=False)
            made.set_framed()
            made.set_name(label)
            self.editors[name] = made
            wide = field is None or field.type in _WIDE or field.is_list
            cells.append(Cell("" if isinstance(made, TickEditor) else label, made, wide))
            self._cells[name] = cells[-1]
        made_of = Cells(cells)
        made_of.layout().setVerticalSpacing(look().px(10))  # type: ignore[union-attr]
        return made_of

    def _editor(self, field: Field, label: str) -> Editor:
        kind = home(field)
        if kind is KINDS["reply"] and field.name == "kind":
            offered = [option for option in options(kind, field) if option.value in ANSWERS[self._status]]
            return MenuChoice(offered, none=say("ui.value.unset"), wide=True)
        if kind is None:
            return editor(KINDS["step"], field, self._today)
        return column_editor(kind, field, label, self._today, self._links)


def planned(window: object) -> dict[str, Any]:
    """A window as `life.move` takes the plan of a session: the local time in its zone, and which of two where clocks go back."""
    if not isinstance(window, list) or not window:
        return {}
    chosen = window[0]
    local = datetime.fromisoformat(chosen["start"]).astimezone(ZoneInfo(chosen["zone"]))
    return {"start": f"{local:%Y-%m-%dT%H:%M}", "zone": chosen["zone"], "minutes": chosen["minutes"], "fold": local.fold}
