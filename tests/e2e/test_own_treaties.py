"""The team's own treaty files, as the terminal speaks of them."""

from __future__ import annotations

from tests.e2e.conftest import MEMBER
from tests.e2e.terminal import Terminal


def test_a_treaty_file_that_is_none_is_told_beside_the_findings(team: Terminal) -> None:
    folder = team.folder / team.machine / "config" / "treaties"
    folder.mkdir(parents=True)
    (folder / "river.toml").write_text('code = "RIVER"', encoding="utf-8")
    done = team.run("check", MEMBER, "JIT-SR/2027/014", "--json")
    assert done.status == 0
    assert done.err.count("river.toml") == 1
    assert "river.toml" not in done.out
    assert '"E04"' in done.out
