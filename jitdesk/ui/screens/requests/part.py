"""One part of the letter: its fields, what is missing in it, and how it reads in the letter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import say
from jitdesk.services.letter_languages import languages, unread
from jitdesk.services.letters import Entry, Finding, Letter
from jitdesk.ui import dates, labels
from jitdesk.ui.actions import Actions
from jitdesk.ui.field_editors import Links, page_editor
from jitdesk.ui.forms import Form
from jitdesk.ui.look import Role, look
from jitdesk.ui.screens.requests import bases
from jitdesk.ui.screens.requests.arrangement import in_order, sections
from jitdesk.ui.screens.requests.hints import VerdictCard
from jitdesk.ui.screens.requests.letter_text import LetterText, on_screen
from jitdesk.ui.screens.requests.life_lines import LifeLines
from jitdesk.ui.screens.requests.no_name import answer_button, answer_to
from jitdesk.ui.screens.requests.opening import Opened
from jitdesk.ui.screens.requests.page import Page
from jitdesk.ui.screens.requests.progress import finding_mark
from jitdesk.ui.screens.requests.question import QuestionEditor
from jitdesk.ui.screens.requests.remarks import Remarks
from jitdesk.ui.screens.requests.status_field import StatusEditor
from jitdesk.ui.screens.requests.windows import WindowsEditor
from jitdesk.ui.widgets.editors import Editor
from jitdesk.ui.widgets.labels import IconLabel, Paragraph, PlainLabel
from jitdesk.ui.widgets.marks import MarksEditor, Offer, among
from jitdesk.ui.widgets.menu_choice import MenuChoice, Option

COVER = "cover"
INSTRUMENT = "instrument"  # the part that is asked before any letter and stands in none
_QUESTION = "instrument_"


class PartPage(Page):
    """The page of a part of the letter, or of the questions before any."""

    edited = Signal(str, str, object)  # id, field, value
    settling = Signal()
    opened = Signal(str)

    def __init__(self, entry: Entry, actions: Actions, today: dates.Today, links: Links, me: str) -> None:
        super().__init__(actions)
        self._names = in_order(entry)
        self._in_letter = entry.key != INSTRUMENT
        self._pointed: tuple[str, set[str]] = ("", set())  # the request, and the fields that findings led to when it was shown last
        own = {name: editor for name in self._names if (editor := _own_editor(name, actions, today, me)) is not None}
        self.verdict = VerdictCard(actions) if entry.key == INSTRUMENT else None
        self.life = LifeLines() if entry.key == COVER else None
        self.remarks = Remarks() if entry.key == COVER else None
        self._today = today
        self._questions = [editor for editor in own.values() if isinstance(editor, QuestionEditor)]
        self._windows = [editor for editor in own.values() if isinstance(editor, WindowsEditor)]
        self.form = (
            Form(KINDS["request"], (), today, above=True, own=own, framed=True, links=links, sections=sections(entry))
            if entry.fields
            else None
        )
        self._missing = _Missing(actions)
        self._wording_head = PlainLabel(say("ui.requests.wording"), Role.CURRENT)
        self._wording_note = PlainLabel("", tone="text2")
        self.excerpt = Excerpt()
        self._lay_out()
        if self.form is not None:
            self.form.edited.connect(self.edited)
            self.form.settling.connect(self.settling)
            self.form.opened.connect(self.opened)

    def show_page(self, opened: Opened, entry: Entry) -> None:
        """Show this part of a request."""
        page = opened.page
        self.show_title(entry.title, place_of(entry))
        for windows in self._windows:
            windows.set_places(str(page.record.get("requested_state", "")), page.states)
        if self.form is not None:
            self.form.show_record(page.record, bool(page.refusal), opened.locked)
            self.form.rename()
            self._reveal(page.record.reference, {finding.field for finding in entry.findings})
        if self.verdict is not None:
            self.verdict.show_verdict(opened.instrument.verdict)
        for editor, question in zip(self._questions, opened.instrument.questions, strict=False):
            editor.show_question(question)
        if self.life is not None:
            self.life.show_life(opened.life, opened.names)
        if self.remarks is not None:
            self.remarks.show_remarks(page.record.reference, opened.comments, page.refusal, self._today())
        self._missing.show_findings(entry.findings)
        self.excerpt.show_part(page.examined.letter, entry.key)
        self._wording_note.setText(say("ui.requests.follows" if self.excerpt.has_text else "ui.requests.left_out"))

    def focus_field(self, name: str = "") -> None:
        """Give the keyboard to a field, or to the first one."""
        if self.form is None:
            return
        wanted = name if name in self._names else self._names[0]
        self.form.reveal(wanted)
        editor = self.form.editor_of(wanted)
        editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.ensureWidgetVisible(editor, 0, look().px(60))

    def field_in_use(self) -> str:
        """The field that has the keyboard, or ""."""
        focus = QApplication.focusWidget()
        form = self.form
        if focus is None or form is None:
            return ""
        return next((name for name in self._names if form.editor_of(name).isAncestorOf(focus)), "")

    def commit(self) -> None:
        """Have everything kept that was typed."""
        if self.form is not None:
            self.form.commit()

    def _reveal(self, request: str, pointed: set[str]) -> None:
        """Unfold what a finding leads to; what a person closed after that stays closed."""
        shown, before = self._pointed
        assert self.form is not None
        for name in pointed - (before if shown == request else set()):
            self.form.reveal(name)
        self._pointed = request, pointed

    def _lay_out(self) -> None:
        for shown in (self.verdict, self.form, self._missing, self.life):
            if shown is not None:
                self.column.addWidget(shown)
        wording = QVBoxLayout()
        wording.setSpacing(6)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._wording_head)
        line.addWidget(self._wording_note)
        line.addStretch(1)
        wording.addLayout(line)
        wording.addWidget(self.excerpt)
        if self._in_letter:
            self.column.addLayout(wording)
        if self.remarks is not None:
            self.column.addWidget(self.remarks)
        self.column.addStretch(1)


def _own_editor(name: str, actions: Actions, today: dates.Today, me: str) -> Editor | None:
    """The editor of a field that needs another one than its type asks for."""
    kind = KINDS["request"]
    field = kind.field(name)
    assert field is not None
    unset = say("ui.requests.unset")
    if name == "status":
        return StatusEditor(actions)
    if name == "windows":
        return WindowsEditor(today)
    if name == "test_call":
        return WindowsEditor(today, several=False)
    if name == "language":
        return MenuChoice([Option(tag, _tongue(tag)) for tag in languages()], none=unset)
    if name == "basis":
        return MenuChoice([Option(code, text) for code, text in bases.offered()], none=unset)
    if name == "basis_alternatives":
        offers = [Offer(text, code) for code, text in bases.offered()]
        return MarksEditor(among(offers), lambda code: Offer(bases.called(code), code), say("ui.form.add"), say("ui.form.unknown"))
    if name.startswith(_QUESTION):
        return QuestionEditor(field, int(name.removeprefix(_QUESTION)), labels.label(kind, field), today, me)
    return page_editor(kind, field, unset)


def _tongue(tag: str) -> str:
    """A language of letters, marked where no lawyer of it has read its words."""
    named = labels.language(tag)
    return say("letter_languages.not_read", language=named) if unread(tag) else named


def place_of(entry: Entry) -> str:
    """Where a part stands in the letter, in a sentence."""
    if entry.number is not None:
        return say("ui.requests.part_number", n=entry.number)
    numberless = entry.key in (INSTRUMENT, "cover", "annexes", "signature")
    return say(f"ui.requests.part_{entry.key}" if numberless else "ui.requests.part_left_out")


class _Missing(QWidget):
    """The findings of a part, each a sentence, with what a person may answer."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(6)
        self._shown: list[QWidget] = []

    def show_findings(self, findings: Sequence[Finding]) -> None:
        for line in self._shown:
            line.hide()
            line.deleteLater()
        self._shown = [_finding_line(finding, self._actions) for finding in findings]
        for line in self._shown:
            self._lines.addWidget(line)
        self.setVisible(bool(findings))


def _finding_line(finding: Finding, actions: Actions) -> QWidget:
    name, tone = finding_mark(finding)
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(IconLabel(name, tone), alignment=Qt.AlignmentFlag.AlignTop)
    row.addWidget(Paragraph(str(finding.message), tone="text"), 1)
    if answer := answer_to(finding):
        row.addWidget(answer_button(actions, answer), alignment=Qt.AlignmentFlag.AlignTop)
    return line


class Excerpt(QTextEdit):
    """The letter's own words of one part, as high as they need."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setProperty("well", True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(say("ui.requests.wording"))
        self._part: tuple[Letter, str] | None = None
        self.document().documentLayout().documentSizeChanged.connect(self.updateGeometry)
        look().changed.connect(self._write)

    @property
    def has_text(self) -> bool:
        """Whether the part stands in the letter as it is."""
        return not self.document().isEmpty()

    def show_part(self, letter: Letter, key: str) -> None:
        """Show a part of a letter; nothing where it is left out."""
        self._part = (letter, key)
        self._write()

    def sizeHint(self) -> QSize:
        return QSize(look().px(320), round(self.document().size().height()) + look().px(22))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(160), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def _write(self) -> None:
        if self._part is not None:
            letter, key = self._part
            text = LetterText(self.document(), on_screen(look().font(Role.BODY)))
            text.begin(key)
            write_part(text, letter, key)
            self.setVisible(self.has_text)
            self.updateGeometry()


def write_part(text: LetterText, letter: Letter, key: str) -> None:
    """Write a part's words without its title."""
    if key == "cover":
        text.blocks(letter.cover.letterhead)
        text.table(letter.cover.particulars, ruled=False)
        text.blocks([letter.cover.opening])
    elif key == "annexes":
        text.blocks(letter.annexes.blocks)
    elif key == "signature":
        text.table(letter.signature, ruled=False)
    else:
        text.blocks(next((section.blocks for section in letter.sections if section.key == key), ()))
