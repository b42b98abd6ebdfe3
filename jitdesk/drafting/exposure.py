"""Protected details that stand in a request or in what its papers take over (P07): which kind of detail and where, never the detail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from jitdesk.domain import protection
from jitdesk.domain.life import DRAFTING, status
from jitdesk.domain.records import Record
from jitdesk.domain.states import STATES
from jitdesk.drafting.answers import answer
from jitdesk.drafting.basis import Need
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Finding
from jitdesk.drafting.identity_needles import Needle, needles
from jitdesk.drafting.passages import passages
from jitdesk.drafting.raising import label, raised
from jitdesk.drafting.spelling import Passage
from jitdesk.drafting.structure import lines
from jitdesk.kernel.values import sha256
from jitdesk.kernel.words import Message, say

# Where officials are named: their given names and towns may well be those of the person too.
_OFFICIAL = """
    requesting_authority requesting_official requesting_contact investigating_authority validating_authority sending_central_authority
    requested_authority executing_authority contact_point conducting_authority conducting_persons signature basis_confirmed
"""
# Where a detail is put into the letter on purpose, with the name that is written in by hand.
_ON_PURPOSE = frozenset({"nationality", "whereabouts", "custody_place"})
# Records whose words a letter or a paper takes over, by the field of the request that leads to them.
_TAKEN_OVER = (("measures", "measures"), ("earlier_accounts", "accounts"), ("translation", "translations"))
_LINKED = (("jit", "agreement"), ("proceeding", "proceeding"))
COMPARED = "name_compared"  # by whom, on what day, with what, and the hash of the words compared


def findings(case: Case) -> Iterator[Finding]:
    """P07, once for each field and kind of detail; where the identity of a protected person cannot be read here, whether somebody compared.

    Where all that was found is single words that a person said are no name there, it is told and blocks nothing.
    """
    texts = _texts(case)
    if not comparable(case):
        yield from _not_compared(case, texts)
    elif answer(case.request, "identity_mode") == "in_letter":
        yield from _found(case, {field: those for field, those in texts.items() if field not in _ON_PURPOSE})
    else:
        yield from _found(case, texts)


def compared_words(case: Case) -> str:
    """The hash of all words in which a detail is looked for, as they are now."""
    return _hash(_texts(case))


def comparable(case: Case) -> bool:
    """Whether anything of who the person is can be read here, so that the words can be compared with it."""
    return any(True for identity in case.identities for _ in needles(identity, ()))


def _not_compared(case: Case, texts: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """That nobody is known to have compared these words with the identity of a protected person, while the letter is a draft."""
    witness = case.witness
    if witness is None or not protection.protected(witness, ()) or status(case.request) not in DRAFTING:
        return
    told = answer(case.request, COMPARED) or {}
    if told.get("sha256") != _hash(texts):
        sentence, code = "changed" if told else "not_compared", case.code or str(witness.get("code", ""))
        yield raised("P07", Need.MANDATORY, "witness", sentence, witness=code, by=told.get("by", ""), date=told.get("on", ""))


def _hash(texts: Mapping[str, Sequence[str]]) -> str:
    lined = "\n".join(f"{field}: {text}" for field, those in sorted(texts.items()) for text in those)
    return sha256(lined.encode("utf-8", "surrogatepass"))


def _found(case: Case, texts: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    wanted = _wanted(case, texts)
    code = case.code or str(case.witness.get("code", "") if case.witness else "")
    # First in all of it at once: as a rule nothing is there, and no field has to be read by itself.
    for field, those in texts.items() if wanted else ():
        passage = Passage("\n".join(those))
        found = [(identity, needle) for identity, needle in wanted if needle.found(passage)]
        cleared = {identity.id: cleared_words(identity, case.request, field, those) for identity, _ in found}
        for kind in dict.fromkeys(needle.kind for _, needle in found):
            still = any(needle.found(passage, cleared[identity.id]) for identity, needle in found if needle.kind == kind)
            need, sentence = (Need.MANDATORY, "") if still else (Need.RECOMMENDED, "cleared")
            detail = Message(f"drafting_case.detail_{kind}")
            yield raised("P07", need, field, sentence, witness=code, section=label(field), detail=detail)


def _texts(case: Case) -> dict[str, list[str]]:
    """Every text of the request by the field in which it stands, or that leads to the record in which it stands."""
    texts: dict[str, list[str]] = {}
    for field, text in passages(case.request):
        if field != COMPARED:
            texts.setdefault(field, []).append(text)
    around = [(field, getattr(case, name)) for field, name in _TAKEN_OVER]
    around += [(field, (one,)) for field, name in _LINKED if (one := getattr(case, name)) is not None]
    for field, records in around:
        for record in records:
            texts.setdefault(field, []).extend(text for _, text in passages(record))
    for file in case.files:
        texts.setdefault("annex_list", []).append(str(file.get("name", "")).replace("_", " "))
    return texts


def _wanted(case: Case, texts: Mapping[str, Sequence[str]]) -> list[tuple[Record, Needle]]:
    """What stands somewhere in these texts, with the identity whose detail it is."""
    whole = Passage("\n".join(text for those in texts.values() for text in those))
    common = {word for field in _OFFICIAL.split() for text in texts.get(field, []) for word in Passage(text).words} | _states(
        say("state.ARG")
    )
    return [(identity, needle) for identity in case.identities for needle in needles(identity, common) if needle.found(whole)]


def clearing(case: Case, field: str, word: str) -> list[tuple[Record, str]]:
    """The identities of whose names a word is found alone in a field, each with the hash of the lines in which it stands there.

    None where that is not so: for more than one word, a number, a place, a name of one word.
    """
    texts, words = _texts(case), Passage(word).words
    those = texts.get(field, [])
    passage = Passage("\n".join(those))
    told = {identity.id: identity for identity, needle in _wanted(case, texts) if needle.told_by(passage).issuperset(words)}
    return [(identity, _around(those, words[0])) for identity in told.values()] if len(words) == 1 else []


def cleared_words(identity: Record, request: Record, field: str, texts: Sequence[str]) -> frozenset[str]:
    """The words that were said to be no name in a field of a request, while the lines in which they stand are still the same."""
    rows = [row for row in identity.get("cleared", ()) if row.get("request") == request.id and row.get("field") == field]
    words = [(word, row.get("sha256")) for row in rows for word in Passage(str(row.get("word", ""))).words[:1]]
    return frozenset(word for word, around in words if around == _around(texts, word))


def _around(texts: Sequence[str], word: str) -> str:
    """The hash of the lines of texts in which a word stands."""
    found = [line for text in texts for line in lines(text) if word in Passage(line).vocabulary]
    return sha256("\n".join(found).encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=1)
def _states(one: str) -> frozenset[str]:
    """The words of the names of States in the language in which `one` of them is so called."""
    return frozenset(Passage("\n".join(say(f"state.{code}") for code in STATES)).words)
