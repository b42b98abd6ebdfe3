"""A finding: one thing that a request lacks, with its weight, article, field and sentence."""

from __future__ import annotations

from dataclasses import dataclass

from jitdesk.drafting.basis import Basis, Element, Need
from jitdesk.kernel.words import Message


@dataclass(frozen=True)
class Finding:
    """One thing that a request lacks, in which field; `asks` is true for a question to a person rather than a gap to fill.

    `holds` is false for what is to be done once the letter is on its way: nothing becomes final by it, nor a draft again.
    """

    code: str
    severity: Need
    article: str
    field: str
    message: Message
    asks: bool = False
    holds: bool = True

    @property
    def blocks(self) -> bool:
        """Whether the request cannot become final with it."""
        return self.holds and self.severity is not Need.RECOMMENDED


@dataclass(frozen=True)
class Gap:
    """A finding before its basis is known: which sentence of the catalogue, and a need where it differs from the element's own."""

    code: str
    field: str
    sentence: str = ""
    need: Need | None = None
    asks: bool = False
    arguments: tuple[tuple[str, object], ...] = ()


def found(gap: Gap, basis: Basis) -> Finding:
    """The finding that a gap is under a basis which has its element."""
    element = basis.elements[gap.code]
    article = _article(element, basis)
    if element.text and not gap.sentence:
        message = Message("drafting.own", {"text": element.text, "art": article})
    else:
        key = f"drafting.{gap.code}{gap.sentence and '_' + gap.sentence}"
        message = Message(key, {"art": article, "basis": basis.code, **dict(gap.arguments)})
    need = element.need if gap.need is None or not element.confirmed else gap.need
    return Finding(gap.code, need, element.article, gap.field, message, gap.asks)


def _article(element: Element, basis: Basis) -> Message:
    if not element.confirmed or element.number == "?":
        return Message("drafting.unconfirmed", {"basis": basis.code})
    if element.number:
        key = "drafting.number_open" if element.number[0].isdigit() else "drafting.provision_open"
        return Message(key, {"basis": basis.code, "article": element.number})
    if element.article:
        key = "drafting.article" if element.article[0].isdigit() else "drafting.provision"
        return Message(key, {"basis": basis.code, "article": element.article})
    key = "drafting.good_practice" if element.need is Need.RECOMMENDED else "drafting.no_article"
    return Message(key, {"basis": basis.code})
