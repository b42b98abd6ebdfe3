"""The catalogue: every sentence made below the window is a key with arguments, put into words here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Text = str | dict[str, str]
Catalogue = Mapping[str, Text]
"""Dotted key to text, or to `one`/`other` texts of which the argument `n` chooses."""

_catalogue: dict[str, Text] = {}
_rest: list[Callable[[], Catalogue]] = []


@dataclass(frozen=True)
class Message:
    """A sentence that is not yet in any language: catalogue key and arguments."""

    key: str
    arguments: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return say(self.key, **self.arguments)


def install(catalogue: Catalogue, rest: Callable[[], Catalogue] | None = None) -> None:
    """Make `catalogue` the one that is spoken; `rest` brings what it lacks once a key is asked for that it does not hold."""
    _catalogue.clear()
    _catalogue.update(catalogue)
    _rest[:] = [rest] if rest else []


def known(key: str) -> bool:
    """Whether the catalogue holds `key`."""
    if key not in _catalogue and _rest:
        _catalogue.update(_rest.pop()())
    return key in _catalogue


def say(key: str, /, **args: object) -> str:
    """The sentence for `key` with its arguments; the key itself where the catalogue does not hold it (a test forbids that)."""
    text = _catalogue[key] if known(key) else key
    if isinstance(text, dict):
        text = text["one"] if args.get("n") == 1 else text["other"]
    return text.format(**args) if args else text
