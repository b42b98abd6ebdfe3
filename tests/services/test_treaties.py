"""The bases of a machine: those shipped, the team's own, and what is no basis."""

from __future__ import annotations

import os
import re
import tomllib
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from jitdesk.services import editing, letters, treaties
from jitdesk.services.desk import Desk
from jitdesk.system import places, resources

CODES = {"LHC", "C182", "EU00", "EIO", "UNTOC", "UNCAC", "ICC", "C224", "IBA", "OTH"}
REFERENCE = "JIT-SR/2026/001"
# A treaty that nobody has written: the team's own file, made from a shipped one.
_OWN = (
    ('code = "LHC"', 'code = "SAVA"'),
    ("questions = [5]", "questions = [6]"),
    ('requesting_state = "requesting State Party"', 'requesting_state = "asking Riparian"'),
    ('name = "Ljubljana-The Hague Convention"', 'name = "Sava Treaty"'),
    ('E08 = { need = "M", article = "25(2)(e)" }', 'E08 = { need = "M", article = "7(3)", text = "Say what is to be done on the river." }'),
    ('E16 = { need = "R", article = "" }', 'E16 = { need = "M", article = "8?" }'),
)


@pytest.fixture
def folder() -> Path:
    made = places.config() / "treaties"
    made.mkdir()
    return made


def sava(code: str = "SAVA") -> str:
    text = resources.read_text("treaties/lhc.toml")
    for before, after in _OWN:
        assert before in text
        text = text.replace(before, after, 1)
    return re.sub(r'code = "SAVA"', f'code = "{code}"', text)


def text_of(path: Path) -> str:
    """All text of a document, whatever it stands in."""
    return "".join(run.text or "" for run in docx.Document(BytesIO(path.read_bytes())).element.body.iter(qn("w:t")))


def test_the_shipped_bases_are_there_and_none_of_them_is_the_team_s_own() -> None:
    assert {code: basis.own for code, basis in treaties.bases().items()} == dict.fromkeys(CODES, False)
    assert treaties.left_out() == []


def test_a_basis_of_the_team_s_own_drafts_a_letter(mara: Desk, tmp_path: Path, folder: Path) -> None:
    (folder / "sava.toml").write_text(sava(), encoding="utf-8")
    assert treaties.bases()["SAVA"].own
    demo = tomllib.loads(resources.read_text("demo/request.toml"))
    [witness] = editing.add(mara, "witness", [{**demo["witness"], "protection": "none"}]).ids
    regional = {"answer": "yes", "by": "Mara Kos", "on": "2026-11-12", "source": "Treaty list (sample data)"}
    answers = {"instrument_5": {**regional, "answer": "no"}, "instrument_6": regional}
    values = {**demo["request"], **answers, "reference": REFERENCE, "witness": witness, "basis": "SAVA"}
    [request] = editing.add(mara, "request", [values]).ids
    assert [f.code for f in letters.check(mara, REFERENCE) if f.blocks] == []
    editing.change(mara, request, {"assistance": None, "conducting_persons": None})
    told = {f.code: f for f in letters.check(mara, REFERENCE)}
    assert (told["E08"].severity, told["E08"].article, told["E08"].blocks) == ("M", "7(3)", True)
    assert str(told["E08"].message) == "Say what is to be done on the river. (SAVA Art. 7(3))"
    assert (told["E16"].severity, told["E16"].article, told["E16"].blocks) == ("R", "", False)
    letters.write(mara, REFERENCE, tmp_path / "sava.docx")
    written = text_of(tmp_path / "sava.docx")
    assert "Sava Treaty" in written
    assert "asking Riparian" in written
    assert "Art. 7(3)" in written
    assert "requesting State Party" not in written


def test_a_basis_that_is_gone_is_told_and_the_letter_stays_writable(mara: Desk, tmp_path: Path, folder: Path) -> None:
    file = folder / "sava.toml"
    file.write_text(sava(), encoding="utf-8")
    editing.add(mara, "request", [{"reference": REFERENCE, "basis": "SAVA"}])
    assert not [f for f in letters.check(mara, REFERENCE) if f.code == "E35" and f.field == "basis"]
    file.unlink()
    [told] = [f for f in letters.check(mara, REFERENCE) if f.code == "E35" and f.field == "basis"]
    assert told.blocks
    assert told.asks
    assert "SAVA" in str(told.message)
    letters.write(mara, REFERENCE, tmp_path / "sava.docx")


def test_a_file_that_is_no_basis_is_told_by_its_name_and_the_rest_stays_usable(folder: Path) -> None:
    wrong = {
        "a-broken.toml": ("code = ", "no TOML"),
        "b-empty.toml": ("", "code"),
        "c-key.toml": (sava("C").replace("[conduct]", "[conduct_x]"), "conduct_x"),
        "d-kind.toml": (sava("D").replace("verified_on = 2026-11-22", "verified_on = 7"), "verified_on"),
        "e-shipped.toml": (sava("c182"), "c182"),
        "f-large.toml": (sava("F") + "# " + "x" * 200_000, "128 kB"),
        "g-deep.toml": ("a = " + "[" * 5000, "no TOML"),
        "h-brace.toml": (sava("H").replace("{authority} has", "{authority.__class__} has"), "opening"),
        "z-twice.toml": (sava("Sava"), "another file"),
    }
    for name, (text, _) in wrong.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "i-latin.toml").write_bytes(b'code = "\xff"')
    (folder / "sava.toml").write_text(sava(), encoding="utf-8")
    (folder / "notes.txt").write_text("no treaty", encoding="utf-8")
    (folder / "folder.toml").mkdir()
    (folder / "gone.toml").symlink_to(folder / "nowhere")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.toml")
    assert set(treaties.bases()) == CODES | {"SAVA"}
    assert not treaties.bases()["C182"].own
    sentences = [str(refused) for refused in treaties.left_out()]
    assert len(sentences) == len(wrong) + 1
    for name, (_, why) in wrong.items():
        [sentence] = [one for one in sentences if name in one]
        assert why in sentence
        assert "\n" not in sentence


def test_a_file_that_is_corrected_is_read_anew(folder: Path) -> None:
    file = folder / "sava.toml"
    file.write_text("code = ", encoding="utf-8")
    assert len(treaties.left_out()) == 1
    file.write_text(sava(), encoding="utf-8")
    assert treaties.left_out() == []
    assert "SAVA" in treaties.bases()


def test_no_more_files_are_read_than_a_team_can_need(folder: Path) -> None:
    for n in range(101):
        (folder / f"{n:03}.toml").write_text("", encoding="utf-8")
    (folder / "100.toml").write_text(sava(), encoding="utf-8")
    assert "SAVA" not in treaties.bases()
    assert "100.toml" in str(treaties.left_out()[-1])
