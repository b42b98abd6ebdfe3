"""One line that makes a task: it reads a date, @person and #record out of what is typed, and shows what it understood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from jitdesk.domain.folding import fold
from jitdesk.kernel.words import say
from jitdesk.services.tasks import Label
from jitdesk.ui import dates, labels, paint
from jitdesk.ui.dates import Today
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.chips import Chip, Tag
from jitdesk.ui.widgets.fields import LineEdit, mark
from jitdesk.ui.widgets.flow import Flow
from jitdesk.ui.widgets.labels import Paragraph

_LONGEST_DATE = 3


@dataclass(frozen=True)
class Understood:
    """What a line says: the title without what was read out of it."""

    title: str
    due: str = ""
    people: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()  # after an @, but nobody or not only one in the team
    records: tuple[str, ...] = ()  # after a #

    def values(self) -> dict[str, Any]:
        """The fields of the task; links as people name the records."""
        found = {"title": self.title, "due": self.due, "assignees": list(self.people), "links": list(self.records)}
        return {name: value for name, value in found.items() if value}


@dataclass
class _Reading:
    words: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    records: list[str] = field(default_factory=list)


def understand(text: str, people: Sequence[str], today: date) -> Understood:
    """Read a line."""
    reading = _Reading()
    for word in text.split():
        if word.startswith("@") and len(word) > 1:
            found = _member(word[1:], people)
            (reading.people if found else reading.strangers).append(found or word[1:])
        elif word.startswith("#") and len(word) > 1:
            reading.records.append(word[1:])
        else:
            reading.words.append(word)
    due, words = _dated(reading.words, today)
    return Understood(" ".join(words), due, tuple(reading.people), tuple(reading.strangers), tuple(reading.records))


def _member(typed: str, people: Sequence[str]) -> str:
    """The one member with a name that begins so, or ""."""
    wanted = fold(typed.replace("_", " ").replace(".", " "))
    found = [name for name in people if fold(name).startswith(wanted) or any(part.startswith(wanted) for part in fold(name).split())]
    return found[0] if len(found) == 1 else ""


def _dated(words: list[str], today: date) -> tuple[str, list[str]]:
    """The last words that are a date, and the title without them; a bare number is none."""
    for length in range(_LONGEST_DATE, 0, -1):
        for start in range(len(words) - length, -1, -1):
            phrase = " ".join(words[start : start + length]).rstrip(",;")
            due = "" if phrase.isdigit() else dates.read(phrase, today)
            if due:
                before = words[:start]
                if before and before[-1].casefold() in say("ui.date.before").split():
                    before = before[:-1]
                return due, before + words[start + length :]
    return "", words


class QuickAdd(QWidget):
    """The line, and below it what it understood; `asked` gives what Enter would make."""

    asked = Signal(object)  # Understood
    left = Signal()

    def __init__(self, today: Today, look_up: Callable[[Sequence[str], Callable[[Sequence[Label | None]], None]], None]) -> None:
        super().__init__()
        self._today = today
        self._look_up = look_up
        self._people: Sequence[str] = ()
        self.line = _Line()
        self._chips = Flow()
        self._note = Paragraph("", Role.SMALL, "danger")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self.line, self._chips, self._note):
            column.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._typed)
        self.line.returnPressed.connect(self.submit)
        self.line.escaped.connect(self.left)
        self.set_wrong("")
        self._show(Understood(""), ())

    def set_people(self, people: Sequence[str]) -> None:
        """Who can be named after an @."""
        self._people = people

    def set_reason(self, reason: str) -> None:
        """Say why nothing can be added; "" lets one add."""
        self.line.setEnabled(not reason)
        self.line.setAccessibleDescription(reason)
        self.line.setPlaceholderText(reason or say("ui.tasks.add"))

    def submit(self) -> None:
        """Ask for the task that the line says."""
        found = understand(self.line.text(), self._people, self._today())
        if found.strangers:
            self.set_wrong(say("ui.tasks.stranger", name=found.strangers[0]))
        elif found.title:
            self.asked.emit(found)
        elif self.line.text().strip():
            self.set_wrong(say("ui.tasks.no_title"))

    def begin(self, record: str) -> None:
        """Begin a task about a record ("#W-0412"); what was typed before stays."""
        if record not in self.line.text():
            self.line.setText(f"{self.line.text()} {record}")
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.setCursorPosition(0)

    def clear(self) -> None:
        """The task was made."""
        self.line.clear()

    def set_wrong(self, sentence: str) -> None:
        """Say why no task was made of the line."""
        self._note.setText(sentence)
        self._note.setVisible(bool(sentence))
        mark(self.line, bool(sentence))

    def _typed(self, text: str) -> None:
        self.set_wrong("")
        found = understand(text, self._people, self._today())
        self._show(found, [None] * len(found.records))
        if found.records:
            self._look_up(found.records, lambda known: self._known(text, found, known))

    def _known(self, text: str, found: Understood, known: Sequence[Label | None]) -> None:
        if text == self.line.text():
            self._show(found, known)

    def _show(self, found: Understood, known: Sequence[Label | None]) -> None:
        marks: list[QWidget] = []
        if found.due:
            marks.append(Tag(dates.full(found.due, self._today()), "calendar"))
        marks.extend(Tag(name, "user") for name in found.people)
        marks.extend(Chip(f"@{name}", "warn", "circle-help") for name in found.strangers)
        for typed, label in zip(found.records, known, strict=True):
            marks.append(Tag(label.text, labels.KIND_ICONS[label.kind]) if label else Chip(f"#{typed}", "warn", "circle-help"))
        self._chips.set_parts(marks)
        self._chips.setVisible(bool(marks))
        heard = labels.joined(part.accessibleName() for part in marks)
        self.line.setAccessibleDescription(say("ui.tasks.understood", what=heard) if heard else "")


class _Line(LineEdit):
    escaped = Signal()

    def __init__(self) -> None:
        super().__init__(say("ui.tasks.add"), "plus")
        self.setProperty("quick", True)
        self.setAccessibleName(say("ui.action.new_task"))
        self.setTextMargins(look().px(24), 0, look().px(28), 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        size = look().px(20)
        cap = paint.placed(painter, self.rect(), QRect(self.width() - size - 9, (self.height() - size) // 2, size, size))
        if not self.text():
            paint.rounded(painter, cap, 4, look().colours.sunken, look().colours.border)
            paint.line(painter, cap, say("ui.tasks.add_key"), look().font(Role.TINY), look().colours.text2, paint.CENTRE)
        painter.end()
