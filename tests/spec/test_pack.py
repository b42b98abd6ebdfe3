"""The section on the custody pack names the files of a real one, and their keys."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from jitdesk.domain.kinds import KINDS
from jitdesk.services import dumping
from jitdesk.services.desk import Desk
from tests.services.sava import send
from tests.services.test_attacks import records_of_all_kinds

PAGE = Path(__file__).parents[2] / "docs" / "bundle-format.md"


@pytest.fixture
def pack(mara: Desk, olena: Desk, tmp_path: Path) -> Path:
    records_of_all_kinds(olena, tmp_path)
    send(olena, mara, "all kinds")
    out = tmp_path / "pack"
    dumping.dump(mara, out)
    return out


def rows() -> dict[str, str]:
    """The table of the section: what each file holds."""
    section = PAGE.read_text(encoding="utf-8").split("## The custody pack")[1].split("\n## ")[0]
    found = re.findall(r"^\| (`.*?) \| (.*) \|$", section, re.MULTILINE)
    return {name: holds for names, holds in found for name in re.findall(r"`([^`]+)`", names)}


def test_every_file_of_a_pack_stands_in_the_table_and_the_other_way_round(pack: Path) -> None:
    listed = set(rows()) - {".sig"}
    there = {path.relative_to(pack).as_posix() for path in pack.rglob("*") if path.is_file()}
    plain = {
        re.sub(r"^segments/[0-9]{6}", "segments/NNNNNN", re.sub(r"^files/[0-9a-f]{32}/.*", "files/RECORD/NAME", name)) for name in there
    }
    plain = {"KIND.jsonl" if name.removesuffix(".jsonl") in KINDS else name.removesuffix(".sig") for name in plain}
    assert plain == listed


@pytest.mark.parametrize("name", ["arrivals.jsonl", "bundles.jsonl", "attachments.jsonl", "pack.json"])
def test_the_keys_of_a_line_are_those_of_the_table(pack: Path, name: str) -> None:
    told = re.search(r"`\{(.*?)\}`", rows()[name])
    assert told is not None
    first = json.loads((pack / name).read_text(encoding="utf-8").splitlines()[0])
    assert sorted(first) == re.findall(r'"(\w+)"', told[1])
