"""Takes the pictures of the screens under docs/pictures: python -m tests.ui.pictures [FOLDER]."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

from jitdesk.kernel import words
from jitdesk.system import resources
from jitdesk.ui import furnish
from jitdesk.ui.app import application
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.look import Scheme, look
from jitdesk.ui.screens.unlock import DeskEntry, UnlockScreen
from jitdesk.ui.window import Window

SIZES = ((1366, 768), (1280, 720))
HOME = Path("sava-river.jitdesk").absolute()


def main(folder: Path) -> None:
    """Write every picture, light and dark, in both sizes."""
    words.install(resources.words())
    application()
    jobs = Jobs(lambda error: "PICTURE")
    window = Window([DeskEntry(HOME, "JIT Sava River", datetime.now(UTC) - timedelta(days=1))], jobs, HOME)
    window.furnish(furnish.doors(300))
    window.show()
    window.activateWindow()
    for scheme in (Scheme.LIGHT, Scheme.DARK):
        look().set_scheme(scheme)
        window.show_unlock()
        assert isinstance(window.page, UnlockScreen)
        window.page.passphrase.edit.setText("willow harbour ochre")
        take(window, folder, "unlock", scheme)
        window.show_create()
        take(window, folder, "create-team", scheme)
        window.show_join()
        take(window, folder, "join-team", scheme)
    window.close()


def take(window: QWidget, folder: Path, name: str, scheme: Scheme) -> None:
    """One picture in each size, once the layout has settled."""
    for width, height in SIZES:
        window.resize(width, height)
        settle()
        window.grab().save(str(folder / f"{name}-{width}-{scheme}.png"))


def settle(milliseconds: int = 60) -> None:
    """Let the window draw itself."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "docs" / "pictures"
    place.mkdir(parents=True, exist_ok=True)
    main(place)
