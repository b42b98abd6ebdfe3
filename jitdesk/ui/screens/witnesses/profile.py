"""The first page of a witness: earlier accounts before everything else, who holds the identity, what is known, what is linked, notes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import say
from jitdesk.services.witnesses import Dossier, Identity
from jitdesk.ui import dates, labels
from jitdesk.ui.forms import INSET, Form
from jitdesk.ui.look import Role
from jitdesk.ui.screens.witnesses.cards import FIELDS
from jitdesk.ui.screens.witnesses.cards import cards as cards_of
from jitdesk.ui.texts import button_text, isolated
from jitdesk.ui.widgets.chips import Tag
from jitdesk.ui.widgets.flow import Flow
from jitdesk.ui.widgets.labels import PlainLabel
from jitdesk.ui.widgets.notices import Banner
from jitdesk.ui.widgets.sealed import SealedBlock
from jitdesk.ui.widgets.talk import CommentLine, Talk

PROFILE = ("code", "role", "custodian_state", "languages", "protection", "risk", "origin", "conditions", "needs", "summary")
_SCREENS = {"task": "tasks", "request": "requests"}


class Profile(QWidget):
    """Reading order: the warning, the sealed identity, the fields, links, notes."""

    edited = Signal(str, str, object)
    commented = Signal(str, str)
    reading = Signal()  # the earlier accounts are to be read
    opening = Signal(str, str, str)  # an identity is to be opened: its id, its reference, the reason
    recording = Signal(str)  # an identity is to be recorded in this compartment
    opened = Signal(str, str)  # screen, id of the record
    settling = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._open: set[str] = set()  # ids of the identities that are open
        self._reasons: dict[str, str] = {}  # what was typed as the reason to open one
        self._blocks: dict[str, SealedBlock] = {}
        self._identities: dict[str, Form] = {}
        self._top = QVBoxLayout()
        self._top.setSpacing(12)
        self._shown: list[QWidget] = []
        self.form = Form(KINDS["witness"], PROFILE, today)
        self._place = self.form.add_fact(say("ui.tasks.visible_to"))
        self.measures = cards_of("protective_measure", today)
        self._linked = Flow()
        self._linked_title = PlainLabel(say("ui.witnesses.linked"), Role.SMALL_GROUP, "text2")
        self.talk = Talk()
        self.comment = CommentLine()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addLayout(self._top)
        column.addWidget(self.form)
        measures = PlainLabel(say("ui.witnesses.measures"), Role.SECTION)
        measures.setContentsMargins(INSET, 0, 0, 0)
        column.addWidget(measures)
        column.addWidget(self.measures)
        for part in (self._linked_title, self._linked, self.talk, self.comment):
            part.setContentsMargins(INSET, 0, INSET, 0)
            column.addWidget(part)
        column.addStretch(1)
        self.form.edited.connect(self.edited)
        self.form.settling.connect(self.settling)
        self.comment.sent.connect(self.commented)

    def show_dossier(self, dossier: Dossier, other: bool) -> None:
        """Show a witness; `other` than before: identities are closed."""
        self._keep_identities()
        if other:
            self._open.clear()
        self._dossier = dossier
        self.form.show_record(dossier.witness, bool(dossier.refusal))
        self._place.set_text(dossier.place)
        self._show_top()
        self._show_links()
        self.talk.show_comments(dossier.notes, self._today())
        self.comment.show_about(dossier.witness.reference)
        self.comment.set_reason(dossier.refusal)

    def commit(self) -> None:
        """Have everything kept that was typed."""
        self.form.commit()
        for form in self._identities.values():
            form.commit()

    def close_identities(self) -> None:
        """Nobody looks at this page any more."""
        if self._open:
            self._keep_identities()
            self._open.clear()
            self._show_top()

    def refuse(self, id: str, name: str, sentence: str) -> bool:
        """A value was not kept; whether it stands on this page."""
        form = self._identities.get(id) or (self.form if id == self._dossier.witness.reference and name in PROFILE else None)
        if form is not None:
            form.refuse(id, name, sentence)
        return form is not None

    def open_identity(self, id: str) -> None:
        """Show this identity open as soon as it is read: it was just made, or opening it was logged."""
        self._open.add(id)
        self._reasons.pop(id, None)

    def show_opened(self, id: str) -> None:
        """Opening this identity was logged: show it."""
        self.open_identity(id)
        self._show_top()

    def refuse_opening(self, id: str, sentence: str) -> None:
        """This identity is not opened, for this reason."""
        if id in self._blocks:
            self._blocks[id].refuse(sentence)

    def _keep_identities(self) -> None:
        for form in self._identities.values():
            form.commit()

    def _show_top(self) -> None:
        """Make the blocks anew; an identity that is open keeps its form, in which somebody may be typing."""
        held, self._identities = self._identities, {}
        before = self._shown
        self._shown = [part for part in (self._warning(), *self._sealed(held)) if part is not None]
        while self._top.takeAt(0) is not None:
            pass  # the layouts go, the parts in them stay
        for part in before:
            if part not in self._shown:
                part.hide()
                part.deleteLater()
        for part in self._shown:
            # Forms keep room for the edges of their editors; what has an edge of its own stands in from them.
            inset = 0 if isinstance(part, Form) else INSET
            row = QHBoxLayout()
            row.setContentsMargins(inset, 0, inset, 0)
            row.addWidget(part)
            self._top.addLayout(row)

    def _warning(self) -> Banner | None:
        accounts = self._dossier.accounts
        if not accounts:
            return None
        told = [
            " ".join(
                filter(None, (str(a.get("authority", "")), isolated(dates.with_year(str(a.get("date", "")))) if a.get("date") else ""))
            )
            for a in accounts
        ]
        title = say("ui.witnesses.earlier", n=len(accounts))
        banner = Banner(title, labels.joined(told), "warn", say("ui.witnesses.read_them"), below=True)
        banner.acted.connect(self.reading)
        return banner

    def _sealed(self, held: dict[str, Form]) -> list[QWidget]:
        dossier = self._dossier
        parts: list[QWidget] = []
        self._blocks.clear()
        for identity in dossier.identities:
            open = identity.record.id in self._open
            title = say("ui.witnesses.identity_in", place=identity.place.name)
            text = say("ui.witnesses.identity_readers", readers=labels.joined(identity.place.readers))
            action, ask = (say("ui.close"), "") if open else (say("ui.sealed.open"), say("ui.sealed.reason"))
            block = self._blocks[identity.record.id] = SealedBlock(title, text, action, open, ask)
            block.reason.setText(self._reasons.get(identity.record.id, ""))
            block.reason.textChanged.connect(partial(self._reasons.__setitem__, identity.record.id))
            block.acted.connect(partial(self._fold, identity))
            parts.append(block)
            if open:
                parts.append(self._identity(identity, held))
        if not dossier.identities and dossier.sealed_places:
            names = labels.joined(place.name for place in dossier.sealed_places)
            action = "" if dossier.refusal else say("ui.witnesses.identity_record")
            block = SealedBlock(say("ui.witnesses.identity_none"), say("ui.witnesses.identity_none_in", places=names), action)
            block.acted.connect(partial(self._choose_place, block))
            parts.append(block)
        elif not dossier.identities:
            code = dossier.witness.get("custodian_state")
            title = say("ui.witnesses.identity_held", state=labels.state(code)) if code else say("ui.witnesses.identity_elsewhere")
            parts.append(SealedBlock(title, say("ui.witnesses.identity_not_here")))
        return parts

    def _identity(self, identity: Identity, held: dict[str, Form]) -> Form:
        id = identity.record.reference
        form = held.get(id)
        if form is None:
            form = Form(KINDS["identity"], FIELDS["identity"], self._today)
            form.edited.connect(self.edited)
            form.settling.connect(self.settling)
        form.show_record(identity.record, bool(self._dossier.refusal))
        self._identities[id] = form
        return form

    def _fold(self, identity: Identity) -> None:
        id = identity.record.id
        if id not in self._open:
            self.opening.emit(id, identity.record.reference, self._reasons.get(id, ""))
            return
        self._keep_identities()
        self._open.discard(id)
        self._show_top()

    def _choose_place(self, block: SealedBlock) -> None:
        places = self._dossier.sealed_places
        if len(places) == 1:
            self.recording.emit(places[0].id)
            return
        menu = QMenu(block)
        for place in places:
            menu.addAction(button_text(place.name), partial(self.recording.emit, place.id))
        menu.popup(block.button.mapToGlobal(QPoint(0, block.button.height())))

    def _show_links(self) -> None:
        tags: list[QWidget] = []
        for label in self._dossier.linked:
            tag = Tag(label.text, labels.KIND_ICONS[label.kind], leads=True)
            tag.clicked.connect(partial(self.opened.emit, _SCREENS[label.kind], label.id))
            tags.append(tag)
        self._linked.set_parts(tags)
        self._linked.setVisible(bool(tags))
        self._linked_title.setVisible(bool(tags))
