"""What is to be known and decided of a device: whether something is wrong with its logs, what of it waits for a keeper, its leaving."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services.team import Member
from jitdesk.ui.actions import Actions
from jitdesk.ui.look import Role
from jitdesk.ui.texts import isolated
from jitdesk.ui.widgets.buttons import Button, Rank, ReasonLine
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel
from jitdesk.ui.widgets.layouts import clear
from jitdesk.ui.widgets.notices import Banner

_FLAGS = {"forked": "danger", "grew": "danger", "blocked": "warn"}


def flags(member: Member) -> list[str]:
    """What a person must know of a device, by name."""
    found = [name for name in _FLAGS if getattr(member, name)]
    return [*found, *(["stands_for"] if member.stands_for else [])]


class Flags(QWidget):
    """A banner for each thing that is wrong with a device; hidden where nothing is."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def show_member(self, member: Member) -> None:
        """Show those of a device."""
        clear(self._column)
        for flag in flags(member):
            sentence = say(f"ui.team.flag_{flag}", member=isolated(member.member))
            self._column.addWidget(Banner(sentence, tone=_FLAGS.get(flag, "info")))
        self.setVisible(bool(flags(member)))


class Waiting(QWidget):
    """What a device wrote that nobody had seen when its log was closed: a keeper decides."""

    decided = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._banner = Banner(" ", tone="warn")
        self.accept = Button(say("ui.team.accept_waiting"), icon="check")
        self.reject = Button(say("ui.team.reject_waiting"), icon="ban")
        self.accept.clicked.connect(self._accept)
        self.reject.clicked.connect(self._reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._banner)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.accept)
        row.addWidget(self.reject)
        row.addStretch(1)
        column.addLayout(row)
        self._reason = ReasonLine(self.accept)
        column.addWidget(self._reason)
        self.hide()

    def show_waiting(self, changes: int, reason: str) -> None:
        """Show how many changes wait, and why this desk cannot decide."""
        self._banner.set_text(say("ui.team.waiting", n=changes))
        self.accept.set_reason(reason)
        self.reject.set_reason(reason)
        self.setVisible(bool(changes))

    def _accept(self) -> None:
        self.decided.emit(True)

    def _reject(self) -> None:
        self.decided.emit(False)


class Leaving(QWidget):
    """The two ways to part from a device, each with what it means."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(PlainLabel(say("ui.team.lost"), Role.SECTION))
        self.block = actions.button("block_device", Button(say("ui.action.block_device"), icon="ban"))
        self.out = actions.button("take_out", Button(say("ui.action.take_out"), Rank.DANGER, "log-out"))
        self._below = Paragraph(say("ui.team.block_below"), Role.SMALL, "text2")
        for button in (self.block, self.out):
            column.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self._below)
        column.addWidget(ReasonLine(self.out))

    def show_member(self, member: Member) -> None:
        """Show what can be done with a device."""
        self.block.set_label(say("ui.team.unblock" if member.blocked else "ui.action.block_device"))
        self.setVisible(not member.own and member.role is not None)
