"""Each vector is given to a real desk, which must say and do what stands beside it, and be as it was where it refuses."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jitdesk.kernel import words
from jitdesk.kernel.errors import JITDeskError, Refused
from jitdesk.kernel.values import sha256
from jitdesk.services import dumping, editing, importing, previewing, reading, team, upkeep
from jitdesk.services.desk import Desk
from jitdesk.services.importing import Report
from tests.services.sava import everything, rows
from tests.vectors import desk as desks
from tests.vectors import make, sava
from tests.vectors.desk import Made
from tests.vectors.vector import ACCEPTED, HELD, REFUSED, WAITING

FOLDER = make.FOLDER
EXPECTED: list[dict[str, Any]] = [json.loads(line) for line in make.EXPECT.read_text("utf-8").splitlines()]

# Where in the code a stage is: of all these that a refusal passed through, the innermost tells.
STAGES = {
    ("opening.py", "_opened"): 1,
    ("header.py", "read"): 1,
    ("header.py", "kind"): 1,
    ("age.py", "decrypt"): 2,
    ("opening.py", "member"): 2,
    ("opening.py", "small"): 2,
    ("tar.py", "close"): 2,
    ("members.py", "close"): 2,
    ("opening.py", "close"): 3,
    ("opening.py", "_check_sums"): 3,
    ("opening.py", "_check_signature"): 4,
    ("opening.py", "_check_manifest"): 5,
    ("importing.py", "_founder"): 5,
    ("admission.py", "take_roster"): 6,
    ("importing.py", "_take_segments"): 7,
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return desks.make(tmp_path_factory.mktemp("made"), (FOLDER / make.FIRST).read_bytes())


@pytest.fixture(scope="module")
def untouched(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for everything that must leave it as it was."""
    with desks.opened(made, tmp_path_factory.mktemp("untouched")) as opened:
        yield opened


@pytest.fixture
def desk(made: Made, tmp_path: Path) -> Iterator[Desk]:
    with desks.opened(made, tmp_path) as opened:
        yield opened


def given(desk: Desk, file: str) -> Path:
    """The file as a person would import it: a segment travels in an honest bundle."""
    path = desk.folder.parent / f"{Path(file).stem}.jitbundle"
    data = (FOLDER / file).read_bytes()
    if file.endswith(".segment"):
        armour, end, frame = data.partition(b"-----END SSH SIGNATURE-----\n")
        data = sava.Bundle(file, segments=[(frame, armour + end)]).file()
    path.write_bytes(data)
    return path


def stage_of(error: BaseException) -> int:
    """The stage that refused."""
    frames = [(Path(frame.filename).name, frame.name) for frame in traceback.extract_tb(error.__traceback__)]
    return next(STAGES[place] for place in reversed(frames) if place in STAGES)


def named(case: dict[str, Any]) -> str:
    return str(case["file"])


BUNDLES = [case for case in EXPECTED if not case["file"].endswith(".jitcard")]
CARDS = [case for case in EXPECTED if case["file"].endswith(".jitcard")]


@pytest.mark.parametrize("case", [case for case in BUNDLES if case["outcome"] == REFUSED], ids=named)
def test_a_refused_file_leaves_the_desk_as_it_was(case: dict[str, Any], untouched: Desk) -> None:
    desk = untouched
    path = given(desk, case["file"])
    before = everything(desk)
    for take in (previewing.preview, importing.accept):
        with pytest.raises(JITDeskError) as refused:
            take(desk, [path])
        assert (refused.value.key, str(refused.value)) == (case["key"], case["sentence"])
        assert everything(desk) == before
        assert list(desk.staging.iterdir()) == []
    assert stage_of(refused.value) == case["stage"]


@pytest.mark.parametrize("case", [case for case in BUNDLES if case["outcome"] != REFUSED], ids=named)
def test_a_file_that_is_taken_in_does_what_it_may(case: dict[str, Any], desk: Desk, tmp_path: Path) -> None:
    for earlier in case.get("after", ()):
        importing.accept(desk, [given(desk, earlier)])
    before, roles = rows(desk), {member.device: member.role for member in team.members(desk)}
    path = given(desk, case["file"])
    [report] = importing.accept(desk, [path])
    assert outcome(report) == case["outcome"]
    assert report.touched.changes == case.get("changes", 0)
    if not case.get("changes") and not case.get("frozen"):
        assert projected(desk, case["file"], before)
    assert {member.device: member.role for member in team.members(desk)} == roles
    shown = reading.show(desk, sava.TASK)
    assert {key: shown.values[key] for key in case.get("reads", {})} == case.get("reads", {})
    go_on(desk, case.get("frozen", False))
    upkeep.verify(desk)
    if "written" in case:
        dumping.dump(desk, tmp_path / "dump")
        assert [entry.name for entry in (tmp_path / "dump" / "files" / sava.identifier("file")).iterdir()] == [case["written"]]


def outcome(report: Report) -> str:
    """What became of a file that was not refused."""
    return HELD if report.held else WAITING if report.waiting else ACCEPTED


def projected(desk: Desk, file: str, before: str) -> bool:
    """Whether nothing that is shown changed; acts that count for nothing are kept among the acts."""
    return rows(desk) == before or any(mark in file for mark in ("without-right", "unknown-act", "roster-seen"))


def go_on(desk: Desk, frozen: bool) -> None:
    """The desk can be worked with, and its own clock stands where it stood; where it is frozen, it says so."""
    if frozen:
        with pytest.raises(Refused) as refused:
            editing.add(desk, "task", [{"title": "Summons"}])
        assert refused.value.key == "right.newer"
        return
    editing.change(desk, sava.TASK, {"status": "done"})
    assert reading.show(desk, sava.TASK).values["status"] == "done"
    own = [past.stamp for past in reading.history(desk, sava.TASK) if past.device == desk.device]
    assert max(own) < sava.stamp(24 * 60 * 2)


@pytest.mark.parametrize("case", CARDS, ids=named)
def test_a_card_is_read_or_refused(case: dict[str, Any], untouched: Desk) -> None:
    before = everything(untouched)
    if case["outcome"] == REFUSED:
        with pytest.raises(JITDeskError) as refused:
            team.read_card(FOLDER / case["file"])
        assert (refused.value.key, str(refused.value)) == (case["key"], case["sentence"])
    else:
        data = (FOLDER / case["file"]).read_bytes()
        card = team.read_card(FOLDER / case["file"])
        assert card.file() == data
        assert card.device == sha256(data[: data.index(b"\n") + 1])[:32]
    assert everything(untouched) == before


def test_the_script_makes_these_very_files() -> None:
    """A change of a sentence, of the format or of the compression shows here: `python -m tests.vectors.make`, and look at what changed."""
    there = {path.name for path in FOLDER.iterdir() if path.suffix in (".jitbundle", ".jitcard", ".segment", ".jsonl")}
    made = make.files()
    assert made.keys() == there
    assert not [name for name, data in made.items() if (FOLDER / name).read_bytes() != data]


def test_every_stage_and_every_sentence_of_the_exchange_has_a_vector() -> None:
    assert {case["stage"] for case in BUNDLES if case["outcome"] == REFUSED} == set(STAGES.values())
    assert all(words.known(case["key"]) for case in EXPECTED if "key" in case)
