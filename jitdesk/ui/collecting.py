"""Cycles are collected by the GUI thread alone: in whichever thread the collector ran by itself it would delete widgets, and Qt crashes."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY = 500  # ms


class Collector(QObject):
    """Collects as often as the thresholds of `gc` say, between two events of the GUI thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.timeout.connect(self._collect)
        timer.start(_EVERY)

    def _collect(self) -> None:
        due = [made > limit for made, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if due[0]:
            gc.collect(2 if due[1] and due[2] else 1 if due[1] else 0)
