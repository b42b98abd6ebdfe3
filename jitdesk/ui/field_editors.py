"""Which editor the type of a field, or of a column of a group, asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from jitdesk.domain.check import fits
from jitdesk.domain.fields import Field, Kind, Type
from jitdesk.kernel.words import say
from jitdesk.ui import labels
from jitdesk.ui.dates import Today
from jitdesk.ui.widgets.editors import ChoiceEditor, DateEditor, Editor, LongEditor, TextEditor
from jitdesk.ui.widgets.group import GroupEditor
from jitdesk.ui.widgets.marks import Maker, MarksEditor, Offer, Suggest, among
from jitdesk.ui.widgets.menu_choice import MenuChoice, Option
from jitdesk.ui.widgets.number import IntEditor
from jitdesk.ui.widgets.one_mark import OneMarkEditor
from jitdesk.ui.widgets.rows import RowsEditor
from jitdesk.ui.widgets.tick import TickEditor, TicksEditor


@dataclass(frozen=True)
class Marks:
    """How the marks of a field are offered and named, where the field table alone cannot say it."""

    suggest: Suggest
    name_of: Callable[[str], Offer]
    accept: Callable[[str], str | None] = lambda text: None
    leads: bool = False


@dataclass(frozen=True)
class Links:
    """How records are offered for a link to their kind, what a linked one is called, which kinds open, and how one is made."""

    suggest: Callable[[str], Suggest]  # by kind
    name_of: Callable[[str], Offer]
    opens: frozenset[str] = frozenset({"witness"})
    maker: Callable[[str], Maker | None] = lambda kind: None


def editor(kind: Kind, field: Field, today: Today, marks: Marks | None = None, hint: str = "", links: Links | None = None) -> Editor:
    """The editor for a field, by its type; `hint` stands where nothing is written yet."""
    add, unknown = say("ui.form.add"), say("ui.form.unknown")
    if marks is not None:
        return MarksEditor(marks.suggest, marks.name_of, add, unknown, marks.accept, marks.leads)
    if field.type is Type.LINK and links is not None:
        return _link(field, links)
    if field.columns:

        def make(column: Field, label: str) -> Editor:
            return column_editor(kind, column, label, today, links)

        return RowsEditor(field, make) if field.is_list else GroupEditor(field, make)
    if field.type is Type.ONE and field.is_list:
        offers = [Offer(labels.choice(kind, field, value), value) for value in field.choices]
        named = partial(labels.choice, kind, field)
        return MarksEditor(among(offers), lambda value: Offer(named(value), value), add, unknown, partial(_accepted, field))
    if field.type is Type.ONE:
        return MenuChoice(options(kind, field), not field.required)
    if field.type in (Type.LANGUAGES, Type.STATES):
        known, name_of = (labels.languages, labels.language) if field.type is Type.LANGUAGES else (labels.states, labels.state)
        offers = [Offer(text, value) for text, value in known()]
        return MarksEditor(among(offers), lambda value: Offer(name_of(value), value), add, unknown, partial(_accepted, field))
    if field.is_list:
        return MarksEditor(lambda words, tell: tell(()), lambda value: Offer(value, value), add, unknown, partial(_accepted, field))
    return _single(field, today, hint)


def column_editor(kind: Kind, field: Field, label: str, today: Today, links: Links | None = None) -> Editor:
    """The editor for a column of a group called `label`: a tick brings its own name, some of a few values are ticked."""
    if field.type is Type.BOOL:
        return TickEditor(label, names_field=True)
    if field.type is Type.ONE:
        return ticks(kind, field) if field.is_list else MenuChoice(options(kind, field), none=say("ui.value.unset"), wide=True)
    return editor(kind, field, today, links=links)


def page_editor(kind: Kind, field: Field, unset: str) -> Editor | None:
    """The editor for a field on a page with room for it: ticks and choices that name themselves; None for the one its type asks for."""
    if field.type is Type.BOOL:
        return TickEditor(labels.label(kind, field), names_field=True)
    if field.choices and field.is_list:
        return ticks(kind, field)
    return MenuChoice(options(kind, field), none=unset) if field.choices else None


def ticks(kind: Kind, field: Field) -> TicksEditor:
    """A box for each value of a field or column that takes some of a few."""
    return TicksEditor([(value, labels.choice_of(kind, field, value)) for value in field.choices])


def _single(field: Field, today: Today, hint: str) -> Editor:
    if field.type in (Type.LANGUAGE, Type.STATE):
        known, name_of = (labels.languages, labels.language) if field.type is Type.LANGUAGE else (labels.states, labels.state)
        return ChoiceEditor(known(), name_of, partial(fits, field), say(f"ui.form.no_{field.type}"))
    if field.type is Type.DATE:
        return DateEditor(today)
    if field.type is Type.BOOL:
        return TickEditor(say("ui.value.yes"))
    if field.type is Type.INT:
        return IntEditor()
    return LongEditor(hint) if field.type is Type.LONG else TextEditor(hint)


def _link(field: Field, links: Links) -> Editor:
    find, unknown, leads, maker = say(f"ui.link.find_{field.of}"), say("ui.form.unknown"), field.of in links.opens, links.maker(field.of)
    if field.is_list:
        return MarksEditor(links.suggest(field.of), links.name_of, find, unknown, leads=leads, maker=maker)
    return OneMarkEditor(links.suggest(field.of), links.name_of, find, unknown, leads, maker)


def options(kind: Kind, field: Field) -> list[Option]:
    """What can be chosen in a field or column that takes one of a few values."""
    own = kind.field(field.name) is field
    face = partial(labels.face, kind, field) if own else lambda value: None
    return [Option(value, labels.choice_of(kind, field, value), face(value)) for value in field.choices]


def _accepted(field: Field, text: str) -> str | None:
    return text if fits(field, [text]) else None
