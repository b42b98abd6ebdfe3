"""Classification markings in the texts of a request (P25): national and of organisations, as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jitdesk.drafting.basis import Need
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Finding
from jitdesk.drafting.passages import passages
from jitdesk.drafting.raising import raised

# Nothing but a marking is written like this, in capitals or with capital initials.
_PHRASES = (
    *("TOP SECRET", "COSMIC TOP SECRET", "EU TOP SECRET", "EU SECRET", "EU CONFIDENTIAL", "EU RESTRICTED", "UE RESTRICTED"),
    *("NATO SECRET", "NATO CONFIDENTIAL", "NATO RESTRICTED", "RESTREINT UE", "CONFIDENTIEL UE", "SECRET UE", "TRÈS SECRET UE"),
    *("TRÈS SECRET DÉFENSE", "SECRET DÉFENSE", "CONFIDENTIEL DÉFENSE", "DIFFUSION RESTREINTE"),
    *("STRENG GEHEIM", "VS-VERTRAULICH", "VS-NUR FÜR DEN DIENSTGEBRAUCH", "STG. GEHEIM", "STG. CONFIDENTIEEL", "ZEER GEHEIM"),
    *("DIFUSIÓN LIMITADA", "SEGRETISSIMO", "RISERVATISSIMO", "STROGO TAJNO", "STROGO ZAUPNO", "STROGO POVERLJIVO", "ŚCIŚLE TAJNE"),
    *("СОВЕРШЕННО СЕКРЕТНО", "ЦІЛКОМ ТАЄМНО", "ОСОБЛИВОЇ ВАЖЛИВОСТІ", "ДЛЯ СЛУЖЕБНОГО ПОЛЬЗОВАНИЯ", "СТРОГО ПОВЕРЉИВО", "سري للغاية"),
)
# Words of ordinary language too: a marking only in capitals, and not in a line that is all capitals. "Confidential" is the judicial
# marking of a letter ("confidential by agreement") and stands in the list above only with its organisation.
_WORDS = (
    *("SECRET", "RESTRICTED", "GEHEIM", "TAJNO", "TAJNE", "ZAUPNO", "SECRETO", "RESERVADO", "SEGRETO", "RISERVATO", "VERTROUWELIJK"),
    *("СЕКРЕТНО", "ТАЄМНО", "ПОВЕРЉИВО", "ТАЈНО"),
)


def _either(phrases: tuple[str, ...]) -> str:
    return "|".join(re.escape(phrase).replace(r"\ ", r"[\s/_-]+") for phrase in sorted(phrases, key=len, reverse=True))


_PHRASE = re.compile(rf"(?<!\w)(?:{_either(_PHRASES)})(?!\w)", re.IGNORECASE)
_WORD = re.compile(rf"(?<!\w)(?:{'|'.join(_WORDS)})(?!\w)")
_NEIGHBOURS = re.compile(r"[^\W\d_]{2,}")


def findings(case: Case) -> Iterator[Finding]:
    """P25, once for each field with such a marking."""
    found: dict[str, str] = {}
    for field, text in passages(case.request):
        if field not in found and (marking := classification(text)):
            found[field] = marking
    for file in case.files:
        if "annex_list" not in found and (marking := classification(str(file.get("name", "")))):
            found["annex_list"] = marking
    for field, marking in found.items():
        yield raised("P25", Need.MANDATORY, field, marking=marking)


def classification(text: str) -> str:
    """The first classification marking in a text, or ""."""
    if text.islower():
        return ""
    # A marking on a file's name is joined by underscores, and those are letters to a pattern.
    plain = text.replace("_", " ")
    for phrase in _PHRASE.finditer(plain):
        if not any(word[0].islower() for word in _NEIGHBOURS.findall(phrase[0])):
            return phrase[0]
    return next((word[0] for word in _WORD.finditer(plain) if not _shouted(plain, word)), "")


def _shouted(text: str, word: re.Match[str]) -> bool:
    """Whether a word is in capitals because what stands around it is."""
    start, end = text.rfind("\n", 0, word.start()) + 1, text.find("\n", word.end())
    before = _NEIGHBOURS.findall(text[start : word.start()])
    after = _NEIGHBOURS.findall(text[word.end() : end if end >= 0 else len(text)])
    beside = [*before[-1:], *after[:1]]
    return any(one.isupper() and one.casefold() not in ("noforn", "rel", "eyes", "ue", "eu") for one in beside)
