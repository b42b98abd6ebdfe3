"""Locks the desk when nobody has touched keyboard or mouse for a while, and says so before."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

AFTER = 300
WARNING = 30
_TOUCHES = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.InputMethod,
}


def since_start() -> float:
    """Seconds that only grow, those in which the computer slept included where the system counts them."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(boot) if boot is not None else time.monotonic()


class IdleLock(QObject):
    """Emits `warned` (seconds left; 0: touched again) and, after `after` seconds without a touch, `expired`."""

    warned = Signal(int)
    expired = Signal()

    def __init__(self, app: QCoreApplication, parent: QObject, after: int = AFTER, clock: Callable[[], float] = since_start) -> None:
        super().__init__(parent)
        self.after = after
        self._clock = clock
        self._last = clock()
        self._warning = False
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        app.installEventFilter(self)

    def tick(self) -> None:
        """Look at the clock; the timer does so every second."""
        left = self.after - (self._clock() - self._last)
        if left <= 0:
            self._timer.stop()
            self.expired.emit()
        elif left <= WARNING:
            self._warning = True
            self.warned.emit(max(1, round(left)))

    def touch(self) -> None:
        """Somebody is there."""
        self._last = self._clock()
        if self._warning:
            self._warning = False
            self.warned.emit(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self.touch()
        return False
