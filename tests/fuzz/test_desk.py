"""Bundles that a member of the team signs properly around something altered, shown by a real desk: it refuses them or rolls back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import strategies as st

from jitdesk.exchange import segment
from jitdesk.services import previewing
from jitdesk.services.desk import Desk
from tests.fuzz.mutations import edited, edits, reshaped
from tests.fuzz.test_parsers import run
from tests.services.sava import everything
from tests.vectors import desk as desks
from tests.vectors import sava, writing
from tests.vectors.sava import IBRAHIM, TEAM, WORKSPACE

BUNDLE = sava.Bundle("fuzzed", segments=[sava.OWN_SEGMENT, sava.TEAM_SEGMENT], files=[b"a ciphertext"])
MEMBERS = BUNDLE.members()
LINES = [json.loads(one) for one in (*sava.TEAM_LINES, *sava.OWN)]
GRANT = sava.STRANGER.shown | {"role": "member", "under": sava.LEAD}
ACTS = [
    json.loads(sava.change("roster", "grant", GRANT, 30, supersedes=[sava.ROSTER_TIP])),
    json.loads(sava.change("roster", "end", {"grant": sava.LEAD, "keep": None, "successors": [], "under": sava.LEAD}, 31)),
    json.loads(sava.change("charter", "unread", {"device": sava.OLENA.id}, 32, supersedes=[sava.TEAM_TIP])),
    json.loads(sava.change("charter", "accept", {"device": IBRAHIM.id, "until": IBRAHIM.name(1, sava.OWN[0])}, 33)),
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = desks.make(tmp_path_factory.mktemp("made"), sava.FIRST.file())
    with desks.opened(made, tmp_path_factory.mktemp("opened")) as opened:
        yield opened


def shown(desk: Desk) -> Callable[[bytes], None]:
    path = desk.folder.parent / "x.jitbundle"

    def show(data: bytes) -> None:
        path.write_bytes(data)
        previewing.preview(desk, [path])

    return show


def unchanged(desk: Desk, read: Callable[[Any], None], inputs: st.SearchStrategy[Any], name: str) -> None:
    before = everything(desk)
    run(name, read, inputs, 60)
    assert everything(desk) == before


def test_one_part_altered_and_all_signed_anew(desk: Desk) -> None:
    show = shown(desk)

    def read(altered: tuple[str, list[Any]]) -> None:
        name, steps = altered
        show(BUNDLE.of(BUNDLE.summed(MEMBERS | {name: edited(MEMBERS[name], steps)})))

    unchanged(desk, read, st.tuples(st.sampled_from(sorted(MEMBERS)), edits), "desk, one part")


def test_the_content_of_a_segment_altered(desk: Desk) -> None:
    show = shown(desk)
    contents = {name: segment.unpack(data) for name, data in MEMBERS.items() if name.endswith(".zst")}

    def read(altered: tuple[str, list[Any]]) -> None:
        name, steps = altered
        show(BUNDLE.of(BUNDLE.summed(MEMBERS | {name: writing.frame(edited(contents[name], steps))})))

    unchanged(desk, read, st.tuples(st.sampled_from(sorted(contents)), edits), "desk, a segment's content")


@pytest.mark.parametrize("place", ["team", "roster"])
def test_lines_of_any_shape(desk: Desk, place: str) -> None:
    """Reshaped lines, sealed by Ibrahim in the compartment or in the roster."""
    show = shown(desk)

    def read(lines: Any) -> None:
        try:
            made = [writing.line(one) for one in lines] if isinstance(lines, list) and lines else [b"\n"]
        except (ValueError, UnicodeEncodeError):
            return
        if place == "team":
            show(BUNDLE.but(segments=[sava.segment(IBRAHIM, TEAM, made)]).file())
        else:
            show(BUNDLE.but(roster=[*sava.ROSTER, sava.segment(IBRAHIM, WORKSPACE, made)]).file())

    examples = [LINES, ACTS, [*LINES[:1], ACTS[3]]] if place == "team" else [ACTS, ACTS[:1], ACTS[1:2]]
    unchanged(desk, read, st.sampled_from(examples).flatmap(reshaped), f"desk, lines in {place}")
