"""One member: who they are, what they read, and the fingerprint by which others know their device."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services.team import Member
from jitdesk.ui import labels
from jitdesk.ui.actions import Actions
from jitdesk.ui.look import Role
from jitdesk.ui.screens.team.device import Flags, Leaving, Waiting
from jitdesk.ui.widgets.buttons import Button
from jitdesk.ui.widgets.chips import Tag
from jitdesk.ui.widgets.facts import Facts
from jitdesk.ui.widgets.fingerprint import Fingerprint
from jitdesk.ui.widgets.flow import Flow
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel


def role(member: Member) -> str:
    """The role in a word."""
    return say(f"ui.team.role_{member.role or 'out'}")


class MemberPane(QWidget):
    """The member that is chosen in the list."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._name = Paragraph("", Role.TITLE)
        self.flags = Flags()
        self.waiting = Waiting()
        self.leaving = Leaving(actions)
        self._facts = Facts(84)
        self.fingerprint = Fingerprint()
        self._how = Paragraph("", Role.SMALL, "text2")
        self._reads = Flow()
        self._reads_none = Paragraph(say("ui.team.reads_nothing"), tone="text2")
        self._card = actions.button("save_card", Button(say("ui.action.save_card"), icon="id-card"))
        self._keys = actions.button("new_keys", Button(say("ui.action.new_keys"), icon="key-round"))
        self._keys_hint = Paragraph(say("ui.team.new_keys_hint"), Role.SMALL, "text2")
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 16, 20, 20)
        column.setSpacing(10)
        column.addWidget(self._name)
        column.addWidget(self.flags)
        column.addWidget(self.waiting)
        column.addWidget(self._facts)
        column.addSpacing(8)
        column.addWidget(PlainLabel(say("ui.team.fingerprint"), Role.SECTION))
        column.addWidget(self.fingerprint)
        column.addWidget(self._how)
        column.addWidget(self._card, alignment=Qt.AlignmentFlag.AlignLeading)
        column.addSpacing(8)
        column.addWidget(self._keys, alignment=Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self._keys_hint)
        column.addSpacing(8)
        column.addWidget(PlainLabel(say("ui.team.reads"), Role.SECTION))
        column.addWidget(self._reads)
        column.addWidget(self._reads_none)
        column.addSpacing(8)
        column.addWidget(self.leaving)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(say("ui.team.member"))
        area.setWidget(inner)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(area)
        self._page = inner
        inner.hide()

    def show_member(self, member: Member) -> None:
        """Show a member."""
        self._page.show()
        self._name.setText(member.member)
        self.flags.show_member(member)
        self.waiting.hide()
        self.leaving.show_member(member)
        self._facts.set_facts(
            [
                (say("ui.team.role"), say("ui.team.you_are", role=role(member)) if member.own else role(member)),
                (say("ui.team.state"), labels.state(member.state)),
                (say("ui.team.authority"), member.authority),
                (say("ui.team.function"), member.function),
                (say("ui.team.encryption"), say("ui.team.post_quantum" if member.hybrid else "ui.team.classical")),
            ]
        )
        self.fingerprint.set_digits(member.fingerprint)
        self._how.setText(say("ui.team.how_own" if member.own else "ui.team.how_other", member=member.member))
        for part in (self._card, self._keys, self._keys_hint):
            part.setVisible(member.own)
        self._reads.set_parts([Tag(name) for name in member.compartments])
        self._reads.setVisible(bool(member.compartments))
        self._reads_none.setVisible(not member.compartments)
