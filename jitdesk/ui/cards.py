"""Records of one kind as cards: each a line that opens to its form, and a form for a new one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.ui import labels
from jitdesk.ui.forms import INSET, Form
from jitdesk.ui.look import Role
from jitdesk.ui.paint import ChipFace
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.card_head import CardHead, Summary
from jitdesk.ui.widgets.flow import Flow
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel

__all__ = ["Act", "Card", "Cards", "Deck", "NewRecord", "Summary", "Told", "note", "said", "spoken_face"]


class Told(QWidget):
    """What stands above the form of an open card and is no field."""

    def show_record(self, record: Record) -> None:
        """The record was read again."""
        raise NotImplementedError


@dataclass(frozen=True)
class Act:
    """Something that can be done with a record, on its open card; `reason` says why not now.

    One that is `plain` changes nothing, so that an observer may do it; one that is `early` can be done before the record is made.
    It is `offered` for some records only.
    """

    id: str
    words: str
    icon: str = ""
    reason: Callable[[Record], str] = lambda record: ""
    plain: bool = False
    early: bool = False
    offered: Callable[[Record], bool] = lambda record: True


@dataclass(frozen=True)
class Deck:
    """How the records of a kind are shown: their fields in order, their line, their form; `words` begins their keys in the catalogue.

    Without `in_place` a new record is asked for elsewhere; `locked` fields can only be read once a record is made.
    """

    kind: str
    fields: Sequence[str]
    summary: Callable[[Record], Summary]
    form: Callable[[], Form]
    words: str
    told: Callable[[], Told] | None = None
    acts: Sequence[Act] = ()
    locked: Callable[[Record], Collection[str]] = lambda record: ()
    warning: str = ""  # what to know before a new one is made
    in_place: bool = True
    inset: int = INSET  # how far its words stand in from the edge, as those of quiet editors do
    first: Callable[[], Mapping[str, Any]] = dict  # what a new record says before anything is typed


class Card(QWidget):
    """One record: `edited` (id, field, value), `archived` (id), `acted` (act, record)."""

    edited = Signal(str, str, object)
    archived = Signal(str)
    acted = Signal(str, object)
    settling = Signal()

    def __init__(self, record: Record, deck: Deck) -> None:
        super().__init__()
        self.record = record
        self.deck = deck
        self._head = CardHead(deck.inset)
        self._head.clicked.connect(lambda: self.set_open(not self.open))
        self._body = QWidget()
        self._inside = QVBoxLayout(self._body)
        self._inside.setContentsMargins(0, 4, 0, 8)
        self.form: Form | None = None
        self._told: Told | None = None
        self.acts: dict[str, Button] = {}
        self._archive = Button(say("ui.form.archive"), Rank.LINK, height=28)
        self._below = Flow(16)
        self._body.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._body)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.show_record(record, False)

    @property
    def open(self) -> bool:
        """Whether its form is shown."""
        return not self._body.isHidden()

    @property
    def head(self) -> QWidget:
        """The line that opens and closes it."""
        return self._head

    def show_record(self, record: Record, read_only: bool) -> None:
        """The record was read again."""
        self.record = record
        self._read_only = read_only
        self._head.set_summary(self.deck.summary(record))
        if self.form is not None:
            self.form.rename()
            self.form.show_record(record, read_only, self.deck.locked(record))
            self._show_rest()

    def commit(self) -> None:
        """Have everything kept that was typed."""
        if self.form is not None:
            self.form.commit()

    def set_open(self, open: bool) -> None:
        """Show its form, or its line alone."""
        if self.form is None:
            self.form = self._filled()
        self._body.setVisible(open)
        self._head.set_open(open)

    def _filled(self) -> Form:
        """The form is made when it is first looked at."""
        self.form = form = self.deck.form()
        form.show_record(self.record, self._read_only, self.deck.locked(self.record))
        form.edited.connect(self.edited)
        form.settling.connect(self.settling)
        if self.deck.told is not None:
            self._told = self.deck.told()
            self._inside.addWidget(self._told)
        self._inside.addWidget(form)
        self._inside.addWidget(self._buttons())
        self._show_rest()
        return form

    def _show_rest(self) -> None:
        if self._told is not None:
            self._told.show_record(self.record)
        for act in self.deck.acts:
            self.acts[act.id].setVisible(act.offered(self.record) and (act.plain or not self._read_only))
            self.acts[act.id].set_reason(act.reason(self.record))
        self._archive.setVisible(not self._read_only)
        self._below.refresh()

    def _buttons(self) -> QWidget:
        for act in self.deck.acts:
            self.acts[act.id] = made = Button(act.words, Rank.LINK, act.icon, height=28)
            made.clicked.connect(lambda _=False, id=act.id: self.acted.emit(id, self.record))
        self._archive.clicked.connect(lambda: self.archived.emit(self.record.reference))
        self._below.set_parts([*self.acts.values(), self._archive])
        indented = QWidget()
        row = QHBoxLayout(indented)
        row.setContentsMargins(self.deck.inset, 0, 0, 0)
        row.addWidget(self._below)
        return indented


class NewRecord(QWidget):
    """A record that is not made yet: `asked` (values) makes it; what was typed is kept until then. `acted` brings an early act."""

    asked = Signal(object)
    dropped = Signal()
    acted = Signal(str, object)

    def __init__(self, deck: Deck, replaced: Record | None = None, taken: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self._deck = deck
        self.replaced = replaced
        self._first = {**deck.first(), **(taken or {})}
        self._asked: dict[str, Any] | None = None  # what is on its way to be made
        self._values: dict[str, Any] = dict(self._first)
        self.form = deck.form()
        self._show()
        self.form.edited.connect(self._keep)
        self.add = Button(say(f"{deck.words}.add_{deck.kind}"), Rank.PRIMARY, "check", height=28)
        self.add.clicked.connect(self.submit)
        self._cancel = Button(say("ui.cancel"), Rank.LINK, height=28)
        self._cancel.clicked.connect(self.dropped)
        self._wrong = Paragraph("", Role.SMALL, "danger")
        self._wrong.hide()
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addSpacing(deck.inset)
        row.addWidget(self.add)
        row.addWidget(self._cancel)
        row.addStretch(1)
        early = Flow(16)
        early.set_parts([self._act(act) for act in deck.acts if act.early])
        if not any(act.early for act in deck.acts):  # to show it here, before it has a parent, would open a window of its own
            early.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 12)
        column.setSpacing(8)
        warning = [note(deck.warning, deck.inset)] if deck.warning else []
        for part in (self.form, early, *warning, self._wrong):
            column.addWidget(part)
        column.addLayout(row)

    def _act(self, act: Act) -> Button:
        made = Button(act.words, Rank.LINK, act.icon, height=28)
        made.clicked.connect(lambda: self.acted.emit(act.id, Record("", self._deck.kind, "", dict(self._values))))
        return made

    def submit(self) -> None:
        """Make the record, where anything was typed."""
        self.form.commit()
        if self._values not in (self._first, self._asked):
            self._asked = dict(self._values)
            self.asked.emit(dict(self._values))

    def put(self, values: Mapping[str, Any]) -> None:
        """Let it say this too."""
        self._values |= values
        self.form.rename()
        self._show()

    def refuse(self, sentence: str) -> None:
        """It was not made, for this reason."""
        self._asked = None
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))

    def _keep(self, id: str, name: str, value: object) -> None:
        self._values[name] = value
        self._show()

    def _show(self) -> None:
        self.form.show_record(Record("", self._deck.kind, "", dict(self._values)))


class Cards(QWidget):
    """All records of one kind about a record, and how another is added; under a `heading` the button stands beside it, before `tools`."""

    edited = Signal(str, str, object)
    archived = Signal(str)
    acted = Signal(str, object)
    asked = Signal(str, str, object)  # what they are about, the kind of record, its values
    replaced = Signal(str, str, object)  # the record that a new one replaces, its kind, the values of the new one
    adding = Signal()
    settling = Signal()

    def __init__(self, deck: Deck, heading: str = "", tools: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self.deck = deck
        self.kind = deck.kind
        self._about = ""
        self._cards: dict[str, Card] = {}
        self.new: NewRecord | None = None
        self.add = Button(say(f"{deck.words}.new_{deck.kind}"), icon="plus")
        self.add.clicked.connect(lambda: self.begin() if deck.in_place else self.adding.emit())
        self._nothing = Paragraph(say(f"{deck.words}.no_{deck.kind}s"), tone="text2")
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addSpacing(deck.inset)
        if heading:
            head.addWidget(PlainLabel(heading, Role.SECTION))
            head.addStretch(1)
        head.addWidget(self.add)
        for tool in tools:
            head.addWidget(tool)
        if not heading:
            head.addStretch(1)
        self._column.addLayout(head)
        self._nothing.setContentsMargins(deck.inset, 0, 0, 0)
        self._column.addWidget(self._nothing)
        self._column.addLayout(self._list)
        self._column.addStretch(1)

    def show_records(self, about: str, records: Sequence[Record], refusal: str, no_more: str = "") -> None:
        """Show these records about another; what was typed about one before is kept first. `no_more` says why none can be added."""
        if about != self._about:
            self.commit()
            self.drop()
            self._about = about
        self.add.set_reason(refusal or no_more)
        wanted = {record.reference: record for record in records}
        for id in [id for id in self._cards if id not in wanted]:
            gone = self._cards.pop(id)
            gone.hide()
            gone.deleteLater()
        for number, (id, record) in enumerate(wanted.items()):
            if id not in self._cards:
                self._cards[id] = self._card(record)
            self._cards[id].show_record(record, bool(refusal))
            self._list.insertWidget(number, self._cards[id])
        self._nothing.setVisible(not records and self.new is None)

    @property
    def shown(self) -> list[Record]:
        """The records that have a card, in their order."""
        return [card.record for card in self._cards.values()]

    def card(self, id: str) -> Card | None:
        """The card of the record with this reference, if it is among them."""
        return self._cards.get(id)

    def begin(self, replaced: Record | None = None, taken: Mapping[str, Any] | None = None) -> None:
        """Begin a new record, perhaps one that replaces another and takes values over; one that was begun is gone on with."""
        if self.new is None:
            self.new = NewRecord(self.deck, replaced, taken)
            self.new.asked.connect(self._ask)
            self.new.dropped.connect(self.drop)
            self.new.acted.connect(self.acted)
            self._column.insertWidget(1, self.new)
            self._nothing.hide()
        self.new.form.editor_of(self.deck.fields[0]).setFocus(Qt.FocusReason.OtherFocusReason)

    def drop(self) -> None:
        """The new record was made, or is not wanted."""
        if self.new is not None:
            gone, self.new = self.new, None
            gone.hide()
            gone.deleteLater()
            self._nothing.setVisible(not self._cards)

    def commit(self) -> None:
        """Have everything kept that was typed, a new record too."""
        for card in self._cards.values():
            card.commit()
        if self.new is not None:
            self.new.submit()

    def refuse(self, id: str, name: str, sentence: str) -> bool:
        """A value of one of these records was not kept; whether it is among them."""
        card = self._cards.get(id)
        if card is None or card.form is None or name not in self.deck.fields:
            return False
        card.form.refuse(id, name, sentence)
        return True

    def _ask(self, values: object) -> None:
        old = self.new.replaced if self.new is not None else None
        if old is not None:
            self.replaced.emit(old.reference, self.kind, values)
        else:
            self.asked.emit(self._about, self.kind, values)

    def _card(self, record: Record) -> Card:
        card = Card(record, self.deck)
        for mine, theirs in ((card.edited, self.edited), (card.archived, self.archived), (card.acted, self.acted)):
            mine.connect(theirs)
        card.settling.connect(self.settling)
        return card


def note(text: str, inset: int) -> QWidget:
    """Something to know about a form."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(inset, 0, inset, 0)
    row.addWidget(Paragraph(text, Role.SMALL, "text2"))
    return made


def said(record: Record, name: str) -> str:
    """A field of a record in words, "" where it says nothing."""
    kind = KINDS[record.kind]
    declared = kind.field(name)
    return labels.spoken(kind, declared, record.get(name)) if declared and record.get(name) else ""


def spoken_face(record: Record, name: str) -> ChipFace | None:
    """A field of a record that is a state, as a chip."""
    kind = KINDS[record.kind]
    declared = kind.field(name)
    return labels.face(kind, declared, str(record.get(name, ""))) if declared else None
