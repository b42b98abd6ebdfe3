"""Desks for the rows of docs/merge.md."""

from __future__ import annotations

from tests.services.conftest import mara, olena, template_of_three, template_of_two, three  # noqa: F401 - fixtures
from tests.services.test_refusals import world  # noqa: F401 - a fixture
