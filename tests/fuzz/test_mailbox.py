"""A mailbox in which anybody may put files under any name: a visit tells what it makes of them, and nothing stops it."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from jitdesk.cli import output
from jitdesk.services import mailbox, upkeep
from jitdesk.services.desk import Desk
from tests.fuzz.mutations import edited, edits
from tests.fuzz.test_parsers import run
from tests.vectors import desk as desks
from tests.vectors import sava

GOOD = sava.Bundle("mailed", segments=[sava.OWN_SEGMENT]).file()
ANOTHER = sava.segment(sava.MARA, sava.TEAM, [sava.change("task", "title", "Book the room", 25)], 4, sava.sha256(sava.TEAM_HEAD))
CONTENTS = [GOOD, sava.FIRST.file(), GOOD[:-1], GOOD[:300], b"", b"a letter", sava.Bundle("others", recipients=(sava.MARA,)).file()]
NAMES = [
    *(b"2026-11-20-1a2b3c4d.jitbundle", b"2026-11-20 (Kopie).jitbundle", b".2026.jitbundle.tmp", b"~2026.jitbundle"),
    *(
        b"2026.sync-conflict-20261120-090000-ABCDEFG.jitbundle",
        b"\xff\xfe.jitbundle",
        "\u202efdp.jitbundle".encode(),
        b"a\nb.jitbundle",
        b"CON.JITBUNDLE",
    ),
]

names = st.builds(edited, st.sampled_from(NAMES), edits) | st.sampled_from(NAMES)
contents = st.sampled_from(CONTENTS) | st.builds(edited, st.sampled_from(CONTENTS[:2]), edits)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = desks.make(tmp_path_factory.mktemp("made"), sava.FIRST.file())
    with desks.opened(made, tmp_path_factory.mktemp("opened")) as opened:
        yield opened


def possible(name: bytes) -> bool:
    """Whether a disk takes the name."""
    return 0 < len(name) < 256 and not set(name) & {0, ord("/")} and name not in (b".", b"..")


def test_a_name_that_is_no_text_is_told_and_taken_in(desk: Desk, tmp_path: Path) -> None:
    """A disk keeps it, and neither a database nor JSON does."""
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.jitbundle")).write_bytes(sava.Bundle("no text", segments=[ANOTHER]).file())
    for accept in (False, True):
        [arrived] = mailbox.visit(desk, tmp_path, accept=accept).arrived
        assert arrived.file == "\ufffd.jitbundle"
        output.json({"file": arrived.file})


def test_any_files_under_any_names(desk: Desk) -> None:
    folder = desk.folder.parent / "mailbox"

    def visit(files: list[tuple[bytes, bytes, bool]]) -> None:
        folder.mkdir()
        try:
            for name, content, linked in files:
                path = os.path.join(os.fsencode(folder), name)
                if possible(name) and not os.path.lexists(path):
                    if linked:
                        os.symlink(b"/dev/zero", path)
                    else:
                        Path(os.fsdecode(path)).write_bytes(content)
            before = sorted(os.listdir(os.fsencode(folder)))
            for accept in (False, True):
                seen = mailbox.visit(desk, folder, accept=accept)
                said = [trouble.file + trouble.sentence for trouble in seen.troubles] + [one.file for one in seen.arrived]
                with contextlib.redirect_stdout(io.StringIO()):
                    for text in said:
                        output.line(text)
                        output.json({"said": text})
            assert set(before) <= set(os.listdir(os.fsencode(folder)))  # nobody's files are touched
        finally:
            shutil.rmtree(folder)

    entry: Any = st.tuples(names, contents, st.sampled_from([False, False, False, True]))
    run("mailbox", visit, st.lists(entry, min_size=1, max_size=4), 20)
    upkeep.verify(desk)
