"""A legal basis as data: what a request under it must hold, article by article, and its own terms (resources/treaties/*.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Need(StrEnum):
    """How far an element is owed: mandatory, mandatory once its condition holds, recommended (request-data, section 2)."""

    MANDATORY = "M"
    CONDITIONAL = "C"
    RECOMMENDED = "R"


@dataclass(frozen=True)
class Element:
    """One element of a request under a basis; `article` is empty where no article asks for it or where it is not `confirmed`."""

    need: Need
    article: str
    confirmed: bool

    @classmethod
    def build(cls, table: Mapping[str, str]) -> Element:
        """The element of one line of a treaty file; one whose article is not confirmed is only recommended."""
        article = table["article"]
        if article.endswith("?"):
            return cls(Need.RECOMMENDED, "", confirmed=False)
        return cls(Need(table["need"]), article, confirmed=True)


@dataclass(frozen=True)
class Basis:
    """A treaty on which requests rest: its elements by code, the articles its letters cite by subject, its terms by language."""

    code: str
    channels: frozenset[str]
    elements: Mapping[str, Element]
    cite: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]

    @classmethod
    def build(cls, table: Mapping[str, Any]) -> Basis:
        """The basis that a parsed treaty file describes."""
        return cls(
            code=table["code"],
            channels=frozenset(table["channels"]),
            elements={code: Element.build(element) for code, element in table["elements"].items()},
            cite=table["cite"],
            words=table["words"],
        )
