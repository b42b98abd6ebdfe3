"""Another passphrase for the desk, or new keys for everything where somebody may know the old one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui.lending import Loan
from jitdesk.ui.look import Role
from jitdesk.ui.strength import strength
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.fields import CheckBox, PassphraseEdit
from jitdesk.ui.widgets.form_page import FormPage
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel


class PassphrasePage(FormPage):
    """Asks for the old and the new one; `lent` brings the loan under which they are changed."""

    lent = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__(say("ui.desk.passphrase_title"), say("ui.desk.passphrase_below"))
        self.old = PassphraseEdit(say("ui.desk.old"))
        self.new = PassphraseEdit(say("ui.desk.new"))
        self.again = PassphraseEdit(say("ui.desk.again"))
        self.new_keys = CheckBox(say("ui.desk.new_keys"))
        self.change = Button(say("ui.desk.change"), Rank.PRIMARY, "key-round", height=36)
        self.back = Button(say("ui.back"), height=36)
        self.new.changed.connect(self._judge)
        for edit in (self.old, self.new, self.again):
            edit.submitted.connect(self.submit)
        self.change.clicked.connect(self.submit)
        self.back.clicked.connect(self._leave)
        self._lay_out()

    def begin(self) -> None:
        """Begin anew."""
        for edit in (self.old, self.new, self.again):
            edit.clear()
            edit.set_wrong("")
        self.new_keys.setChecked(False)
        self._judge()

    def take_keyboard(self) -> None:
        """Put the keyboard where a person begins."""
        self.old.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Change it, if what was typed will do."""
        wrong = {
            self.old: "" if self.old.text() else say("ui.desk.need_old"),
            self.new: "" if strength(self.new.text()).enough else say("ui.strength.short"),
            self.again: "" if self.new.text() == self.again.text() else say("ui.form.not_same"),
        }
        for edit, sentence in wrong.items():
            edit.set_wrong(sentence)
        first = next((edit for edit, sentence in wrong.items() if sentence), None)
        if first is not None:
            first.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        new_keys = self.new_keys.isChecked()
        arguments = {"old": self.old.text(), "new": self.new.text(), "new_keys": new_keys}
        told = renewed if new_keys else changed
        self.lent.emit(Loan("passphrase", arguments, say("ui.desk.changing"), told, "desk", self.new.text()))

    def _leave(self) -> None:
        self.begin()
        self.left.emit()

    def _judge(self) -> None:
        found = strength(self.new.text())
        typed = bool(self.new.text())
        self.new.set_hint(say(found.key) if typed else say("ui.strength.advice"), found.tone if typed else "text2")

    def _lay_out(self) -> None:
        for name, edit in (("old", self.old), ("new", self.new), ("again", self.again)):
            cell = QWidget()
            column = QVBoxLayout(cell)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(5)
            label = PlainLabel(say(f"ui.desk.{name}"), Role.NAME)
            label.setBuddy(edit.edit)
            column.addWidget(label)
            column.addWidget(edit)
            self.column.addWidget(cell)
        self.column.addWidget(self.new_keys)
        self.column.addWidget(Paragraph(say("ui.desk.new_keys_below"), Role.SMALL, "text2"))
        self.add_foot(self.change, self.back)
        self.column.addStretch(1)


def changed(done: Any) -> str:
    """What a change of the passphrase alone means."""
    return say("ui.desk.changed")


def renewed(done: dict[str, Any]) -> str:
    """What new keys did to the other ways of opening the desk."""
    told = [say("passphrase.renewed")]
    told += [say(f"ui.desk.renewed_{name}") for name in ("kit", "again", "not_again") if done[name]]
    return " ".join([*told, say("passphrase.device")])
