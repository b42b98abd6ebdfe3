"""The legal bases that a request can be made on: the shipped ones in the order in which they are asked for, then the team's own."""

from __future__ import annotations

from jitdesk.domain.kinds.request import QUESTIONS
from jitdesk.kernel.words import say
from jitdesk.services import treaties
from jitdesk.services.instruments import LEADS
from jitdesk.ui import labels

_ANY = "OTH"  # stands for what no other basis names, and therefore last


def offered() -> list[tuple[str, str]]:
    """Each basis on this machine with what it is called; of the question that leads to it first."""
    asked = list(dict.fromkeys(code for number in range(1, QUESTIONS + 1) for code in LEADS[number]))
    known = treaties.bases()
    order = sorted(known, key=lambda code: (known[code].own, code == _ANY, asked.index(code) if code in asked else len(asked)))
    return [(code, called(code)) for code in order]


def called(code: str) -> str:
    """What a basis is called; a team's own is marked as such."""
    found = treaties.bases().get(code)
    return say("ui.basis.own", code=code) if found is not None and found.own else labels.basis(code)
