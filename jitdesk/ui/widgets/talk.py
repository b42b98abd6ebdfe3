"""Notes about a record, as a talk: who, when, what; and the line in which the next one is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services.tasks import Comment
from jitdesk.ui import dates
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.buttons import IconButton
from jitdesk.ui.widgets.chips import Avatar
from jitdesk.ui.widgets.editors import Paragraphs
from jitdesk.ui.widgets.labels import ElidedLabel, Paragraph, PlainLabel

_MOST = 120


class Talk(QWidget):
    """The notes, the oldest first."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._count = PlainLabel("", Role.SMALL, "text2")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(PlainLabel(say("ui.talk.title"), Role.SMALL_GROUP, "text2"))
        head.addWidget(self._count)
        head.addStretch(1)
        self._column.addLayout(head)
        self._shown: list[QWidget] = []

    def show_comments(self, comments: Sequence[Comment], today: date) -> None:
        """Show these notes."""
        for entry in self._shown:
            entry.hide()
            entry.deleteLater()
        self._shown = [_Entry(comment, today) for comment in comments]
        for entry in self._shown:
            self._column.addWidget(entry)
        self._count.setText(str(len(comments)) if comments else "")


class _Entry(QWidget):
    def __init__(self, comment: Comment, today: date) -> None:
        super().__init__()
        name = comment.member or say("ui.talk.unknown")
        when = dates.moment(comment.stamp, today)
        self.setAccessibleName(f"{name}, {when}: {comment.text}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(Avatar(name), alignment=Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(1)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(ElidedLabel(name, Role.NAME))
        head.addWidget(PlainLabel(when, Role.SMALL, "text2"))
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(Paragraph(comment.text))
        row.addLayout(column, 1)


class CommentLine(QWidget):
    """Where a note is written; it grows with its text, Ctrl+Enter sends it. What is written stays with the record it is about."""

    sent = Signal(str, str)  # the id of the record, the text

    def __init__(self) -> None:
        super().__init__()
        self._about = ""
        self._drafts: dict[str, str] = {}
        self.text = Paragraphs(say("ui.talk.write"), quiet=False)
        self.text.setAccessibleName(say("ui.talk.write"))
        self.text.setMaximumHeight(look().px(_MOST))
        self.text.submitted.connect(self.send)
        self._send = IconButton("arrow-up", say("ui.talk.send"))
        self._send.clicked.connect(self.send)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.text, 1)
        row.addWidget(self._send, alignment=Qt.AlignmentFlag.AlignBottom)
        self.setFocusProxy(self.text)

    def show_about(self, id: str) -> None:
        """Write about this record from now on; what was begun about it comes back."""
        if id != self._about:
            self._keep()
            self._about = id
            self.text.set_plain(self._drafts.pop(id, ""))

    def set_reason(self, reason: str) -> None:
        """Say why nothing can be written; "" lets one write."""
        self.text.setReadOnly(bool(reason))
        self.text.setPlaceholderText(reason or say("ui.talk.write"))
        self._send.set_reason(reason)

    def send(self) -> None:
        """Send what is written."""
        text = self.text.plain().strip()
        if text and self._about:
            self.text.set_plain("")
            self.sent.emit(self._about, text)

    def put_back(self, about: str, text: str) -> None:
        """What was sent could not be kept."""
        if about == self._about and not self.text.plain():
            self.text.set_plain(text)
        else:
            self._drafts[about] = text

    def send_all(self) -> None:
        """Send what is written here and what was begun about other records."""
        self.send()
        drafts, self._drafts = self._drafts, {}
        for about, text in drafts.items():
            self.sent.emit(about, text)

    def _keep(self) -> None:
        text = self.text.plain().strip()
        if text and self._about:
            self._drafts[self._about] = text
