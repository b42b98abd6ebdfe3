"""Editor for several values (people, languages, linked records): each a tag that can be taken out, and a line that offers more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCompleter, QSizePolicy, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui import icons, paint
from jitdesk.ui.look import look
from jitdesk.ui.paint import TagFace
from jitdesk.ui.texts import tool_tip
from jitdesk.ui.widgets.editors import Editor, align
from jitdesk.ui.widgets.fields import LineEdit
from jitdesk.ui.widgets.flow import Flow


@dataclass(frozen=True)
class Offer:
    """A value that can be added, as people call it; `icon` stands before it."""

    text: str
    value: str
    icon: str = ""


@dataclass(frozen=True)
class Maker:
    """How a record is made that is not there yet: what is offered for the words typed, and who makes it and then tells its id."""

    offer: Callable[[str], str]
    make: Callable[[str, Callable[[str], None]], None]


_INSET = 6
Tell = Callable[[Sequence[Offer]], None]
Suggest = Callable[[str, Tell], None]


def among(offers: Sequence[Offer], most: int = 12) -> Suggest:
    """Suggestions out of a list: what begins with the words first, then what holds them."""

    def suggest(words: str, tell: Tell) -> None:
        wanted = words.casefold().strip()
        found = [offer for offer in offers if wanted in offer.text.casefold()]
        tell(sorted(found, key=lambda offer: not offer.text.casefold().startswith(wanted))[:most])

    return suggest


class MarksEditor(Editor):
    """Several values; `name_of` says what each is called, `accept` reads what no suggestion holds (None: it cannot be added).

    With a `maker` what is not there yet can be made from here; the words typed stay in the line meanwhile.
    """

    opened = Signal(str)

    def __init__(
        self,
        suggest: Suggest,
        name_of: Callable[[str], Offer],
        placeholder: str,
        unknown: str,
        accept: Callable[[str], str | None] = lambda text: None,
        leads: bool = False,
        maker: Maker | None = None,
    ) -> None:
        self._flow = Flow(gap=4)
        super().__init__(self._flow)
        self.setContentsMargins(_INSET, 0, _INSET, 0)
        self._suggest = suggest
        self._name_of = name_of
        self._unknown = unknown
        self._accept = accept
        self._leads = leads
        self._maker = maker
        self._making = False  # a record is being made for the words in the line
        self._values: list[str] = []
        self._offers: tuple[str, Sequence[Offer]] = ("", ())
        self._adding = ""
        self._refused = False
        self.line = _Line(placeholder)
        self._texts = QStringListModel(self)
        completer = QCompleter(self._texts, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.activated.connect(self._add_text)
        self.line.setCompleter(completer)
        self.line.textEdited.connect(self._typed)
        self.line.returnPressed.connect(self.finish)
        self.line.editingFinished.connect(self.finish)
        self.line.taken_back.connect(self._take_last)
        self.line.asked.connect(lambda: self._suggest("", partial(self._offered, "")))
        self.setFocusProxy(self.line)
        self.control = self.line
        self._show()

    def value(self) -> object:
        return list(self._values)

    @property
    def dirty(self) -> bool:
        return bool(self.line.text().strip()) or sorted(self._values) != sorted(_texts(self.kept))

    def problem(self) -> str:
        return self._unknown if self._refused and self.line.text().strip() else ""

    def display(self, value: object) -> None:
        self._values = _texts(value)
        self._show()

    def show_record(self, value: object) -> None:
        self.line.clear()
        self._refused = False
        super().show_record(value)

    def refresh(self, value: object) -> None:
        typing = sorted(self._values) != sorted(_texts(self.kept))
        self.kept = value
        if not typing:
            self.display(value)

    def typed(self) -> object:
        return self.line.text()

    def put_back(self, typed: object) -> None:
        self.line.setText(str(typed))

    def set_framed(self) -> None:
        super().set_framed()
        self.setContentsMargins(0, 0, 0, 0)
        self.line.setProperty("bare", False)
        self.line.updateGeometry()

    def set_read_only(self, read_only: bool) -> None:
        self.line.setVisible(not read_only)
        self._flow.setEnabled(not read_only)

    def rename(self) -> None:
        """The names of the values may have changed."""
        self._show()

    def finish(self) -> None:
        """Add what stands in the line."""
        text = self.line.text().strip()
        if not text or self._making or (self._maker is not None and text == self._maker.offer(self._offers[0])):
            return
        if self._offers[0] == text:
            self._add_best(text, self._offers[1])
        else:
            self._adding = text
            self._suggest(text, partial(self._offered, text))

    def _typed(self, text: str) -> None:
        self._refused = False
        text = text.strip()
        if text:
            self._suggest(text, partial(self._offered, text))

    def _offered(self, text: str, offers: Sequence[Offer]) -> None:
        if text != self.line.text().strip():
            return
        self._offers = (text, [offer for offer in offers if offer.value not in self._values])
        if text and self._adding == text:
            self._add_best(text, self._offers[1])
            return
        texts = [offer.text for offer in self._offers[1]] + ([self._maker.offer(text)] if self._maker else [])
        self._texts.setStringList(texts)
        if self.line.hasFocus() and texts:
            self.line.completer().complete()

    def _add_text(self, text: str) -> None:
        found = next((offer for offer in self._offers[1] if offer.text == text), None)
        if found is not None:
            self._add(found.value)
        elif self._maker is not None and text == self._maker.offer(self._offers[0]):
            self._make(self._maker, self._offers[0])

    def _make(self, maker: Maker, words: str) -> None:
        """Have the record made; the line says again what was typed once the completer has written its own words into it."""
        self._making = True
        QTimer.singleShot(0, self, partial(self._begin, maker, words))

    def _begin(self, maker: Maker, words: str) -> None:
        self.line.setText(words)
        maker.make(words, self._add)
        self._making = False

    def _add_best(self, text: str, offers: Sequence[Offer]) -> None:
        """Add what was meant: the suggestion of this name, the only one that begins so, or the text itself where that may stand."""
        self._adding = ""
        wanted = text.casefold()
        beginning = [offer for offer in offers if offer.text.casefold().startswith(wanted)]
        exact = [offer for offer in beginning if offer.text.casefold() == wanted]
        best = (exact or beginning)[:1] if exact or len(beginning) == 1 else []
        value = best[0].value if best else self._accept(text)
        if value is not None:
            self._add(value)
        else:
            self._refused = True
            self.edited.emit()

    def _add(self, value: str) -> None:
        self._offers = ("", ())
        self._adding = ""
        self.line.clear()
        # The completer writes the text of what was chosen into the line after this.
        popup = self.line.completer().popup()
        if popup is not None:
            popup.hide()
        if value not in self._values:
            self._values.append(value)
            self._show()
            self.edited.emit()

    def _take_out(self, value: str) -> None:
        self._values.remove(value)
        self._show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _take_last(self) -> None:
        if self._values:
            self._take_out(self._values[-1])

    def _show(self) -> None:
        marks: list[QWidget] = []
        for value in self._values:
            mark = _Mark(self._name_of(value), self._leads)
            mark.removed.connect(partial(self._take_out, value))
            mark.opened.connect(partial(self.opened.emit, value))
            marks.append(mark)
        self._flow.set_parts(marks, self.line)
        self.updateGeometry()


def _texts(value: object) -> list[str]:
    return [str(entry) for entry in value] if isinstance(value, list) else [str(value)] if value else []


class _Line(LineEdit):
    taken_back = Signal()
    asked = Signal()

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder)
        self.setProperty("quiet", True)
        self.setProperty("bare", True)
        align(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        framed = self.property("quiet") is False
        return QSize(look().px(160 if framed else 56), look().px(32 if framed else 28))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self.taken_back.emit()
        elif event.key() == Qt.Key.Key_Down and not self.text():
            self.asked.emit()
        else:
            super().keyPressEvent(event)


class _Mark(QWidget):
    removed = Signal()
    opened = Signal()

    def __init__(self, offer: Offer, leads: bool) -> None:
        super().__init__()
        self._face = TagFace(offer.text, offer.icon)
        self._leads = leads
        self.setAccessibleName(offer.text)
        self.setToolTip(tool_tip(offer.text))
        self.setAccessibleDescription(say("ui.mark.keys_leads" if leads else "ui.mark.keys"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        if leads:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        size = paint.face_size(self._face)
        return QSize(size.width() + look().px(16), look().px(28))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif self._leads and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._cross().adjusted(-4, -8, 4, 8).contains(event.position().toPoint()):
            self.removed.emit()
        elif self._leads and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = look().colours
        height = look().px(20)
        rect = QRect(0, (self.height() - height) // 2, self.width(), height)
        paint.rounded(painter, rect, 4, colours.neutral_bg)
        size = paint.face_size(self._face)
        size.setWidth(min(size.width(), self.width() - look().px(16)))  # where the row is too short the cross stays free
        face = paint.placed(painter, self.rect(), QRect(QPoint(0, rect.top()), size))
        paint.draw_face(painter, face.topLeft(), self._face, most=size.width())
        icons.draw(painter, self._cross(), "x", colours.text2)
        painter.end()

    def _cross(self) -> QRect:
        size = look().px(12)
        left = look().px(5) if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else self.width() - size - look().px(5)
        return QRect(left, (self.height() - size) // 2, size, size)
