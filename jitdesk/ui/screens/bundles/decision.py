"""The bar below a preview: nothing has been changed yet, and the four decisions there are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui.actions import Actions
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.labels import IconLabel, Paragraph, PlainLabel
from jitdesk.ui.widgets.progress import ProgressLine


class Decision(QWidget):
    """Accept all, accept what is ticked, keep for later, refuse; what cannot be meant lightly is asked once more."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        accept = actions.find("accept_bundle")
        self.accept = actions.button("accept_bundle", Button(say("ui.bundles.accept_all"), Rank.PRIMARY, "check", accept.keys))
        self.ticked = actions.button("accept_ticked", Button(say("ui.bundles.accept_ticked"), icon="square-check"))
        self.refuse = actions.button("refuse_bundle", Button(say("ui.bundles.refuse"), Rank.DANGER))
        self.keep = Button(say("ui.bundles.keep"), keys=say("ui.key.esc"))
        self.progress = ProgressLine(say("ui.bundles.accepting"))
        self._icon = IconLabel("info", "accent")
        self._title = PlainLabel("", Role.CURRENT)
        self._text = Paragraph("", Role.SMALL, "text2")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 11, 20, 11)
        row.setSpacing(8)
        for widget in (self._icon, self._title):
            row.addWidget(widget)
        row.addSpacing(4)
        row.addWidget(self._text, 1)
        row.addWidget(self.progress, 1)
        for button in (self.refuse, self.keep, self.ticked, self.accept):
            row.addWidget(button)
        self.rest(0, 0)

    def rest(self, picked: int, of: int) -> None:
        """Nothing was decided yet; so many records of so many are ticked."""
        below = say("ui.bundles.ticked_of", n=picked, of=of) if picked < of else say("ui.bundles.unchanged_below")
        self._say(say("ui.bundles.unchanged"), below)
        self.accept.set_label(say("ui.bundles.accept_all"))
        self.ticked.set_label(say("ui.bundles.accept_ticked"))
        self.refuse.set_label(say("ui.bundles.refuse"))
        self.show_busy(False)

    def ask(self, what: str, concerned: int) -> None:
        """Ask once more: whether to take in conflicts, or to refuse."""
        if what == "refuse":
            self._say(say("ui.bundles.refuse_ask"), say("ui.bundles.refuse_ask_below"), "ban", "danger")
        else:
            self._say(say("ui.bundles.conflicts_wait", n=concerned), say("ui.bundles.conflicts_wait_below"), "git-merge", "warn")
        button = {"refuse": self.refuse, "ticked": self.ticked, "conflicts": self.accept}[what]
        sure = {"refuse": "ui.bundles.refuse_sure", "ticked": "ui.bundles.ticked_sure", "conflicts": "ui.bundles.accept_sure"}
        button.set_label(say(sure[what]))
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_busy(self, busy: bool) -> None:
        """Show that it is being carried out, or that it is not."""
        self.progress.setVisible(busy)
        for widget in (self._icon, self._title, self._text):
            widget.setVisible(not busy)
        self.keep.setEnabled(not busy)
        for button in (self.accept, self.ticked, self.refuse):
            button.setEnabled(not busy and not button.reason)

    def _say(self, title: str, text: str, icon: str = "info", tone: str = "accent") -> None:
        self._icon.set_icon(icon, tone)
        self._title.setText(title)
        self._text.setText(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(look().colours.window))
        painter.fillRect(0, 0, self.width(), 1, QColor(look().colours.border))
        painter.end()
