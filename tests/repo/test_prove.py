"""The page of proofs: a proof that was not run keeps its row, and a missed bar is the exit status."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import prove
from benchmarks.proofs import Figure, Proof


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page of its own, and two proofs: one that reaches its bar, one that misses it."""
    path = tmp_path / "proofs.md"
    proofs = (
        Proof("light", "a | b", "at most 2", lambda: Figure("1", reached=True)),
        Proof("heavy", "weighs little", "at most 2", lambda: Figure("3", reached=False)),
    )
    monkeypatch.setattr(prove, "PAGE", path)
    monkeypatch.setattr(prove, "PROOFS", proofs)
    return path


def test_all_proofs_are_run_and_a_missed_bar_is_status_1(page: Path) -> None:
    assert prove.main([]) == 1
    rows = prove.rows(page.read_text(encoding="utf-8"))
    assert list(rows) == ["light", "heavy"]
    assert "| 3 | NO | `python3 dev.py prove heavy` |" in rows["heavy"]
    assert "a \\| b" in rows["light"]


def test_one_proof_run_again_leaves_the_others_rows(page: Path) -> None:
    prove.main([])
    before = page.read_text(encoding="utf-8")
    page.write_text(before.replace("| 3 |", "| 4 |"), encoding="utf-8")
    assert prove.main(["light"]) == 0
    assert page.read_text(encoding="utf-8") == before.replace("| 3 |", "| 4 |")


def test_an_unknown_name_is_refused_with_the_choices(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert prove.main(["light", "none"]) == 2
    assert "There are: light, heavy." in capsys.readouterr().err
    assert not page.exists()
