"""What every screen of the shell is: a place with a title, its buttons in the top bar, and panes for F6."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class Screen(QWidget):
    """One screen; it gets the services it uses from its maker and knows no other screen."""

    place_changed = Signal()
    went = Signal(str, str)  # screen id, record id or "": somebody wants to be taken there
    count_changed = Signal(int)
    wrote = Signal(object)  # what came of an edit made here: the shell tells every screen
    lent = Signal(object)  # a Loan: work for which the desk is closed meanwhile

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = ""
        self.subtitle = ""
        self.parent_place = ""
        self.rail = False  # whether the navigation shrinks to icons to leave it room

    def set_place(self, title: str, subtitle: str = "", parent_place: str = "") -> None:
        """Name this place in the top bar; `parent_place` stands before it and leads back."""
        self.title, self.subtitle, self.parent_place = title, subtitle, parent_place
        self.place_changed.emit()

    def bar(self) -> Sequence[QWidget]:
        """The buttons of this screen in the top bar."""
        return ()

    def panes(self) -> Sequence[QWidget]:
        """What F6 goes through, in reading order; the first gets the keyboard when the screen is shown."""
        return (self,)

    def shown(self, record: str = "") -> None:
        """The screen came into sight, perhaps to show one record."""

    def changed(self, outcome: object) -> None:
        """Records changed: show what is touched anew."""

    def save(self) -> None:
        """The desk is about to be locked or closed: write what is being typed."""

    def back(self) -> None:
        """Leave what is open on this screen (Esc, or the parent place was chosen)."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back()
        else:
            super().keyPressEvent(event)
