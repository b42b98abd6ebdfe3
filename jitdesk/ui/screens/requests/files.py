"""Files of requests, off the GUI thread: Word documents that are written and come back edited, calendar files, the register."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services import hearings, letters, readback, register
from jitdesk.services.desk import Desk
from jitdesk.services.readback import Readback
from jitdesk.ui.actions import Actions
from jitdesk.ui.children import DeskChild
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.requests.edited_letter import EditedLetter
from jitdesk.ui.screens.requests.opening import Opened
from jitdesk.ui.screens.requests.write_dialog import LETTER, SEALED, Tongues, WriteDialog, Writing, tongues
from jitdesk.ui.texts import isolated

FILES = ("write_letter", "read_back", "write_calendar", "write_register")
_SAFE = str.maketrans({character: "-" for character in '/\\:*?"<>| '})


class RequestFiles(QObject):
    """`told` brings the sentence that a file is written, `wrote` what was changed or logged."""

    told = Signal(str)
    wrote = Signal(object)

    def __init__(self, screen: QWidget, desk: Desk, jobs: Jobs, actions: Actions, commit: Callable[[], None]) -> None:
        super().__init__(screen)
        self._screen, self._desk, self._jobs, self._commit = screen, desk, jobs, commit
        self._request: Record | None = None
        self._refusal = ""  # why nothing in a letter that comes back can be taken over
        self._letterhead = ""  # used last, until the window is closed
        self._letter = actions.add("write_letter", self._ask_what, "Ctrl+Shift+S", "file-text", screen)
        self._back = actions.add("read_back", self._ask_edited, icon="undo-2", screen=screen)
        self._calendar = actions.add("write_calendar", self._ask_calendar, icon="calendar", screen=screen)
        self._register = actions.add("write_register", self._ask_register, icon="file-output", screen=screen)

    def show_page(self, opened: Opened | None, any_request: bool) -> None:
        """The request that is open now, if one is, and whether there is any: what can be written, and why the rest cannot."""
        self._request = opened.page.record if opened is not None else None
        closed = "" if opened is not None else say("ui.requests.open_first")
        self._refusal = opened.page.refusal or (say("ui.life.read_only") if opened.frozen else "") if opened is not None else ""
        self._letter.set_reason(closed)
        self._back.set_reason(closed)
        self._calendar.set_reason(closed or ("" if opened and _dated(opened) else say("ui.write.no_dates")))
        self._register.set_reason("" if any_request else say("ui.write.no_requests"))

    def write(self, id: str, writing: Writing, out: str) -> None:
        """Write a document of a request, in a child process."""
        job = "letter" if writing.document == LETTER else "paper"
        long = DeskChild(job, self._desk, lambda plain: Path(out), request=id, out=out, **writing.arguments)
        done = partial(self._written, logged=writing.document == SEALED)
        self._jobs.run_child(long, say("ui.requests.writing"), self._screen, done)

    def read_back(self, id: str, path: str) -> None:
        """Compare an edited letter with the request that it is of, and show what differs."""
        self._jobs.read(partial(readback.read, self._desk, id, Path(path)), self, self._show_edited)

    def _ask_edited(self) -> None:
        if self._request is None:
            return
        self._commit()
        dialog = QFileDialog(self._screen, say("ui.readback.file"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(say("ui.requests.word_files"))
        dialog.fileSelected.connect(partial(self.read_back, self._request.reference))
        dialog.open()

    def _show_edited(self, found: Readback) -> None:
        dialog = EditedLetter(self._screen, self._desk, self._jobs, found, self._refusal)
        dialog.accepted_fields.connect(self._taken)
        dialog.open()

    def _taken(self, outcome: object, number: int) -> None:
        self.wrote.emit(outcome)
        self.told.emit(say("readback.done", n=number))

    def _ask_what(self) -> None:
        if self._request is not None:
            self._commit()
            self._jobs.read(tongues, self, partial(self._offer, self._request))

    def _offer(self, request: Record, offered: Tongues) -> None:
        dialog = WriteDialog(self._screen, request, offered, self._letterhead)
        dialog.chosen.connect(partial(self._ask_where, request))
        dialog.open()

    def _ask_where(self, request: Record, writing: Writing) -> None:
        self._letterhead = writing.arguments["letterhead"] or ""
        name = str(request.get("reference", ""))
        name += "" if writing.document == LETTER else f" {say(f'ui.paper.{writing.document}')}"
        self._ask(
            say("ui.requests.write_where"),
            say("ui.requests.word_files"),
            name,
            letters.SUFFIX,
            partial(self.write, request.reference, writing),
        )

    def _ask_calendar(self) -> None:
        if self._request is None:
            return
        self._commit()
        id, name = self._request.reference, str(self._request.get("reference", ""))

        def write(out: str) -> None:
            self._in_lane(partial(hearings.write, self._desk, id, Path(out)), out)

        self._ask(say("ui.write.calendar_where"), say("ui.write.calendar_files"), name, hearings.SUFFIX, write)

    def _ask_register(self) -> None:
        self._commit()

        def write(out: str) -> None:
            self._in_lane(partial(register.write, self._desk, Path(out)), out)

        self._ask(say("ui.write.register_where"), say("ui.write.register_files"), say("ui.write.register_name"), register.SUFFIX, write)

    def _in_lane(self, write: Callable[[], None], out: str) -> None:
        """Write a small file after all that was to be kept before it."""
        self._jobs.write(write, self, lambda nothing: self._written(Path(out)))

    def _ask(self, title: str, filter: str, name: str, suffix: str, chosen: Callable[[str], None]) -> None:
        dialog = QFileDialog(self._screen, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # a file that is there is never replaced
        dialog.setNameFilter(filter)
        dialog.setDefaultSuffix(suffix.removeprefix("."))
        dialog.selectFile(name.translate(_SAFE) + suffix)
        dialog.fileSelected.connect(chosen)
        dialog.open()

    def _written(self, out: Path, logged: bool = False) -> None:
        self.told.emit(say("ui.write.written", name=isolated(out.name), folder=isolated(str(out.parent))))
        if logged:
            self.wrote.emit(None)


def _dated(opened: Opened) -> bool:
    """Whether anything is planned or proposed that a calendar can hold."""
    request = opened.page.record
    return bool(request.get("windows") or request.get("test_call") or any(of.get("planned") for of in opened.life.papers.hearings))
