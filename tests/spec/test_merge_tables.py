"""Every row of every table in docs/merge.md has a scenario that says the same and runs, and every scenario has its row."""

from __future__ import annotations

import re

import pytest

from jitdesk.domain.charter import _SHAPES as CHARTER_ACTS
from jitdesk.domain.shapes import ACTS
from tests.services.refusal_world import World
from tests.spec import cells, charters, decisions, erasures, restored, rosters, successions  # noqa: F401 - their scenarios join the table
from tests.spec.rows import ROWS, SCENARIOS, TEXT


@pytest.mark.parametrize("name", ROWS)
def test_the_row_is_what_happens(name: str, world: World) -> None:
    assert name in SCENARIOS, f"no scenario for row {name}"
    told, scenario = SCENARIOS[name]
    assert told == ROWS[name]
    scenario(world)


def test_every_scenario_has_its_row() -> None:
    assert set(SCENARIOS) == set(ROWS)


def test_every_row_of_every_table_has_a_name_of_its_own() -> None:
    table_rows = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith("| row ")]
    assert len(table_rows) == len(ROWS)
    names = [re.sub(r"\d", "", name) for name in ROWS]
    assert [f"{letter}{names[: i + 1].count(letter)}" for i, letter in enumerate(names)] == list(ROWS)


def test_the_tables_of_acts_are_complete() -> None:
    """An act that the code knows and the tables do not is a right that nobody can look up."""
    told = {
        letter: {act for name, found in ROWS.items() if name[0] == letter for act in re.findall(r"`(\w+)`", found[0])} for letter in "AK"
    }
    assert told == {"A": set(ACTS), "K": set(CHARTER_ACTS)}
