"""The promise of a bundle: each recipient, each compartment, how much of it or "Withheld"."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services.outgoing import Outgoing, Recipient, Share
from jitdesk.ui import icons, labels, paint
from jitdesk.ui.look import Role, look
from jitdesk.ui.paint import ChipFace
from jitdesk.ui.screens.bundles.start import position
from jitdesk.ui.texts import tool_tip
from jitdesk.ui.widgets.chips import Chip
from jitdesk.ui.widgets.fields import CheckBox
from jitdesk.ui.widgets.labels import ElidedLabel, PlainLabel
from jitdesk.ui.widgets.layouts import clear

_CELL, _POSITION, _WHO = 124, 112, 190


class Matrix(QWidget):
    """One row a recipient, one column a compartment; the check boxes choose who gets the bundle."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_Row] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_plan(self, plan: Outgoing, chosen: Sequence[str]) -> None:
        """Show who gets what, with these devices chosen; no devices: everybody."""
        clear(self._column)
        self._column.addWidget(_Head(plan.shares))
        self._rows = [_Row(one, plan.shares, not chosen or one.device in chosen) for one in plan.recipients]
        for row in self._rows:
            row.box.toggled.connect(self.changed)
            self._column.addWidget(row)

    def chosen(self) -> list[str]:
        """The devices that get the bundle."""
        return [row.device for row in self._rows if row.box.isChecked()]

    def boxes(self) -> list[CheckBox]:
        """The check boxes, in order."""
        return [row.box for row in self._rows]


class _Lined(QWidget):
    """A row with a line below it."""

    def __init__(self, height: int, line: str) -> None:
        super().__init__()
        self._line = line
        self.setFixedHeight(look().px(height))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(20, 0, 20, 0)
        self.row.setSpacing(8)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(getattr(look().colours, self._line)))
        painter.end()


class _Head(_Lined):
    def __init__(self, shares: Sequence[Share]) -> None:
        super().__init__(72, "border")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(PlainLabel(say("ui.bundles.each"), Role.SECTION))
        words.addWidget(PlainLabel(say("ui.bundles.each_below"), Role.SMALL, "text2"))
        words.addStretch(1)
        self.row.addLayout(words, 1)
        for share in shares:
            self.row.addWidget(_Compartment(share))


class _Compartment(QWidget):
    """The name of a compartment over its column."""

    def __init__(self, share: Share) -> None:
        super().__init__()
        self._share = share
        self.setFixedSize(look().px(_CELL), look().px(44))
        self.setAccessibleName(share.name)
        self.setToolTip(tool_tip(share.name))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = look().colours
        mark, height = look().px(16), look().px(20)
        spot = QRect((self.width() - mark) // 2, 0, mark, mark)
        icons.draw(painter, spot, "users" if self._share.everyone else "lock", colours.text2 if self._share.everyone else colours.seal)
        words = QRect(0, mark + 4, self.width(), height)
        paint.line(painter, words, self._share.name, look().font(Role.NAME), colours.text, paint.CENTRE)
        painter.end()


class _Row(_Lined):
    def __init__(self, recipient: Recipient, shares: Sequence[Share], chosen: bool) -> None:
        super().__init__(60, "line")
        self.device = recipient.device
        self.box = CheckBox(recipient.member)
        self.box.setChecked(chosen)
        self.box.setMinimumWidth(look().px(_WHO))
        self.box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        below = ElidedLabel(labels.state(recipient.state), Role.SMALL, "text2")
        self._cells = [_Cell(share, recipient.device) for share in shares]
        lacking = sum(share.lacking.get(recipient.device, 0) for share in shares)
        face = position(recipient, lacking)
        self._lay_out(below, face)
        spoken = [face.text, *(f"{share.name}: {cell.words}" for share, cell in zip(shares, self._cells, strict=True))]
        self.box.setAccessibleDescription(", ".join(spoken))
        self.box.toggled.connect(self._dim)
        self._dim(chosen)

    def _lay_out(self, below: QWidget, face: ChipFace) -> None:
        words = QVBoxLayout()
        words.setSpacing(4)  # the ring of the keyboard stands around the box alone
        words.addStretch(1)
        words.addWidget(self.box)
        indent = QHBoxLayout()
        indent.setContentsMargins(look().px(26), 0, 0, 0)
        indent.addWidget(below)
        words.addLayout(indent)
        words.addStretch(1)
        self.row.addLayout(words, 1)
        place = QWidget()
        place.setFixedWidth(look().px(_POSITION))
        centred = QHBoxLayout(place)
        centred.setContentsMargins(0, 0, 0, 0)
        self._chip = Chip(face.text, face.tone, face.icon)
        centred.addWidget(self._chip, alignment=Qt.AlignmentFlag.AlignLeading)
        self.row.addWidget(place)
        for cell in self._cells:
            self.row.addWidget(cell)

    def _dim(self, chosen: bool) -> None:
        self._chip.setVisible(chosen)
        for cell in self._cells:
            cell.setVisible(True)
            cell.set_live(chosen)


class _Cell(QWidget):
    """How much of a compartment one recipient gets."""

    def __init__(self, share: Share, device: str) -> None:
        super().__init__()
        self._count = share.lacking.get(device)
        self._live = True
        self.words = self._words()
        self.setFixedSize(look().px(_CELL), look().px(44))

    def set_live(self, live: bool) -> None:
        """Whether its recipient is chosen."""
        self._live = live
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(_CELL), look().px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = look().colours
        if not self._live:
            paint.line(painter, self.rect(), "–", look().font(Role.SMALL), colours.text2, paint.CENTRE)
        elif self._count is None:
            face = ChipFace(say("ui.bundles.withheld"), "seal", "lock")
            size = paint.face_size(face)
            paint.draw_face(painter, QPoint((self.width() - size.width()) // 2, (self.height() - size.height()) // 2), face)
        elif not self._count:
            paint.line(painter, self.rect(), say("ui.bundles.nothing_new"), look().font(Role.SMALL), colours.text2, paint.CENTRE)
        else:
            half = self.height() // 2
            number = QRect(0, 3, self.width(), half - 2)
            paint.line(painter, number, f"{self._count:,}", look().font(Role.CURRENT, tabular=True), colours.text, paint.CENTRE)
            unit = QRect(0, half, self.width(), half - 3)
            paint.line(painter, unit, say("ui.bundles.changes", n=self._count), look().font(Role.SMALL), colours.text2, paint.CENTRE)
        painter.end()

    def _words(self) -> str:
        if self._count is None:
            return say("ui.bundles.withheld")
        return f"{self._count} {say('ui.bundles.changes', n=self._count)}" if self._count else say("ui.bundles.nothing_new")
