"""What the palette finds among the records: each with its kind, and the screen and record that it leads to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services import finding
from jitdesk.services.desk import Desk
from jitdesk.services.finding import Hit
from jitdesk.ui import labels
from jitdesk.ui.go_to import Place
from jitdesk.ui.texts import isolated, one_line

_SCREENS = {"task": "tasks", "witness": "witnesses", "request": "requests"}
_LONGEST = 120


def search(desk: Desk, go: Callable[[str, str], None], words: str) -> list[Place]:
    """The records that hold the words; to be called in a reading lane."""
    return [place for hit in finding.search(desk, words) if (place := _place(hit, go)) is not None]


def _place(hit: Hit, go: Callable[[str, str], None]) -> Place | None:
    """Where a hit leads: to its own page, or to that of the record it is about."""
    home = hit.home
    if home is None or home.kind not in _SCREENS:
        return None
    record = hit.record
    if record.id == home.id:
        detail = say(f"kind.{record.kind}")
    else:
        detail = say("ui.kind.about", kind=say(f"kind.{record.kind}"), record=isolated(home.text))
    return Place(_text(record), partial(go, _SCREENS[home.kind], home.id), labels.KIND_ICONS.get(record.kind, ""), detail)


def _text(record: Record) -> str:
    """The first words of a record; an identity gives nothing away."""
    if record.kind == "identity":
        return say("kind.identity")
    names = {"task": "title", "witness": "code", "request": "reference", "account": "authority", "consent": "recipient", "file": "name"}
    text = record.get(names.get(record.kind, "text")) or say(f"kind.{record.kind}")
    more = record.get("subject") if record.kind == "request" else None
    return one_line(f"{text}  {more}" if more else str(text))[:_LONGEST]
