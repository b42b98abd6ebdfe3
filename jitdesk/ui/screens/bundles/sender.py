"""Who sent it, whether that is proved, and how much it would do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services.previewing import Preview, Sent
from jitdesk.ui import dates, icons, labels, paint
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.chips import Chip
from jitdesk.ui.widgets.facts import Facts
from jitdesk.ui.widgets.labels import ElidedLabel, Paragraph

COUNTS = {"new": ("plus", "ok"), "changed": ("pencil", "info"), "conflict": ("git-merge", "warn")}


class SenderBand(QWidget):
    """The head of a preview."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._badge = _Badge()
        self._name = ElidedLabel("", Role.TITLE)
        self._state = ElidedLabel("", tone="text2")
        self.trust = Chip("")
        self._digits = ElidedLabel("", Role.BODY, "text2", slashed_zero=True)
        self._digits.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._why = Paragraph("", Role.SMALL, "text2")
        self._facts = Facts(56)
        self._facts.setFixedWidth(look().px(330))
        self._lay_out()

    def show_preview(self, preview: Preview, files: Sequence[str]) -> None:
        """Show who sent these bundles."""
        sent = preview.bundles[-1]
        self._badge.set_verified(sent.verified)
        self._name.set_text(sent.member)
        self._state.set_text(labels.state(sent.state))
        face = paint.ChipFace(say("ui.bundles.verified"), "ok", "check") if sent.verified else _doubt()
        self.trust.set_face(face)
        self._digits.set_text(sent.fingerprint)
        self._why.setText(self._reason(preview, sent))
        total = preview.new + preview.changed
        safe = all(one.post_quantum for one in preview.bundles)
        self._facts.set_facts(
            [
                (say("ui.bundles.file"), files[0] if len(files) == 1 else say("ui.bundles.files_count", n=len(files))),
                (say("ui.bundles.made"), dates.at(sent.created, self._today())),
                (say("ui.bundles.holds_records"), say("ui.bundles.records", n=total)),
                (say("ui.bundles.protection"), "" if safe else say("ui.bundles.came_classical")),
                (say("ui.bundles.note"), sent.note),
            ]
        )

    def _reason(self, preview: Preview, sent: Sent) -> str:
        others = list(dict.fromkeys(one.member for one in preview.bundles if one.member != sent.member))
        if others:
            return say("ui.bundles.also_from", people=labels.joined(others))
        return say("ui.bundles.why_verified" if sent.verified else "ui.bundles.why_not_verified")

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 14, 20, 12)
        row.setSpacing(14)
        row.addWidget(self._badge, alignment=Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(3)
        first = QHBoxLayout()
        first.setSpacing(10)
        for widget in (self._name, self._state, self.trust):
            first.addWidget(widget)
        first.addStretch(1)
        words.addLayout(first)
        digits = QHBoxLayout()
        digits.addWidget(self._digits)
        digits.addStretch(1)
        words.addLayout(digits)
        words.addWidget(self._why)
        row.addLayout(words, 1)
        row.addWidget(self._facts, alignment=Qt.AlignmentFlag.AlignTop)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(look().colours.line))
        painter.end()


class CountBar(QWidget):
    """How many records are new, changed, in conflict; each a filter that is on or off."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.current = ""
        self.parts = {state: _Count(state, icon, tone) for state, (icon, tone) in COUNTS.items()}
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 10, 20, 10)
        row.setSpacing(8)
        for state, part in self.parts.items():
            part.clicked.connect(lambda _, state=state: self._choose(state))
            row.addWidget(part, 1)
        self.gaps = _Count("gaps", "unlink", "danger")
        self.gaps.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.gaps.setEnabled(False)
        row.addWidget(self.gaps, 1)

    def show_preview(self, preview: Preview) -> None:
        """Show the numbers of a preview, with no filter on."""
        self._choose("")
        for state, number in (("new", preview.new), ("changed", preview.changed), ("conflict", preview.conflicts)):
            self.parts[state].set_number(number)
        self.gaps.set_number(len(preview.held))
        self.gaps.setVisible(bool(preview.held))

    def _choose(self, state: str) -> None:
        self.current = "" if state == self.current else state
        for name, part in self.parts.items():
            part.setChecked(name == self.current)
        self.chosen.emit(self.current)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(look().colours.border))
        painter.end()


class _Count(QAbstractButton):
    def __init__(self, state: str, icon: str, tone: str) -> None:
        super().__init__()
        self._state = state
        self._icon = icon
        self._tone = tone
        self._number = 0
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.updateGeometry)

    @property
    def number(self) -> int:
        """The number shown."""
        return self._number

    def set_number(self, number: int) -> None:
        """Show a number."""
        self._number = number
        self.setAccessibleName(f"{number} {self._word()}")
        self.setAccessibleDescription(say("ui.bundles.filter") if self._state != "gaps" else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(140), look().px(36))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours, rect = look().colours, self.rect()
        on = self.isChecked()
        lit = self.isEnabled() and self.underMouse()
        edge = colours.accent if on else colours.edge if self.isEnabled() else colours.border
        paint.rounded(painter, rect, 6, colours.select if on else colours.hover if lit else colours.surface, edge)
        mark = look().px(16)
        spot = QRect(look().px(12), (rect.height() - mark) // 2, mark, mark)
        icons.draw(painter, paint.placed(painter, rect, spot), self._icon, getattr(colours, self._tone) if self._number else colours.text2)
        text = f"{self._number:,}"
        width = look().metrics(Role.SECTION).horizontalAdvance(text) + 2
        at = look().px(36)
        number = QRect(at, 0, width, rect.height())
        paint.line(
            painter, paint.placed(painter, rect, number), text, look().font(Role.SECTION), colours.select_text if on else colours.text
        )
        words = QRect(at + width + 6, 0, rect.width() - at - width - 12, rect.height())
        ink = colours.select_text if on else colours.text2
        paint.line(painter, paint.placed(painter, rect, words), self._word(), look().font(Role.BODY), ink)
        painter.end()

    def _word(self) -> str:
        return say(f"ui.bundles.count_{self._state}", n=self._number)


class _Badge(QWidget):
    """A shield in a circle."""

    def __init__(self) -> None:
        super().__init__()
        self._verified = False
        self.setFixedSize(look().px(40), look().px(40))

    def set_verified(self, verified: bool) -> None:
        """Whether the sender is proved."""
        self._verified = verified
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink, ground = look().colours.tone("ok" if self._verified else "danger")
        paint.rounded(painter, self.rect(), self.width() / 2, ground)
        mark = look().px(20)
        spot = QRect((self.width() - mark) // 2, (self.height() - mark) // 2, mark, mark)
        icons.draw(painter, spot, "shield-check" if self._verified else "circle-alert", ink)
        painter.end()


def _doubt() -> paint.ChipFace:
    return paint.ChipFace(say("ui.bundles.not_verified"), "danger", "circle-alert")
