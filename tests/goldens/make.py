"""Writes the goldens of letters: `python -m tests.goldens.make`; look at the difference before you keep it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

from lxml import etree

from jitdesk.documents.word import write
from jitdesk.drafting.structure import Letter
from jitdesk.system import resources
from tests.goldens.plain import beside, plain, written
from tests.goldens.rich import CODES, LANGUAGES, SECOND, drawn, in_two_languages

FOLDER = Path(__file__).parent / "letters"
# Every golden letter by the name of its file.
LETTERS: Mapping[str, Callable[[], Letter]] = {
    **{f"{code}.{language}": partial(drawn, code, language) for code in CODES for language in LANGUAGES},
    f"LHC.en-{SECOND}": partial(in_two_languages, "LHC", "en", SECOND),
}


def document(name: str) -> bytes:
    """A golden letter as a Word document."""
    return write(LETTERS[name](), resources.read_bytes("templates/letter.docx"))


@cache
def _first(language: str) -> etree._Element:
    name = f"{CODES[0]}.{language}"
    return plain(document(name), name)


def golden(name: str) -> etree._Element:
    """A golden letter as plain XML; under every basis but the first, what stands in the letter under that one too is left out."""
    made = plain(document(name), name)
    code, _, language = name.partition(".")
    return made if code == CODES[0] else beside(made, _first(language))


def main() -> None:
    """Write every golden anew."""
    FOLDER.mkdir(exist_ok=True)
    for name in LETTERS:
        (FOLDER / f"{name}.xml").write_bytes(written(golden(name)))


if __name__ == "__main__":
    main()
