"""The rows of the tables in docs/merge.md, and the scenarios that run them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tests.services.refusal_world import World

DOCUMENT = Path(__file__).parents[2] / "docs" / "merge.md"
TEXT = DOCUMENT.read_text("utf-8")

Cells = tuple[str, ...]
Scenario = Callable[[World], None]

ROWS: dict[str, Cells] = {
    found[1]: tuple(cell.strip() for cell in found[2].split(" | "))
    for found in re.finditer(r"^\| ([A-Z]\d+) \| (.*) \|$", TEXT, re.MULTILINE)
}
SCENARIOS: dict[str, tuple[Cells, Scenario]] = {}


def row(name: str, *cells: str) -> Callable[[Scenario], Scenario]:
    """The scenario of a row, which says word for word what the row says: whoever changes the one is led to the other."""

    def keep(scenario: Scenario) -> Scenario:
        assert name not in SCENARIOS
        SCENARIOS[name] = cells, scenario
        return scenario

    return keep


def keys(cell: str) -> set[str]:
    """The keys of a value as a cell tells them: the words in backticks outside brackets."""
    return set(re.findall(r"`([a-z]+)`", re.sub(r"\([^()]*\)", "", cell)))
