"""The chain of custody of a file, as a person reads it: who recorded what, which bundles took it away and brought it here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from jitdesk.kernel.words import say
from jitdesk.services import custody_chain
from jitdesk.services.desk import Desk
from jitdesk.ui.cards import Act
from jitdesk.ui.jobs import Failure, Jobs
from jitdesk.ui.texts import isolated
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.cells import Card
from jitdesk.ui.widgets.form_dialog import FormDialog
from jitdesk.ui.widgets.labels import Paragraph

CUSTODY = "custody"
_WIDE = 760


def custody_act(act: Act) -> Act:
    """The act by which the chain of a file is shown, wherever this one saves a copy of it."""
    return Act(CUSTODY, say("ui.custody.show"), "history", act.reason, plain=True)


class CustodyDialog(FormDialog):
    """Shows the chain of a file, the oldest link first."""

    def __init__(self, parent: QWidget, desk: Desk, jobs: Jobs, reference: str, name: str) -> None:
        close = Button(say("ui.close"), Rank.PRIMARY)
        super().__init__(parent, say("ui.custody.title"), say("ui.custody.below", name=isolated(name)), close, _WIDE)
        self.cancel.hide()
        close.clicked.connect(self.accept)
        close.setFocus()
        jobs.read(partial(_told, desk, reference), self, self._show, self._failed)

    def _show(self, sentences: Sequence[str]) -> None:
        for sentence in sentences or [say("ui.custody.none")]:
            card = Card()
            card.column.addWidget(Paragraph(sentence, tone="text"))
            self.column.addWidget(card)

    def _failed(self, failure: Failure) -> None:
        self.show_refusal(failure.text)


def _told(desk: Desk, reference: str) -> list[str]:
    return list(custody_chain.told(custody_chain.chain(desk, reference)))
