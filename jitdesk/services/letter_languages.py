"""The languages in which letters are drawn up: a folder of words each, shipped or in the folder `letters` beside the settings."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from jitdesk.drafting.wording import FILES, Wording, gaps
from jitdesk.kernel.errors import Refused
from jitdesk.system import places, resources

_FOLDER = "letters"
FIRST = "en"
PAPERS = "paper"  # so the keys of the other documents begin, which a language may lack
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_BYTES = 512 * 1024  # of one file
_NAMED = 5  # keys of a refusal

_Stamp = tuple[tuple[str, int, int], ...]


def languages() -> tuple[str, ...]:
    """The tags of the languages on this machine, English first; a folder that was put there a moment ago is among them."""
    return (FIRST, *sorted(_folders().keys() - {FIRST}))


def unusable(language: str) -> bool:
    """Whether letters cannot be drawn up in a language after all: its files cannot be read, or lack a text."""
    try:
        wording(language)
    except Refused:
        return True
    return False


def unread(language: str) -> bool:
    """Whether no lawyer of the language has read its words yet: who drafts in it has to be told."""
    try:
        return wording(language).unread
    except Refused:  # said when a letter is drawn up in it
        return False


def wording(language: str) -> Wording:
    """The words of a language; Refused for one that is not there, whose files cannot be read, or that lacks a text."""
    place = _folders().get(language)
    if place is None:
        raise Refused("letter.language", language=language, languages=", ".join(languages()))
    made = _read(language, place, _stamp(place))
    english = _folders()[FIRST]
    wrong = [] if language == FIRST else _wrong(language, place, _stamp(place), _stamp(english))
    if wrong:
        named = ", ".join(wrong[:_NAMED])
        raise Refused("letter_languages.incomplete", language=language, keys=named, count=len(wrong))
    return made


def _folders() -> dict[str, Path]:
    """The folder of each language; the team's own never stands in the place of a shipped one."""
    found = {place.name: place for place in _named(resources.folder() / _FOLDER)}
    try:
        own = _named(places.config() / _FOLDER)
    except (OSError, Refused):
        own = []
    return {**{place.name: place for place in own}, **found}


def _named(parent: Path) -> list[Path]:
    if not parent.is_dir():
        return []
    return sorted(place for place in parent.iterdir() if place.is_dir() and _TAG.fullmatch(place.name))


def _stamp(place: Path) -> _Stamp:
    """What changes when a file of the folder does."""
    files = sorted(path for path in place.glob("*.toml") if path.is_file())
    return tuple((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in files)


@lru_cache(maxsize=32)
def _read(language: str, place: Path, files: _Stamp) -> Wording:
    tables = []
    for name, _, size in files:
        try:
            if size > _BYTES:
                raise ValueError(name)
            tables.append(tomllib.loads((place / name).read_text(encoding="utf-8")))
        except (OSError, ValueError, RecursionError) as error:
            raise Refused("letter_languages.unread", language=language, file=name) from error
    try:
        return Wording.build(language, tables)
    except (AttributeError, TypeError) as error:
        raise Refused("letter_languages.unread", language=language, file=place.name) from error


@lru_cache(maxsize=32)
def _wrong(language: str, place: Path, files: _Stamp, english: _Stamp) -> list[str]:
    """What a letter needs and the language lacks; what other documents need stands in further files."""
    needed = tuple(file for file in english if file[0].removesuffix(".toml") in FILES)
    return list(gaps(_read(language, place, files), _read(FIRST, _folders()[FIRST], needed)))
