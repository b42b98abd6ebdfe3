"""A legal basis as data: what a request under it must hold, article by article, and its own terms (resources/treaties/*.toml)."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec

from jitdesk.domain.kinds.request import QUESTIONS

ELEMENTS = tuple(f"E{n:02}" for n in range(1, 41))
_FALLBACK = "en"
_OFF = ("n", "-")
_TEMPLATES = {"opening": {"authority", "state"}, "closing": {"state"}}
_LONG, _SHORT = 2_000, 200
_UNKNOWN = "?"

_PRINTED = r"^[^\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]*$"  # what may stand in a document, in one line
_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=_LONG, pattern=_PRINTED)]
_Article = Annotated[str, msgspec.Meta(max_length=_SHORT, pattern=_PRINTED)]
_Code = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}$")]
_Question = Annotated[int, msgspec.Meta(ge=1, le=QUESTIONS)]
_Channel = Literal["central", "direct", "diplomatic", "interpol", "eurojust", "electronic"]
_Articles = Annotated[dict[_Article, _Article], msgspec.Meta(max_length=100)]


class Need(StrEnum):
    """How far an element is owed: mandatory, mandatory once its condition holds, recommended (request-data, section 2)."""

    MANDATORY = "M"
    CONDITIONAL = "C"
    RECOMMENDED = "R"


@dataclass(frozen=True)
class Element:
    """One element of a request under a basis; `article` is empty where no article asks for it or where it is not `confirmed`.

    Where only the number is still to be confirmed, `number` holds it ("?" where it is from memory) and `article` is empty: the content was
    read, and its check blocks.
    `text` is the basis' own sentence for its finding.
    """

    need: Need
    article: str
    confirmed: bool
    number: str = ""
    text: str = ""

    @classmethod
    def build(cls, table: Mapping[str, str]) -> Element:
        """The element of one line of a treaty file: with an article not confirmed ("?") only recommended, with "*" its number is open."""
        article, text = table["article"].strip(), table.get("text", "")
        if article.endswith("?"):
            return cls(Need.RECOMMENDED, "", confirmed=False, text=text)
        if article.endswith("*"):
            number = article.removesuffix("*").strip()
            return cls(Need(table["need"]), "", confirmed=True, number=_UNKNOWN if number.endswith("?") else number, text=text)
        return cls(Need(table["need"]), article, confirmed=True, text=text)


class Scope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which requests may rest on a basis: the offences in words, and the questions before any letter of which one must be answered "yes".

    `annexes`: crimes of its annexes are within only where both States accepted the annex; `case_by_case`: an agreement about this one
    request puts it within; `not_military`: a charge under military law alone is outside; `to_court`: a court is asked, and no State.
    """

    offences: _Text
    questions: tuple[_Question, ...] = ()
    annexes: bool = False
    case_by_case: bool = False
    not_military: bool = False
    to_court: bool = False


class Conduct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a hearing under a basis goes: who conducts, is present, identifies and summons, minutes, costs, what a suspect needs."""

    conducts: Literal["requesting_judicial", "requesting_competent", "by_agreement", "requested"] = "by_agreement"
    presence: Literal["requested_judicial", "requested_competent", "by_agreement", "none"] = "by_agreement"
    identity: Literal["duty", "on_request", "by_agreement"] = "by_agreement"
    summons: Literal["duty", "on_request", "by_agreement"] = "by_agreement"
    minutes: Literal["listed", "by_agreement"] = "by_agreement"
    costs: Literal["link_to_requesting", "ordinary_to_requested", "by_agreement"] = "by_agreement"
    suspect: tuple[Literal["consent", "agreement", "opt_out"], ...] = ("consent", "agreement")


_ANY = Scope("")
_AGREED = Conduct()


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    need: Literal["M", "C", "R", "n", "-"]
    article: _Article
    text: Annotated[str, msgspec.Meta(max_length=_LONG, pattern=_PRINTED)] = ""


class _Words(msgspec.Struct, forbid_unknown_fields=True):
    name: _Text
    title: _Text
    adopted: _Text
    rests_on: _Text
    requesting_state: _Text
    requested_state: _Text
    unnamed_state: _Text
    opening: _Text
    closing: _Text


class _File(msgspec.Struct, forbid_unknown_fields=True):
    code: _Code
    channels: tuple[_Channel, ...]
    source: _Text
    verified_on: date
    confidence: Literal["read", "partly_read", "not_read"]
    scope: Scope
    elements: dict[str, _Line]
    words: dict[str, _Words]
    conduct: Conduct = _AGREED
    cite: _Articles = {}


class NoBasis(ValueError):
    """A treaty file that does not describe a basis; `why` says what is wrong, and where."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Basis:
    """A treaty on which requests rest: its elements by code, the articles its letters cite by subject, its terms by language.

    An element that does not apply is not among `elements`, nor one that it does not cover: the codes of these are in `without`.
    `own` is true for a file of the team's own,
    `verified` is the day on which somebody compared it with its `source`, `confidence` how much of the text was read.
    """

    code: str
    channels: frozenset[str]
    elements: Mapping[str, Element]
    cite: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    without: frozenset[str] = frozenset()
    scope: Scope = _ANY
    conduct: Conduct = _AGREED
    source: str = ""
    verified: date | None = None
    confidence: str = "not_read"
    own: bool = False

    @classmethod
    def build(cls, table: Mapping[str, Any], *, own: bool = False) -> Basis:
        """The basis that a parsed treaty file describes; raises NoBasis where it does not describe one."""
        try:
            file = msgspec.convert(table, _File)
        except msgspec.ValidationError as error:
            raise NoBasis(str(error)) from None
        _check_elements(file.elements)
        _check_words(file.words)
        lines = {code: msgspec.structs.asdict(line) for code, line in sorted(file.elements.items()) if line.need not in _OFF}
        return cls(
            code=file.code,
            channels=frozenset(file.channels),
            elements={code: Element.build(line) for code, line in lines.items()},
            cite=file.cite,
            without=frozenset(code for code, line in file.elements.items() if line.need == "n"),
            words={language: msgspec.structs.asdict(words) for language, words in file.words.items()},
            scope=file.scope,
            conduct=file.conduct,
            source=file.source,
            verified=file.verified_on,
            confidence=file.confidence,
            own=own,
        )

    def terms(self, language: str) -> Mapping[str, str]:
        """Its words in a language (a BCP 47 tag), or in English where it has none in that one."""
        return self.words.get(language) or self.words.get(language.partition("-")[0]) or self.words[_FALLBACK]


def _check_elements(elements: Iterable[str]) -> None:
    missing = [code for code in ELEMENTS if code not in elements]
    if missing:
        raise NoBasis(f"missing element {missing[0]} - at `$.elements`")
    strange = sorted(set(elements) - set(ELEMENTS))
    if strange:
        raise NoBasis(f"no such element: {strange[0][:_SHORT]} - at `$.elements`")


def _check_words(words: Mapping[str, _Words]) -> None:
    if _FALLBACK not in words:
        raise NoBasis(f"missing words in the language {_FALLBACK} - at `$.words`")
    for language, terms in words.items():
        for name, text in msgspec.structs.asdict(terms).items():
            if not _fills(text, _TEMPLATES.get(name, set())):
                raise NoBasis(f"a brace that is no placeholder of this text - at `$.words.{language[:_SHORT]}.{name}`")


def _fills(text: str, allowed: set[str]) -> bool:
    """Whether the text holds no placeholder but the plain ones allowed: a file from outside must not reach into the program by one."""
    try:
        parsed = list(string.Formatter().parse(text))
    except ValueError:
        return False
    return all(name is None or (name in allowed and not spec and conversion is None) for _, name, spec, conversion in parsed)
