"""As what the person is heard: one answer for findings, letter, summons and oath."""

from __future__ import annotations

from jitdesk.drafting.answers import answer
from jitdesk.drafting.case import Case

SUSPECT = "suspect"


def capacity(case: Case) -> str | None:
    """ "witness", "victim", "expert" or SUSPECT, as far as a letter says it; None where it is not recorded.

    A suspect is heard where the record of the person or the request says so: nobody may tell a suspect to speak. Of an insider a letter
    says only that a witness is heard.
    """
    role: str | None = answer(case.witness, "role") if case.witness else None
    if is_suspect(case):
        return SUSPECT
    return "witness" if role == "insider" else role


def is_suspect(case: Case) -> bool:
    """Whether a suspect or accused is to be heard."""
    role = answer(case.witness, "role") if case.witness else None
    return SUSPECT in (role, answer(case.request, "hearing_kind"))
