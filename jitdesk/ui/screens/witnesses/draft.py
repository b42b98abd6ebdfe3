"""Before a request is drafted: consent, earlier accounts and conflicts are looked at once more."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services import witnesses
from jitdesk.services.witnesses import Dossier
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.labels import IconLabel, Paragraph, PlainLabel

_MARKS = {"ok": "circle-check", "warn": "triangle-alert", "danger": "circle-alert"}


class DraftCheck(QDialog):
    """Says what is known, and asks whether to go on; it hinders nobody."""

    def __init__(self, parent: QWidget, dossier: Dossier) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        title = say("ui.witnesses.draft_title", code=str(dossier.witness.get("code", "")))
        self.setWindowTitle(title)
        self.go_on = Button(say("ui.witnesses.draft_go"), Rank.PRIMARY, "file-plus")
        self.go_on.clicked.connect(self.accept)
        cancel = Button(say("ui.cancel"))
        cancel.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(PlainLabel(title, Role.TITLE))
        for tone, sentence in checks(dossier):
            row = QHBoxLayout()
            row.setSpacing(10)
            row.addWidget(IconLabel(_MARKS[tone], tone), alignment=Qt.AlignmentFlag.AlignTop)
            row.addWidget(Paragraph(sentence), 1)
            column.addLayout(row)
        column.addSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.go_on)
        column.addLayout(row)
        self.setFixedWidth(look().px(480))
        self.go_on.setFocus(Qt.FocusReason.OtherFocusReason)


def checks(dossier: Dossier) -> list[tuple[str, str]]:
    """What stands for and against a request, each with its tone."""
    hearing = witnesses.summary(
        [[r.get(name) for name in ("purpose", "recipient", "decision", "date")] for r in dossier.consents if r.get("purpose") == "hearing"]
    )
    tone = {"given": "ok", "withdrawn": "danger", "refused": "danger"}.get(hearing, "warn")
    found = [(tone, say(f"ui.witnesses.draft_consent_{hearing}"))]
    if dossier.accounts:
        found.append(("warn", say("ui.witnesses.draft_accounts", n=len(dossier.accounts))))
    else:
        found.append(("ok", say("ui.witnesses.draft_no_account")))
    if dossier.witness.conflicts:
        found.append(("warn", say("ui.witnesses.draft_conflicts", n=len(dossier.witness.conflicts))))
    else:
        found.append(("ok", say("ui.witnesses.draft_no_conflict")))
    return found
