"""How a finding that reads the case is made, and at which stages of a request such findings are of use."""

from __future__ import annotations

from jitdesk.domain.records import Record
from jitdesk.drafting.answers import answer
from jitdesk.drafting.basis import Basis, Need
from jitdesk.drafting.finding import Finding
from jitdesk.kernel.words import Message

_SENT = frozenset({"sent", "acknowledged", "more_asked", "postponed", "accepted", "scheduled", "part_executed"})
_OVER = frozenset({"executed", "refused", "withdrawn", "closed"})


def raised(code: str, need: Need, field: str, sentence: str = "", *, asks: bool = False, **arguments: object) -> Finding:
    """A finding of the case that cites no article; `sentence` chooses another wording of the catalogue."""
    return Finding(code, need, "", field, Message(f"drafting_case.{code}{sentence and '_' + sentence}", arguments), asks)


def cited(basis: Basis, article: str, code: str, field: str, sentence: str = "", **arguments: object) -> Finding:
    """A conditional finding with its article of the LHC; under another basis it is still to be confirmed, and then it blocks nothing."""
    known = basis.code == "LHC"
    art = Message("drafting.article" if known else "drafting.unconfirmed", {"basis": basis.code, "article": article})
    need = Need.CONDITIONAL if known else Need.RECOMMENDED
    message = Message(f"drafting_case.{code}{sentence and '_' + sentence}", {"art": art, **arguments})
    return Finding(code, need, article if known else "", field, message)


def before_sending(request: Record) -> bool:
    """Whether the letter is not on its way yet, so that it can still be made better."""
    return answer(request, "status") not in _SENT | _OVER


def under_way(request: Record) -> bool:
    """Whether the letter is with the requested State, and not done with."""
    return answer(request, "status") in _SENT


def over(request: Record) -> bool:
    """Whether the request was executed, refused, withdrawn or closed."""
    return answer(request, "status") in _OVER


def state(code: object) -> Message:
    """The name of a State as an argument of a sentence; without a code, "the requested State"."""
    return Message(f"state.{code}" if code else "drafting.requested_state")


def label(field: str, kind: str = "request") -> Message:
    """What a field is called on screen."""
    return Message(f"field.{kind}.{field}")
