"""docs/bundle-format.md against the code: its examples, its limits, its rules, its sentences, and its shell lines."""

from __future__ import annotations

import io
import json
import re
import subprocess
from pathlib import Path

import pytest

from jitdesk.crypto import age, header, keyslots, signature
from jitdesk.domain import changes
from jitdesk.exchange import card, manifest, members, roster, segment, tar
from jitdesk.kernel import canon, words
from tests.spec import examples
from tests.spec.elsewhere import ELSEWHERE
from tests.vectors import make, sava, writing
from tests.vectors.vector import REFUSED

TEXT = examples.DOCUMENT.read_text("utf-8")
BLOCKS = {found[2]: found[3] for found in examples.FENCED.finditer(TEXT)}
RULES = re.findall(r"^- \*\*(M\d+)\*\* ", TEXT, re.MULTILINE)
ROOT = Path(__file__).parents[2]


def test_the_examples_are_those_of_the_fixed_keys() -> None:
    """After a change: `python -m tests.spec.examples`."""
    assert BLOCKS == examples.EXAMPLES
    assert examples.renewed(TEXT) == TEXT


# -- each example parsed and written again by JITDesk --------------------------------------------------------------------------------------
def test_card_and_founding_line() -> None:
    read = card.parse(BLOCKS["card"].encode())
    assert read.file().decode() == BLOCKS["card"]
    assert read.device == sava.IBRAHIM.id
    founding = changes.decode_line(BLOCKS["founding"].encode())
    assert isinstance(founding, changes.Line)
    assert changes.encode(founding).decode() == BLOCKS["founding"]
    assert card.from_value(founding.value["card"], founding.value["signature"]).device == sava.MARA.id


def test_segment_and_names() -> None:
    lines = [one.encode() for one in BLOCKS["lines"].splitlines(keepends=True)]
    made = segment.seal(sava.IBRAHIM.seed, sava.WORKSPACE, sava.TEAM, sava.IBRAHIM.id, 1, None, lines)
    assert changes.encode(made.head).decode() == BLOCKS["head"]
    assert made.signature == BLOCKS["signature"]
    keys = {sava.IBRAHIM.id: writing.public(sava.IBRAHIM.seed)}
    proved = segment.verify(segment.pack([BLOCKS["head"].encode(), *lines]), BLOCKS["signature"], keys.get, sava.WORKSPACE)
    told = dict(re.split(r"\s{2,}|(?<=next) ", row, maxsplit=1) for row in BLOCKS["names"].splitlines())
    assert told == {
        "device": proved.head.device,
        "fingerprint": card.fingerprint(proved.head.device),
        "workspace": writing.sha256(BLOCKS["founding"].encode()),
        "compartment": proved.head.compartment,
        "change 1": proved.names()[0],
        "change 2": proved.names()[1],
        "prev of the next": proved.hash,
    }


def test_the_stub_leaves_root_and_signature_standing() -> None:
    first, second = (one.encode() for one in BLOCKS["lines"].splitlines(keepends=True))
    stub = BLOCKS["stub"].encode()
    assert changes.encode(changes.decode_line(stub)) == stub
    keys = {sava.IBRAHIM.id: writing.public(sava.IBRAHIM.seed)}
    proved = segment.verify(segment.pack([BLOCKS["head"].encode(), first, stub]), BLOCKS["signature"], keys.get, sava.WORKSPACE)
    assert proved.names()[1] == f"{sava.IBRAHIM.id}.2.{writing.sha256(second)[:16]}"


def test_manifest_sums_and_their_signature() -> None:
    assert manifest.decode(BLOCKS["manifest"].encode()).encode().decode() == BLOCKS["manifest"]
    signature.verify(writing.public(sava.IBRAHIM.seed), BLOCKS["sums-signature"], BLOCKS["sums"].encode(), signature.BUNDLE)
    assert signature.sign(sava.IBRAHIM.seed, BLOCKS["sums"].encode(), signature.BUNDLE) == BLOCKS["sums-signature"]
    out = io.BytesIO()
    age.decrypt(io.BytesIO(examples.BUNDLE.file()), out, [sava.OLENA.identity])
    whole = examples.BUNDLE.whole()
    assert out.getvalue() == b"".join(tar.pack((name, len(data), (data,)) for name, data in whole.items()))
    listed = [f"{writing.sha256(data)}  {name}\n" for name, data in whole.items() if not name.startswith("SHA256SUMS")]
    assert "".join(listed) == BLOCKS["sums"]


def test_allowed_signers_and_key_slots() -> None:
    those = {device.id: writing.public(device.seed) for device in (sava.MARA, sava.OLENA, sava.IBRAHIM)}
    assert signature.allowed_signers(those) == BLOCKS["allowed-signers"]
    document = keyslots.decode(BLOCKS["keyslots"].encode())
    assert keyslots.encode(document).decode() == BLOCKS["keyslots"]
    vault = keyslots.open_with_passphrase(document, examples.DESK, examples.PASSPHRASE)
    keys = keyslots.keys_of(document, vault)
    assert (keys.database, keys.signing, keys.age) == (examples.DATABASE, sava.IBRAHIM.seed, sava.IBRAHIM.identity)


@pytest.mark.parametrize("text", ['"\\/', "\b\t\n\f\r", "\x00\x01\x1f", "\x7f\x80\u2028\ufeff", "é\U0001f600"])
def test_a_text_has_the_one_writing_that_is_told(text: str) -> None:
    assert canon.encode({"a": text}) == writing.line({"a": text})
    assert canon.decode(writing.line({"a": text})) == {"a": text}


# -- limits, rules, sentences -------------------------------------------------------------------------------------------------------------
def test_the_limits_are_those_of_the_code() -> None:
    table = dict(re.findall(r"^\| ([A-Za-z0-9 ]+) \| (.*) \|$", TEXT.partition("## Limits")[2].partition("## ")[0], re.MULTILINE))
    limits, mib, kib = members.LIMITS, 1 << 20, 1 << 10
    assert table == {
        "what": "most",
        "bundle": f"{limits.bundle >> 30} GiB, and free disk twice its size",
        "members": f"{limits.members:,}",
        "one member": f"below {(tar.MAX_SIZE + 1) >> 30} GiB",
        "manifest": f"{members.largest('manifest.json', limits) // mib} MiB",
        "SHA256SUMS": f"{limits.sums // mib} MiB",
        "signature": f"{signature.MAX_ARMOUR // kib} KiB",
        "card": f"{card.MAX_CARD // kib} KiB",
        "roster": f"{roster.MAX_LINES:,} lines, {roster.MAX_BYTES // mib} MiB decompressed",
        "segment": f"{changes.MAX_SEGMENT_LINES:,} lines, {changes.MAX_SEGMENT_BYTES // mib} MiB decompressed",
        "segments of one bundle": f"{limits.segments >> 30} GiB decompressed",
        "line": f"{canon.MAX_LINE // mib} MiB",
        "recipients": f"{age.MAX_RECIPIENTS}",
        "note": f"{manifest.MAX_NOTE:,} characters",
    }
    assert f"at most {header.MAX_STANZAS} stanzas, and at most {header.MAX_HEADER // mib} MiB" in TEXT


def test_every_rule_has_a_number_and_every_number_a_vector() -> None:
    assert [f"M{number}" for number in range(1, len(RULES) + 1)] == RULES
    shown = {one.shows for one in make.vectors()}
    assert shown | set(ELSEWHERE) == set(RULES)
    assert not shown & set(ELSEWHERE)


@pytest.mark.parametrize("rule", ELSEWHERE)
def test_what_no_small_file_can_show_is_shown_by_a_test(rule: str) -> None:
    path, name = ELSEWHERE[rule]
    assert name in (ROOT / path).read_text("utf-8")


def test_every_must_stands_in_a_numbered_rule() -> None:
    """Beyond the words that say what MUST means, and reasons."""
    blocks = re.split(r"\n(?=- )|\n\n", TEXT)
    [loose] = [block for block in blocks if "MUST" in block and not block.startswith("- **M")]
    assert "bind writers and readers alike" in loose


def test_the_sentences_are_those_that_the_vectors_show() -> None:
    told = set(re.findall(r"^\| (\d) \| `([a-z_.]+)` \| (.*) \|$", TEXT, re.MULTILINE))
    shown = [one for one in make.vectors() if one.outcome == REFUSED and not one.file.endswith(".jitcard")]
    assert told == {(str(one.stage), one.key, words.say(one.key)) for one in shown}


# -- the court-room check -----------------------------------------------------------------------------------------------------------------
def court(folder: Path, file: bytes) -> subprocess.CompletedProcess[str]:
    """The shell lines of the document, run on a file that Olena can open."""
    lines = re.search(r"^```sh\n(.*?)^```", TEXT.partition("## The court-room check")[2], re.MULTILINE | re.DOTALL)
    assert lines
    (folder / "b.jitbundle").write_bytes(file)
    (folder / "court.key").write_text(sava.OLENA.identity + "\n")
    (folder / "allowed_signers").write_text(BLOCKS["allowed-signers"])
    return subprocess.run(["bash", "-c", lines[1]], cwd=folder, capture_output=True, text=True, check=False)


needs_tools = pytest.mark.needs("bash", "age", "tar", "sha256sum", "ssh-keygen", "zstd", "jq")


@needs_tools
@pytest.mark.parametrize("file", ["first.jitbundle", "good.jitbundle"])
def test_the_shell_lines_pass_a_bundle_that_is_whole(file: str, tmp_path: Path) -> None:
    done = court(tmp_path, (make.FOLDER / file).read_bytes())
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("whole\n")


@needs_tools
def test_the_shell_lines_pass_a_bundle_with_an_erased_line(tmp_path: Path) -> None:
    erased = sava.signed(sava.IBRAHIM, examples.HEAD, [examples.TITLE, examples.STUB])
    done = court(tmp_path, examples.BUNDLE.but(segments=[erased]).file())
    assert done.returncode == 0, done.stderr


ALTERED = [
    *(
        "2-not-for-us",
        "2-payload-altered",
        "2-tar-symlink",
        "2-tar-directory",
        "2-no-signature",
        "3-member-altered",
        "3-member-removed",
        "3-member-unlisted",
    ),
    *(
        "4-other-namespace",
        "4-other-text",
        "6-signed-by-another",
        "6-sender-unknown",
        "6-sender-other-key",
        "6-second-frame",
        "6-root",
        "6-stranger",
    ),
]


@needs_tools
@pytest.mark.parametrize("name", ALTERED)
def test_the_shell_lines_stop_at_what_was_altered(name: str, tmp_path: Path) -> None:
    done = court(tmp_path, (make.FOLDER / f"{name}.jitbundle").read_bytes())
    assert done.returncode != 0
    assert "whole" not in done.stdout


@needs_tools
@pytest.mark.parametrize(
    "name", ["7-count", "7-root", "7-line-replaced", "7-line-added", "7-lines-exchanged", "7-signed-by-another", "7-second-frame"]
)
def test_the_shell_lines_stop_at_a_segment_that_was_altered(name: str, tmp_path: Path) -> None:
    armour, end, frame = (make.FOLDER / f"{name}.segment").read_bytes().partition(b"-----END SSH SIGNATURE-----\n")
    done = court(tmp_path, sava.Bundle(name, segments=[(frame, armour + end)]).file())
    assert done.returncode != 0
    assert "whole" not in done.stdout


def test_the_expectations_are_one_line_a_vector() -> None:
    for text in make.EXPECT.read_text("utf-8").splitlines():
        case = json.loads(text)
        assert case["case"]
        assert (make.FOLDER / case["file"]).is_file()
