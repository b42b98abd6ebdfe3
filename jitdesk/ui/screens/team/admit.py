"""Letting somebody in: their card, the fingerprint compared by voice, the role."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services import team
from jitdesk.services.desk import Desk
from jitdesk.services.team import Card
from jitdesk.ui import labels
from jitdesk.ui.jobs import Failure, Jobs
from jitdesk.ui.look import Role
from jitdesk.ui.texts import isolated
from jitdesk.ui.widgets.buttons import Button, Rank, ReasonLine
from jitdesk.ui.widgets.facts import Facts
from jitdesk.ui.widgets.fields import CheckBox, Choice, Field
from jitdesk.ui.widgets.fingerprint import Fingerprint
from jitdesk.ui.widgets.form_page import FormPage
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel


class AdmitPage(FormPage):
    """Admits the owner of a card; `admitted` brings their name."""

    admitted = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(say("ui.team.admit_title"), say("ui.team.admit_below"))
        self._desk = desk
        self._jobs = jobs
        self._card: Card | None = None
        self.choose = Button(say("ui.team.choose_card"), icon="id-card")
        self.facts = Facts(110)
        self.digits = Fingerprint(across=8)
        self._ask = Paragraph("")
        self.same = CheckBox(say("ui.team.same"))
        self.role = Choice([(say(f"ui.team.role_{role}"), role) for role in reversed(team.ROLES)])
        self.role.set_value("member")
        self.admit = Button(say("ui.team.admit"), Rank.PRIMARY, "user-plus", height=36)
        self.back = Button(say("ui.back"), height=36)
        self._read = QWidget()
        self.choose.clicked.connect(self.choose_card)
        self.same.toggled.connect(self._judge)
        self.admit.clicked.connect(self._admit)
        self.back.clicked.connect(self.left)
        self._lay_out()
        self.begin()

    def begin(self) -> None:
        """Begin anew, with no card."""
        self._card = None
        self._read.hide()
        self.show_refusal("")
        self._judge()

    def take_keyboard(self) -> None:
        """Put the keyboard where a person begins."""
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose_card(self) -> None:
        """Ask for the card file and read it."""
        chosen, _ = QFileDialog.getOpenFileName(self, say("ui.team.choose_card"), str(Path.home()), f"*{team.CARD_SUFFIX}")
        if chosen:
            self.open(Path(chosen))

    def open(self, path: Path) -> None:
        """Read a card file."""
        self.begin()
        self._jobs.read(lambda: team.read_card(path), self, self._show, self._refuse)

    def _show(self, card: Card) -> None:
        self._card = card
        self.facts.set_facts(
            [
                (say("ui.team.member"), card.member),
                (say("ui.team.state"), labels.state(card.state)),
                (say("ui.team.authority"), card.authority),
                (say("ui.team.function"), card.function),
            ]
        )
        self.digits.set_digits(team.card_fingerprint(card))
        self._ask.setText(say("ui.team.compare", member=isolated(card.member)))
        self.same.setChecked(False)
        self._read.show()
        self._judge()
        self.same.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refuse(self, failure: Failure) -> None:
        self.show_refusal(failure.text)
        self._judge()

    def _judge(self) -> None:
        if self._card is None:
            self.admit.set_reason(say("ui.team.need_card"))
        else:
            self.admit.set_reason("" if self.same.isChecked() else say("ui.team.need_same"))

    def _admit(self) -> None:
        card, desk = self._card, self._desk
        if card is None or not self.same.isChecked():
            return
        role = str(self.role.value())
        self.admit.set_reason(say("ui.team.admitting"))
        admit = partial(team.admit, desk, card, team.card_fingerprint(card), role)
        self._jobs.write(admit, self, lambda _: self.admitted.emit(card.member), self._refuse)

    def _lay_out(self) -> None:
        self.column.addWidget(self.choose, alignment=Qt.AlignmentFlag.AlignLeading)
        inner = QVBoxLayout(self._read)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(14)
        inner.addWidget(self.facts)
        inner.addWidget(PlainLabel(say("ui.team.fingerprint"), Role.NAME))
        inner.addWidget(self.digits)
        inner.addWidget(self._ask)
        inner.addWidget(self.same)
        inner.addWidget(Field(say("ui.team.role"), self.role, say("ui.team.role_hint")))
        self.column.addWidget(self._read)
        self.add_foot(self.admit, self.back)
        self.column.addWidget(ReasonLine(self.admit))
        self.column.addStretch(1)
