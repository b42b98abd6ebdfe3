"""Every refusal of the services: it says its own sentence, and leaves every desk as it was, to the last row and file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from jitdesk.kernel import words
from jitdesk.kernel.errors import JITDeskError
from jitdesk.services import editing, upkeep
from jitdesk.system import resources
from tests.services import refusals_of_sharing, refusals_of_team, refusals_of_work  # noqa: F401 - their cases join the table
from tests.services.refusal_world import CASES, World
from tests.services.refusals_of_exchange import follows_nothing
from tests.services.sava import PROTECTED, Template, everything, protect

# Sentences that report, and refuse nothing; job.unexpected is the boundary of the program (tests of the terminal).
SAID = {"compartment.whole_team", "import.from", "import.from_unverified", "import.counts", "verify.done"}
SAID |= {"job.unexpected", "export.classical", "export.post_quantum"}


@pytest.fixture
def world(template_of_two: Template, template_of_three: Template, tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        yield World(stack, tmp_path, template_of_two, template_of_three)


@pytest.mark.parametrize("key", sorted(CASES))
def test_a_refusal_says_its_sentence_and_leaves_the_desk_as_it_was(key: str, world: World) -> None:
    attempt = CASES[key](world)
    before = {desk.folder: everything(desk) for desk in world.desks()}
    outside = {path for path in world.folder.rglob("*") if ".jitdesk" not in str(path)}
    with pytest.raises(JITDeskError) as refused:
        attempt()
    assert refused.value.key == key
    sentence = str(refused.value)
    assert sentence != key
    assert "{" not in sentence
    assert words.known(key)
    assert {desk.folder: everything(desk) for desk in world.desks() if desk.folder in before} == before
    made = {path for path in world.folder.rglob("*") if ".jitdesk" not in str(path)} - outside
    assert not {path for path in made if path.is_file() and path.name != "x"}  # what a forger wrote is no work of the desk


@pytest.mark.parametrize(
    "stated",
    [
        {"first": lambda one: one.last},
        {"first": lambda one: one.last + 1000},
        {"prev": lambda one: "0" * 64, "first": lambda one: one.last + 1},
    ],
)
def test_a_log_without_holes(stated: dict[str, Any], world: World) -> None:
    """What does not begin where the one before it ends is held, as behind a predecessor that nobody has; whoever brings it is heard."""
    attempt = follows_nothing(world, **stated)
    [report] = attempt()
    assert report.held
    upkeep.verify(world.mara)


def test_every_sentence_of_the_services_has_a_case() -> None:
    text = next(text for text in resources.read_all("words/en", ".toml") if text.startswith("[desk]\nexists"))
    keys = {f"{table}.{name}" for table, entries in tomllib.loads(text).items() for name in entries}
    assert keys == set(CASES) | SAID
    assert not set(CASES) & SAID


def test_a_value_too_large_for_one_line_is_refused(world: World) -> None:
    mara = world.mara
    protect(mara, world.olena)
    editing.add(mara, "witness", [{"code": "W-1"}])
    [identity] = editing.add(mara, "identity", [{"witness": "W-1"}], PROTECTED).ids
    before = everything(mara)
    with pytest.raises(JITDeskError) as refused:
        editing.change(mara, identity, {"other_names": ["🙂" * 1000] * 500})
    assert refused.value.key == "field.too_long"
    assert words.known(refused.value.key)
    assert everything(mara) == before
