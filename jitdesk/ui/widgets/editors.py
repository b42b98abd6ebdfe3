"""Editors for one value each: they look like text until they are used, and say `edited` once a person is through with a change."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QMimeData, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QTextEdit, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui import dates
from jitdesk.ui.look import Role, look
from jitdesk.ui.texts import one_line
from jitdesk.ui.widgets.fields import Choice, LineEdit

_LINE_BREAKS = {0x2028: "\n", 0x2029: "\n"}
_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def align(line: QLineEdit) -> None:
    """Let a line begin where the layout begins, whatever the direction of its text."""
    rtl = line.layoutDirection() == Qt.LayoutDirection.RightToLeft
    line.setAlignment((Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignAbsolute)


class Editor(QWidget):
    """One value: `kept` is what the record holds; what is typed stays until it is kept or another record is shown."""

    edited = Signal()
    named_by_form = True  # False where it brings labels of its own
    tells_problem = False  # True where it says itself what is wrong, at the place where it is

    def __init__(self, control: QWidget, leading: bool = False) -> None:
        super().__init__()
        self.control = control
        self.kept: object = None
        self._told: tuple[object] | None = None  # the value handed on last, until the record holds it
        self.setFocusProxy(control)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(control, alignment=Qt.AlignmentFlag.AlignLeading if leading else Qt.AlignmentFlag(0))

    def value(self) -> object:
        """The value as it would be kept; None for none."""
        raise NotImplementedError

    def display(self, value: object) -> None:
        """Show a value."""
        raise NotImplementedError

    def problem(self) -> str:
        """Why what was typed is no value, in a sentence, or ""."""
        return ""

    def typed(self) -> object:
        """What was typed, as it stands, for `put_back`."""
        return self.value()

    def put_back(self, typed: object) -> None:
        """Show again what was typed before."""
        self.display(typed)

    def set_framed(self) -> None:
        """Show the edge of the control always, not only while it is used."""
        self.control.setProperty("quiet", False)

    def set_name(self, name: str) -> None:
        """What a screen reader calls it."""
        self.control.setAccessibleName(name)

    def set_read_only(self, read_only: bool) -> None:
        """Whether the value can only be read."""
        self.control.setEnabled(not read_only)

    @property
    def dirty(self) -> bool:
        """Whether something was typed that the record does not hold yet."""
        return bool(self.problem()) or (self.value() or None) != (self.kept or None)

    def show_record(self, value: object) -> None:
        """Another record is shown."""
        self._told = None
        self.kept = value
        self.display(value)

    def refresh(self, value: object) -> None:
        """The record was read again: show its value unless a person is at work here."""
        typing = self.dirty
        self.kept = value
        if self._told == (value or None,):
            self._told = None
        if not typing or (not self.dirty and not self.control.hasFocus()):
            self.display(value)

    def commit(self) -> None:
        """A person is through: say so if anything changed, be it back to what the record holds while a change is on its way."""
        value = (self.value() or None,)
        if self.dirty or (self._told is not None and value != self._told):
            self._told = value
            self.edited.emit()


class TextEditor(Editor):
    """One line of text."""

    def __init__(self, placeholder: str = "", quiet: bool = True) -> None:
        self.line = LineEdit(placeholder)
        self.line.setProperty("quiet", quiet)
        super().__init__(self.line)
        self.line.editingFinished.connect(self.commit)

    def value(self) -> object:
        text = self.line.text()
        return self.kept if text and text == self.kept else text.strip() or None

    def display(self, value: object) -> None:
        self.line.setText(str(value or ""))
        self.line.setCursorPosition(0)
        align(self.line)

    def set_read_only(self, read_only: bool) -> None:
        self.line.setReadOnly(read_only)


class DateEditor(TextEditor):
    """A date, perhaps partial: at rest in words, while it is typed as it is kept."""

    def __init__(self, today: dates.Today, quiet: bool = True) -> None:
        super().__init__(say("ui.date.placeholder"), quiet)
        self._today = today
        self._shown, self._means = "", self.kept  # what the line says at rest, and the date that this is
        self.line.installEventFilter(self)

    def value(self) -> object:
        text = self.line.text().strip()
        return self._means if text == self._shown and text else dates.read(text, self._today()) or None

    def problem(self) -> str:
        return say("ui.date.not_read") if self.line.text().strip() and self.value() is None else ""

    def display(self, value: object) -> None:
        self._shown, self._means = dates.full(str(value or ""), self._today()), value
        super().display(value if self.line.hasFocus() else self._shown)

    def typed(self) -> object:
        return self.line.text()

    def put_back(self, typed: object) -> None:
        self.line.setText(str(typed))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and not self.dirty:
            self.line.setText(str(self.kept or ""))
            self.line.selectAll()
        elif event.type() == QEvent.Type.FocusOut and not self.problem():
            value = self.value()
            self._shown, self._means = dates.full(str(value or ""), self._today()), value
            if value == self.kept:
                self.line.setText(self._shown)
        return False


class ChoiceEditor(Editor):
    """One of many, found by typing (States, languages); `other` reads what is not in the list."""

    def __init__(self, entries: Sequence[tuple[str, str]], name_of: Callable[[str], str], other: Callable[[str], bool], wrong: str) -> None:
        self.box = Choice(entries, typed=True)
        self.box.setProperty("quiet", True)
        super().__init__(self.box)
        self._name_of = name_of
        self._other = other
        self._wrong = wrong
        self.box.activated.connect(lambda: self.commit())
        line = self.box.lineEdit()
        if line is not None:
            line.setPlaceholderText(say("ui.form.add"))
            line.editingFinished.connect(self.commit)

    def value(self) -> object:
        text = self.box.currentText().strip()
        found = self.box.value() if text else None
        return found or (text if text and self._other(text) else None)

    def problem(self) -> str:
        return self._wrong if self.box.currentText().strip() and self.value() is None else ""

    def display(self, value: object) -> None:
        self.box.set_value(value)
        self.box.setEditText(self._name_of(str(value)) if value else "")
        line = self.box.lineEdit()
        if line is not None:
            line.setCursorPosition(0)
            align(line)
        if value and self.value() != value:
            self.box.setEditText(str(value))

    def set_framed(self) -> None:
        super().set_framed()
        line = self.box.lineEdit()
        if line is not None:
            line.setPlaceholderText(say("ui.form.state_typed"))

    def typed(self) -> object:
        return self.box.currentText()

    def put_back(self, typed: object) -> None:
        self.box.setEditText(str(typed))


class LongEditor(Editor):
    """Paragraphs; as high as its text, in the direction of each paragraph. Ctrl+Enter keeps what was typed."""

    def __init__(self, placeholder: str = "", quiet: bool = True, role: Role = Role.BODY, one_line: bool = False) -> None:
        self.text = Paragraphs(placeholder, quiet, role, one_line)
        super().__init__(self.text)
        self.text.left.connect(self.commit)
        self.text.submitted.connect(self.commit)

    def value(self) -> object:
        text = self.text.plain()
        return self.kept if text and text == self.kept else text.strip() or None

    def display(self, value: object) -> None:
        if self.text.plain() != str(value or ""):
            self.text.set_plain(str(value or ""))

    def set_read_only(self, read_only: bool) -> None:
        self.text.setReadOnly(read_only)


class Paragraphs(QTextEdit):
    """Plain text over several lines, as high as it needs; `submitted` on Ctrl+Enter, `left` when the keyboard goes elsewhere."""

    left = Signal()
    submitted = Signal()

    def __init__(self, placeholder: str = "", quiet: bool = True, role: Role = Role.BODY, one_line: bool = False) -> None:
        super().__init__()
        self._role = role
        self._one_line = one_line
        self.setProperty("quiet", quiet)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(placeholder)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setProperty("role", role)
        self.document().setDocumentMargin(0)
        self.textChanged.connect(self.updateGeometry)
        look().changed.connect(self._restyle)
        self.set_plain("")

    def plain(self) -> str:
        """The text, letter by letter: no-break spaces are kept."""
        return self.document().toRawText().translate(_LINE_BREAKS)

    def set_plain(self, text: str) -> None:
        """Show a text, in the line height of body text."""
        self.setPlainText(text)
        spaced = QTextBlockFormat()
        spaced.setLineHeight(look().line(self._role), QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(spaced)
        self.document().clearUndoRedoStacks()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        around = look().px(8 if self.property("quiet") else 16)
        return QSize(look().px(160), max(round(self.document().size().height()), look().line(self._role)) + around)

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(80), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _RETURN and (self._one_line or event.modifiers() & Qt.KeyboardModifier.ControlModifier):
            self.submitted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        text = source.text()
        self.insertPlainText(one_line(text) if self._one_line else text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def _restyle(self) -> None:
        self.set_plain(self.plain())
