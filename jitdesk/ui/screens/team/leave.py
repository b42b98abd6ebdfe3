"""Taking a device out of the team: what it holds, what of its acts stands, why, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jitdesk.kernel.words import known, say
from jitdesk.services import leaving, team
from jitdesk.services.desk import Desk
from jitdesk.services.leaving import NOTHING, Deed, Holding, Position
from jitdesk.services.team import Member
from jitdesk.ui import dates
from jitdesk.ui.jobs import Failure, Jobs
from jitdesk.ui.look import Role
from jitdesk.ui.texts import isolated
from jitdesk.ui.widgets.buttons import Button, Rank, ReasonLine
from jitdesk.ui.widgets.fields import CheckBox, Choice, Field, LineEdit
from jitdesk.ui.widgets.form_page import FormPage
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel
from jitdesk.ui.widgets.layouts import clear

REVOKE, END = "revoke", "end"
_ALL = ""


class LeavePage(FormPage):
    """Takes a device out; `done` brings a sentence."""

    done = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk, jobs: Jobs, today: Callable[[], date] = date.today) -> None:
        super().__init__(say("ui.action.take_out"))
        self._desk = desk
        self._jobs = jobs
        self._today = today
        self._member: Member | None = None
        self.how = Choice([(say(f"ui.team.{how}"), how) for how in (REVOKE, END)])
        self._how = Field(say("ui.team.how_far"), self.how)
        self._holds = QVBoxLayout()
        self._holds.setSpacing(4)
        self._heirs = QVBoxLayout()
        self._heirs.setSpacing(4)
        self.heirs: dict[str, CheckBox] = {}
        self.keep = Choice([(say("ui.team.keep_all"), _ALL)])
        self._keep = Field(say("ui.team.keep"), self.keep, say("ui.team.keep_hint"))
        self.reason = LineEdit()
        self._reason = Field(say("ui.team.leave_reason"), self.reason, say("ui.team.leave_reason_hint"))
        self._follows = QVBoxLayout()
        self._follows.setSpacing(6)
        self.go_on = Button(say("ui.team.take_out"), Rank.DANGER, "log-out", height=36)
        self.back = Button(say("ui.back"), height=36)
        self.how.currentIndexChanged.connect(self._explain)
        self.reason.textChanged.connect(self._judge)
        self.go_on.clicked.connect(self._take_out)
        self.back.clicked.connect(self.left)
        self._lay_out()

    def begin(self, member: Member) -> None:
        """Begin with a device; what it holds is read."""
        self._member = member
        self.title.setText(say("ui.team.leave_title", member=member.member))
        self.how.set_value(REVOKE)
        self.reason.clear()
        self.show_refusal("")
        self._show_holding(None)
        self._show_deeds([])
        self._explain()
        self._judge()
        read = partial(_read, self._desk, member.device)
        self._jobs.read(read, self, partial(self._show, member), lambda failure: self.show_refusal(failure.text))

    def take_keyboard(self) -> None:
        """Put the keyboard where a person begins."""
        self.how.setFocus(Qt.FocusReason.OtherFocusReason)

    def holds(self) -> list[str]:
        """The sentences about what the device holds."""
        items = (self._holds.itemAt(number) for number in range(self._holds.count()))
        found = [item.widget() for item in items if item is not None]
        return [part.text() for part in found if isinstance(part, Paragraph)]

    def _show(self, member: Member, found: tuple[Holding, list[Deed]]) -> None:
        if member is self._member:
            self._show_holding(found[0])
            self._show_deeds(found[1])

    def _show_holding(self, holding: Holding | None) -> None:
        clear(self._holds)
        clear(self._heirs)
        self.heirs = {}
        if holding is None:
            return
        heard = dates.at(holding.heard, self._today()) if holding.heard else ""
        said = say("ui.team.holds_heard", at=heard) if heard else say("ui.team.holds_unheard")
        for sentence in (*(told for one in holding.positions for told in _position(one)), said):
            self._holds.addWidget(Paragraph(sentence))
        for heir in holding.heirs:
            box = CheckBox(say("ui.team.keep_heir", fingerprint=team.digits(heir)[:11]))
            self.heirs[heir] = box
            self._heirs.addWidget(box)

    def _show_deeds(self, deeds: Sequence[Deed]) -> None:
        self.keep.clear()
        self.keep.addItem(say("ui.team.keep_all"), _ALL)
        for deed in reversed(deeds):
            self.keep.addItem(say("ui.team.keep_until", deed=_deed(deed, self._today())), deed.name)
        self.keep.addItem(say("ui.team.keep_none"), NOTHING)
        self._keep.setVisible(bool(deeds))

    def _explain(self) -> None:
        clear(self._follows)
        how = self.how.value()
        self._how.set_hint(say(f"ui.team.{how}_hint"))
        for key in ("keeps", "waits", "tell"):
            self._follows.addWidget(Paragraph(say(f"ui.team.follows_{key}"), tone="text2"))

    def _judge(self) -> None:
        self.go_on.set_reason("" if self.reason.text().strip() else say("ui.team.need_reason"))

    def _take_out(self) -> None:
        member = self._member
        if member is None:
            return
        chosen = str(self.keep.value() or _ALL)
        keep = ([chosen] if chosen else []) + [heir for heir, box in self.heirs.items() if box.isChecked()]
        act = leaving.end if self.how.value() == END else leaving.revoke
        self.go_on.set_reason(say("ui.team.admitting"))
        said = say(f"ui.team.{self.how.value()}_done", member=isolated(member.member))
        out = partial(act, self._desk, member.device, self.reason.text().strip(), keep)
        self._jobs.write(out, self, lambda _: self.done.emit(said), self._refuse)

    def _refuse(self, failure: Failure) -> None:
        self._judge()
        self.show_refusal(failure.text)

    def _lay_out(self) -> None:
        self.column.addWidget(PlainLabel(say("ui.team.holds"), Role.NAME))
        self.column.addLayout(self._holds)
        self.column.addWidget(Paragraph(say("ui.team.holds_below"), Role.SMALL, "text2"))
        self.column.addWidget(self._how)
        self.column.addLayout(self._heirs)
        self.column.addWidget(self._keep)
        self.column.addWidget(self._reason)
        self.column.addWidget(PlainLabel(say("ui.team.follows"), Role.NAME))
        self.column.addLayout(self._follows)
        self.add_foot(self.go_on, self.back)
        self.column.addWidget(ReasonLine(self.go_on))
        self.column.addStretch(1)
        QWidget.setTabOrder(self.how, self.keep)
        QWidget.setTabOrder(self.keep, self.reason)


def _read(desk: Desk, device: str) -> tuple[Holding, list[Deed]]:
    return leaving.holding(desk, device), leaving.deeds(desk, device)


def _position(one: Position) -> Iterator[str]:
    if one.lacking:
        yield say("ui.team.holds_part", place=one.name, n=one.lacking, count=f"{one.lacking:,}")
    else:
        yield say("ui.team.holds_all", place=one.name)
    if one.records:
        yield say("ui.team.holds_records", place=one.name, records=one.told)


def _deed(deed: Deed, today: date) -> str:
    key = f"ui.team.deed_{deed.act}"
    act = say(key, whom=isolated(deed.whom)) if known(key) else deed.act
    return say("ui.team.deed_at", act=act, at=dates.short(deed.at, today))
