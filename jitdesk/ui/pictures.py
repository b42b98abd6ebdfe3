"""Pictures of the main screens of a desk, drawn where there may be no screen: light and dark, in two sizes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QEventLoop
from PySide6.QtWidgets import QApplication

from jitdesk import bootstrap
from jitdesk.domain import life
from jitdesk.services import reading
from jitdesk.services.desk import Desk
from jitdesk.services.exporting import SUFFIX
from jitdesk.ui import furnish
from jitdesk.ui.app import application
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.look import Scheme, look
from jitdesk.ui.screens.bundles import BundlesScreen
from jitdesk.ui.screens.case import CaseScreen
from jitdesk.ui.screens.conflicts import ConflictsScreen
from jitdesk.ui.screens.requests import RequestsScreen
from jitdesk.ui.screens.unlock import DeskEntry
from jitdesk.ui.screens.witnesses import WitnessesScreen
from jitdesk.ui.shell import Shell
from jitdesk.ui.window import Window

SIZES = ((1366, 768), (1280, 720))
_PATIENCE = 20_000  # milliseconds that a screen may take to be read
_IDLE = 300
_PROPOSED = Path("team.jitdesk")  # a name alone: no folder of this machine is in a picture


def main(arguments: Sequence[str]) -> int:
    """Take the pictures as `OUT DESK --passphrase-file FILE` asks; returns the exit status."""
    out, desk, _, file = arguments
    take(Path(desk), Path(file).read_text(encoding="utf-8").rstrip("\r\n"), Path(out))
    return 0


def take(desk: Path, passphrase: str, out: Path) -> None:
    """Open the window on a desk, visit every screen, and write its pictures to the folder `out`; raises NotUnlocked."""
    application()
    opened = furnish.unlock(desk, passphrase, remember=False).run(lambda done, total: None)
    jobs = Jobs(bootstrap.report)
    window = Window([DeskEntry(desk, opened.person.team)], jobs, _PROPOSED)
    window.furnish(furnish.doors(_IDLE))
    out.mkdir(parents=True, exist_ok=True)
    window.show()
    window.activateWindow()
    try:
        for scheme in (Scheme.LIGHT, Scheme.DARK):
            look().set_scheme(scheme)
            window.show_unlock()
            _grab(window, jobs, out, "unlock")
            window.show_create()
            _grab(window, jobs, out, "create-team")
            window.show_join()
            _grab(window, jobs, out, "join-team")
        protected = [record.id for record in reading.listed(opened.desk, "witness") if record.sealed]
        drafts = [record for record in reading.listed(opened.desk, "request") if life.status(record) in life.DRAFTING]
        requests = sorted(drafts, key=lambda r: len(r.values), reverse=True)[:2]
        moved_on = [str(hearing.get("request")) for hearing in reading.listed(opened.desk, "hearing")]
        window.show_desk(opened)
        for scheme in (Scheme.LIGHT, Scheme.DARK):
            look().set_scheme(scheme)
            _visit(window, opened.desk, jobs, out)
            if protected:
                _visit_witness(window, protected[-1 if look().dark else 0], jobs, out)
            _visit_conflicts(window, jobs, out)
            if requests:
                _visit_requests(window, [r.id for r in requests], jobs, out)
                _visit_around(window, [*moved_on, requests[0].id][0], jobs, out)
    finally:
        window.close()


def _visit(window: Window, desk: Desk, jobs: Jobs, out: Path) -> None:
    """Every screen of the open desk; a bundle that lies beside the desk is looked into."""
    shell = window.page
    assert isinstance(shell, Shell)
    for entry in furnish.entries(desk, jobs):
        shell.go(entry.id)
        _grab(window, jobs, out, entry.id)
        if isinstance(shell.screen_shown, CaseScreen):
            _visit_case(window, shell.screen_shown, desk, jobs, out)
        if isinstance(shell.screen_shown, BundlesScreen):
            for tab in ("waiting", "imports", "given"):
                shell.screen_shown.turn(tab)
                _grab(window, jobs, out, f"bundles-{tab}")
            shell.screen_shown.turn("start")
        waiting = sorted(desk.folder.parent.glob(f"*{SUFFIX}"))
        if isinstance(shell.screen_shown, BundlesScreen) and waiting:
            shell.screen_shown.open(waiting[:1])
            _grab(window, jobs, out, "import-preview")
            shell.screen_shown.back()


def _visit_case(window: Window, screen: CaseScreen, desk: Desk, jobs: Jobs, out: Path) -> None:
    """The States, one of them, and what a source says of it; the team's agreement, where there is one."""
    screen.turn_to("states")
    _grab(window, jobs, out, "case-states")
    screen.open("LVA")
    _grab(window, jobs, out, "case-state")
    screen.close_page()
    for agreement in reading.listed(desk, "agreement")[:1]:
        screen.open(agreement.id)
        _grab(window, jobs, out, "case-agreement")
        screen.close_page()
    screen.turn_to("agreement")


def _visit_witness(window: Window, id: str, jobs: Jobs, out: Path) -> None:
    """A witness under protection, before and after the page is opened."""
    shell = window.page
    assert isinstance(shell, Shell)
    shell.go("witnesses", id)
    _grab(window, jobs, out, "witness-sealed")
    screen = shell.screen_shown
    assert isinstance(screen, WitnessesScreen)
    screen.detail.opening.emit(screen.detail.id, "Pictures of the screens")
    _grab(window, jobs, out, "witness")


def _visit_conflicts(window: Window, jobs: Jobs, out: Path) -> None:
    """A conflict that is to be settled, and one in a record under protection."""
    shell = window.page
    assert isinstance(shell, Shell)
    shell.go("conflicts")
    settle(jobs)
    screen = shell.screen_shown
    assert isinstance(screen, ConflictsScreen)
    for clash in screen.model.rows():
        screen.open(clash.id)
        _grab(window, jobs, out, "conflict-sealed" if clash.sealed else "conflict")
    screen.back()


def _visit_requests(window: Window, ids: Sequence[str], jobs: Jobs, out: Path) -> None:
    """The dates of the request that is written furthest, the fields and the letter of the next one, which has gaps."""
    shell = window.page
    assert isinstance(shell, Shell)
    shell.go("requests", ids[0])
    settle(jobs)
    screen = shell.screen_shown
    assert isinstance(screen, RequestsScreen)
    screen.editor.outline.go("instrument")
    _grab(window, jobs, out, "request-instrument")
    screen.editor.outline.go("dates")
    _grab(window, jobs, out, "request-dates")
    shell.go("requests", ids[-1])
    settle(jobs)
    screen.editor.outline.go("authorities")
    _grab(window, jobs, out, "request")
    screen.editor.show_preview(True)
    _grab(window, jobs, out, "request-preview")
    screen.back()
    screen.close_request()


def _visit_around(window: Window, id: str, jobs: Jobs, out: Path) -> None:
    """What stands around the letter of a request, the first record of each page open."""
    shell = window.page
    assert isinstance(shell, Shell)
    shell.go("requests", id)
    settle(jobs)
    screen = shell.screen_shown
    assert isinstance(screen, RequestsScreen)
    for key, page in screen.editor.beside.items():
        screen.editor.outline.go(key)
        settle(jobs)
        page.open_first()
        _grab(window, jobs, out, f"request-{key}")
    screen.close_request()


def _grab(window: Window, jobs: Jobs, out: Path, name: str) -> None:
    """The window as it is once all is read: NAME.png, in the other size NAME-1280.png, and each -dark."""
    for width, height in SIZES:
        window.resize(width, height)
        settle(jobs)
        size = "" if (width, height) == SIZES[0] else f"-{width}"
        theme = "-dark" if look().dark else ""
        window.grab().save(str(out / f"{name}{size}{theme}.png"))


def settle(jobs: Jobs) -> None:
    """Let the window read and draw."""
    clock = QElapsedTimer()
    clock.start()
    quiet = 0
    while quiet < 3 and clock.elapsed() < _PATIENCE:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        QApplication.sendPostedEvents()
        quiet = 0 if jobs.busy else quiet + 1
