"""What is written as a Word document: the letter, in one language or two, or another document of the request; on which paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services import letter_languages, papers
from jitdesk.ui import labels
from jitdesk.ui.texts import isolated
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.fields import Choice, Field, LineEdit
from jitdesk.ui.widgets.form_dialog import FormDialog
from jitdesk.ui.widgets.labels import ElidedLabel, Paragraph

LETTER = "letter"
SEALED = "identity_annex"
_OF_PAPER = "summons"  # written in the person's own language where nobody chooses another


@dataclass(frozen=True)
class Tongues:
    """The languages in which letters and other documents can be written, and those whose words no lawyer has read yet."""

    letter: Sequence[str]
    papers: Sequence[str]
    unread: frozenset[str]


def tongues() -> Tongues:
    """The languages of this machine; their words are read for it."""
    usable = [tag for tag in letter_languages.languages() if not letter_languages.unusable(tag)]
    return Tongues(usable, papers.languages(), frozenset(tag for tag in usable if letter_languages.unread(tag)))


@dataclass(frozen=True)
class Writing:
    """What a person chose to have written."""

    document: str  # LETTER, or one of papers.NAMES
    arguments: dict[str, Any]


class WriteDialog(FormDialog):
    """`chosen` brings what is to be written; where to is asked after that."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget, request: Record, offered: Tongues, letterhead: str, language: str = "") -> None:
        go_on = Button(say("ui.write.go_on"), Rank.PRIMARY, "file-text")
        super().__init__(parent, say("ui.write.title"), "", go_on)
        self._offered = offered
        self._own = language or str(request.get("language", letter_languages.FIRST))
        named = [(say("ui.write.letter"), LETTER), *((say(f"ui.paper.{name}"), name) for name in papers.NAMES)]
        self.document, self.language, self.second = Choice(named), Choice(), Choice()
        self.reason = LineEdit()
        self.paper = _Paper(letterhead)
        self._unread = Paragraph(say("ui.write.unread"), tone="warn")
        self._second = Field(say("ui.write.second"), self.second)
        self._reason = Field(say("ui.write.reason"), self.reason, say("ui.write.reason_hint"))
        for part in (
            Field(say("ui.write.document"), self.document),
            Field(say("ui.write.language"), self.language),
            self._second,
            self._unread,
            self._reason,
            Field(say("ui.write.letterhead"), self.paper, say("ui.write.letterhead_hint")),
        ):
            self.column.addWidget(part)
        self.document.currentIndexChanged.connect(self._follow)
        self.language.currentIndexChanged.connect(self._weigh)
        self.second.currentIndexChanged.connect(self._weigh)
        self.reason.textChanged.connect(self._weigh)
        self.reason.returnPressed.connect(self.go_on.click)
        self.go_on.clicked.connect(self._choose)
        self._follow()
        (self.language if language else self.document).setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        """Offer what goes with the document that is chosen."""
        letter = self.document.value() == LETTER
        tags = list(self._offered.letter if letter else self._offered.papers)
        chosen = self.language.value() or self._own
        self.language.clear()
        if self.document.value() == _OF_PAPER:
            self.language.addItem(say("ui.write.of_person"), None)
        for tag in tags:
            self.language.addItem(labels.language(tag), tag)
        if self.document.value() != _OF_PAPER:
            self.language.set_value(chosen if chosen in tags else letter_languages.FIRST)
        kept = self.second.value()
        self.second.clear()
        self.second.addItem(say("ui.write.no_second"), None)
        for tag in self._offered.letter:
            self.second.addItem(labels.language(tag), tag)
        self.second.set_value(kept)
        self._second.setVisible(letter)
        self._reason.setVisible(self.document.value() == SEALED)
        self._weigh()

    def _weigh(self) -> None:
        """Say what is missing, and what is to be known of the languages."""
        tags = {self.language.value(), self.second.value() if self.document.value() == LETTER else None}
        self._unread.setVisible(bool(tags & self._offered.unread))
        lacking = self.document.value() == SEALED and not self.reason.text().strip()
        self.go_on.set_reason(say("ui.write.reason_first") if lacking else "")

    def _choose(self) -> None:
        document = str(self.document.value())
        arguments: dict[str, Any] = {"language": self.language.value(), "letterhead": self.paper.path or None}
        if document == LETTER:
            arguments["second"] = self.second.value()
        else:
            arguments |= {"name": document, "reason": self.reason.text().strip() if document == SEALED else None}
        self.accept()
        self.chosen.emit(Writing(document, arguments))


class _Paper(QWidget):
    """The file of a letterhead, or none."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = ""
        self._name = ElidedLabel("", tone="text2")
        self.choose = Button(say("ui.write.choose"), icon="folder-open")
        self.choose.clicked.connect(self._ask)
        self.clear = Button(say("ui.write.clear"))
        self.clear.clicked.connect(lambda: self.show_path(""))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._name, 1)
        row.addWidget(self.choose)
        row.addWidget(self.clear)
        self.setFocusProxy(self.choose)
        self.show_path(path)

    def show_path(self, path: str) -> None:
        """Use this file; "" for the plain paper."""
        self.path = path
        self._name.set_text(isolated(Path(path).name) if path else say("ui.write.plain"))
        self.choose.setAccessibleDescription(self._name.text())
        self.clear.setVisible(bool(path))

    def _ask(self) -> None:
        dialog = QFileDialog(self, say("ui.write.letterhead"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(say("ui.requests.word_files"))
        dialog.fileSelected.connect(self.show_path)
        dialog.open()
