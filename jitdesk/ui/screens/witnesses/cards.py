"""Consents, measures, accounts and files of a witness: the fields of their cards, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QHBoxLayout

from jitdesk.domain.decide import closed
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.ui.cards import Act, Cards, Deck, Told
from jitdesk.ui.custody import custody_act
from jitdesk.ui.forms import INSET, Form
from jitdesk.ui.look import Role
from jitdesk.ui.screens.witnesses.summaries import summary
from jitdesk.ui.widgets.labels import Paragraph

FIELDS: Mapping[str, Sequence[str]] = {
    "consent": ("purpose", "recipient", "decision", "date", "explained_in", "note"),
    "state_consent": ("state", "authority", "decision", "conditions", "recipients", "outside", "date", "until", "note"),
    "protective_measure": (
        *("kinds", "basis", "authority", "ordered_on", "number", "law", "against", "status"),
        *("valid_from", "valid_until", "review_on", "others_must"),
    ),
    "account": ("date", "authority", "taken_by", "state", "place", "language", "form", "held_by", "origin", "conditions", "text"),
    "file": ("name", "source", "taken", "origin", "conditions"),
    "identity": ("name", "other_names", "birth", "nationality", "address", "contact", "origin", "conditions"),
}
EXTRACT, REPLACE = "extract", "replace"
# What a new order takes over from the one that it replaces; its own day and number it has to say itself.
_TAKEN_OVER = ("kinds", "basis", "authority", "law", "against", "others_must")


def cards(kind: str, today: Callable[[], date]) -> Cards:
    """The records of one kind about a witness; files are attached, not written, and an order of a court is replaced, not corrected."""
    file, measure = kind == "file", kind == "protective_measure"
    save = Act(EXTRACT, say("ui.witnesses.extract"), "download", plain=True)
    acts = {
        "file": (save, custody_act(save)),
        "protective_measure": (Act(REPLACE, say("ui.witnesses.replace"), "shield", offered=_replaceable),),
    }
    made = Cards(
        Deck(
            kind,
            FIELDS[kind],
            lambda record: summary(record, today()),
            lambda: Form(KINDS[kind], FIELDS[kind], today),
            "ui.witnesses",
            told=_Note if file or measure else None,
            acts=acts.get(kind, ()),
            locked=closed,
            warning=say("ui.witnesses.order_once") if measure else "",
            in_place=not file,
        )
    )
    if measure:
        made.acted.connect(partial(_replace, made))
    return made


def _replaceable(measure: Record) -> bool:
    return bool(closed(measure)) and measure.get("status") != "superseded"


def _replace(made: Cards, act: str, measure: Record) -> None:
    """Begin the order that takes the place of another."""
    made.begin(measure, {name: measure.get(name) for name in _TAKEN_OVER if measure.get(name)})


class _Note(Told):
    """The hash of a file; of an order, that nobody corrects it."""

    def __init__(self) -> None:
        super().__init__()
        self._text = Paragraph("", Role.SMALL, "text2")
        row = QHBoxLayout(self)
        row.setContentsMargins(INSET, 0, INSET, 0)
        row.addWidget(self._text)

    def show_record(self, record: Record) -> None:
        hash = say("ui.witnesses.sha256", hash=str(record.get("sha256", "")))
        text = hash if record.kind == "file" else say("ui.witnesses.order_closed") if closed(record) else ""
        self._text.setText(text)
        self.setVisible(bool(text))
