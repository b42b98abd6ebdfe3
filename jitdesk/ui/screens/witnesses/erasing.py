"""An order to erase a witness, with what hangs on it, or one field of it: what, why, and the number typed where it is much."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.domain.erasure import REASON_LIMIT, UNASKED
from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import say
from jitdesk.services.erasing import family
from jitdesk.services.witnesses import Dossier
from jitdesk.ui import labels
from jitdesk.ui.erased import erased
from jitdesk.ui.lending import Loan
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.buttons import Button, Rank, ReasonLine
from jitdesk.ui.widgets.fields import Choice, Field, LineEdit
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel

__all__ = ["EraseDialog", "family"]

_WHOLE, _ALONE = "whole", "alone"


class EraseDialog(QDialog):
    """Asks what and why; `ordered` brings the loan under which it is done."""

    ordered = Signal(object)

    def __init__(self, parent: QWidget, dossier: Dossier, those: Sequence[str]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        title = say("ui.witnesses.erase_title", code=str(dossier.witness.get("code", "")))
        self.setWindowTitle(title)
        self._those = list(those)
        kind = KINDS["witness"]
        entries = [(say("ui.witnesses.erase_whole", n=len(those)), _WHOLE), (say("ui.witnesses.erase_alone"), _ALONE)]
        fields = [field for field in kind.fields if dossier.witness.get(field.name) and field.name != kind.code]
        entries += [(say("ui.witnesses.erase_field", field=labels.label(kind, field)), field.name) for field in fields]
        self.what = Choice(entries)
        self.reason = LineEdit()
        self._reason = Field(say("ui.witnesses.erase_reason"), self.reason, say("ui.witnesses.erase_reason_hint", most=REASON_LIMIT))
        self.number = LineEdit()
        self._number = Field(say("ui.erase.number"), self.number)
        self.go_on = Button(say("ui.witnesses.erase"), Rank.DANGER, "trash-2")
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
        column.addWidget(Field(say("ui.witnesses.erase_what"), self.what))
        column.addWidget(self._reason)
        column.addWidget(Paragraph(say("ui.witnesses.erase_here")))
        column.addWidget(Paragraph(say("ui.witnesses.erase_others"), tone="text2"))
        column.addWidget(Paragraph(say("ui.witnesses.erase_milder"), tone="text2"))
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
            self.go_on.set_reason(say("ui.witnesses.erase_need"))
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
        loan = Loan("erase", arguments, say("ui.erase.under_way"), erased, "witnesses")
        self.accept()
        self.ordered.emit(loan)
