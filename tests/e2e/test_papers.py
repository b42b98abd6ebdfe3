"""The other documents of a request by the terminal; the sealed one with a reason only."""

from __future__ import annotations

import zipfile

from tests.e2e.conftest import LEAD, MEMBER, OBSERVER
from tests.e2e.terminal import Terminal

REQUEST = "JIT-SR/2027/014"


def text(team: Terminal, name: str) -> str:
    with zipfile.ZipFile(team.folder / name) as document:
        return document.read("word/document.xml").decode("utf-8")


def test_a_document_is_written_by_its_name(team: Terminal) -> None:
    team("letter", OBSERVER, REQUEST, "minutes.docx", "--document", "minutes", "--language", "en")
    assert "Minutes of a hearing by video conference" in text(team, "minutes.docx")
    assert "minutes, " in team.refused(1, "letter", OBSERVER, REQUEST, "x.docx", "--document", "poem")


def test_the_sealed_annex_is_made_with_a_reason_by_who_reads_the_identity(team: Terminal) -> None:
    annex = ("letter", LEAD, REQUEST, "annex.docx", "--document", "identity_annex")
    assert "sealed_annex" in team.refused(1, *annex)
    team("set", LEAD, REQUEST, "identity_mode=sealed_annex", 'sealed_annex={"recipient": "Judge A. Receptor"}')
    assert "--reason" in team.refused(1, *annex)
    assert "Olena Hrytsenko" in team.refused(1, *annex, "--reason", "For the duty judge")
    (team.folder / "asked").mkdir()
    team("export", LEAD, "asked")
    team("import", MEMBER, "asked")
    [task] = [line.split("  ")[0] for line in team("list", MEMBER, "task").splitlines() if "Second reader" in line]
    team("set", MEMBER, task, "status=done")
    (team.folder / "agreed").mkdir()
    team("export", MEMBER, "agreed")
    team("import", LEAD, "agreed")
    team(*annex, "--reason", "For the duty judge")
    assert "Zlatorog Vinogradna" in text(team, "annex.docx")
    assert "For the duty judge" in team("list", LEAD, "consultation")
