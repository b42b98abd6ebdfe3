"""A new witness: only the code is asked for; everything else is written on the page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui import labels
from jitdesk.ui.look import Role, look
from jitdesk.ui.screens.witnesses.table import WITNESS, field
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.fields import Choice, Field, LineEdit
from jitdesk.ui.widgets.labels import PlainLabel


class NewWitness(QDialog):
    """Asks for the code and the role, and for the compartment where there is more than one; `asked` gives values and compartment."""

    asked = Signal(object, str)

    def __init__(self, parent: QWidget, proposed: str, places: Sequence[tuple[str, str]]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(say("ui.action.new_witness"))
        self.code = LineEdit()
        self.code.setText(proposed)
        self.code.selectAll()
        self._code = Field(labels.label(WITNESS, field("code")), self.code, say("ui.witnesses.code_hint"))
        self.role = Choice([(labels.choice(WITNESS, field("role"), value), value) for value in field("role").choices])
        self.place = Choice([(name, id) for id, name in places])
        self.add = Button(say("ui.witnesses.add_witness"), Rank.PRIMARY, "check")
        self.add.clicked.connect(self._ask)
        self.code.returnPressed.connect(self._ask)
        cancel = Button(say("ui.cancel"))
        cancel.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(PlainLabel(say("ui.action.new_witness"), Role.TITLE))
        column.addWidget(self._code)
        column.addWidget(Field(labels.label(WITNESS, field("role")), self.role))
        visible = Field(say("ui.tasks.visible_to"), self.place)
        if len(places) < 2:
            visible.hide()
        column.addWidget(visible)
        column.addSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.add)
        column.addLayout(row)
        self.setFixedWidth(look().px(400))
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, sentence: str) -> None:
        """The witness was not made, for this reason."""
        self._code.set_wrong(sentence)

    def _ask(self) -> None:
        code = self.code.text().strip()
        if code:
            self.asked.emit({"code": code, "role": self.role.value()}, str(self.place.value() or ""))
        else:
            self.refuse(say("ui.witnesses.need_code"))
