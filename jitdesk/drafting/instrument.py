"""Which instrument: nine questions before any letter, what is known of both States on each, and where the answers lead.

What is known is never an answer: a person answers, with date and source (request-data, section 1).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jitdesk.domain.kinds.request import QUESTIONS
from jitdesk.domain.profiles import TEAM, Fact, Profile
from jitdesk.domain.records import Record
from jitdesk.drafting.answers import answer, empty
from jitdesk.drafting.basis import Need
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Finding
from jitdesk.kernel.words import Message, known

# The bases that a "yes" leads to; OTH stands for a treaty of its own, or for reciprocity.
LEADS: dict[int, tuple[str, ...]] = {
    1: (),
    2: ("EIO",),
    3: ("EU00", "OTH"),
    4: ("C182",),
    5: ("LHC",),
    6: ("IBA", "OTH"),
    7: ("UNTOC", "UNCAC", "OTH"),
    8: ("OTH",),
    9: ("ICC", "C224"),
}
_OPEN_TO_OTHERS = (3, 6, 7)  # a basis that a team brought along is the answer to one of these
_TREATIES = {
    2: ("EIO",),
    3: ("EU00", "TCA"),
    4: ("C182", "C1959"),
    5: ("LHC",),
    7: ("CAT", "ICPPED", "AP1", "UNTOC", "UNCAC"),
    9: ("ICC", "C224"),
}
_OTHER_TREATIES = 6  # a treaty of no other question is a bilateral or regional one
_PROVISIONAL = 5  # the one question that provisional application may answer
_ASKED_OF_BOTH = (2, 3, 4, 5)  # of these it is said too that nothing is known


@dataclass(frozen=True)
class Answer:
    """What a person answered to one question, and on what ground."""

    answer: str  # yes, no, unknown; "" where nobody answered
    by: str = ""
    on: str = ""
    source: str = ""
    note: str = ""

    @property
    def whole(self) -> bool:
        """Whether somebody stands behind it: an answer with who, when and source."""
        return bool(self.answer and self.by.strip() and self.on and self.source.strip())


@dataclass(frozen=True)
class Hint:
    """Something known that bears on a question: no answer to it."""

    message: Message
    state: str = ""
    as_of: str = ""
    source: str = ""
    confidence: str = TEAM
    confirmed: bool = True
    stale: bool = False  # older than 180 days, or without source


@dataclass(frozen=True)
class Question:
    """One of the nine questions, with what is known and what was answered."""

    number: int
    bases: tuple[str, ...]
    hints: tuple[Hint, ...]
    answer: Answer

    @property
    def message(self) -> Message:
        """The question itself."""
        return Message(f"instrument.question_{self.number}")

    @property
    def leads(self) -> Message:
        """What follows from a "yes"."""
        return Message(f"instrument.leads_{self.number}")


@dataclass(frozen=True)
class Lead:
    """A question answered with "yes", and the bases that may be meant: one, where the request names one of them."""

    question: int
    bases: tuple[str, ...]

    @property
    def message(self) -> Message:
        """The lead as an alternative to the main one."""
        return Message("instrument.alternative", {"n": self.question, "bases": _named_bases(self.bases)})


class Outcome(StrEnum):
    """Where the answers lead."""

    NO_LETTER = "no_letter"
    BASIS = "basis"
    OPEN = "open"
    NONE = "none"


@dataclass(frozen=True)
class Verdict:
    """What follows from the answers; `question` is the one that decides, or the next one to answer."""

    outcome: Outcome
    question: int
    main: Lead | None = None
    alternatives: tuple[Lead, ...] = ()

    @property
    def own_form(self) -> bool:
        """Whether the request is made on a form of its own, and a letter is an attachment only."""
        return self.main is not None and self.main.bases == ("EIO",)

    @property
    def message(self) -> Message:
        """The verdict in a sentence."""
        bases = _named_bases(self.main.bases) if self.main else ""
        return Message(f"instrument.{'own_form' if self.own_form else self.outcome}", {"n": self.question, "bases": bases})


@dataclass(frozen=True)
class Instrument:
    """The nine questions of one request, and the verdict so far."""

    requesting: str
    requested: str
    questions: tuple[Question, ...]
    verdict: Verdict


def examine(
    request: Record, agreement: Record | None, requesting: Profile, requested: Profile | None, today: date, team: Collection[str] = ()
) -> Instrument:
    """The questions of a request with what is known of both States; `team` are the States that the team's members come from."""
    questions = []
    for number in range(1, QUESTIONS + 1):
        hints = [*_of_request(number, request, agreement, requested, team), *_of_treaties(number, today, requesting, requested)]
        hints += _one_sided(requesting, requested) if number == _PROVISIONAL and requested else ()
        questions.append(Question(number, LEADS[number], tuple(hints), given(request, number)))
    return Instrument(requesting.state, requested.state if requested else "", tuple(questions), verdict(request))


def given(request: Record, number: int) -> Answer:
    """What was answered to one question."""
    group = request.get(f"instrument_{number}", {})
    return Answer(*(str(group.get(name, "")) for name in ("answer", "by", "on", "source", "note")))


def verdict(request: Record) -> Verdict:
    """Where the answers lead: the first "yes" that somebody stands behind, unless a question before it is open."""
    for number in range(1, QUESTIONS + 1):
        said = given(request, number)
        if not said.whole:
            return Verdict(Outcome.OPEN, number)
        if said.answer == "yes" and number == 1 and empty(request, "inside_jit_reason"):
            return Verdict(Outcome.NO_LETTER, number)
        if said.answer == "yes" and number > 1:
            later = [n for n in range(number + 1, QUESTIONS + 1) if (other := given(request, n)).whole and other.answer == "yes"]
            return Verdict(Outcome.BASIS, number, _lead(request, number), tuple(_lead(request, n) for n in later))
    return Verdict(Outcome.NONE, QUESTIONS)


def _lead(request: Record, number: int) -> Lead:
    chosen = str(answer(request, "basis") or "")
    own = number in _OPEN_TO_OTHERS and bool(chosen) and not any(chosen in bases for bases in LEADS.values())
    return Lead(number, (chosen,) if own or chosen in LEADS[number] else LEADS[number])


def gaps(case: Case) -> Iterator[Finding]:
    """What of the questions still keeps the request from becoming final, and what is worth a second look."""
    request = case.request
    for number in range(1, QUESTIONS + 1):
        said = given(request, number)
        if not said.whole:
            yield _finding(f"instrument_{number}", "gap_open" if not said.answer else "gap_ground", n=number)
        elif said.answer == "unknown":
            yield _finding(f"instrument_{number}", "gap_unknown", Need.RECOMMENDED, n=number)
        if said.answer == "yes" and (number > 1 or empty(request, "inside_jit_reason")):
            break
    yield from _of_verdict(request, verdict(request))


def _of_verdict(request: Record, found: Verdict) -> Iterator[Finding]:
    if found.outcome is Outcome.NO_LETTER:
        yield _finding("inside_jit_reason", "gap_no_letter")
    elif found.outcome is Outcome.NONE:
        yield _finding(f"instrument_{QUESTIONS - 1}", "gap_none")
    elif found.main and not empty(request, "basis"):
        basis, bases = str(request.get("basis")), _named_bases(found.main.bases)
        chosen = _named_bases((basis,))
        if any(basis in other.bases for other in found.alternatives) and basis not in found.main.bases:
            yield _finding("basis", "gap_alternative", Need.RECOMMENDED, n=found.question, bases=bases, basis=chosen)
        elif basis not in found.main.bases:
            yield _finding("basis", "gap_basis", n=found.question, bases=bases, basis=chosen)


def _finding(field: str, sentence: str, need: Need = Need.MANDATORY, **arguments: object) -> Finding:
    return Finding("E35", need, "", field, Message(f"instrument.{sentence}", arguments), asks=True)


def _of_request(number: int, request: Record, agreement: Record | None, requested: Profile | None, team: Collection[str]) -> Iterator[Hint]:
    if requested is None:
        if number in (1, *_ASKED_OF_BOTH):
            yield Hint(Message("instrument.no_state"))
    elif number == 1:
        yield from _inside(agreement, requested.state, team)
    if number == 4 and request.get("military_law_only"):
        yield Hint(Message("instrument.military"), source="CETS 182 Art. 1(2)", confidence="V")


def _inside(agreement: Record | None, state: str, team: Collection[str]) -> Iterator[Hint]:
    about = {"state": _named(state)}
    parties = agreement.get("parties") if agreement else None
    if agreement is None or not parties:
        yield Hint(Message("instrument.no_agreement"), state)
    else:
        sentence, signed = "party" if state in parties else "no_party", str(agreement.get("signed_on", ""))
        yield Hint(Message(f"instrument.{sentence}", about), state, as_of=signed, source=str(agreement.get("title", "")))
    if state in team:
        yield Hint(Message("instrument.member", about), state)


def _of_treaties(number: int, today: date, *profiles: Profile | None) -> Iterator[Hint]:
    for profile in filter(None, profiles):
        asked = _TREATIES.get(number, ())
        for treaty in _others(profile) if number == _OTHER_TREATIES else asked:
            facts = profile.of("treaties", treaty)
            yield from (_known(profile.state, treaty, fact, today) for fact in facts)
            if not facts and number in _ASKED_OF_BOTH and treaty == asked[0]:
                yield Hint(Message("instrument.nothing", {"state": _named(profile.state), "treaty": _treaty(treaty)}), profile.state)


def _one_sided(one: Profile, other: Profile) -> Iterator[Hint]:
    """A word of caution where only one of both States is known to apply the Convention, and that provisionally."""
    for applies, does_not in ((one, other), (other, one)):
        if applies.treaty("LHC", "provisional") and not any(does_not.treaty("LHC", column) for column in ("provisional", "bound_from")):
            message = Message("instrument.one_sided", {"state": _named(applies.state)})
            yield Hint(message, applies.state, source="LHC Art. 91", confidence="S", confirmed=False)


def _others(profile: Profile) -> list[str]:
    named = {treaty for those in _TREATIES.values() for treaty in those}
    return [treaty for treaty in profile.treaties() if treaty and treaty not in named]


def _known(state: str, treaty: str, fact: Fact, today: date) -> Hint:
    arguments = {"state": _named(state), "treaty": _treaty(treaty), "value": fact.value}
    message = Message(f"instrument.fact_{fact.part[1]}", arguments)
    return Hint(message, state, fact.as_of, fact.source, fact.confidence, fact.confirmed, fact.stale(today))


def _named(state: str) -> Message:
    return Message(f"state.{state}")


def _treaty(code: str) -> Message | str:
    """The name of a treaty, or what a team calls it."""
    return Message(f"instrument.treaty_{code}") if known(f"instrument.treaty_{code}") else code


def _named_bases(codes: Collection[str]) -> str:
    """Bases by name and code, any of which may be meant."""
    named = ((_treaty(code), code) for code in codes)
    return ", ".join(code if name == code else f"{name} ({code})" for name, code in named)
