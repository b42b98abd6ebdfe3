"""Languages of letters as folders of words: shipped, dropped in, incomplete, broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from jitdesk.kernel.errors import Refused
from jitdesk.services import editing, letter_languages, letters
from jitdesk.services.desk import Desk
from jitdesk.system import places, resources


@pytest.fixture
def dropped_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A language folder beside the settings, so far a copy of the English one."""
    monkeypatch.setenv("JITDESK_HOME", str(tmp_path))
    folder = places.config() / "letters" / "sl"
    shutil.copytree(resources.folder() / "letters" / "en", folder)
    return folder


def _replace(file: Path, old: str, new: str) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_a_folder_that_is_dropped_in_is_a_language(dropped_in: Path) -> None:
    _replace(dropped_in / "parts.toml", 'facts = "Summary of the facts"', 'facts = "Povzetek dejstev"')
    assert letter_languages.languages() == ("en", "ar", "es", "fr", "sl")
    assert letter_languages.wording("sl").say("title.facts") == "Povzetek dejstev"
    assert letter_languages.wording("sl").month(3) == "marec"


def test_a_language_that_lacks_texts_is_refused_in_one_sentence_that_names_them(dropped_in: Path) -> None:
    parts = dropped_in / "parts.toml"
    _replace(parts, 'facts = "Summary of the facts"', "")
    with pytest.raises(Refused, match=r"lacks 1 texts .* title\.facts"):
        letter_languages.wording("sl")
    parts.write_text(parts.read_text(encoding="utf-8") + '\nfacts = "Povzetek dejstev"\n', encoding="utf-8")
    assert letter_languages.wording("sl").say("title.facts") == "Povzetek dejstev"


@pytest.mark.parametrize("content", [b"[title\n", b"\xff\xfe", b"title = 3\n"])
def test_a_file_that_cannot_be_read_is_named(dropped_in: Path, content: bytes) -> None:
    (dropped_in / "parts.toml").write_bytes(content)
    with pytest.raises(Refused, match="no letter in sl"):
        letter_languages.wording("sl")
    assert not letter_languages.unread("sl")


def test_the_folder_of_a_shipped_language_is_not_replaced(dropped_in: Path) -> None:
    dropped_in.rename(dropped_in.with_name("fr"))
    assert letter_languages.wording("fr").say("title.facts") == "Exposé sommaire des faits"


def test_only_what_no_lawyer_has_read_is_marked() -> None:
    assert [tag for tag in ("en", "fr", "es", "ar") if letter_languages.unread(tag)] == ["ar"]


def test_an_unknown_language_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused, match="ar, es, fr"):
        letter_languages.wording("xx")


def test_a_letter_in_two_languages_is_written_and_a_second_one_that_is_not_there_is_refused(mara: Desk, tmp_path: Path) -> None:
    editing.add(mara, "request", [{"reference": "JIT-SR/2026/001", "facts": "What happened."}])
    letters.write(mara, "JIT-SR/2026/001", tmp_path / "two.docx", second="fr")
    body = Document(str(tmp_path / "two.docx")).element.body
    text = ["".join(paragraph.itertext(qn("w:t"))) for paragraph in body.iter(qn("w:p"))]
    assert "Summary of the facts / Exposé sommaire des faits" in text
    assert text.count("What happened.") == 1
    with pytest.raises(Refused, match="no letter in xx"):
        letters.drafted(mara, "JIT-SR/2026/001", second="xx")
