"""Writes the vectors and what must become of them: `python -m tests.vectors.make`. It writes the same bytes every time."""

from __future__ import annotations

import json
from pathlib import Path

from jitdesk.kernel import words
from jitdesk.system import resources
from tests.vectors import cards, files_and_tars, hybrid, sava, segments, signed_parts, team
from tests.vectors.vector import REFUSED, Vector

FOLDER = Path(__file__).parent
EXPECT = FOLDER / "expect.jsonl"
FIRST = "first.jitbundle"


def vectors() -> list[Vector]:
    """Every vector."""
    return [one for module in (files_and_tars, hybrid, signed_parts, team, segments, cards) for one in module.cases.found]


def expectation(one: Vector) -> str:
    """The line of a vector in expect.jsonl."""
    said = {"file": one.file, "case": one.case, "shows": one.shows, "outcome": one.outcome}
    if one.outcome == REFUSED:
        said |= {"stage": one.stage, "key": one.key, "sentence": words.say(one.key, **one.arguments)}
    further = {"changes": one.changes, "reads": one.reads, "written": one.written, "frozen": one.frozen, "after": list(one.after)}
    return json.dumps(said | {key: value for key, value in further.items() if value}, ensure_ascii=False) + "\n"


def files() -> dict[str, bytes]:
    """Everything that the script writes, by name."""
    words.install(resources.words())
    made = vectors()
    found = {FIRST: sava.FIRST.file()} | {one.file: one.data for one in made}
    if len(found) != len(made) + 1:
        raise ValueError("two vectors of one name")
    return found | {EXPECT.name: "".join(expectation(one) for one in sorted(made, key=lambda v: v.file)).encode()}


def main() -> None:
    """Write the folder anew."""
    for path in FOLDER.iterdir():
        if path.suffix in (".jitbundle", ".jitcard", ".segment", ".jsonl"):
            path.unlink()
    for name, data in files().items():
        (FOLDER / name).write_bytes(data)


if __name__ == "__main__":
    main()
