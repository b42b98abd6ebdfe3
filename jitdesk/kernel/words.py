"""The catalogue: every sentence made below the window is a key with arguments, put into words here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_catalogue: dict[str, str | dict[str, str]] = {}


@dataclass(frozen=True)
class Message:
    """A sentence that is not yet in any language: catalogue key and arguments."""

    key: str
    arguments: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return say(self.key, **self.arguments)


def install(catalogue: Mapping[str, str | dict[str, str]]) -> None:
    """Make `catalogue` (dotted key to text, or to `one`/`other` texts chosen by the argument `n`) the one that is spoken."""
    _catalogue.clear()
    _catalogue.update(catalogue)


def known(key: str) -> bool:
    """Whether the catalogue holds `key`."""
    return key in _catalogue


def say(key: str, /, **args: object) -> str:
    """The sentence for `key` with its arguments; the key itself where the catalogue does not hold it (a test forbids that)."""
    text = _catalogue.get(key, key)
    if isinstance(text, dict):
        text = text["one"] if args.get("n") == 1 else text["other"]
    return text.format(**args) if args else text
