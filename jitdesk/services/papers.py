"""The other documents of a request as Word documents; the sealed identity annex only by an act with a reason, which is logged first."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from jitdesk.domain.protection import IDENTITY
from jitdesk.domain.records import Record
from jitdesk.drafting.case import Case
from jitdesk.drafting.papers.paper import Paper
from jitdesk.drafting.papers.sheet import Sheet
from jitdesk.drafting.papers.writing import WRITERS, paper
from jitdesk.drafting.wording import Wording
from jitdesk.kernel.errors import Refused
from jitdesk.services import consulting, letter_languages, letters, recipient_codes, second_reader
from jitdesk.services.desk import Desk
from jitdesk.services.letter_languages import unusable, wording
from jitdesk.storage import lists
from jitdesk.storage.engine import Connection
from jitdesk.system import files, resources

NAMES = tuple(WRITERS)
_FIRST = "en"
_SEALED = "identity_annex"
_DAY = "hearing_day"
_IN_PERSONS_LANGUAGE = "summons"


def languages() -> tuple[str, ...]:
    """The languages in which every paper can be written: those of letters that have the words of papers too."""
    needed = {key for key in wording(letter_languages.FIRST).texts if key.startswith(letter_languages.PAPERS)}
    return tuple(tag for tag in letter_languages.languages() if not unusable(tag) and needed <= wording(tag).texts.keys())


def write(
    desk: Desk,
    reference: str,
    name: str,
    out: Path,
    language: str | None = None,
    letterhead: Path | None = None,
    *,
    reason: str | None = None,
) -> None:
    """Write one of NAMES as a new Word document; `reason` says why the identity is opened, and is needed for the sealed annex only."""
    if name not in NAMES:
        raise Refused("papers.unknown", name=name, names=", ".join(NAMES))
    if out.suffix.lower() != letters.SUFFIX:
        raise Refused("letter.name", name=out.name)
    from jitdesk.documents import paper as document  # needed for a document only: the program starts without it
    from jitdesk.documents import untrusted

    head = untrusted.load(letterhead) if letterhead else None
    with files.writing(out) as stream:  # first of all: nothing is opened, and nothing logged, for a file that cannot be written
        made = _sealed(desk, reference, language, reason) if name == _SEALED else _made(desk, reference, name, language)
        stream.write(document.write(made, resources.read_bytes("templates/letter.docx"), head))


def _made(desk: Desk, reference: str, name: str, language: str | None) -> Paper:
    with desk.db.read() as connection:
        sheet = _sheet(desk, connection, reference, name, language)
    if recipient_codes.ensure(desk, reference):
        with desk.db.read() as connection:
            sheet = _sheet(desk, connection, reference, name, language)
    return paper(sheet)


def _sealed(desk: Desk, reference: str, language: str | None, reason: str | None) -> Paper:
    """The identity annex, after the opening was logged where each identity stands; another member has to have agreed to it."""
    with desk.db.write() as connection:
        sheet = _sheet(desk, connection, reference, _SEALED, language)
        _check_sealed(sheet.case)
        identities = _identities(connection, sheet.case.witness)
        if not identities:
            raise Refused("papers.no_identity", reference=reference)
        if reason is None:
            raise Refused("consultation.needed", reference=reference)
        consulting.log(desk, connection, desk.standing(connection), identities, reason)
        second_reader.check(desk, connection, desk.standing(connection), sheet.case.request, identities)
        if recipient_codes.ensured(desk, connection, sheet.case.request):
            sheet = _sheet(desk, connection, reference, _SEALED, language)
    return paper(replace(sheet, identities=identities))


def _check_sealed(case: Case) -> None:
    """Refuse an annex that the letter does not announce, or that would be sealed for nobody."""
    reference = case.request.get("reference", case.request.id)
    if case.request.get("identity_mode") != "sealed_annex" or "identity_mode" in case.request.conflicts:
        raise Refused("papers.not_sealed", reference=reference)
    if not str(case.request.get("sealed_annex", {}).get("recipient", "")).strip() or "sealed_annex" in case.request.conflicts:
        raise Refused("papers.no_recipient", reference=reference)


def _identities(connection: Connection, witness: Record | None) -> Sequence[Record]:
    """What this desk reads of who the person is."""
    return lists.linked(connection, IDENTITY, "witness", [witness.id]) if witness else ()


def _sheet(desk: Desk, connection: Connection, reference: str, name: str, language: str | None) -> Sheet:
    bare = letters.case_of(desk, connection, reference)
    for record in filter(None, (bare.request, bare.witness)):
        if record.get("restricted"):
            raise Refused("letter.restricted", record=record.get("code") or record.get("reference"))
    case = replace(bare, witness=letters.heard(bare))
    words = wording(_language(case, name, language))
    return Sheet(name, case, words, _other(case, words.language), home=desk.card.state, zones=_zones() if name == _DAY else {})


def _language(case: Case, name: str, language: str | None) -> str:
    """The language asked for; else the person's own for what the person reads, and the request's for the rest."""
    known = languages()
    own = next((tag for tag in _spoken(case) if tag in known), None) if name == _IN_PERSONS_LANGUAGE else None
    wanted = language or own or str(case.request.get("language", "en"))
    if wanted not in known:
        raise Refused("papers.language", language=wanted, languages=", ".join(known))
    return wanted


def _other(case: Case, language: str) -> Wording | None:
    """The words of the person's language, if they are there and it is another one."""
    tag = next((tag for tag in _spoken(case) if tag in languages() and tag != language), None)
    return wording(tag) if tag else None


def _spoken(case: Case) -> Sequence[str]:
    spoken: Sequence[str] = case.witness.get("languages", ()) if case.witness else ()
    return spoken


@cache
def _zones() -> dict[str, str]:
    """The zone of each State's seat of government."""
    return {state: zones[0] for state, zones in tomllib.loads(resources.read_text("zones.toml")).items()}
