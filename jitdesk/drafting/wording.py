"""The words of a letter in one language (resources/letters/<language>/*.toml)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# The files of a language's folder, without their ending.
FILES = ("general", "parts", "sentences", "states", "languages")


@dataclass(frozen=True)
class Wording:
    """Texts by dotted key; `language` is a BCP 47 tag."""

    language: str
    texts: Mapping[str, str]

    @classmethod
    def build(cls, language: str, tables: Iterable[Mapping[str, Any]]) -> Wording:
        """The wording that the parsed files of a language's folder make together."""
        texts = {f"{name}.{key}": text for table in tables for name, entries in table.items() for key, text in entries.items()}
        return cls(language, texts)

    def say(self, key: str, /, **arguments: object) -> str:
        """The text for `key` with its placeholders filled; KeyError where the language lacks it."""
        return self.texts[key].format(**arguments)

    def name(self, table: str, code: str) -> str:
        """The name of a State or a language within a sentence, or its code where the language has none."""
        return self.texts.get(f"{table}.{code}", code)

    def listed(self, names: list[str]) -> str:
        """Names as a list in a sentence."""
        if len(names) < 2:
            return "".join(names)
        return self.say("list.and", first=", ".join(names[:-1]), last=names[-1])
