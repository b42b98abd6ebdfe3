"""The words of a letter in one language (resources/letters/<language>/*.toml), with what its grammar does to a name in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel import Locale  # read when the first letter is drawn up: the program starts without it

# The files of a language's folder, without their ending.
FILES = ("general", "parts", "fields", "sentences", "variants", "grammar")
_RIGHT_TO_LEFT = ("ar", "fa", "he", "ur", "ps", "ckb", "dv", "yi")
_PREPOSITIONS = ("of", "to")
# The placeholders before which a preposition may run together with an article: "de {state}" is « du Sénégal ».
_NAMES = "state|requested|requesting|authorities|judicial|name|title|asking|rests_on"
_KOSOVO = "XK"  # XKX stands in no list of aliases
_UNKNOWN = "ZZ"  # what CLDR's ZZZ is an alias of


@dataclass(frozen=True)
class Wording:
    """Texts by dotted key; `language` is a BCP 47 tag, `grammar` says how names stand in a sentence."""

    language: str
    texts: Mapping[str, str]
    grammar: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def build(cls, language: str, tables: Iterable[Mapping[str, Any]]) -> Wording:
        """The wording that the parsed files of a language's folder make together."""
        texts: dict[str, str] = {}
        grammar: Mapping[str, Any] = {}
        for table in tables:
            for name, entries in table.items():
                if name == "grammar":
                    grammar = entries
                else:
                    texts |= {f"{name}.{key}": text for key, text in entries.items() if isinstance(text, str)}
        return cls(language, texts, grammar)

    @property
    def right_to_left(self) -> bool:
        """Whether the language is written from right to left."""
        return right_to_left(self.language)

    @property
    def unread(self) -> bool:
        """Whether no lawyer of the language has read these words yet."""
        return bool(self.grammar.get("unread"))

    def say(self, key: str, /, **arguments: object) -> str:
        """The text for `key` with its placeholders filled; KeyError where the language lacks it."""
        return self.fill(self.texts[key], arguments)

    def fill(self, template: str, arguments: Mapping[str, object]) -> str:
        """A text with its placeholders filled; a preposition before a name takes the form that the name asks for."""
        return _joining(template, self._before).format_map(_Arguments(self, arguments))

    @cached_property
    def _before(self) -> tuple[str, ...]:
        return tuple(str(self.grammar.get(name, "")) for name in _PREPOSITIONS)

    def joined(self, preposition: str, name: str) -> str:
        """A name behind a preposition ("of", "to"): "of the Netherlands", « du Sénégal », «del Reino Unido»."""
        for start, form in self.grammar.get("joined", {}).get(preposition, {}).items():
            if name.startswith(start):
                return f"{form}{name[len(start) :]}"
        return f"{self.grammar.get(preposition, '')}{name}"

    def the(self, term: str) -> str:
        """A treaty's term or name with its article, by its first word; one that begins with an article keeps it."""
        articles: Mapping[str, str] = self.grammar.get("the", {})
        if not term or any(article and term.lower().startswith(article.lower()) for article in articles.values()):
            return term
        return articles.get(re.split(r"[ -]", term, maxsplit=1)[0], articles.get("other", "")) + term

    def state(self, code: str) -> str:
        """A State within a sentence, with its article where it has one; its code where there is no name for it."""
        named = self.grammar.get("names", {}).get(code) or _territories(self.language).get(_alpha2(code), code)
        for article, codes in self.grammar.get("states", {}).items():
            if code in codes.split():
                return f"{article}{named}"
        return self._by_letter(named) if named != code else code

    def named_state(self, code: str) -> str:
        """A State as it is called in a list or an address, without an article."""
        return self.grammar.get("names", {}).get(code) or _territories(self.language).get(_alpha2(code), code)

    def _by_letter(self, named: str) -> str:
        """The article of a name that no list of the grammar gives: by its first letter, or the usual one."""
        for start, article in self.grammar.get("usual", {}).items():
            if named.startswith(start) or start == "other":
                return f"{article}{named}"
        return named

    def tongue(self, tag: str) -> str:
        """The name of a language within a sentence, or its tag where this language has no name for it."""
        own = self.grammar.get("languages", {}).get(tag)
        return str(own or _tongues(self.language).get(tag.replace("-", "_")) or _tongues(self.language).get(tag.partition("-")[0]) or tag)

    def month(self, number: int) -> str:
        """The name of a month within a date."""
        return str(_locale(self.language).months["format"]["wide"][number])

    def weekday(self, iso_day: int) -> str:
        """The name of a day of the week, Monday being 1."""
        return str(_locale(self.language).days["format"]["wide"][iso_day - 1])

    def listed(self, names: list[str]) -> str:
        """Names as a list in a sentence."""
        from babel.lists import format_list

        style: Any = "standard"
        return format_list(names, style, _locale(self.language)).replace(", and ", " and ") if names else ""


def right_to_left(language: str) -> bool:
    """Whether a language (a BCP 47 tag) is written from right to left."""
    return language.partition("-")[0] in _RIGHT_TO_LEFT


class _Arguments(dict[str, object]):
    """Arguments by name; "of_state" is the argument `state` behind the preposition "of"."""

    def __init__(self, words: Wording, arguments: Mapping[str, object]) -> None:
        super().__init__(arguments)
        self._words = words

    def __missing__(self, key: str) -> str:
        preposition, _, name = key.partition("_")
        if preposition not in _PREPOSITIONS or name not in self:
            raise KeyError(key)
        return self._words.joined(preposition, str(self[name]))


@lru_cache(maxsize=4096)
def _joining(template: str, before: tuple[str, ...]) -> str:
    """The template with "de {state}" turned into "{of_state}"."""
    for name, words in zip(_PREPOSITIONS, before, strict=True):
        if words:
            template = re.sub(rf"(?<!\w){re.escape(words)}\{{({_NAMES})\}}", rf"{{{name}_\1}}", template)
    return template


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    """The data of CLDR for a language; English for one that it does not hold."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@lru_cache(maxsize=64)
def _territories(language: str) -> Mapping[str, str]:
    return {code: name for code, name in _locale(language).territories.items() if code != _UNKNOWN}


@lru_cache(maxsize=64)
def _tongues(language: str) -> Mapping[str, str]:
    return dict(_locale(language).languages)


@lru_cache(maxsize=512)
def _alpha2(code: str) -> str:
    from babel.core import get_global

    return _KOSOVO if code == "XKX" else str(get_global("territory_aliases").get(code, [code])[0])


def gaps(words: Wording, like: Wording) -> Iterator[str]:
    """The keys that a language lacks or whose placeholders differ from those of `like`."""
    for key, text in like.texts.items():
        if key not in words.texts or placeholders(words.texts[key]) != placeholders(text):
            yield key


def placeholders(text: str) -> frozenset[str]:
    """What a text wants filled in."""
    return frozenset(re.findall(r"\{([^{}]*)\}", text))
