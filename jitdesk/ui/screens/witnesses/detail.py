"""The page of a witness: who it is by code, and tabs for what is known, agreed, said and kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import say
from jitdesk.services.reading import Past
from jitdesk.services.witnesses import Dossier
from jitdesk.ui import labels
from jitdesk.ui.actions import Actions
from jitdesk.ui.cards import Cards
from jitdesk.ui.forms import INSET
from jitdesk.ui.look import Role
from jitdesk.ui.paint import ChipFace
from jitdesk.ui.screens.witnesses.cards import cards as cards_of
from jitdesk.ui.screens.witnesses.profile import Profile
from jitdesk.ui.screens.witnesses.table import WITNESS, field
from jitdesk.ui.widgets.buttons import Button, IconButton, Rank
from jitdesk.ui.widgets.chips import Chip
from jitdesk.ui.widgets.history import History
from jitdesk.ui.widgets.labels import ElidedLabel, Paragraph, PlainLabel
from jitdesk.ui.widgets.notices import Banner, EmptyState
from jitdesk.ui.widgets.panes import Pane
from jitdesk.ui.widgets.sealed import SealedBlock
from jitdesk.ui.widgets.segments import Segments

TABS = ("profile", "consents", "accounts", "files", "history")
# What can be done with the witness that is shown.
ON_ONE = (
    "draft_request",
    "add_task",
    "add_account",
    "add_consent",
    "attach_file",
    "archive_witness",
    "restrict_witness",
    "add_state_consent",
    "add_measure",
)


class _Consents(QWidget):
    """What the witness agreed to, and below it what the State said that the record came from."""

    def __init__(self, consents: Cards, state_consents: Cards) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        title = PlainLabel(say("ui.witnesses.state_consents"), Role.SECTION)
        title.setContentsMargins(INSET, 12, 0, 0)
        below = Paragraph(say("ui.witnesses.state_consents_below"), Role.SMALL, "text2")
        inset = QHBoxLayout()
        inset.setContentsMargins(INSET, 0, INSET, 0)
        inset.addWidget(below)
        column.addWidget(consents)
        column.addWidget(title)
        column.addLayout(inset)
        column.addWidget(state_consents)
        column.addStretch(1)


class WitnessDetail(QWidget):
    """One witness; empty until one is chosen."""

    edited = Signal(str, str, object)  # id, field, value
    history_wanted = Signal()
    opening = Signal(str, str)  # a witness under protection is to be opened: its reference, the reason

    def __init__(self, actions: Actions, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self.dossier: Dossier | None = None
        self.profile = Profile(today)
        self.consents = cards_of("consent", today)
        self.state_consents = cards_of("state_consent", today)
        self.accounts = cards_of("account", today)
        self.files = cards_of("file", today)
        self.history = History()
        self.cards = (self.consents, self.accounts, self.files, self.state_consents, self.profile.measures)
        self.tabs = Segments([(tab, say(f"ui.witnesses.tab_{tab}")) for tab in TABS], say("ui.witnesses.tabs"), underlined=True)
        self._code = PlainLabel("", Role.TITLE)
        self._who = ElidedLabel("", tone="text2")
        self._protection = Chip("")
        self._more = IconButton("ellipsis", say("ui.more"))
        self._menu = QMenu(self)
        for id in ("move_witness", "restrict_witness", "archive_witness", "erase_witness"):
            self._menu.addAction(actions.find(id))
        self._menu.setToolTipsVisible(True)
        self._restricted = Chip("")
        self._restricted.set_face(ChipFace(say("ui.witnesses.restricted"), "seal", "lock"))
        self._note = Banner(say("ui.witnesses.restricted_below"), tone="warn")
        self._refusal = Paragraph("", tone="text2")
        sealed = (say("ui.witnesses.sealed_title"), say("ui.witnesses.sealed_below"))
        self.seal = SealedBlock(*sealed, say("ui.sealed.open"), ask=say("ui.sealed.reason"))
        pages = (self.profile, _Consents(self.consents, self.state_consents), self.accounts, self.files, self.history)
        self._pages: dict[str, QWidget] = dict(zip(TABS, pages, strict=True))
        self._stack = QStackedWidget()
        self._lay_out(actions)
        self._connect()
        self.show_dossier(None)

    @property
    def id(self) -> str:
        """The id of the witness shown, or ""."""
        return self.dossier.witness.reference if self.dossier else ""

    @property
    def _is_sealed(self) -> bool:
        return self.dossier is not None and self.dossier.sealed

    def show_dossier(self, dossier: Dossier | None) -> None:
        """Show a witness; None shows that none is chosen."""
        other = dossier is None or dossier.witness.reference != self.id
        self.dossier = dossier
        self._stack.setCurrentIndex(0 if dossier is None else 1)
        if dossier is None:
            self.profile.form.forget()
            return
        witness = dossier.witness
        self._code.setText(str(witness.get("code", "")))
        said = [labels.spoken(WITNESS, field("role"), witness.get("role"))] if witness.get("role") else []
        self._who.set_text(" · ".join([*said, *([labels.state(witness.get("custodian_state"))] if witness.get("custodian_state") else [])]))
        protection = witness.get("protection")
        face = labels.face(WITNESS, field("protection"), protection) if protection else None
        restricted = bool(witness.get("restricted"))
        self._restricted.setVisible(restricted)
        self._note.setVisible(restricted)
        self._who.setVisible(not restricted)  # its role stands below; what must not be missed has the room
        self._protection.setVisible(face is not None)
        self._protection.set_face(face or ChipFace(""))
        self._refusal.setText(dossier.refusal)
        self._refusal.setVisible(bool(dossier.refusal))
        if other:
            self.seal.reason.clear()
            self.seal.refuse("")
        self._show_pages()
        self.profile.show_dossier(dossier, other)
        found = (dossier.consents, dossier.accounts, dossier.files, dossier.state_consents, dossier.measures)
        for cards, records in zip(self.cards, found, strict=True):
            cards.show_records(witness.reference, records, dossier.refusal)
        for tab, records in (("consents", dossier.consents), ("accounts", dossier.accounts), ("files", dossier.files)):
            self.tabs.set_count(tab, len(records))
        if other:
            self._pane.area.verticalScrollBar().setValue(0)
        if self.tabs.current == "history" and not self._is_sealed:
            self.history_wanted.emit()

    def take_keyboard(self) -> None:
        """Put the keyboard where one goes on: on the tabs, or on the reason for opening."""
        if self._is_sealed:
            self.seal.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.tabs.take_keyboard()

    def begin(self, tab: str, kind: str) -> None:
        """Begin a new record of a kind on its tab, in sight."""
        self.tabs.choose(tab)
        cards = next(cards for cards in self.cards if cards.kind == kind)
        cards.begin()
        # Where it stands is known once the page has been laid out with it.
        QTimer.singleShot(0, cards, lambda: self._pane.area.ensureWidgetVisible(cards.new or cards))

    def _show_pages(self) -> None:
        """Show the tab that is chosen; of a witness under protection only the seal, until it is opened."""
        self._sealed.setVisible(self._is_sealed)
        self.tabs.setVisible(not self._is_sealed)
        for name, page in self._pages.items():
            page.setVisible(name == self.tabs.current and not self._is_sealed)

    def show_changes(self, changes: Sequence[Past]) -> None:
        """Show the history of the witness."""
        self.history.show_changes(KINDS["witness"], changes, self._today())

    def commit(self) -> None:
        """Have everything kept that was typed."""
        self.profile.commit()
        for cards in self.cards:
            cards.commit()

    def refuse(self, id: str, name: str, sentence: str) -> bool:
        """A value was not kept, for this reason; whether it stands on this page, where that is said."""
        return any(part.refuse(id, name, sentence) for part in (*self.cards, self.profile))

    def _lay_out(self, actions: Actions) -> None:
        head = QWidget()
        above = QVBoxLayout(head)
        above.setContentsMargins(20, 12, 12, 0)
        above.setSpacing(8)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self._code)
        line.addWidget(self._who, 1)
        line.addStretch(0)
        line.addWidget(self._restricted)
        line.addWidget(self._protection)
        line.addWidget(self._more)
        above.addLayout(line)
        above.addWidget(self.tabs)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(20 - INSET, 16, 20 - INSET, 16)
        column.setSpacing(12)
        column.addWidget(self._refusal)
        noted = QHBoxLayout()
        noted.setContentsMargins(INSET, 0, INSET, 0)
        noted.addWidget(self._note)
        column.addLayout(noted)
        self._sealed = QWidget()
        inside = QVBoxLayout(self._sealed)
        inside.setContentsMargins(INSET, 0, INSET, 0)
        inside.addWidget(self.seal)
        inside.addStretch(1)
        self._sealed.hide()
        column.addWidget(self._sealed, 1)
        for tab, page in self._pages.items():
            if tab != self.tabs.current:
                page.hide()
            column.addWidget(page, 1)
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 12, 20, 12)
        row.setSpacing(8)
        row.addWidget(actions.button("draft_request", Button(say("ui.action.draft_request"), Rank.PRIMARY, "file-plus")))
        row.addWidget(actions.button("add_task", Button(say("ui.action.add_task"), icon="square-check")))
        row.addStretch(1)
        self._pane = Pane(head, content, foot)
        self._stack.addWidget(EmptyState(say("ui.witnesses.none_chosen")))
        self._stack.addWidget(self._pane)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._turn)
        self.seal.acted.connect(lambda: self.opening.emit(self.id, self.seal.reason.text()))
        self.profile.reading.connect(lambda: self.tabs.choose("accounts"))
        self.profile.edited.connect(self.edited)
        for cards in self.cards:
            cards.edited.connect(self.edited)
            cards.settling.connect(self.profile.settling)
        self._more.clicked.connect(self._show_menu)

    def _turn(self, tab: str) -> None:
        self.profile.close_identities()
        self._show_pages()
        self._pane.area.verticalScrollBar().setValue(0)
        if tab == "history" and not self._is_sealed:
            self.history_wanted.emit()

    def _show_menu(self) -> None:
        size = self._menu.sizeHint()
        self._menu.popup(self._more.mapToGlobal(QPoint(self._more.width() - size.width(), self._more.height() + 4)))
