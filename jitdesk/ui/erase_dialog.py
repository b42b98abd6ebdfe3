"""An order to erase a record, with what hangs on it, or one field of it: what, why, and the number typed where it is much."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.domain.erasure import REASON_LIMIT, UNASKED
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.ui import labels
from jitdesk.ui.erased import erased
from jitdesk.ui.lending import Loan
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.buttons import Button, Rank, ReasonLine
from jitdesk.ui.widgets.fields import Choice, Field, LineEdit
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel

_WHOLE, _ALONE = "whole", "alone"


class EraseDialog(QDialog):
    """Asks what and why; `ordered` brings the loan under which it is done, after which `screen` is shown.

    `those` names the record and what hangs on it, called `whole`; where something does, the record may also go `alone`. `milder` names the
    milder step.
    """

    ordered = Signal(object)

    def __init__(
        self, parent: QWidget, title: str, record: Record, those: Sequence[str], whole: str, alone: str, milder: str, screen: str
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(title)
        self._those = list(those)
        self._screen = screen
        kind = KINDS[record.kind]
        entries = [(whole, _WHOLE), *([(alone, _ALONE)] if alone else [])]
        fields = [field for field in kind.fields if record.get(field.name) and field.name not in (kind.code, kind.title)]
        entries += [(say("ui.erase.field", field=labels.label(kind, field)), field.name) for field in fields]
        self.what = Choice(entries)
        self.reason = LineEdit()
        self._reason = Field(say("ui.erase.reason"), self.reason, say("ui.erase.reason_hint", most=REASON_LIMIT))
        self.number = LineEdit()
        self._number = Field(say("ui.erase.number"), self.number)
        self.go_on = Button(say("ui.erase.erase"), Rank.DANGER, "trash-2")
        cancel = Button(say("ui.cancel"))
        cancel.clicked.connect(self.reject)
        self.go_on.clicked.connect(self._order)
        self.what.currentIndexChanged.connect(self._judge)
        self.reason.textChanged.connect(self._judge)
        self.number.textChanged.connect(self._judge)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(PlainLabel(title, Role.TITLE))
        column.addWidget(Field(say("ui.erase.what"), self.what))
        column.addWidget(self._reason)
        column.addWidget(Paragraph(say("ui.erase.here")))
        column.addWidget(Paragraph(say("ui.erase.others"), tone="text2"))
        column.addWidget(Paragraph(milder, tone="text2"))
        column.addWidget(self._number)
        column.addWidget(ReasonLine(self.go_on))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.go_on)
        column.addLayout(row)
        self.setFixedWidth(look().px(520))
        self._judge()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _count(self) -> int:
        return len(self._those) if self.what.value() == _WHOLE else 1

    def _judge(self) -> None:
        much = self._count > UNASKED
        self._number.setVisible(much)
        if not self.reason.text().strip():
            self.go_on.set_reason(say("ui.erase.need"))
        elif much and self.number.text().strip() != str(self._count):
            self.go_on.set_reason(say("ui.erase.number_hint", n=self._count))
        else:
            self.go_on.set_reason("")

    def _order(self) -> None:
        what = str(self.what.value())
        arguments: dict[str, object] = {"references": self._those[:1], "reason": self.reason.text().strip(), "number": self._count}
        arguments["whole"] = what == _WHOLE
        if what not in (_WHOLE, _ALONE):
            arguments["field"] = what
        loan = Loan("erase", arguments, say("ui.erase.under_way"), erased, self._screen)
        self.accept()
        self.ordered.emit(loan)
