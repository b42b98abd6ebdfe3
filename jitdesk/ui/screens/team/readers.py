"""Who reads a compartment: a new one, or other readers for one that there is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services import team
from jitdesk.services.desk import Desk
from jitdesk.services.team import Member, Place
from jitdesk.ui import labels
from jitdesk.ui.jobs import Failure, Jobs
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.fields import CheckBox, Field, LineEdit
from jitdesk.ui.widgets.form_page import FormPage
from jitdesk.ui.widgets.labels import ElidedLabel, Paragraph, PlainLabel
from jitdesk.ui.widgets.layouts import clear

_NAME = 240


class ReadersPage(FormPage):
    """Chooses the readers; `saved` says that it was written."""

    saved = Signal()
    left = Signal()

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(say("ui.team.new_place"), say("ui.team.readers_below"))
        self._desk = desk
        self._jobs = jobs
        self._place: Place | None = None
        self.name = LineEdit(say("ui.team.place_example"))
        self.field = Field(say("ui.team.place_name"), self.name)
        self.boxes: dict[str, CheckBox] = {}
        self._people = QVBoxLayout()
        self._people.setSpacing(4)
        self.keep = Button(say("ui.team.save_readers"), Rank.PRIMARY, "check", height=36)
        self.back = Button(say("ui.back"), height=36)
        self.keep.clicked.connect(self._save)
        self.name.returnPressed.connect(self._save)
        self.back.clicked.connect(self.left)
        self.column.addWidget(self.field)
        self.column.addWidget(PlainLabel(say("ui.team.readers"), Role.NAME))
        self.column.addLayout(self._people)
        self.column.addWidget(Paragraph(say("ui.team.readers_note"), Role.SMALL, "text2"))
        self.add_foot(self.keep, self.back)
        self.column.addStretch(1)

    def begin(self, members: Sequence[Member], place: Place | None) -> None:
        """Begin with the readers of a compartment; None for a new one."""
        self._place = place
        self.show_refusal("")
        self.title.setText(say("ui.team.readers_of", place=place.name) if place else say("ui.team.new_place"))
        self.field.setVisible(place is None)
        self.name.clear()
        self.field.set_wrong("")
        clear(self._people)
        self.boxes = {}
        for member in members:
            if member.role is not None:
                self._add(member, place)

    def take_keyboard(self) -> None:
        """Put the keyboard where a person begins."""
        first = next((box for box in self.boxes.values() if box.isEnabled()), None)
        target = self.name if self._place is None else first
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, member: Member, place: Place | None) -> None:
        box = CheckBox(member.member)
        box.setFixedWidth(look().px(_NAME))
        box.setChecked(member.own or (place is not None and member.device in place.devices))
        box.setEnabled(not member.own)
        self.boxes[member.device] = box
        state = labels.state(member.state)
        words = say("ui.team.state_you", state=state) if member.own else state
        box.setAccessibleDescription(words)
        place_of = QWidget()
        row = QHBoxLayout(place_of)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(box)
        row.addWidget(ElidedLabel(words, tone="text2"), 1)
        self._people.addWidget(place_of)

    def _save(self) -> None:
        name = self._place.name if self._place else self.name.text().strip()
        if not name:
            self.field.set_wrong(say("ui.team.need_name"))
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        devices = [device for device, box in self.boxes.items() if box.isChecked()]
        self._jobs.write(partial(team.set_readers, self._desk, name, devices), self, lambda _: self.saved.emit(), self._refuse)

    def _refuse(self, failure: Failure) -> None:
        self.show_refusal(failure.text)
