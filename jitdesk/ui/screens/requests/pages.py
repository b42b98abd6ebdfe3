"""The letter as printed pages, one below the other: gaps and sealed passages marked, enlarged or reduced."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QAbstractTextDocumentLayout, QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QTextDocument
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from jitdesk.kernel.words import say
from jitdesk.services.letters import Letter
from jitdesk.ui import paint
from jitdesk.ui.look import look
from jitdesk.ui.palette import LIGHT
from jitdesk.ui.screens.requests.letter_text import SERIF, Gap, LetterText, on_paper

_PAGE = QSize(794, 1123)  # A4 at 96 dots an inch
_SIDE, _TOP, _BOTTOM = 94, 94, 94
_GAP = 20
_MARGIN = 24
ZOOMS = (50, 67, 80, 90, 100, 110, 125, 150, 200)


class Pages(QScrollArea):
    """Shows a letter; `edited` names the part, and of a gap the field, that a person wants to change."""

    edited = Signal(str, str)
    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.sheets = _Sheets()
        self.zoom = 80
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setWidget(self.sheets)
        self.setObjectName("desk")
        self.viewport().setObjectName("desk")
        self.setAccessibleName(say("ui.requests.pages"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.sheets.asked.connect(self.edited)
        self.verticalScrollBar().valueChanged.connect(lambda: self.turned.emit(self.page))

    @property
    def page(self) -> int:
        """The number of the page in sight, from 1."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        return max(1, min(self.sheets.count, 1 + round((middle - _MARGIN) // ((_PAGE.height() + _GAP) * self.zoom / 100))))

    def show_letter(self, letter: Letter, mark_gaps: bool) -> None:
        """Show a letter; the place stays."""
        place = self.verticalScrollBar().value()
        self.sheets.show_letter(letter, mark_gaps)
        self.verticalScrollBar().setValue(place)
        self.turned.emit(self.page)

    def set_zoom(self, per_cent: int) -> None:
        """Show the pages at this size, the place in the letter staying in sight."""
        share = self.verticalScrollBar().value() / max(self.sheets.height(), 1)
        self.zoom = per_cent
        self.sheets.set_zoom(per_cent)
        self.verticalScrollBar().setValue(round(share * self.sheets.height()))
        self.turned.emit(self.page)

    def step_zoom(self, by: int) -> None:
        """Enlarge or reduce by a step."""
        place = ZOOMS.index(self.zoom) + by
        if 0 <= place < len(ZOOMS):
            self.set_zoom(ZOOMS[place])

    def turn(self, by: int) -> None:
        """Go to the next page, or the one before."""
        number = max(1, min(self.page + by, self.sheets.count))
        self.verticalScrollBar().setValue(round((number - 1) * (_PAGE.height() + _GAP) * self.zoom / 100))

    def go_to_part(self, key: str) -> None:
        """Bring the beginning of a part into sight."""
        start = self.sheets.starts.get(key)
        if start is not None:
            self._reveal(start)

    def go_to_gap(self, number: int) -> None:
        """Bring a gap into sight and ring it."""
        self.sheets.set_current(number)
        if 0 <= number < len(self.sheets.gaps):
            self._reveal(self.sheets.gaps[number].position)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turn(-1 if event.key() == Qt.Key.Key_PageUp else 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.sheets.current_gap is not None:
            gap = self.sheets.current_gap
            self.edited.emit(gap.part, gap.field)
        else:
            super().keyPressEvent(event)

    def _reveal(self, position: int) -> None:
        where = self.sheets.rect_of(position)
        self.verticalScrollBar().setValue(max(0, round(where.top() - self.viewport().height() / 3)))


class _Sheets(QWidget):
    asked = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._document = QTextDocument(self)
        self._letter: Letter | None = None
        self._zoom = 80
        self._current = -1
        self.gaps: Sequence[Gap] = ()
        self.starts: dict[str, int] = {}
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        look().changed.connect(self.update)

    @property
    def count(self) -> int:
        """How many pages there are."""
        return self._document.pageCount() if self._letter is not None else 0

    @property
    def current_gap(self) -> Gap | None:
        """The gap that is ringed."""
        return self.gaps[self._current] if 0 <= self._current < len(self.gaps) else None

    def show_letter(self, letter: Letter, mark_gaps: bool) -> None:
        self._letter = letter
        text = LetterText(self._document, on_paper(), mark_gaps)
        self._document.setPageSize(QSizeF(_PAGE.width() - 2 * _SIDE, _PAGE.height() - _TOP - _BOTTOM))
        _write(text, letter)
        self.gaps, self.starts = text.gaps, text.starts
        self._current = min(self._current, len(self.gaps) - 1)
        self.setAccessibleName(self._document.toPlainText())
        self._measure()

    def set_zoom(self, per_cent: int) -> None:
        self._zoom = per_cent
        self._measure()

    def set_current(self, number: int) -> None:
        self._current = number
        self.update()

    def rect_of(self, position: int) -> QRectF:
        """Where a place of the text stands in this widget."""
        block = self._document.findBlock(position)
        within = block.layout().lineForTextPosition(position - block.position())
        box = self._document.documentLayout().blockBoundingRect(block)
        top = box.top() + (within.y() if within.isValid() else 0)
        height = within.height() if within.isValid() else box.height()
        page = int(top // self._document.pageSize().height())
        y = _MARGIN / self._scale + page * (_PAGE.height() + _GAP) + _TOP + top - page * self._document.pageSize().height()
        return QRectF(_SIDE * self._scale, y * self._scale, self._document.pageSize().width() * self._scale, height * self._scale)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        gap = next((gap for gap in self.gaps if gap.position <= place <= gap.position + len(gap.text)), None)
        if gap is not None and place >= 0:
            self.asked.emit(gap.part, gap.field)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        before = [key for key, start in self.starts.items() if start <= place]
        if before and place >= 0:
            self.asked.emit(before[-1], "")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        over = any(gap.position <= place <= gap.position + len(gap.text) for gap in self.gaps)
        self.setCursor(Qt.CursorShape.PointingHandCursor if over and place >= 0 else Qt.CursorShape.ArrowCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.scale(self._scale, self._scale)
        painter.translate(0, _MARGIN / self._scale)
        shown = QRectF(event.rect()).translated(0, -_MARGIN)
        for number in range(self.count):
            sheet = QRectF(0, number * (_PAGE.height() + _GAP), _PAGE.width(), _PAGE.height())
            scaled = QRectF(sheet.topLeft() * self._scale, sheet.size() * self._scale)
            if scaled.intersects(shown):
                self._sheet(painter, sheet, number)
        painter.end()

    @property
    def _scale(self) -> float:
        return self._zoom / 100

    def _measure(self) -> None:
        height = (self.count * (_PAGE.height() + _GAP) - _GAP) * self._scale + 2 * _MARGIN
        self.setFixedSize(round(_PAGE.width() * self._scale) + 2, round(height))
        self.update()

    def _place_at(self, point: QPointF) -> int:
        """The place in the text under a point, or -1."""
        across, down = point.x() / self._scale, (point.y() - _MARGIN) / self._scale
        number = int(down // (_PAGE.height() + _GAP))
        within = down - number * (_PAGE.height() + _GAP) - _TOP
        size = self._document.pageSize()
        if not 0 <= within <= size.height():
            return -1
        spot = QPointF(across - _SIDE, number * size.height() + within)
        return self._document.documentLayout().hitTest(spot, Qt.HitTestAccuracy.ExactHit)

    def _sheet(self, painter: QPainter, sheet: QRectF, number: int) -> None:
        painter.fillRect(sheet.translated(3, 4), QColor(0, 0, 0, 22))
        painter.fillRect(sheet, QColor(look().colours.paper))
        self._page_marks(painter, sheet, number)
        size = self._document.pageSize()
        painter.save()
        painter.translate(sheet.left() + _SIDE, sheet.top() + _TOP - number * size.height())
        area = QRectF(0, number * size.height(), size.width(), size.height())
        painter.setClipRect(area)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = area
        self._document.documentLayout().draw(painter, context)
        painter.restore()
        gap = self.current_gap
        if gap is not None:
            where = self.rect_of(gap.position)
            ring = QRectF(where.topLeft() / self._scale, where.size() / self._scale).translated(0, -_MARGIN / self._scale)
            if sheet.intersects(ring):
                paint.rounded(painter, ring.adjusted(-6, -3, 6, 3), 6, None, LIGHT.focus, 2)

    def _page_marks(self, painter: QPainter, sheet: QRectF, number: int) -> None:
        """What every page carries: handling, reference and the draft's mark above, version and page number below."""
        if self._letter is None:
            return
        marks = self._letter.marks
        font = QFont(SERIF)
        font.setPixelSize(12)
        wide = QRect(round(sheet.left()) + _SIDE, 0, _PAGE.width() - 2 * _SIDE, 20)
        above, below = wide.translated(0, round(sheet.top()) + 44), wide.translated(0, round(sheet.bottom()) - 58)
        pages = marks.pages.format(page=number + 1, pages=self.count)
        painter.save()
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        for where, text, align, ink in (
            (above, marks.handling, paint.START, LIGHT.text),
            (above, marks.reference, paint.END, LIGHT.text2),
            (above.translated(0, 18), marks.draft, paint.START, LIGHT.danger),
            (below, marks.version, paint.START, LIGHT.text2),
            (below, pages, paint.END, LIGHT.text2),
        ):
            paint.line(painter, where, text, font, ink, align)
        painter.restore()


def _write(text: LetterText, letter: Letter) -> None:
    """The whole letter in the order in which it is printed."""
    cover = letter.cover
    text.begin("cover")
    for content in cover.letterhead:
        text.title(content)
    text.table(cover.particulars, ruled=False, after=18)
    text.line(cover.title, 1.35, bold=True, before=18)
    text.line(cover.subtitle, quiet=True)
    text.blocks([cover.opening])
    for section in letter.sections:
        text.begin(section.key)
        text.line(f"{section.number}  {section.title}", 1.1, bold=True, before=14)
        text.blocks(section.blocks)
    text.begin("annexes")
    text.line(letter.annexes.title, 1.1, bold=True, before=14)
    text.blocks([*letter.annexes.blocks, letter.closing])
    text.begin("signature")
    text.line(letter.signature_title, 1.1, bold=True, before=14)
    text.table(letter.signature, ruled=False)
    for enclosure in letter.enclosures:
        text.line(enclosure.label, bold=True, quiet=True, new_page=True)
        text.line(enclosure.title, 1.35, bold=True)
        text.blocks(enclosure.blocks)
