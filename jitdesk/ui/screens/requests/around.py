"""The pages of a request that are no part of its letter: the records around it, each a card that opens to its form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal

from jitdesk.domain.fields import Kind
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.ui.actions import Actions
from jitdesk.ui.cards import Act, Cards
from jitdesk.ui.custody import custody_act
from jitdesk.ui.dates import Today
from jitdesk.ui.field_editors import Links, page_editor
from jitdesk.ui.forms import Form, Section
from jitdesk.ui.screens.requests.opening import Opened
from jitdesk.ui.screens.requests.outline import Beside
from jitdesk.ui.screens.requests.page import Page
from jitdesk.ui.widgets.buttons import Button
from jitdesk.ui.widgets.editors import Editor

WORDS = "ui.around"
SAVE = "save"


class AroundPage(Page):
    """One page: `cards` by kind of record; what a person does with them is handed on."""

    edited = Signal(str, str, object)  # id, field, value
    archived = Signal(str)
    acted = Signal(str, object)  # act, record
    asked = Signal(str, str, object)  # the request, the kind of record, its values
    settling = Signal()

    def __init__(self, key: str, actions: Actions, cards: Sequence[Cards]) -> None:
        super().__init__(actions)
        self.key = key
        self.opened: Opened | None = None
        self.cards: Mapping[str, Cards] = {of.kind: of for of in cards}
        self.show_title(say(f"ui.requests.part.{key}"), say(f"ui.around.below_{key}"))
        for of in cards:
            self.column.addWidget(of)
            for mine, theirs in ((of.edited, self.edited), (of.archived, self.archived), (of.acted, self.acted), (of.asked, self.asked)):
                mine.connect(theirs)
            of.settling.connect(self.settling)
        self.column.addStretch(1)

    def records(self, opened: Opened) -> Mapping[str, Sequence[Record]]:
        """What belongs on it, by kind."""
        raise NotImplementedError

    def beside(self, opened: Opened) -> Beside:
        """How it stands in the outline."""
        raise NotImplementedError

    def no_more(self, kind: str) -> str:
        """Why no record of a kind can be added now, or ""."""
        return ""

    def show_page(self, opened: Opened) -> None:
        """Show what stands around a request."""
        self.opened = opened
        for kind, records in self.records(opened).items():
            self.cards[kind].show_records(opened.page.record.reference, records, opened.page.refusal, self.no_more(kind))

    def open(self, record: Record) -> None:
        """Open the card of a record and bring it into sight."""
        card = self.cards[record.kind].card(record.reference)
        if card is not None:
            card.set_open(True)
            card.head.setFocus()
            self.ensureWidgetVisible(card)

    def open_first(self) -> None:
        """Open the first record on it, where there is any."""
        first = next((record for of in self.cards.values() for record in of.shown), None)
        if first is not None:
            self.open(first)

    def commit(self) -> None:
        """Have everything kept that was typed."""
        for of in self.cards.values():
            of.commit()

    def refuse(self, id: str, name: str, sentence: str) -> bool:
        """A value of one of its records was not kept; whether it is among them."""
        return any(of.refuse(id, name, sentence) for of in self.cards.values())


def tools(actions: Actions, *ids: str) -> list[Button]:
    """The buttons of actions that concern a whole page."""
    return [actions.button(id, Button(actions.find(id).words, icon=actions.find(id).icon_name)) for id in ids]


def of_files() -> tuple[Act, ...]:
    """The acts by which a file that a record names is written where a person wants it, and its chain of custody shown."""
    save = Act(
        SAVE, say("ui.around.save_copy"), "download", lambda record: "" if files_in(record) else say("ui.around.no_file"), plain=True
    )
    return (save, custody_act(save))


def files_in(record: Record) -> list[str]:
    """The ids of the files that a record names, in its fields and in the columns of its groups."""
    found: list[str] = []
    for field in KINDS[record.kind].fields:
        value = record.get(field.name) or []
        for entry in value if isinstance(value, list) else [value]:
            columns = {column.name: column for column in field.columns} if isinstance(entry, dict) else {}
            found += [str(entry[name]) for name, column in columns.items() if column.of == "file" and entry.get(name)]
            found += [str(entry)] if field.of == "file" else []
    return list(dict.fromkeys(found))


def form_of(kind: str, sections: Sequence[Section], today: Today, links: Links, own: Mapping[str, Editor] | None = None) -> Form:
    """The form of a record around a request, laid out as the parts of the letter are."""
    of = KINDS[kind]
    made = {name: editor for section in sections for name in section.names if (editor := _own(of, name)) is not None}
    return Form(of, (), today, above=True, own={**made, **(own or {})}, framed=True, links=links, sections=sections)


def _own(kind: Kind, name: str) -> Editor | None:
    return page_editor(kind, kind.by_name[name], say("ui.value.unset"))


def names_in(sections: Sequence[Section]) -> tuple[str, ...]:
    """The fields of sections in their order."""
    return tuple(name for section in sections for name in section.names)
