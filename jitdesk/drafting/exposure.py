"""Protected details that stand in a request (P07): which kind of detail and where, never the detail itself."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from jitdesk.domain.states import STATES
from jitdesk.drafting.answers import answer
from jitdesk.drafting.basis import Need
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Finding
from jitdesk.drafting.identity_needles import needles
from jitdesk.drafting.passages import passages
from jitdesk.drafting.raising import label, raised
from jitdesk.drafting.spelling import Passage
from jitdesk.kernel.words import Message, say

# Where officials are named: their given names and towns may well be those of the person too.
_OFFICIAL = """
    requesting_authority requesting_official requesting_contact investigating_authority validating_authority sending_central_authority
    requested_authority executing_authority contact_point conducting_authority conducting_persons signature basis_confirmed
"""


def findings(case: Case) -> Iterator[Finding]:
    """P07, once for each field and kind of detail; not where the identity is to stand in the letter."""
    if not case.identities or answer(case.request, "identity_mode") == "in_letter":
        return
    texts: dict[str, list[str]] = {}
    for field, text in passages(case.request):
        texts.setdefault(field, []).append(text)
    for file in case.files:
        texts.setdefault("annex_list", []).append(str(file.get("name", "")).replace("_", " "))
    whole = Passage("\n".join(text for those in texts.values() for text in those))
    common = {word for field in _OFFICIAL.split() for text in texts.get(field, []) for word in Passage(text).words} | _states(
        say("state.ARG")
    )
    # First in all of it at once: as a rule nothing is there, and no field has to be read by itself.
    wanted = [needle for identity in case.identities for needle in needles(identity, common) if needle.found(whole)]
    read = {field: Passage("\n".join(those)) for field, those in texts.items()} if wanted else {}
    code = case.code or str(case.witness.get("code", "") if case.witness else "")
    for field, passage in read.items():
        for kind in dict.fromkeys(needle.kind for needle in wanted if needle.found(passage)):
            detail = Message(f"drafting_case.detail_{kind}")
            yield raised("P07", Need.MANDATORY, field, witness=code, section=label(field), detail=detail)


@lru_cache(maxsize=1)
def _states(one: str) -> frozenset[str]:
    """The words of the names of States in the language in which `one` of them is so called."""
    return frozenset(Passage("\n".join(say(f"state.{code}") for code in STATES)).words)
