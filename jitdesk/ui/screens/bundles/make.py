"""A new bundle: who gets it, what each will hold, what is withheld and why; then the files, and who gets which."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services import exporting, outgoing
from jitdesk.services.desk import Desk
from jitdesk.services.exporting import Readership, Written
from jitdesk.services.outgoing import Outgoing, Recipient, Share
from jitdesk.ui import labels
from jitdesk.ui.actions import Actions
from jitdesk.ui.children import DeskChild
from jitdesk.ui.jobs import Failure, Job, Jobs
from jitdesk.ui.look import Role
from jitdesk.ui.screens.bundles.lines import IconLine
from jitdesk.ui.screens.bundles.matrix import Matrix
from jitdesk.ui.screens.bundles.start import SIDE
from jitdesk.ui.widgets.buttons import Button, Rank, ReasonLine
from jitdesk.ui.widgets.facts import Facts, SidePanel
from jitdesk.ui.widgets.labels import IconLabel, Paragraph, PlainLabel
from jitdesk.ui.widgets.layouts import clear
from jitdesk.ui.widgets.notices import Banner
from jitdesk.ui.widgets.progress import ProgressLine


class NewBundlePage(QWidget):
    """Makes bundles for members of the team; `saved` brings the files."""

    saved = Signal(list)
    left = Signal()

    def __init__(self, desk: Desk, jobs: Jobs, actions: Actions) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = jobs
        self._action = actions.find("save_bundle")
        self._plan = Outgoing((), (), False, "")
        self._job: Job | None = None
        self._stopped = ""  # the condition of a State that stands against it
        self._facts: dict[str, str] = {}
        self._counts = 0
        self.matrix = Matrix()
        self.matrix.changed.connect(self._choose)
        self._below = QVBoxLayout()
        self.side = _Side(actions)
        self.side.back.clicked.connect(self.left)
        self.side.progress.cancelled.connect(self.cancel)
        self._lay_out()
        self.side.show_busy(False)

    def show_plan(self, plan: Outgoing, chosen: Sequence[str] = ()) -> None:
        """Begin with these devices chosen; none: everybody."""
        self._plan = plan
        self.matrix.show_plan(plan, chosen)
        self.side.show_refusal("")
        self._choose()

    def take_keyboard(self) -> None:
        """Put the keyboard on the first recipient."""
        boxes = self.matrix.boxes()
        if boxes:
            boxes[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def save_files(self) -> None:
        """Ask for a folder and write the files there."""
        folder = QFileDialog.getExistingDirectory(self, say("ui.bundles.save_where"), str(Path.home()))
        if not folder or self._job is not None:
            return
        text = say("ui.bundles.saving")
        child = DeskChild("export", self._desk, _written, out=folder, to=self.matrix.chosen())
        self.side.show_busy(True)
        self._job = self._jobs.run_child(child, text, self, self._done, self._failed, self.side.show_progress)

    def cancel(self) -> None:
        """Stop writing; no file of it stays."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self.side.show_busy(False)

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self.matrix, self.side]

    def _done(self, written: list[Written]) -> None:
        self._job = None
        self.side.show_busy(False)
        self.saved.emit(written)

    def _failed(self, failure: Failure) -> None:
        self._job = None
        self.side.show_busy(False)
        if failure.key.startswith("originator."):
            self._choose(failure.text)
        else:
            self.side.show_refusal(failure.text)

    def _choose(self, stopped: str = "") -> None:
        self._stopped = stopped
        self.side.show_refusal(say("ui.bundles.stopped_short") if stopped else "")
        chosen = self.matrix.chosen()
        reason = self._plan.refusal or ("" if chosen else say("ui.bundles.choose_somebody"))
        self._action.set_reason(reason)
        files = self._plan.files(chosen) if chosen else []
        people = [one for one in self._plan.recipients if one.device in chosen]
        self._facts = {
            "signed_by": say("ui.bundles.you", member=self._desk.card.member),
            "for": _devices(people),
            "carries": "…",  # until it is counted
            "files": say("ui.bundles.files_count", n=len(files)),
            "protection": self._protection(files),
        }
        self._show_facts()
        self._count(chosen)
        self._explain(chosen, len(files))

    def _count(self, chosen: Sequence[str]) -> None:
        self._counts += 1
        number = self._counts

        def counted(changes: int) -> None:
            if number == self._counts:
                self._facts["carries"] = say("ui.bundles.changes_sum", n=changes, count=f"{changes:,}")
                self._show_facts()

        self._jobs.read(partial(outgoing.carries, self._desk, self._plan, chosen), self, counted)

    def _show_facts(self) -> None:
        self.side.facts.set_facts([(say(f"ui.bundles.{name}"), words) for name, words in self._facts.items()])

    def _protection(self, files: Sequence[Readership]) -> str:
        classical = [bool(self._plan.classical(file.devices)) for file in files]
        if all(classical):
            return say("ui.bundles.classical") if files else ""
        return say("ui.bundles.mixed_kinds") if any(classical) else say("ui.bundles.post_quantum")

    def _explain(self, chosen: Sequence[str], files: int) -> None:
        clear(self._below)
        if self._stopped:
            self._below.addWidget(IconLine("circle-alert", "danger", say("ui.bundles.stopped"), self._stopped))
        withheld = [share for share in self._plan.shares if any(not share.reads(device) for device in chosen)]
        if withheld:
            title = PlainLabel(say("ui.bundles.withheld_why"), Role.SECTION)
            title.setContentsMargins(20, 12, 20, 8)
            self._below.addWidget(title)
        for share in withheld:
            self._below.addWidget(IconLine("lock", "seal", share.name, self._reason(share, chosen)))
        people = self._plan.classical(chosen)
        if people:
            below = say("ui.bundles.classical_below", people=labels.joined(people))
            self._below.addWidget(IconLine("info", "text2", say("ui.bundles.classical"), below))
        if files > 1:
            self._below.addWidget(IconLine("package", "text2", say("ui.bundles.several", n=files), say("ui.bundles.several_below")))

    def _reason(self, share: Share, chosen: Sequence[str]) -> str:
        people = [one.member for one in self._plan.recipients if one.device in chosen and not share.reads(one.device)]
        return say("ui.bundles.withheld_from", people=labels.joined(people), readers=labels.joined(share.readers))

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 16)
        column.setSpacing(0)
        column.addWidget(self.matrix)
        self._below.setSpacing(0)
        column.addLayout(self._below)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(scroll, 1)
        row.addWidget(self.side)


class _Side(SidePanel):
    """The bundle in numbers, what cannot be taken back, and Save."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(SIDE)
        action = actions.find("save_bundle")
        self.save = actions.button("save_bundle", Button(action.words, Rank.PRIMARY, "save", action.keys, 40))
        self.back = Button(say("ui.back"))
        self.progress = ProgressLine(say("ui.bundles.saving"))
        self.refusal = Banner(" ", tone="danger")
        self.facts = Facts()
        self.add_title(say("ui.bundles.this"))
        self.column.addWidget(self.facts)
        self.column.addSpacing(10)
        warning = QHBoxLayout()
        warning.setSpacing(10)
        warning.addWidget(IconLabel("info", "accent"), alignment=Qt.AlignmentFlag.AlignTop)
        warning.addWidget(Paragraph(say("ui.bundles.no_return"), tone="text2"), 1)
        self.column.addLayout(warning)
        self.column.addStretch(1)
        for widget in (self.refusal, self.progress, ReasonLine(self.save), self.save, self.back):
            self.column.addWidget(widget)
        self.show_refusal("")

    def show_busy(self, busy: bool) -> None:
        """Show that files are being written, or that they are not."""
        self.progress.setVisible(busy)
        self.save.setVisible(not busy)
        self.back.setEnabled(not busy)

    def show_progress(self, done: int, total: int) -> None:
        """Show how far the writing is."""
        self.progress.show_progress(say("ui.bundles.saving"), done, total)

    def show_refusal(self, sentence: str) -> None:
        """Say why nothing was written; "" for nothing."""
        self.refusal.set_text(sentence)
        self.refusal.setVisible(bool(sentence))


class SavedPage(QWidget):
    """The files that were written, and who gets which."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = PlainLabel("", Role.TITLE)
        self._note = Paragraph("", tone="text2")
        self._files = QVBoxLayout()
        self._files.setSpacing(0)
        self.done = Button(say("ui.bundles.done"), Rank.PRIMARY, "check", height=36)
        self.done.clicked.connect(self.left)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 20, 0, 20)
        column.setSpacing(10)
        head = QVBoxLayout()
        head.setContentsMargins(20, 0, 20, 8)
        head.setSpacing(6)
        head.addWidget(self._title)
        head.addWidget(self._note)
        column.addLayout(head)
        column.addLayout(self._files)
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 8, 20, 0)
        foot.addWidget(self.done)
        foot.addStretch(1)
        column.addLayout(foot)
        column.addStretch(1)

    def show_files(self, written: Sequence[Written], outside: bool = False) -> None:
        """Show what was written."""
        clear(self._files)
        self._title.setText(say("ui.bundles.saved_in", folder=str(written[0].path.parent)))
        note = "ui.bundles.saved_outside" if outside else "ui.bundles.saved_one" if len(written) == 1 else "ui.bundles.saved_several"
        self._note.setText(say(note))
        for one in written:
            people = say("ui.bundles.for_people", people=labels.joined(one.members))
            held = say("ui.bundles.holds", places=labels.joined(one.compartments)) if one.compartments else say("ui.bundles.holds_team")
            kind = say("ui.bundles.classical_of", people=labels.joined(one.classical)) if one.classical else say("ui.bundles.post_quantum")
            self._files.addWidget(IconLine("package", "accent", one.path.name, f"{people}\n{held}\n{kind}"))


def _devices(people: Sequence[Recipient]) -> str:
    states = len({one.state for one in people})
    return labels.joined((say("ui.bundles.devices", n=len(people)), say("ui.bundles.states", n=states)))


def _written(plain: list[dict[str, object]]) -> list[Written]:
    return [exporting.read(one) for one in plain]
