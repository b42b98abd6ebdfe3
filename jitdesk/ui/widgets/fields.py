"""Form controls: a labelled row, choice, check box, passphrase."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui import icons, paint
from jitdesk.ui.look import Role, look
from jitdesk.ui.texts import button_text
from jitdesk.ui.widgets.buttons import IconButton
from jitdesk.ui.widgets.labels import IconLabel, Paragraph, PlainLabel


class Field(QWidget):
    """A control under its label, with room for a sentence below: a hint, or what is wrong."""

    def __init__(self, label: str, control: QWidget, hint: str = "") -> None:
        super().__init__()
        self.control = control
        self._hint = hint
        self._label = PlainLabel(label, Role.NAME)
        self._label.setBuddy(control)
        self._note = Paragraph(hint, Role.SMALL, "text2")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self._label)
        column.addWidget(control)
        column.addWidget(self._note)
        control.setAccessibleName(label)
        self.set_wrong("")

    @property
    def wrong(self) -> str:
        """What is wrong with the value, or ""."""
        return self._note.text() if self.control.property("wrong") else ""

    def set_wrong(self, sentence: str) -> None:
        """Say what is wrong with the value; "" for nothing."""
        self._note.setText(sentence or self._hint)
        self._note.set_tone("danger" if sentence else "text2")
        self._note.setVisible(bool(sentence or self._hint))
        self.control.setAccessibleDescription(sentence or self._hint)
        mark(self.control, bool(sentence))

    def set_hint(self, sentence: str) -> None:
        """Say something helpful below the control."""
        self._hint = sentence
        self.set_wrong("")


def mark(control: QWidget, wrong: bool) -> None:
    """Give a control the edge of a wrong value, or its usual edge."""
    control.setProperty("wrong", wrong)
    control.style().unpolish(control)
    control.style().polish(control)


class LineEdit(QLineEdit):
    """One line of text; `icon` stands before it."""

    def __init__(self, placeholder: str = "", icon: str = "", large: bool = False) -> None:
        super().__init__()
        self._icon = icon
        self.setPlaceholderText(placeholder)
        self.setProperty("large", large)
        if icon:
            self.setTextMargins(look().px(24), 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._icon:
            size = look().px(16)
            painter = QPainter(self)
            spot = QRect(look().px(10), (self.height() - size) // 2, size, size)
            icons.draw(painter, paint.placed(painter, self.rect(), spot), self._icon, look().colours.text2)
            painter.end()


class Choice(QComboBox):
    """One of several values; each entry has a text and a value."""

    def __init__(self, entries: Sequence[tuple[str, object]] = (), typed: bool = False) -> None:
        super().__init__()
        for text, value in entries:
            self.addItem(text, value)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        if typed:
            self.setEditable(True)
            self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            completer = QCompleter(self.model(), self)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            self.setCompleter(completer)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        line = self.lineEdit()
        if line is not None:
            line.setAccessibleName(name)

    def value(self) -> object:
        """The value of the entry that is chosen or was typed in full, else None."""
        if self.isEditable() and self.currentText() != self.itemText(self.currentIndex()):
            index = self.findText(self.currentText(), Qt.MatchFlag.MatchFixedString)
            return self.itemData(index) if index >= 0 else None
        return self.currentData()

    def set_value(self, value: object) -> None:
        """Choose the entry with this value; none where there is no such entry."""
        self.setCurrentIndex(self.findData(value))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.property("quiet") and not (self.underMouse() or self.hasFocus()):
            return
        size = look().px(16)
        painter = QPainter(self)
        spot = QRect(self.width() - size - look().px(10), (self.height() - size) // 2, size, size)
        icons.draw(painter, paint.placed(painter, self.rect(), spot), "chevron-down", look().colours.text2)
        painter.end()


class CheckBox(QCheckBox):
    """A check box that draws itself: off, on, mixed, disabled."""

    def __init__(self, text: str) -> None:
        super().__init__(button_text(text))
        self._label = text
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(look().px(26) + look().metrics(Role.BODY).horizontalAdvance(self._label) + 4, look().px(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        size = look().px(16)
        box = paint.placed(painter, self.rect(), QRect(0, (self.height() - size) // 2, size, size))
        draw_check(painter, box, self.checkState(), self.isEnabled())
        label = QRect(look().px(26), 0, self.width() - look().px(26), self.height())
        tone = look().colours.text if self.isEnabled() else look().colours.text2
        paint.line(painter, paint.placed(painter, self.rect(), label), self._label, look().font(Role.BODY), tone)
        painter.end()


def draw_check(painter: QPainter, box: QRect, state: Qt.CheckState, enabled: bool = True) -> None:
    """Draw the box of a check box."""
    colours = look().colours
    if state == Qt.CheckState.Unchecked or not enabled:
        paint.rounded(painter, box, 4, colours.surface if enabled else colours.sunken, colours.edge if enabled else colours.border)
    else:
        paint.rounded(painter, box, 4, colours.accent)
    if state != Qt.CheckState.Unchecked:
        inner = box.adjusted(2, 2, -2, -2)
        name = "check" if state == Qt.CheckState.Checked else "minus"
        icons.draw(painter, inner, name, colours.on_accent if enabled else colours.text2, strong=True)


class PassphraseEdit(QWidget):
    """A passphrase: hidden until Alt+R or the eye shows it; below it Caps Lock, the key, or what is wrong."""

    submitted = Signal()
    changed = Signal(str)

    def __init__(self, name: str, large: bool = False) -> None:
        super().__init__()
        self.edit = _SecretEdit(name, large)
        self._eye = IconButton("eye", say("ui.passphrase.show"), 28)
        self._eye.setParent(self.edit)
        self._eye.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard has Alt+R, and Tab goes on to the next field
        self._caps_mark = IconLabel("arrow-big-up", "warn", 14)
        self._caps = PlainLabel(say("ui.passphrase.caps_lock"), Role.SMALL_NAME, "warn")
        self._wrong_mark = IconLabel("circle-alert", "danger", 14)
        self._wrong = Paragraph("", Role.SMALL_NAME, "danger")
        self._hint_line = Paragraph("", Role.SMALL, "text2")
        self._key = PlainLabel(say("ui.passphrase.key"), Role.SMALL, "text2")
        self._lay_out()
        self.setFocusProxy(self.edit)
        self.edit.returnPressed.connect(self.submitted)
        self.edit.textChanged.connect(self.changed)
        self.edit.caps_changed.connect(self._show_caps)
        self._eye.clicked.connect(self.toggle)
        QShortcut(QKeySequence("Alt+R"), self, self.toggle, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._show_caps(False)
        self.set_wrong("")

    def text(self) -> str:
        """What was typed."""
        return self.edit.text()

    def clear(self) -> None:
        """Forget what was typed, and hide again."""
        self.edit.clear()
        self._reveal(False)

    def toggle(self) -> None:
        """Show what was typed, or hide it again."""
        self._reveal(self.edit.echoMode() == QLineEdit.EchoMode.Password)

    def set_wrong(self, sentence: str) -> None:
        """Say what is wrong, where the eye is; "" for nothing."""
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))
        self._wrong_mark.setVisible(bool(sentence))
        self._hint_line.setVisible(not sentence and bool(self._hint_line.text()))
        self._key.setVisible(not sentence and not self._hint_line.text())
        self.edit.setAccessibleDescription(sentence)
        mark(self.edit, bool(sentence))

    def wrong(self) -> str:
        """The sentence that says what is wrong, or ""."""
        return self._wrong.text()

    def set_hint(self, sentence: str, tone: str = "text2") -> None:
        """Say something below the field in place of the key that reveals."""
        self._hint_line.setText(sentence)
        self._hint_line.set_tone(tone)
        self.set_wrong(self.wrong())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_eye()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.edit)
        below = QHBoxLayout()
        below.setSpacing(6)
        for widget in (self._caps_mark, self._caps, self._wrong_mark):
            below.addWidget(widget, alignment=Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._wrong, 1)
        below.addWidget(self._hint_line, 1)
        below.addStretch(0)
        below.addWidget(self._key)
        column.addLayout(below)

    def _place_eye(self) -> None:
        self._eye.resize(self._eye.sizeHint())
        left = self.edit.width() - self._eye.width() - 6
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            left = 6
        self._eye.move(left, (self.edit.height() - self._eye.height()) // 2)

    def _reveal(self, shown: bool) -> None:
        self.edit.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._eye.set_icon("eye-off" if shown else "eye", say("ui.passphrase.hide" if shown else "ui.passphrase.show"))

    def _show_caps(self, on: bool) -> None:
        self._caps.setVisible(on)
        self._caps_mark.setVisible(on)


class _SecretEdit(QLineEdit):
    """The line itself; guesses Caps Lock from what the keys bring, since Qt does not tell."""

    caps_changed = Signal(bool)

    def __init__(self, name: str, large: bool) -> None:
        super().__init__()
        self._caps = False
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setProperty("large", large)
        self.setAccessibleName(name)
        self.setTextMargins(0, 0, look().px(28), 0)
        self.setMaxLength(1_000)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhNoAutoUppercase
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_CapsLock:
            self._set_caps(not self._caps)
        elif typed.isalpha() and typed.lower() != typed.upper():
            self._set_caps(typed.isupper() != shift)
        super().keyPressEvent(event)

    def _set_caps(self, on: bool) -> None:
        if on != self._caps:
            self._caps = on
            self.caps_changed.emit(on)
