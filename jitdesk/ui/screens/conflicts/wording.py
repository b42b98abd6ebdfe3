"""How conflicts read: what the field is called, and each value in words."""

from __future__ import annotations

from datetime import date

from jitdesk.domain.fields import Type
from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import say
from jitdesk.services.clashing import Clash
from jitdesk.ui import dates, labels, values
from jitdesk.ui.paint import TagFace


def tag(clash: Clash) -> TagFace:
    """The record, as a tag."""
    return TagFace(clash.title or values.kind_name(clash.record.kind), labels.KIND_ICONS.get(clash.record.kind, "file-text"))


def field(clash: Clash) -> str:
    """What is in conflict."""
    if clash.field == "archived":
        return say("ui.conflicts.beside_archive")
    name = values.field_name(clash.record.kind, clash.field)
    if not clash.element:
        return name
    return say("ui.conflicts.element", field=name, element=clash.names.get(clash.element, clash.element))


def value(clash: Clash, given: object, today: date) -> str:
    """A value in words."""
    if clash.field == "archived":
        return say("ui.conflicts.archived" if given else "ui.conflicts.restored")
    if clash.element:
        element = clash.names.get(clash.element, clash.element)
        return say("ui.conflicts.with" if given else "ui.conflicts.without", element=element)
    return values.reads(clash.record.kind, clash.field, given, clash.names, today)


def people(clash: Clash) -> str:
    """Who set the values."""
    return labels.joined(dict.fromkeys(side.author.member for side in clash.sides))


def newest(clash: Clash, today: date) -> str:
    """When the last of the values was set."""
    return dates.moment(max(side.author.stamp for side in clash.sides), today)


def is_text(clash: Clash) -> bool:
    """Whether the values are texts, which are compared word by word."""
    of = KINDS.get(clash.record.kind)
    field = of.field(clash.field) if of else None
    return field is not None and field.type in (Type.TEXT, Type.LONG) and not clash.element
