"""What goes with a witness that is to be erased, and the dialog that orders it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from jitdesk.domain.erasure import KEPT
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services import reading, witnesses
from jitdesk.services.desk import Desk
from jitdesk.services.witnesses import Dossier
from jitdesk.ui.erase_dialog import EraseDialog

_NAMING = ("task", "request")


def family(desk: Desk, reference: str) -> list[str]:
    """A witness and all that hangs on it in its compartment, as an order names them."""
    witness = witnesses.dossier(desk, reference).witness
    hanging = [one for one in reading.about(desk, witness.id) if _goes(one, witness)]
    hanging += [two for one in hanging for two in reading.about(desk, one.id) if _goes(two, witness)]
    return list(dict.fromkeys([witness.reference, *(one.reference for one in hanging)]))


def _goes(one: Record, witness: Record) -> bool:
    return one.compartment == witness.compartment and one.kind not in (*_NAMING, *KEPT)


def dialog(parent: QWidget, dossier: Dossier, those: Sequence[str]) -> EraseDialog:
    """Asks what of a witness is to be erased, and why."""
    title = say("ui.witnesses.erase_title", code=str(dossier.witness.get("code", "")))
    whole, alone = say("ui.witnesses.erase_whole", n=len(those)), say("ui.witnesses.erase_alone")
    return EraseDialog(parent, title, dossier.witness, those, whole, alone, say("ui.witnesses.erase_milder"), "witnesses")
