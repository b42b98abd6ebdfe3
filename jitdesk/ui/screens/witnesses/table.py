"""The list of witnesses: codes only, consent and protection the only coloured columns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent

from jitdesk.domain.fields import Field
from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import say
from jitdesk.services.witnesses import WitnessRow
from jitdesk.ui import dates, labels
from jitdesk.ui.delegates import RowTable
from jitdesk.ui.models import Column, IdTableModel
from jitdesk.ui.paint import ChipFace

WITNESS = KINDS["witness"]


def field(name: str) -> Field:
    """A field of a witness."""
    found = WITNESS.field(name)
    assert found is not None
    return found


def columns(today: Callable[[], date]) -> tuple[Column, ...]:
    """The columns of the list."""
    return (
        Column("code", _title("code"), lambda row: str(row.record.get("code", "")), width=84, strong=True, code=True),
        Column("role", _title("role"), _role, width=72),
        Column("custodian_state", _title("custodian_state"), _custodian, width=100),
        Column("languages", _title("languages"), _languages, tone=lambda row: "text2"),
        Column("protection", _title("protection"), _no_protection, _protection, 110),
        Column("consent", say("ui.witnesses.column_consent"), lambda row: "", _consent, 114),
        Column("last_account", say("ui.witnesses.column_last"), lambda row: last(row, today()), width=100, tone=_last_tone),
    )


def _title(name: str) -> str:
    return labels.label(WITNESS, field(name))


def _role(row: WitnessRow) -> str:
    return labels.spoken(WITNESS, field("role"), row.record.get("role")) if row.record.get("role") else ""


def _custodian(row: WitnessRow) -> str:
    return labels.state(str(row.record.get("custodian_state", "")))


def _languages(row: WitnessRow) -> str:
    return labels.joined(labels.language(tag) for tag in row.record.get("languages", []))


def _protection(row: WitnessRow) -> tuple[ChipFace, ...]:
    value = row.record.get("protection")
    face = labels.face(WITNESS, field("protection"), value) if value else None
    return (face,) if face else ()


def _no_protection(row: WitnessRow) -> str:
    value = row.record.get("protection")
    return labels.choice(WITNESS, field("protection"), value) if value and not _protection(row) else ""


def _consent(row: WitnessRow) -> tuple[ChipFace, ...]:
    return (labels.consent(row.consent),)


def last(row: WitnessRow, today: date) -> str:
    """When the last account was taken; the year is always said."""
    if not row.accounts:
        return say("ui.witnesses.no_account")
    return dates.with_year(row.last_account) if row.last_account else say("ui.witnesses.account_undated")


def _last_tone(row: WitnessRow | None) -> str:
    return "text" if row and row.last_account else "text2"


class WitnessTable(RowTable):
    """The list; single letters stand for actions while it has the keyboard."""

    typed = Signal(str)

    def __init__(self, model: IdTableModel, name: str) -> None:
        super().__init__(model, name)
        self.setAccessibleDescription(say("ui.witnesses.list_keys"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not event.modifiers().value and event.text().casefold() in ("n", "r", "t", "/"):
            self.typed.emit(event.text().casefold())
        else:
            super().keyPressEvent(event)
