"""New keys for a desk of the first version, and what an export says of them, in the terminal."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal

MUSEUM = Path(__file__).parents[1] / "museum" / "first"


@pytest.fixture
def old(tmp_path: Path) -> Terminal:
    """The desks of a lead and of a member, as the first version left them."""
    for who in ("mara", "olena"):
        shutil.copytree(MUSEUM / f"{who}.jitdesk", tmp_path / f"{who}.jitdesk")
        for name in ("files", "staging"):  # git keeps no empty folder
            (tmp_path / f"{who}.jitdesk" / name).mkdir(exist_ok=True)
    (tmp_path / "phrase").write_text("a fine passphrase\n")
    return Terminal(tmp_path)


def test_an_export_says_because_of_whom_it_is_classical_until_they_have_new_keys(old: Terminal) -> None:
    def run(*arguments: str) -> str:
        done = old.run(*arguments, passphrase_file="phrase")
        assert done.status == 0, done
        return done.out

    first = run("export", "mara.jitdesk", "first.jitbundle", "--to", "Olena Hrytsenko")
    assert "classical, because no post-quantum key is known of Olena Hrytsenko" in first
    assert run("rekey", "olena.jitdesk") == ""
    run("import", "olena.jitdesk", "first.jitbundle")
    run("export", "olena.jitdesk", "answer.jitbundle", "--to", "Mara Kos")
    run("import", "mara.jitdesk", "answer.jitbundle")
    run("set", "mara.jitdesk", "W-0412", "summary=Seen again")
    second = run("export", "mara.jitdesk", "second.jitbundle", "--to", "Olena Hrytsenko")
    assert second == "second.jitbundle: Olena Hrytsenko; post-quantum\n"
    run("import", "olena.jitdesk", "second.jitbundle")
    assert "Seen again" in run("show", "olena.jitdesk", "W-0412")
    for who in ("mara", "olena"):
        run("verify", f"{who}.jitdesk")


def test_a_mailbox_says_it_of_what_it_leaves(old: Terminal) -> None:
    (old.folder / "box").mkdir()
    (old.folder / "other box").mkdir()
    said = old.run("mailbox", "mara.jitdesk", "box", passphrase_file="phrase")
    assert "; classical, because no post-quantum key is known of Ibrahim Demir, Olena Hrytsenko" in said.out
    [dropped] = json.loads(old.run("mailbox", "mara.jitdesk", "other box", "--json", passphrase_file="phrase").out)["dropped"]
    assert dropped["classical"] == ["Ibrahim Demir", "Olena Hrytsenko"]
