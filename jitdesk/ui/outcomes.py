"""What an edit or an import touched, for the screens that show it."""

from __future__ import annotations

from jitdesk.domain.records import Record
from jitdesk.services.editing import Outcome


def touched(outcome: object, *kinds: str) -> set[str] | None:
    """What means each record of these kinds that an edit touched; None after an import, when anything may have changed."""
    if not isinstance(outcome, Outcome):
        return None
    return {Record(id, kind, place).reference for place, kind, id in outcome.touched.new | outcome.touched.changed if kind in kinds}
