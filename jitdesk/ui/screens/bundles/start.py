"""Where bundles begin: who is how far behind, and a place to drop what came in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services import outgoing
from jitdesk.services.desk import Desk
from jitdesk.services.outgoing import Outgoing, Recipient
from jitdesk.ui import dates, labels, paint
from jitdesk.ui.actions import Actions
from jitdesk.ui.delegates import RowTable
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.look import Role, look
from jitdesk.ui.models import Column
from jitdesk.ui.paint import ChipFace
from jitdesk.ui.short_lists import ShortListModel
from jitdesk.ui.texts import isolated
from jitdesk.ui.widgets.buttons import Button, Rank, ReasonLine
from jitdesk.ui.widgets.facts import SidePanel
from jitdesk.ui.widgets.labels import IconLabel, Paragraph, PlainLabel
from jitdesk.ui.widgets.notices import EmptyState

SIDE = 340
_FAR_BEHIND = 30


@dataclass(frozen=True)
class Standing:
    """A device of the team, and how many of the changes on this desk have not reached it as far as this desk knows."""

    recipient: Recipient
    lacking: int

    @property
    def id(self) -> str:
        """The device."""
        return self.recipient.device


def position(recipient: Recipient, lacking: int) -> ChipFace:
    """How far a device is, as a chip; what it never told is not known, and it gets a full copy."""
    if not recipient.known:
        return ChipFace(say("ui.bundles.full_copy"), "info")
    if not lacking:
        return ChipFace(say("ui.bundles.has_all"), "ok", "check")
    return ChipFace(say("ui.bundles.behind", n=lacking), "warn" if lacking >= _FAR_BEHIND else "neutral")


class StartPage(QWidget):
    """The first page of the screen: `asked` names a device for which a bundle is wanted."""

    asked = Signal(str)
    folder_asked = Signal()
    planned = Signal(object)  # Outgoing, whenever it was read

    def __init__(self, desk: Desk, jobs: Jobs, actions: Actions, today: Callable[[], date]) -> None:
        super().__init__()
        self._desk = desk
        self._today = today
        self.model = ShortListModel(jobs, self._columns(), self._read, self)
        self.table = RowTable(self.model, say("ui.bundles.who"), 38)
        self.table.opened.connect(self.asked)
        self.nobody = EmptyState(say("ui.bundles.nobody"))
        self.stranger = EmptyState(say("ui.bundles.no_team"))
        self._head = QWidget()
        self._shown = QStackedWidget()
        for widget in (self.table, self.nobody, self.stranger):
            self._shown.addWidget(widget)
        self.model.loaded.connect(self._arrived)
        self._plan = Outgoing((), (), False, "")
        self._side = _Side(actions)
        self._side.folder.clicked.connect(self.folder_asked)
        self._lay_out()

    def load(self) -> None:
        """Read who is how far behind."""
        self.model.load()

    def show_mailbox(self, folder: Path) -> None:
        """Say which mailbox is visited."""
        self._side.mailbox.setText(say("ui.bundles.mailbox_at", folder=isolated(str(folder))))
        self._side.mailbox.show()

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self._shown, self._side]

    def _read(self) -> list[Standing]:
        self._plan = plan = outgoing.plan(self._desk)
        return [Standing(one, sum(share.lacking.get(one.device, 0) for share in plan.shares)) for one in plan.recipients]

    def _arrived(self) -> None:
        self._shown.setCurrentWidget(self.table if self._plan.recipients else self.nobody if self._plan.shares else self.stranger)
        self._head.setVisible(bool(self._plan.recipients))
        self.planned.emit(self._plan)

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("member", say("ui.bundles.member"), lambda r: r.recipient.member, strong=True),
            Column("state", say("ui.bundles.state"), lambda r: labels.state(r.recipient.state), width=150),
            Column("heard", say("ui.bundles.heard"), self._heard, width=200, tone=lambda r: "text2", tabular=True),
            Column("lacking", say("ui.bundles.position"), lambda r: "", lambda r: (position(r.recipient, r.lacking),), width=150),
        )

    def _heard(self, row: Standing) -> str:
        day = row.recipient.heard[:10]
        return dates.short(day, self._today()) if day else say("ui.bundles.never")

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setContentsMargins(0, 16, 0, 0)
        left.setSpacing(4)
        head = QHBoxLayout(self._head)
        head.setContentsMargins(20, 0, 20, 4)
        head.setSpacing(10)
        head.addWidget(PlainLabel(say("ui.bundles.who"), Role.SECTION))
        head.addWidget(PlainLabel(say("ui.bundles.who_below"), Role.SMALL, "text2"), 1)
        left.addWidget(self._head)
        left.addWidget(self._shown, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        beside = QScrollArea()
        beside.setWidgetResizable(True)
        beside.setFrameShape(QFrame.Shape.NoFrame)
        beside.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        beside.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        beside.setFixedWidth(look().px(SIDE))
        beside.setWidget(self._side)
        row.addWidget(beside)


class _Side(SidePanel):
    """What came in, and what goes out of the team."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(SIDE)
        self.choose = actions.button(
            "open_bundle", Button(say("ui.bundles.choose_files"), icon="folder-open", keys=actions.find("open_bundle").keys)
        )
        self.folder = Button(say("ui.bundles.choose_folder"), Rank.LINK, height=24)
        disclose = actions.button("disclose", Button(say("ui.action.disclose"), icon="upload"))
        column = self.column
        self.add_title(say("ui.bundles.came_in"))
        column.addWidget(self._place())
        column.addSpacing(14)
        self.add_title(say("ui.bundles.mailbox"))
        column.addWidget(Paragraph(say("ui.bundles.mailbox_below"), tone="text2"))
        self.mailbox = Paragraph("")
        self.mailbox.hide()
        column.addWidget(self.mailbox)
        visit = actions.button("visit_mailbox", Button(say("ui.action.visit_mailbox"), icon="refresh-cw"))
        other = actions.button("other_mailbox", Button(say("ui.bundles.mailbox_other"), Rank.LINK, height=24))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(visit)
        row.addWidget(other)
        row.addStretch(1)
        column.addLayout(row)
        column.addSpacing(14)
        self.add_title(say("ui.bundles.outside"))
        column.addWidget(Paragraph(say("ui.bundles.outside_below"), tone="text2"))
        column.addWidget(disclose, alignment=Qt.AlignmentFlag.AlignLeading)
        column.addWidget(ReasonLine(disclose))
        column.addStretch(1)

    def _place(self) -> QWidget:
        place = _DropPlace()
        column = QVBoxLayout(place)
        column.setContentsMargins(18, 22, 18, 16)
        column.setSpacing(10)
        column.addWidget(IconLabel("package", "text2", 28), alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(Paragraph(say("ui.bundles.drop"), tone="text2", centred=True))
        column.addWidget(self.choose, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.folder, alignment=Qt.AlignmentFlag.AlignHCenter)
        return place


class _DropPlace(QWidget):
    """A dashed card: files can be dropped anywhere on the window, and here one sees that they can."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = look().colours
        paint.rounded(painter, self.rect(), 8, colours.surface, colours.edge, dashed=True)
        painter.end()
