"""Files of requests, off the GUI thread: Word documents that are written and come back edited, calendar files, the register."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from jitdesk.bootstrap import change_settings, load_settings
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services import hearings, letter_languages, letters, readback, register, second_reader
from jitdesk.services.desk import Desk
from jitdesk.services.readback import Readback
from jitdesk.ui.actions import Actions
from jitdesk.ui.children import DeskChild
from jitdesk.ui.jobs import Failure, Jobs
from jitdesk.ui.screens.requests.edited_letter import EditedLetter
from jitdesk.ui.screens.requests.opening import Opened
from jitdesk.ui.screens.requests.write_dialog import LETTER, SEALED, Tongues, WriteDialog, Writing, tongues
from jitdesk.ui.texts import isolated

FILES = ("write_letter", "read_back", "write_day_sheet", "write_calendar", "write_register")
_DAY = "hearing_day"
_NEEDED = "second_reader.needed"
_SAFE = str.maketrans({character: "-" for character in '/\\:*?"<>| '})


class RequestFiles(QObject):
    """`told` brings the sentence that a file is written, `wrote` what was changed or logged, `waits` why not and the task to do first."""

    told = Signal(str)
    waits = Signal(str, str)
    wrote = Signal(object)

    def __init__(self, screen: QWidget, desk: Desk, jobs: Jobs, actions: Actions, commit: Callable[[], None]) -> None:
        super().__init__(screen)
        self._screen, self._desk, self._jobs, self._commit = screen, desk, jobs, commit
        self._request: Record | None = None
        self._refusal = ""  # why nothing in a letter that comes back can be taken over
        self._letter = actions.add("write_letter", self.ask_letter, "Ctrl+Shift+S", "file-text", screen)
        self._other = actions.add("write_other_language", self._ask_other, icon="languages", screen=screen)
        self._back = actions.add("read_back", self._ask_edited, icon="undo-2", screen=screen)
        self._sheet = actions.add("write_day_sheet", self._ask_sheet, icon="file-text", screen=screen)
        self._calendar = actions.add("write_calendar", self._ask_calendar, icon="calendar", screen=screen)
        self._register = actions.add("write_register", self._ask_register, icon="file-output", screen=screen)

    def show_page(self, opened: Opened | None, any_request: bool) -> None:
        """The request that is open now, if one is, and whether there is any: what can be written, and why the rest cannot."""
        self._request = opened.page.record if opened is not None else None
        closed = "" if opened is not None else say("ui.requests.open_first")
        self._refusal = opened.page.refusal or (say("ui.life.read_only") if opened.frozen else "") if opened is not None else ""
        for action in (self._letter, self._other):
            action.set_reason(closed)
        self._back.set_reason(closed)
        undated = closed or ("" if opened and _dated(opened) else say("ui.write.no_dates"))
        for action in (self._sheet, self._calendar):
            action.set_reason(undated)
        self._register.set_reason("" if any_request else say("ui.write.no_requests"))

    def write(self, id: str, writing: Writing, out: str) -> None:
        """Write a document of a request, in a child process."""
        job = "letter" if writing.document == LETTER else "paper"
        long = DeskChild(job, self._desk, lambda plain: Path(out), request=id, out=out, **writing.arguments)
        done = partial(self._written, logged=writing.document == SEALED)
        self._jobs.run_child(long, say("ui.requests.writing"), self._screen, done, partial(self._not_written, id))

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

    def _ask_other(self) -> None:
        """Ask for the letter in the first language that is not its own."""
        own = self._request.get("language", letter_languages.FIRST) if self._request is not None else ""
        usable = (tag for tag in letter_languages.languages() if not letter_languages.unusable(tag))
        self.ask_letter(next((tag for tag in usable if tag != own), ""))

    def ask_letter(self, language: str = "") -> None:
        """Ask what is to be written: the letter, in this language if one is given."""
        if self._request is not None:
            self._commit()
            self._jobs.read(_offered, self, partial(self._offer, self._request, language))

    def _offer(self, request: Record, language: str, offered: tuple[Tongues, str]) -> None:
        dialog = WriteDialog(self._screen, request, *offered, language)
        dialog.chosen.connect(partial(self._chosen, request))
        dialog.open()

    def _chosen(self, request: Record, writing: Writing) -> None:
        """The letterhead is remembered for the next time, also for that after the window was closed."""
        letterhead = writing.arguments["letterhead"] or ""
        self._jobs.write(partial(_remember, letterhead), self)
        self._ask_where(request, writing)

    def _ask_sheet(self) -> None:
        if self._request is not None:
            self._commit()
            self._jobs.read(_letterhead, self, partial(self._ask_where_sheet, self._request))

    def _ask_where_sheet(self, request: Record, letterhead: str) -> None:
        arguments = {"name": _DAY, "language": None, "letterhead": letterhead or None, "reason": None}
        self._ask_where(request, Writing(_DAY, arguments))

    def _ask_where(self, request: Record, writing: Writing) -> None:
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

    def _not_written(self, id: str, failure: Failure) -> None:
        """Say why; where a second reader has to agree first, with the task by which they do."""
        if failure.key != _NEEDED:
            self._jobs.failed.emit(failure)
            return

        def offer(task: str) -> None:
            if task:
                self.waits.emit(failure.text, task)
            else:
                self._jobs.failed.emit(failure)

        self._jobs.read(partial(second_reader.waiting, self._desk, id), self, offer)

    def _written(self, out: Path, logged: bool = False) -> None:
        self.told.emit(say("ui.write.written", name=isolated(out.name), folder=isolated(str(out.parent))))
        if logged:
            self.wrote.emit(None)


def _offered() -> tuple[Tongues, str]:
    """The languages of this machine, and the letterhead that was used last."""
    return tongues(), _letterhead()


def _letterhead() -> str:
    """The letterhead that was used last, "" where it is not there any more."""
    kept = load_settings().letterhead
    return kept if Path(kept).is_file() else ""


def _remember(letterhead: str) -> None:
    if load_settings().letterhead != letterhead:
        change_settings(lambda settings: replace(settings, letterhead=letterhead))


def _dated(opened: Opened) -> bool:
    """Whether anything is planned or proposed that a calendar can hold."""
    request = opened.page.record
    return bool(request.get("windows") or request.get("test_call") or any(of.get("planned") for of in opened.life.papers.hearings))
