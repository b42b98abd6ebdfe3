"""The parts of the letter in their order: which fields belong to each, and when one is left out (request-data, section 7)."""

from __future__ import annotations

from dataclasses import dataclass

from jitdesk.domain.records import Record
from jitdesk.drafting.basis import Basis, Need
from jitdesk.drafting.checks import answer, empty


@dataclass(frozen=True)
class Part:
    """A part of the letter and the request's fields that stand in it."""

    key: str
    fields: tuple[str, ...] = ()
    numbered: bool = True


PARTS = (
    Part("cover", ("reference", "status", "handling", "related_requests"), numbered=False),
    Part(
        "authorities",
        (
            "requesting_authority",
            "requesting_contact",
            "sending_central_authority",
            "requested_state",
            "requested_authority",
            "channel",
            "language",
        ),
    ),
    Part("basis", ("basis", "basis_confirmed")),
    Part("urgency", ("urgent",)),
    Part("proceedings", ("subject", "investigating_authority", "suspects")),
    Part("facts", ("facts",)),
    Part("law", ("law", "law_texts", "penalty")),
    Part("person", ("witness", "identity_mode")),
    Part("assistance", ("assistance", "attendance")),
    Part("dates", ("windows",)),
    Part("reasons", ("reason_not_in_person",)),
    Part("purpose", ("purpose", "relevance", "questions", "exhibits")),
    Part("earlier"),
    Part("conduct", ("conducting_authority", "conducting_persons")),
    Part("procedure", ("procedure",)),
    Part("oath", ("privilege_law",)),
    Part("consent"),
    Part("interpretation", ("interpretation",)),
    Part("protection", ("protective_measures",)),
    Part("recording", ("recording",)),
    Part("technical", ("technical",)),
    Part("time_limit", ("deadline", "deadline_reason")),
    Part("confidentiality", ("confidentiality",)),
    Part("costs", ("costs",)),
    Part("assurances", ("assurances",)),
    Part("annexes", ("annexes",), numbered=False),
    Part("signature", numbered=False),
)


def numbers(request: Record, witness: Record | None, basis: Basis) -> dict[str, int]:
    """The letter's own numbers by part, without holes: a part left out takes none."""
    standing = [part for part in PARTS if part.numbered and not _left_out(part, request, witness, basis)]
    return {part.key: number for number, part in enumerate(standing, 1)}


def _left_out(part: Part, request: Record, witness: Record | None, basis: Basis) -> bool:
    match part.key:
        case "urgency":
            return not request.get("urgent")
        case "reasons":
            return empty(request, "reason_not_in_person") and basis.elements["E17"].need is Need.RECOMMENDED
        case "earlier":
            # Whether earlier statements may be told to this recipient is not recorded yet, so the letter does not tell.
            return True
        case "consent":
            return witness is None or answer(witness, "role") != "suspect"
        case "interpretation":
            return empty(request, "interpretation")
        case "protection":
            return empty(request, "protective_measures") and answer(request, "identity_mode") != "withheld_by_order"
        case "time_limit":
            return empty(request, "deadline") and empty(request, "deadline_reason")
        case _:
            return False
