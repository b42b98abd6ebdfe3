"""Requests: what is missing in one, its outline for the window, and its letter as a Word document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from jitdesk.domain.records import Record
from jitdesk.drafting import checks, exposure
from jitdesk.drafting.basis import Basis
from jitdesk.drafting.bilingual import bilingual
from jitdesk.drafting.case import Case
from jitdesk.drafting.checks import Finding
from jitdesk.drafting.letter import letter
from jitdesk.drafting.outline import Entry, Progress, outline
from jitdesk.drafting.papers.translated import source_hash
from jitdesk.drafting.structure import Block, Letter, Mark, Paragraph, Style, Table, paragraph
from jitdesk.drafting.wording import Wording
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import Refused
from jitdesk.services import cases, originator, recipient_codes, treaties
from jitdesk.services.desk import Desk
from jitdesk.services.letter_languages import wording
from jitdesk.services.resolving import request_called
from jitdesk.storage.engine import Connection
from jitdesk.system import files, resources

__all__ = ["Block", "Entry", "Finding", "Letter", "Mark", "Paragraph", "Progress", "Style", "Table", "paragraph"]

_USUAL = "LHC"
SUFFIX = ".docx"


@dataclass(frozen=True)
class Examined:
    """A request with its letter and what is missing in it, all of one moment; `comparable` where who the person is can be read here."""

    request: Record
    witness: Record | None
    findings: Sequence[Finding]
    outline: Sequence[Entry]
    letter: Letter
    comparable: bool


def heard(case: Case) -> Record | None:
    """The witness as the letter may speak of one: nothing stands in it of one who is a lead only, or restricted."""
    witness = case.witness
    barred = witness is not None and (witness.get("restricted") or witness.get("code") in case.leads)
    return None if barred else witness


def _heard(case: Case) -> Case:
    return replace(case, witness=heard(case))


def check(desk: Desk, reference: str) -> list[Finding]:
    """What the request lacks, by article."""
    return checks.findings(_case(desk, reference))


def outlined(desk: Desk, reference: str) -> Sequence[Entry]:
    """The parts of the letter with their marks and fields."""
    case = _case(desk, reference)
    return outline(_heard(case), checks.findings(case), wording(language_of(case.request)))


def drafted(desk: Desk, reference: str, language: str | None = None, *, second: str | None = None) -> Letter:
    """The letter, before it is a document, in one language or two; raises Refused where it would process a restricted record."""
    case = _case(desk, reference)
    for record in filter(None, (case.request, case.witness)):
        if record.get("restricted"):
            raise Refused("letter.restricted", record=record.get("code") or record.get("reference"))
    words = wording(language or language_of(case.request))
    if second is None or second == words.language:
        return letter(_heard(case), checks.findings(case), words)
    return bilingual(_heard(case), checks.findings(case), words, wording(second))


def examine(desk: Desk, connection: Connection, request: Record, frozen_on: date | None = None) -> Examined:
    """A request examined for its editor; its letter stands in English where there are no words for the request's own."""
    case = _of(desk, connection, request)
    case = replace(case, frozen_on=frozen_on or case.frozen_on)
    found = checks.findings(case)
    language = str(request.get("language", ""))
    words = _usable(language)
    made = letter(_heard(case), found, words)
    return Examined(request, case.witness, found, outline(_heard(case), found, words), made, exposure.comparable(case))


def gaps(request: Record, witness: Record | None, leads: frozenset[str], today: date) -> int:
    """How many things are missing that somebody has to fill in before the request can become final."""
    # Of the request alone: what the records around it say is read when it is opened.
    found = checks.lacking(Case(request, witness, _basis(request), today, leads))
    return sum(finding.blocks and not finding.asks for finding in found)


def not_evidence(desk: Desk, connection: Connection) -> frozenset[str]:
    """The codes and names of what may be followed as a lead only, and is no evidence until the State that gave it says otherwise."""
    return originator.leads(connection, iso(desk.clock.now())[:10])


def write(
    desk: Desk, reference: str, out: Path, language: str | None = None, letterhead: Path | None = None, *, second: str | None = None
) -> None:
    """Write the letter as a new Word document: on an authority's letterhead (.docx), with a second language beside the first, if given.

    What leaves the desk, be it a draft, calls the person by the code for its recipient: one is made where there is none.
    """
    if out.suffix.lower() != SUFFIX:
        raise Refused("letter.name", name=out.name)
    from jitdesk.documents import untrusted, word  # needed for a document only: the program starts without it

    paper = untrusted.load(letterhead) if letterhead else None
    made = drafted(desk, reference, language, second=second)
    if recipient_codes.ensure(desk, reference):
        made = drafted(desk, reference, language, second=second)
    data = word.write(made, resources.read_bytes("templates/letter.docx"), paper)
    with files.writing(out) as stream:
        stream.write(data)


def _usable(language: str) -> Wording:
    try:
        return wording(language)
    except Refused:
        return wording("en")


def language_of(request: Record) -> str:
    """The language in which the request is drawn up; English where none is chosen."""
    return str(request.get("language", "en"))


def today(desk: Desk) -> date:
    """The day in UTC."""
    return date.fromisoformat(iso(desk.clock.now())[:10])


def _case(desk: Desk, reference: str) -> Case:
    with desk.db.read() as connection:
        return case_of(desk, connection, reference)


def case_of(desk: Desk, connection: Connection, reference: str) -> Case:
    """The case of a request; raises Refused where the reference means something else."""
    return _of(desk, connection, request_called(connection, desk.standing(connection), reference))


def _of(desk: Desk, connection: Connection, request: Record) -> Case:
    case = cases.read(desk, connection, request, _basis(request), _alternatives(request))
    if not request.get("translation"):
        return case
    words = _usable(language_of(request))
    return replace(case, letter_hash=source_hash(letter(_heard(case), checks.findings(case), words)))


def _alternatives(request: Record) -> Mapping[str, Basis]:
    """The bases on this machine that the request names in the alternative, by their codes as it writes them."""
    known = {code.casefold(): basis for code, basis in treaties.bases().items()}
    named = request.get("basis_alternatives", ())
    return {entry: known[entry.strip().casefold()] for entry in named if entry.strip().casefold() in known}


def _basis(request: Record) -> Basis:
    """The basis of a request; the shape of the usual one where none is chosen, or one that is not on this machine."""
    known = treaties.bases()
    return known.get(str(request.get("basis") or _USUAL)) or known[_USUAL]
