"""Desks for each test: copies of a team that was made once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jitdesk.services.desk import Desk
from tests.services.sava import Template, make_three, make_two, opened


@pytest.fixture(scope="session")
def template_of_two(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Mara and Olena in step, Ibrahim with a card only."""
    return make_two(tmp_path_factory.mktemp("two"))


@pytest.fixture(scope="session")
def template_of_three(tmp_path_factory: pytest.TempPathFactory, template_of_two: Template) -> Template:
    """Mara, Olena and Ibrahim in step."""
    return make_three(tmp_path_factory.mktemp("three"), template_of_two)


@pytest.fixture
def two(template_of_two: Template, tmp_path: Path) -> Iterator[dict[str, Desk]]:
    """Open desks of the team of two, and of Ibrahim, who is not in it yet."""
    with opened(template_of_two, tmp_path) as desks:
        yield desks


@pytest.fixture
def three(template_of_three: Template, tmp_path: Path) -> Iterator[dict[str, Desk]]:
    """Open desks of the team of three."""
    with opened(template_of_three, tmp_path) as desks:
        yield desks


@pytest.fixture
def mara(three: dict[str, Desk]) -> Desk:
    """The lead of the team of three."""
    return three["mara"]


@pytest.fixture
def olena(three: dict[str, Desk]) -> Desk:
    """A member of the team of three."""
    return three["olena"]


@pytest.fixture
def ibrahim(three: dict[str, Desk]) -> Desk:
    """Another member of the team of three."""
    return three["ibrahim"]
