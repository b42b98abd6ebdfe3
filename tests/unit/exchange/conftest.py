"""The team that these tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.exchange.world import Team


@pytest.fixture
def team(tmp_path: Path) -> Team:
    """JIT Sava River."""
    return Team(tmp_path)
