"""Bundle files dropped anywhere on the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from jitdesk.services.exporting import SUFFIX

_ASKED = (QEvent.Type.DragEnter, QEvent.Type.DragMove)


class BundleDrops(QObject):
    """Watches a widget and hands on the bundle files and folders that are dropped on it."""

    def __init__(self, watched: QWidget, open: Callable[[Sequence[Path]], None]) -> None:
        super().__init__(watched)
        self._open = open
        watched.setAcceptDrops(True)
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QDropEvent):
            return False
        paths = dropped(event.mimeData())
        if paths and event.type() in _ASKED:
            event.acceptProposedAction()
            return True
        if paths and event.type() == QEvent.Type.Drop:
            event.acceptProposedAction()
            self._open(paths)
            return True
        return False


def dropped(data: QMimeData) -> list[Path]:
    """The bundle files and folders among what is dropped."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix == SUFFIX or path.is_dir()]
