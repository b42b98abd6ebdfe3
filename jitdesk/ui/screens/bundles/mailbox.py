"""A visit to a mailbox, the folder that something else carries: bundles are left there, and what arrived is to be looked at."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from jitdesk.kernel.words import say
from jitdesk.services import mailbox
from jitdesk.services.desk import Desk
from jitdesk.ui import labels
from jitdesk.ui.children import DeskChild
from jitdesk.ui.jobs import Failure, Jobs


class Mailbox(QObject):
    """Visits the folder that was visited last, or asks for one.

    `visited` brings the files that arrived, a sentence, its tone; `known` the folder that will be visited.
    """

    visited = Signal(list, str, str)
    known = Signal(object)

    def __init__(self, parent: QWidget, desk: Desk, jobs: Jobs) -> None:
        super().__init__(parent)
        self._window = parent
        self._desk = desk
        self._jobs = jobs
        self._folder: Path | None = None
        self._jobs.read(partial(mailbox.place, desk), self, self._know)

    def visit(self) -> None:
        """Visit the mailbox that is known, or ask for one."""
        if self._folder is None or not self._folder.is_dir():
            self.ask()
        else:
            child = DeskChild("mailbox", self._desk, dict, folder=str(self._folder))
            self._jobs.run_child(child, say("ui.bundles.visiting"), self, self._done, self._failed)

    def ask(self) -> None:
        """Ask for a folder and visit it."""
        begin = str(self._folder or Path.home())
        chosen = QFileDialog.getExistingDirectory(self._window, say("ui.bundles.mailbox_which"), begin)
        if chosen:
            self._folder = Path(chosen)
            self.visit()

    def _know(self, folder: Path | None) -> None:
        self._folder = folder
        if folder is not None:
            self.known.emit(folder)

    def _done(self, visit: dict[str, Any]) -> None:
        assert self._folder is not None
        self.known.emit(self._folder)
        told = [say("ui.bundles.mail_arrived", n=len(visit["arrived"]))] if visit["arrived"] else []
        told += [say("ui.bundles.mail_left", n=visit["dropped"])] if visit["dropped"] else []
        told += [say("ui.bundles.classical_below", people=labels.joined(visit["classical"]))] if visit["classical"] else []
        told += [say("ui.bundles.mail_cleared", n=visit["removed"])] if visit["removed"] else []
        told = [*(told or [say("ui.bundles.mail_quiet")]), *visit["troubles"]]
        files = [self._folder / name for name in visit["arrived"]]
        self.visited.emit(files, " ".join(told), "warn" if visit["troubles"] else "ok")

    def _failed(self, failure: Failure) -> None:
        self.visited.emit([], failure.text, "danger")
