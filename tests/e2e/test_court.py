"""What a court or an auditor does without JITDesk: a disclosure and a dump, opened and checked with the tools of any Debian."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import LEAD, MEMBER
from tests.e2e.terminal import Terminal

pytestmark = pytest.mark.needs("bash", "age", "age-keygen", "tar", "sha256sum", "ssh-keygen", "zstd", "jq")

DOCUMENT = Path(__file__).parents[2] / "docs" / "bundle-format.md"


def court_room_lines() -> str:
    """The shell lines of the specification."""
    section = DOCUMENT.read_text("utf-8").partition("## The court-room check")[2]
    found = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
    assert found
    return found[1]


def bash(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", f"set -euo pipefail\n{script}"], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def court(team: Terminal) -> Path:
    """A folder with a disclosure of the team's compartment, the court's key, and the keys to check it with from a dump."""
    folder = team.folder / "court"
    folder.mkdir()
    assert bash("age-keygen -o court.key 2> said; sed -n 's/^Public key: //p' said > recipient", folder).returncode == 0
    recipient = (folder / "recipient").read_text().strip()
    team("add", MEMBER, "note", "about=W-0412", "text=Written in Kyiv")
    team("export", MEMBER, "back.jitbundle", "--to", "Mara Kos")
    team("import", LEAD, "back.jitbundle")
    team("export", LEAD, "court/b.jitbundle", "--outside", recipient, "--compartment", "Team")
    team("dump", LEAD, "everything")
    shutil.copy(team.folder / "everything" / "allowed_signers", folder)
    return folder


def test_a_disclosure_opens_and_verifies_without_jitdesk(team: Terminal, court: Path) -> None:
    done = bash(court_room_lines(), court)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-1] == "whole"
    assert len(set(re.findall(r'Good "segment-v1@jitdesk" signature for ([0-9a-f]{32})', done.stdout))) == 2  # both authors
    text = b"".join(bash(f"zstd -dqc {path}", court).stdout.encode() for path in (court / "x" / "segments").glob("*.zst"))
    assert b"Written in Kyiv" in text
    assert b"Zlatorog Vinogradna" not in text  # the narrower compartment was not named
    assert not (court / "x" / "roster").exists()
    attached = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (court / "x" / "files").iterdir()}
    assert attached == {path.name for path in (court / "x" / "files").iterdir()}
    assert attached


def test_a_disclosure_is_logged_and_for_nobody_else(team: Terminal, court: Path) -> None:
    entry = team.jsonl("list", LEAD, "disclosure")[-1]
    assert entry["recipient"] == (court / "recipient").read_text().strip()
    assert entry["compartment"] == "Team"
    team.refused(3, "import", MEMBER, "court/b.jitbundle")
    bash("age-keygen -o other.key 2>/dev/null", court)
    assert bash("age -d -i other.key b.jitbundle > /dev/null", court).returncode != 0


def test_the_attachment_opens_with_the_key_in_its_record(team: Terminal, court: Path) -> None:
    assert bash(court_room_lines(), court).returncode == 0
    script = """
    for s in x/segments/*.zst; do zstd -dqc $s | tail -n +2; done | jq -r 'select(.field == "content") | .value' > content
    jq -r .key content > file.key
    age -d -i file.key x/files/$(jq -r .cipher content) > plain
    test "$(sha256sum plain | cut -c1-64)" = "$(jq -r .sha256 content)"
    """
    done = bash(script, court)
    assert done.returncode == 0, done.stderr
    assert (court / "plain").read_bytes() == (team.folder / "statement.pdf").read_bytes()


@pytest.mark.parametrize(
    "forgery",
    [
        "printf . >> x/cards/000001.jitcard",  # a card
        "printf . >> x/files/*",  # an attachment
        "printf . > x/unlisted",  # something that was not signed
        "rm x/segments/000001.jsonl.zst.sig",  # something missing
        "cp x/segments/000002.jsonl.zst.sig x/segments/000001.jsonl.zst.sig",  # the signature of another segment
        "sed -i 1d allowed_signers; sed -i 1d allowed_signers; sed -i 1d allowed_signers",  # a signer whom the court does not know
        "sed -i 's/bundle-v1@jitdesk,//' allowed_signers",  # a key that may not sign bundles
    ],
)
def test_the_check_fails_for_what_was_altered(court: Path, forgery: str) -> None:
    first, then = court_room_lines().split("cd x\n")
    assert bash(first, court).returncode == 0
    assert bash(f"cd x\n{then}", court).returncode == 0
    assert bash(forgery, court).returncode == 0
    assert bash(f"cd x\n{then}", court).returncode != 0


def test_a_line_altered_under_new_sums_fails(court: Path) -> None:
    """Whoever carries the bundle can write new sums, but neither sign them nor the segment."""
    first, then = court_room_lines().split("cd x\n")
    assert bash(first, court).returncode == 0
    forge = """cd x
    for s in segments/*.zst; do zstd -dqc $s | sed 's/Written in Kyiv/Written in Lviv/' > ../forged; zstd -qf ../forged -o $s; done
    while read -r hash name; do sha256sum $name; done < SHA256SUMS > ../sums; mv ../sums SHA256SUMS
    """
    assert bash(forge, court).returncode == 0
    assert bash("cd x; sha256sum --quiet --strict -c SHA256SUMS", court).returncode == 0
    assert bash(f"cd x\n{then}", court).returncode != 0
    without_sums = "\n".join(line for line in then.splitlines() if "SHA256SUMS" not in line)
    assert bash(f"cd x\n{without_sums}", court).returncode != 0


def test_a_dump_is_everything_readable(team: Terminal, court: Path) -> None:
    dumped = team.folder / "everything"
    for kind in ("task", "witness", "identity", "request", "note", "file", "disclosure"):
        records = [json.loads(line) for line in (dumped / f"{kind}.jsonl").read_text("utf-8").splitlines()]
        listed = team.jsonl("list", LEAD, kind)
        if kind == "identity":  # a list shows no more of it than its code
            listed = [team.json("show", LEAD, one["id"], "--reason", "Comparing with the dump") for one in listed]
        for record in records:
            if kind == "file":  # the terminal prints no key of an attachment
                assert record["content"].pop("key")
        assert records == listed, kind
        assert records
    file = team.jsonl("list", LEAD, "file")[0]
    assert (dumped / "files" / file["id"] / "statement.pdf").read_bytes() == (team.folder / "statement.pdf").read_bytes()
    assert bash(by_hand(dumped), dumped).returncode == 0
    done = bash(by_hand(dumped), dumped)
    assert len(set(re.findall(r'"segment-v1@jitdesk" signature for ([0-9a-f]{32})', done.stdout))) == 2


@pytest.mark.parametrize(
    "name", ["segments/000001.jsonl", "segments/000001.jsonl.sig", "task.jsonl", "allowed_signers", "pack.json", "SHA256SUMS"]
)
def test_the_check_by_hand_finds_what_was_altered(team: Terminal, court: Path, name: str) -> None:
    dumped = team.folder / "everything"
    altered = bytearray((dumped / name).read_bytes())
    altered[len(altered) // 2] ^= 1
    (dumped / name).write_bytes(altered)
    assert bash(by_hand(dumped), dumped).returncode != 0


def by_hand(pack: Path) -> str:
    """The shell lines of the README in a pack."""
    section = (pack / "README.txt").read_text("utf-8").partition("without the verifier\n")[2]
    lines = [line[4:] for line in section.splitlines() if line.startswith("    ")]
    assert lines[0] == "set -eu"
    return "\n".join(lines).replace("/tmp/", "../")  # noqa: S108 - where the expert may write, and a test not
