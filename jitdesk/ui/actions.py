"""Every action stands here once: its id, its words, its keys, and why it cannot be done now."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from jitdesk.kernel.words import say
from jitdesk.ui.texts import button_text
from jitdesk.ui.widgets.buttons import Button


class Action(QAction):
    """One thing a person can do; unless given, its words stand under "ui.action.<id>"."""

    reason_changed = Signal(str)

    def __init__(self, id: str, run: Callable[[], object], keys: str, icon: str, parent: QObject, in_palette: bool, words: str) -> None:
        self.words = words or say(f"ui.action.{id}")
        super().__init__(button_text(self.words), parent)
        self.id = id
        self.icon_name = icon
        self.in_palette = in_palette
        self.reason = ""
        if keys:
            # The Enter of the number pad is another key to Qt.
            self.setShortcuts([QKeySequence(those) for those in dict.fromkeys((keys, keys.replace("Return", "Enter")))])
        self.triggered.connect(lambda: run())

    @property
    def keys(self) -> str:
        """Its keys as the person's system writes them, or ""."""
        return self.shortcut().toString(QKeySequence.SequenceFormat.NativeText).replace("Return", say("ui.key.enter"))

    def set_words(self, words: str) -> None:
        """Call it otherwise from now on."""
        self.words = words
        self.setText(button_text(words))

    def set_reason(self, reason: str) -> None:
        """Say in a sentence why it cannot be done now; "" makes it possible."""
        self.reason = reason
        self.setEnabled(not reason)
        self.reason_changed.emit(reason)


class Actions(QObject):
    """The actions of one window; those of a screen live as long as the screen and answer while it is shown."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._known: dict[str, Action] = {}

    def add(
        self,
        id: str,
        run: Callable[[], object],
        keys: str = "",
        icon: str = "",
        screen: QWidget | None = None,
        in_palette: bool = True,
        words: str = "",
    ) -> Action:
        """Declare an action of the window, or of one screen; raises KeyError for an id that exists or a key that is taken."""
        home = screen or self._window
        action = Action(id, run, keys, icon, home, in_palette, words)
        taken = next((a for a in self.all() if a.id == id or (keys and a.keys == action.keys and self._meet(a, home))), None)
        if taken is not None:
            raise KeyError(f"{id}: {taken.id} has this id or this key")
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut if screen else Qt.ShortcutContext.WindowShortcut)
        home.addAction(action)
        self._known[id] = action
        action.destroyed.connect(lambda: self._known.pop(id, None))
        return action

    def all(self) -> list[Action]:
        """Every action of the window and its screens, in the order in which they were declared."""
        return list(self._known.values())

    def here(self) -> list[Action]:
        """The actions that answer now: the window's, and those of the screen that is shown."""
        return [a for a in self.all() if self._at(a) is self._window or self._at(a).isVisible()]

    def find(self, id: str) -> Action:
        """The action with this id; raises KeyError."""
        return self._known[id]

    def button(self, id: str, button: Button) -> Button:
        """Let `button` do the action, with its reason when it cannot be done."""
        action = self.find(id)
        button.clicked.connect(action.trigger)
        button.set_reason(action.reason)
        action.reason_changed.connect(button.set_reason)
        return button

    def _at(self, action: Action) -> QWidget:
        home = action.parent()
        assert isinstance(home, QWidget)
        return home

    def _meet(self, action: Action, home: QWidget) -> bool:
        return self._at(action) in (home, self._window) or home is self._window
