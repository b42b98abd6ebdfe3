"""Files about the witness that is shown, in a child process: attached, saved again; and their chain of custody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from jitdesk.bootstrap import Child
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services import work
from jitdesk.services.desk import Desk
from jitdesk.ui.custody import CUSTODY, CustodyDialog
from jitdesk.ui.jobs import Jobs


class WitnessFiles(QObject):
    """`wrote` brings that a file was attached."""

    wrote = Signal(object)

    def __init__(self, screen: QWidget, desk: Desk, jobs: Jobs) -> None:
        super().__init__(screen)
        self._screen, self._desk, self._jobs = screen, desk, jobs

    def attach(self, witness: str) -> None:
        """Ask which files of this computer are attached to a witness, and attach them."""
        paths, _ = QFileDialog.getOpenFileNames(self._screen, say("ui.action.attach_file"))
        for path in paths:
            text = say("ui.witnesses.attaching", name=Path(path).name)
            self._child("attach", {"record": witness, "path": path}, text, lambda _: self.wrote.emit(None))

    def act(self, act: str, file: Record) -> None:
        """Show the chain of custody of a file, or ask where a copy of it is saved."""
        name = Path(str(file.get("name", ""))).name
        if act == CUSTODY:
            CustodyDialog(self._screen, self._desk, self._jobs, file.reference, name).open()
            return
        path, _ = QFileDialog.getSaveFileName(self._screen, say("ui.witnesses.extract"), str(Path.home() / name))
        if path:
            self._child("extract", {"record": file.reference, "out": path}, say("ui.witnesses.extracting", name=Path(path).name), None)

    def _child(self, job: str, arguments: dict[str, str], text: str, done: Callable[[object], None] | None) -> None:
        desk = {"desk": str(self._desk.folder), "keys": work.opened(self._desk.unlocked)}
        self._jobs.run_child(Child(job, {**desk, **arguments}), text, self._screen, done)
