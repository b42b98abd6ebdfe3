"""What the program brings along: words, treaties, templates, icons."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from jitdesk.kernel.errors import Refused
from jitdesk.kernel.words import Text

_PACKAGE = Path(__file__).resolve().parent.parent


@cache
def folder() -> Path:
    """The folder `resources`: inside the package (wheel, frozen program) or beside it (checkout, frozen program)."""
    for place in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        if (place / "words").is_dir():
            return place
    # Not a key of the catalogue: the catalogue is what is missing.
    raise FileNotFoundError("The folder 'resources' is missing from this installation of JITDesk; install it again.")


def read_bytes(name: str) -> bytes:
    """The content of one resource, named from `resources/` ("templates/letter.docx")."""
    return (folder() / name).read_bytes()


def read_text(name: str) -> str:
    """The text of one resource, UTF-8, named from `resources/` ("treaties/lhc.toml")."""
    return (folder() / name).read_text(encoding="utf-8")


def languages() -> list[str]:
    """The languages that the catalogue speaks."""
    return sorted(place.name for place in (folder() / "words").iterdir() if place.is_dir())


def words(language: str = "en", parts: Sequence[str] = ("*",)) -> dict[str, Text]:
    """The catalogue of one language for `kernel.words.install`, or those `parts` (files) of it; Refused for a language not there."""
    if language not in languages():
        raise Refused("resources.no_language", language=language, known=", ".join(languages()))
    catalogue: dict[str, Text] = {}
    place = folder() / "words" / language
    for file in sorted(path for part in parts for path in place.glob(f"{part}.toml")):
        for key, text in _flat(tomllib.loads(file.read_text(encoding="utf-8")), ""):
            if key in catalogue:
                raise ValueError(f"{file.name}: the key {key} stands in another file too")
            catalogue[key] = text
    return catalogue


def _flat(table: dict[str, object], prefix: str) -> Iterator[tuple[str, Text]]:
    for name, value in table.items():
        key = prefix + name
        if isinstance(value, dict) and value.keys() != {"one", "other"}:
            yield from _flat(value, key + ".")
        elif isinstance(value, dict):
            yield key, {"one": str(value["one"]), "other": str(value["other"])}
        elif isinstance(value, str):
            yield key, value
        else:
            raise ValueError(f"{key} is not a text")


def read_all(folder_name: str, suffix: str) -> list[str]:
    """The texts of all files with this suffix in a folder of the resources, in the order of their names."""
    return [path.read_text(encoding="utf-8") for path in sorted((folder() / folder_name).glob(f"*{suffix}"))]
