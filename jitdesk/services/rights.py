"""What keeps a person from writing, in words, before anything is typed."""

from __future__ import annotations

from jitdesk.kernel.errors import JITDeskError
from jitdesk.services import editing
from jitdesk.services.desk import Desk


def refusal(desk: Desk, compartment: str | None = None) -> str:
    """Why this desk may not write in a compartment (without one: in the whole team's), or ""."""
    try:
        with desk.db.read() as connection:
            standing = desk.standing(connection)
            editing.may_write(desk, standing, compartment or standing.whole_team)
    except JITDeskError as error:
        return str(error)
    return ""
