"""What a source says of a State on a day, written down as a record of the team; nothing that is known already is changed by it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.domain import profiles
from jitdesk.domain.kinds.state_profile import STATE_PROFILE
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services.states import Fact, Profile
from jitdesk.ui import labels
from jitdesk.ui.dates import Today
from jitdesk.ui.field_editors import Links
from jitdesk.ui.forms import Form
from jitdesk.ui.look import look
from jitdesk.ui.screens.case.arrangement import sections
from jitdesk.ui.screens.case.record_page import scrolling
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.labels import Paragraph
from jitdesk.ui.widgets.notices import Banner

_WIDEST = 820
_GROUND = {"source", "as_of"}


class Correction(QWidget):
    """A form for one State; `asked` (state, values) records it, `left` goes back. What was begun stays until it is recorded or dropped."""

    asked = Signal(str, object)
    opened = Signal(str)  # the id of an authority
    left = Signal()

    def __init__(self, today: Today, links: Links) -> None:
        super().__init__()
        self._today = today
        self._drafts: dict[str, dict[str, Any]] = {}
        self.state = ""
        self._below = Paragraph("", tone="text2")
        self.refusal = Banner(" ", tone="danger")
        self.form = Form(STATE_PROFILE, (), today, above=True, framed=True, links=links, sections=sections(STATE_PROFILE.name))
        self.keep = Button(say("ui.case.record"), Rank.PRIMARY, "check")
        self.drop = Button(say("ui.case.drop"))
        content = QWidget()
        content.setMaximumWidth(look().px(_WIDEST))
        column = QVBoxLayout(content)
        column.setContentsMargins(24, 16, 24, 24)
        column.setSpacing(12)
        for part in (self._below, self.form):
            column.addWidget(part)
        column.addStretch(1)
        self.area = scrolling(content)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 10, 24, 10)
        foot.setSpacing(8)
        foot.addWidget(self.keep)
        foot.addWidget(self.drop)
        foot.addWidget(self.refusal, 1)
        foot.addStretch(0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.area, 1)
        whole.addLayout(foot)
        self.form.edited.connect(self._keep)
        self.form.opened.connect(self.opened)
        self.keep.clicked.connect(self.submit)
        self.drop.clicked.connect(self._drop)
        self.refuse("")

    @property
    def _values(self) -> dict[str, Any]:
        return self._drafts.setdefault(self.state, {"as_of": self._today().isoformat()})

    def begin(self, state: str, fact: Fact | None) -> None:
        """Write about a State: go on with what was begun, with what a fact says now to start from."""
        if self.state:
            self.form.commit()
        self.state = state
        self.refuse("")
        self._below.setText(say("ui.case.correction_below", state=labels.state(state)))
        if fact is not None and fact.field not in self._values:
            self._values.update(profiles.joined(Profile(state, (fact,))))
        self._show()
        self.form.rename()
        if fact is not None:
            self.form.reveal(fact.field)
            self.area.ensureWidgetVisible(self.form.editor_of(fact.field), 0, look().px(60))
        self.form.editor_of("source").setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Record it."""
        self.form.commit()
        self.asked.emit(self.state, dict(self._values))

    def drafts(self) -> list[tuple[str, dict[str, Any]]]:
        """What was written and is not recorded yet, by State."""
        self.form.commit()
        return [(state, values) for state, values in self._drafts.items() if values.keys() - _GROUND]

    def refuse(self, sentence: str) -> None:
        """It was not recorded, for this reason; "" for nothing."""
        self.refusal.set_text(sentence)
        self.refusal.setVisible(bool(sentence))

    def recorded(self, state: str) -> None:
        """It was recorded: nothing is begun about this State any more."""
        self._drafts.pop(state, None)
        if state == self.state:
            self._show()

    def commit(self) -> None:
        """Take over what is being typed."""
        if self.state:
            self.form.commit()

    def _drop(self) -> None:
        self._drafts.pop(self.state, None)
        self._show()
        self.left.emit()

    def _keep(self, id: str, name: str, value: object) -> None:
        self._values[name] = value
        self._show()

    def _show(self) -> None:
        self.form.show_record(Record(self.state, STATE_PROFILE.name, "", dict(self._values)))
