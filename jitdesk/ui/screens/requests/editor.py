"""The editor of one request: outline, the part that is written or a page beside the letter, what is missing; or the preview."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services.letters import Entry, Finding
from jitdesk.services.requests import RequestPage
from jitdesk.ui import dates, labels
from jitdesk.ui.actions import Actions
from jitdesk.ui.field_editors import Links
from jitdesk.ui.look import look
from jitdesk.ui.screens.requests.around import AroundPage
from jitdesk.ui.screens.requests.arrangement import in_order
from jitdesk.ui.screens.requests.completeness import Completeness
from jitdesk.ui.screens.requests.correspondence import CorrespondencePage
from jitdesk.ui.screens.requests.opening import Opened
from jitdesk.ui.screens.requests.outline import Outline
from jitdesk.ui.screens.requests.page import Page
from jitdesk.ui.screens.requests.part import PartPage
from jitdesk.ui.screens.requests.preview import Preview
from jitdesk.ui.screens.requests.sessions import SessionsPage
from jitdesk.ui.screens.requests.translated import TranslationsPage
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.labels import Paragraph
from jitdesk.ui.widgets.notices import Banner

_ROOM = 1240 - 56  # narrower, the findings are a drawer


class RequestEditor(QWidget):
    """Shows a request part by part; what is typed is handed on through `edited`."""

    edited = Signal(str, str, object)  # id, field, value
    settling = Signal()
    opened = Signal(str)
    commented = Signal(str, str)  # id, text
    moved = Signal()  # another part, preview or form, or more or less room

    def __init__(self, actions: Actions, today: dates.Today, links: Links, me: str) -> None:
        super().__init__()
        self._actions = actions
        self._today = today
        self._links = links
        self._me = me
        self._drawer = False
        self.page: RequestPage | None = None
        self._opened: Opened | None = None
        self.parts: dict[str, PartPage] = {}
        self.beside: dict[str, AroundPage] = {
            page.key: page for page in (made(actions, today, links) for made in (CorrespondencePage, TranslationsPage, SessionsPage))
        }
        self.outline = Outline()
        self._stack = QStackedWidget()
        self.refusal = Paragraph("", tone="text2")
        self.frozen = Banner(" ", tone="info", action=say("ui.action.new_version"))
        anew = actions.find("new_version")
        self.frozen.acted.connect(anew.trigger)
        anew.reason_changed.connect(self.frozen.set_reason)
        self.findings = Completeness(actions, _foot(actions, "preview_letter", "eye", "Ctrl+P"))
        self.preview = Preview(_next_gap(actions), _foot(actions, "edit_letter", "pencil", "Esc"))
        self._sides = QStackedWidget()
        self._lay_out()
        self.outline.chosen.connect(self._go)
        self.outline.opened.connect(lambda key: self.edit(key))
        self.findings.opened.connect(self.edit_field)
        self.preview.edited.connect(self._edit_from_preview)
        for beside in self.beside.values():
            beside.edited.connect(self.edited)
            beside.settling.connect(self.settling)

    @property
    def previewing(self) -> bool:
        """Whether the preview is shown."""
        return self._sides.currentWidget() is self.preview

    @property
    def part(self) -> PartPage | None:
        """The page of the part in sight."""
        return self.parts.get(self.outline.current)

    @property
    def in_sight(self) -> QWidget | None:
        """What is written on now: the fields of a part, or a page beside the letter."""
        part = self.part
        return (part.form or part) if part is not None else self.beside.get(self.outline.current)

    @property
    def narrow(self) -> bool:
        """Whether the findings are a drawer."""
        return self.width() < look().px(_ROOM)

    def show_page(self, opened: Opened) -> None:
        """Show a request, another one from its first part on; the same keeps its place."""
        page = opened.page
        other = self.page is None or self.page.record.reference != page.record.reference
        if other:
            self.commit()
        self.page, self._opened = page, opened
        self.frozen.set_text(say("ui.life.frozen", status=say(f"choice.request.status.{opened.life.papers.status}")))
        self.frozen.setVisible(opened.frozen and not page.refusal)
        self.refusal.setText(page.refusal)
        self.refusal.setVisible(bool(page.refusal))
        self.outline.show_entries(page.examined.outline, [beside.beside(opened) for beside in self.beside.values()])
        self.findings.show_findings(_in_order(page), labels.basis(str(page.record.get("basis") or "LHC")))
        self.preview.show_page(page)
        if other or not self.outline.current:
            self.outline.go(page.examined.outline[0].key)
        self._show_part()

    def edit(self, key: str, field: str = "") -> None:
        """Go to a part and give the keyboard to a field of it, or to the first one."""
        self.show_preview(False)
        self.outline.go(key)
        self.set_drawer(False)
        if self.part is not None:
            self.part.focus_field(field)

    def open_beside(self, record: Record) -> None:
        """Go to a record around the request, and open it."""
        page = next((page for page in self.beside.values() if record.kind in page.cards), None)
        if page is not None:
            self.edit(page.key)
            page.open(record)

    def edit_field(self, field: str) -> None:
        """Go to a field, wherever it is."""
        entry = self._entry_with(field)
        if entry is not None:
            self.edit(entry.key, field)

    def next_gap(self) -> None:
        """Go to the next gap: in the preview the next mark; else the next field that blocks, or where none does, that is open."""
        if self.previewing:
            self.preview.next_gap()
        elif self.page is not None:
            found = self.page.examined.findings
            wanted = [f for f in found if f.blocks and not f.asks] or list(found)
            places = self._places(wanted)
            if places:
                self.edit(*self._after(places))

    def show_preview(self, shown: bool) -> None:
        """Show the letter as pages, or its fields."""
        if shown != self.previewing:
            self.commit()
            self._sides.setCurrentIndex(1 if shown else 0)
            if shown:
                self.preview.pages.go_to_part(self.outline.current)
                self.preview.pages.setFocus(Qt.FocusReason.ShortcutFocusReason)
            else:
                self.outline.setFocus(Qt.FocusReason.OtherFocusReason)
            self.moved.emit()

    def set_drawer(self, open: bool) -> None:
        """Where there is no room for everything: show the findings in place of the outline."""
        self._drawer = open and self.narrow
        self._arrange()
        if self._drawer:
            self.findings.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def drawer_open(self) -> bool:
        """Whether the findings stand in place of the outline."""
        return self._drawer

    def commit(self) -> None:
        """Have everything kept that was typed."""
        for part in self.parts.values():
            part.commit()
        for beside in self.beside.values():
            beside.commit()

    def send(self) -> None:
        """Have every comment kept that was begun."""
        for part in self.parts.values():
            if part.remarks is not None:
                part.remarks.line.send_all()

    def put_back(self, id: str, text: str) -> None:
        """A comment could not be kept: it stands in its line again."""
        for part in self.parts.values():
            if part.remarks is not None:
                part.remarks.line.put_back(id, text)

    def refuse(self, id: str, field: str, sentence: str) -> bool:
        """A value was not kept, for this reason; False where the record is not the one shown, nor one around it."""
        if any(page.refuse(id, field, sentence) for page in self.beside.values()):
            return True
        entry = self._entry_with(field)
        part = self.parts.get(entry.key) if entry else None
        if self.page is None or self.page.record.reference != id or part is None or part.form is None:
            return False
        part.form.refuse(id, field, sentence)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self.moved.emit()

    def _lay_out(self) -> None:
        writing = QWidget()
        writing.setObjectName("pane")
        writing.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        middle = QVBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        self.refusal.setContentsMargins(24, 12, 24, 0)
        middle.addWidget(self.refusal)
        middle.addWidget(self.frozen)
        middle.addWidget(self._stack, 1)
        row = QHBoxLayout(writing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(middle, 1)
        self._rule = _rule()
        row.addWidget(self._rule)
        row.addWidget(self.findings)
        self._sides.addWidget(writing)
        self._sides.addWidget(self.preview)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.outline)
        whole.addWidget(_rule())
        whole.addWidget(self._sides, 1)

    def _arrange(self) -> None:
        self._drawer = self._drawer and self.narrow
        self.findings.setVisible(not self.narrow or self._drawer)
        self._rule.setVisible(not self.narrow or self._drawer)
        self.outline.setVisible(not self._drawer)

    def _go(self, key: str) -> None:
        if self.previewing and key in self.beside:
            self.show_preview(False)
        if self.previewing:
            self.preview.pages.go_to_part(key)
        else:
            self.commit()
            self._show_part()
        self.moved.emit()

    def _show_part(self) -> None:
        """Show the current page as it is now; the others are brought up to date when they are gone to."""
        entry, beside = self._entry(self.outline.current), self.beside.get(self.outline.current)
        if self._opened is not None and beside is not None:
            beside.show_page(self._opened)
            self._turn_to(beside)
        if self._opened is None or entry is None:
            return
        if entry.key not in self.parts:
            self.parts[entry.key] = part = PartPage(entry, self._actions, self._today, self._links, self._me)
            part.edited.connect(self.edited)
            part.settling.connect(self.settling)
            part.opened.connect(self.opened)
            if part.remarks is not None:
                part.remarks.line.sent.connect(self.commented)
        self.parts[entry.key].show_page(self._opened, entry)
        self._turn_to(self.parts[entry.key])

    def _turn_to(self, page: Page) -> None:
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)

    def _entry(self, key: str) -> Entry | None:
        return next((e for e in self.page.examined.outline if e.key == key), None) if self.page else None

    def _entry_with(self, field: str) -> Entry | None:
        return next((e for e in self.page.examined.outline if field in e.fields), None) if self.page else None

    def _edit_from_preview(self, key: str, field: str) -> None:
        entry = self._entry_with(field) if field else None
        self.edit(entry.key if entry else key, field)

    def _places(self, findings: list[Finding]) -> list[tuple[str, str]]:
        """Part and field of findings, in the order of the letter."""
        fields = {finding.field for finding in findings}
        assert self.page is not None
        return [(entry.key, field) for entry in self.page.examined.outline for field in in_order(entry) if field in fields]

    def _after(self, places: list[tuple[str, str]]) -> tuple[str, str]:
        """The first place after where the keyboard is; after the last comes the first."""
        assert self.page is not None
        order = [(entry.key, field) for entry in self.page.examined.outline for field in ("", *in_order(entry))]
        part = self.part
        here = (self.outline.current, part.field_in_use() if part else "")
        at = order.index(here) if here in order else -1
        return next((place for place in places if order.index(place) > at), places[0])


def _in_order(page: RequestPage) -> list[Finding]:
    """The findings in the order of the letter's fields, those about no one field at the end."""
    order = {field: number for number, field in enumerate(f for entry in page.examined.outline for f in in_order(entry))}
    return sorted(page.examined.findings, key=lambda finding: order.get(finding.field, len(order)))


def _next_gap(actions: Actions) -> Button:
    return actions.button("next_gap", Button(say("ui.action.next_gap"), icon="arrow-down", keys="F8"))


def _foot(actions: Actions, first: str, icon: str, keys: str) -> QWidget:
    """The buttons at the foot of a side panel."""
    foot = QWidget()
    column = QVBoxLayout(foot)
    column.setContentsMargins(16, 12, 16, 12)
    column.setSpacing(8)
    column.addWidget(actions.button(first, Button(say(f"ui.action.{first}"), icon=icon, keys=keys)))
    column.addWidget(actions.button("write_letter", Button(say("ui.action.write_letter"), Rank.PRIMARY, "file-text")))
    return foot


def _rule() -> QWidget:
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedWidth(1)
    return line
