"""Starts the window: the first page is painted, then the rest of the program is loaded behind it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType

import msgspec
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from jitdesk import __version__, bootstrap
from jitdesk.bootstrap import Settings
from jitdesk.kernel.words import say
from jitdesk.ui.collecting import Collector
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.look import Scheme, look
from jitdesk.ui.screens.unlock import DeskEntry
from jitdesk.ui.widgets.focus import FocusRing
from jitdesk.ui.window import Doors, Window


def application() -> QApplication:
    """The Qt application with its names, look, focus ring and collector."""
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication.instance() or QApplication(["jitdesk"])
    assert isinstance(app, QApplication)
    app.setApplicationName("JITDesk")
    app.setOrganizationName("JITDesk")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("jitdesk")
    look()
    FocusRing(app)
    Collector(app)
    return app


class Loader(QObject):
    """Loads the rest of the program in a thread and tells the GUI thread."""

    loaded = Signal(object)
    failed = Signal(str)

    def __init__(self, load: Callable[[], Doors]) -> None:
        super().__init__()
        self._load = load

    def start(self) -> None:
        """Begin, once the first page is painted."""
        threading.Thread(target=self._run, name="load", daemon=True).start()

    def _run(self) -> None:
        try:
            doors = self._load()
        except Exception as error:  # whatever keeps the program from loading is said on the page that stands already
            self.failed.emit(say("ui.unexpected", code=bootstrap.report(error)))
        else:
            self.loaded.emit(doors)


def main(arguments: Sequence[str] = ()) -> int:
    """Show the window until it is closed, on the desk named first in `arguments` or the last one; returns the exit status.

    `--pictures OUT DESK --passphrase-file FILE` takes pictures of a desk's screens instead.
    """
    if arguments[:1] == ["--pictures"]:
        from jitdesk.ui import pictures

        return pictures.main(arguments[1:])
    settings = bootstrap.load_settings()
    app = application()
    look().set_scheme(Scheme(settings.theme))
    look().set_text_size(settings.text_size)
    look().changed.connect(_keep_look)
    jobs = Jobs(bootstrap.report)
    window = Window(_desks(settings, arguments), jobs, _proposed_folder())
    sys.excepthook = partial(_unexpected, window)
    loader = Loader(partial(_doors, settings.idle_minutes * 60))
    window.painted.connect(loader.start)
    loader.loaded.connect(window.furnish)
    loader.failed.connect(window.unable)
    window.opened.connect(_keep_desk)
    window.show()
    return app.exec()


def _doors(idle_after: int) -> Doors:
    bootstrap.open_log("window")
    from jitdesk.ui import furnish

    return furnish.doors(idle_after)


def _desks(settings: Settings, arguments: Sequence[str]) -> list[DeskEntry]:
    known = [DeskEntry(Path(d.folder), d.label, datetime.fromtimestamp(d.opened / 1000, UTC)) for d in settings.desks]
    if not arguments:
        return known
    named = Path(arguments[0]).absolute()
    first = next((d for d in known if d.path == named), DeskEntry(named, named.stem))
    return [first, *(d for d in known if d is not first)]


def _proposed_folder() -> Path:
    return Path.home() / "team.jitdesk"


def _keep_look() -> None:
    chosen = look()
    bootstrap.change_settings(lambda s: msgspec.structs.replace(s, theme=str(chosen.scheme), text_size=chosen.text_size))


def _keep_desk(folder: Path, label: str) -> None:
    now = int(datetime.now(UTC).timestamp() * 1000)
    bootstrap.change_settings(lambda s: s.with_opened(str(folder), label, now))


def _unexpected(window: Window, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    window.tell_unexpected(bootstrap.report(error))
