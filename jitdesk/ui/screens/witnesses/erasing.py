"""What goes with a witness that is to be erased, and the dialog that orders it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from jitdesk.kernel.words import say
from jitdesk.services.erasing import family
from jitdesk.services.witnesses import Dossier
from jitdesk.ui.erase_dialog import EraseDialog

__all__ = ["dialog", "family"]


def dialog(parent: QWidget, dossier: Dossier, those: Sequence[str]) -> EraseDialog:
    """Asks what of a witness is to be erased, and why."""
    title = say("ui.witnesses.erase_title", code=str(dossier.witness.get("code", "")))
    whole, alone = say("ui.witnesses.erase_whole", n=len(those)), say("ui.witnesses.erase_alone")
    return EraseDialog(parent, title, dossier.witness, those, whole, alone, say("ui.witnesses.erase_milder"), "witnesses")
