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
    """A pattern of phrases whose words begin with capitals. Nothing stands before it: then a text is skipped to where one can begin."""
    return "|".join(_SPACE.join(map(_word, re.split(r"[ -]", phrase))) for phrase in sorted(phrases, key=len, reverse=True))


def _word(word: str) -> str:
    rest = "".join(f"[{char}{char.lower()}]" if char.isalpha() else re.escape(char) for char in word[1:])
    return re.escape(word[0]) + rest


_SPACE = r"[\s/_-]+"
_PHRASE = re.compile(rf"(?:{_either(_PHRASES)})(?!\w)")
_WORD = re.compile(rf"(?:{'|'.join(_WORDS)})(?!\w)")
_NEAR = 60  # characters in which a neighbour stands
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
    for pattern in (_PHRASE, _WORD):
        for found in pattern.finditer(plain):
            if not plain[max(found.start() - 1, 0) : found.start()].isalnum() and (pattern is _PHRASE or not _shouted(plain, found)):
                return found[0]
    return ""


def _shouted(text: str, word: re.Match[str]) -> bool:
    """Whether a word is in capitals because what stands around it is."""
    before = _NEIGHBOURS.findall(text[max(word.start() - _NEAR, 0) : word.start()].rpartition("\n")[2])
    after = _NEIGHBOURS.findall(text[word.end() : word.end() + _NEAR].partition("\n")[0])
    beside = [*before[-1:], *after[:1]]
    return any(one.isupper() and one.casefold() not in ("noforn", "rel", "eyes", "ue", "eu") for one in beside)
