"""What the team says among itself about a request, and that it may have to be disclosed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services.tasks import Comment
from jitdesk.ui.look import Role
from jitdesk.ui.widgets.labels import Paragraph
from jitdesk.ui.widgets.talk import CommentLine, Talk


class Remarks(QWidget):
    """The comments on a request, the oldest first, and the line for the next one."""

    def __init__(self) -> None:
        super().__init__()
        self.talk, self.line = Talk(), CommentLine()
        self.note = Paragraph(say("ui.life.comments_disclosed"), Role.SMALL, "text2")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.talk, self.line, self.note):
            column.addWidget(part)

    def show_remarks(self, request: str, comments: Sequence[Comment], refusal: str, today: date) -> None:
        """Show what was said about a request, and let the next thing be said unless this desk may not."""
        self.talk.show_comments(comments, today)
        self.line.show_about(request)
        self.line.set_reason(refusal)
