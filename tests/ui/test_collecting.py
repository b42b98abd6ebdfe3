"""Widgets that nothing names any more are let go by the GUI thread, never by one that reads or writes."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from jitdesk.ui.jobs import Jobs


class Knot(QObject):
    """Names itself, so that only the collector lets it go."""

    def __init__(self, went: list[int]) -> None:
        super().__init__()
        self.itself = self
        self.destroyed.connect(lambda: went.append(threading.get_ident()), Qt.ConnectionType.DirectConnection)


def rows() -> list[list[int]]:
    """Work that makes so many objects that a collector which runs by itself would run."""
    return [[number] for number in range(400_000)]


def test_what_a_thread_allocates_lets_no_widget_go_in_it(qtbot: QtBot, jobs: Jobs) -> None:
    went: list[int] = []
    arrived: list[list[list[int]]] = []
    Knot(went)
    jobs.read(rows, jobs, arrived.append)
    qtbot.waitUntil(lambda: bool(arrived))
    qtbot.waitUntil(lambda: bool(went))
    assert went == [threading.get_ident()]
