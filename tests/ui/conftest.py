"""The window is tested without a screen, as a person uses it: by keyboard and mouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from jitdesk.ui.app import application
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.look import Scheme, look
from tests.services.conftest import ibrahim, mara, olena, template_of_three, template_of_two, three, two

__all__ = ["ibrahim", "mara", "olena", "template_of_three", "template_of_two", "three", "two"]


@pytest.fixture(scope="session")
def qapp(_words: None) -> QApplication:
    """The application with its look and focus ring."""
    app = application()
    look().set_scheme(Scheme.LIGHT)
    return app


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    """Real lanes; unexpected errors are reported under the code TEST."""
    running = Jobs(lambda error: "TEST")
    yield running
    running.close()


@pytest.fixture(autouse=True)
def _plain_look(qapp: QApplication) -> Iterator[None]:
    """Each test ends in the light theme at 100 %."""
    yield
    look().set_scheme(Scheme.LIGHT)
    look().set_text_size(100)
