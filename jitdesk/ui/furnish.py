"""What the window needs from the rest of the program, loaded behind the first page: how desks are opened and made, and their screens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from jitdesk.bootstrap import Child
from jitdesk.kernel.errors import Cancelled, JITDeskError
from jitdesk.kernel.words import say
from jitdesk.services import clashing, identity, tasks, team, work
from jitdesk.services import desk as desks
from jitdesk.services.desk import Desk, Unlocked
from jitdesk.services.editing import Outcome
from jitdesk.ui import finding
from jitdesk.ui.drops import BundleDrops
from jitdesk.ui.go_to import Place
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.lending import Lent, Loan
from jitdesk.ui.screens.bundles import BundlesScreen
from jitdesk.ui.screens.case import CaseScreen
from jitdesk.ui.screens.conflicts import ConflictsScreen
from jitdesk.ui.screens.desk import DeskScreen
from jitdesk.ui.screens.hearings import HearingsScreen
from jitdesk.ui.screens.requests import RequestsScreen
from jitdesk.ui.screens.tasks import TasksScreen
from jitdesk.ui.screens.team import TeamScreen
from jitdesk.ui.screens.witnesses import WitnessesScreen
from jitdesk.ui.shell import Entry, Person, Shell
from jitdesk.ui.window import Doors, Opened


class Opening:
    """Long work of a child that brings the keys of a desk, which is then held open here."""

    def __init__(self, job: str, folder: Path, arguments: Mapping[str, Any], remember: bool = False) -> None:
        self._child = Child(job, {"desk": str(folder), **arguments})
        self._folder = folder
        self._remember = remember
        self._cancelled = False

    def run(self, progress: Callable[[int, int], None]) -> Opened:
        """Have the keys derived or made, and open the desk with them; one of an earlier version is projected anew."""

        def told(done: int, total: int) -> None:
            if self._cancelled:
                raise Cancelled("job.cancelled")
            progress(done, total)

        desk = desks.hold(self._folder, work.unlocked(self._child.run(progress)), progress=told)
        try:
            news = identity.settle(desk)
            if self._remember:
                desks.remember(desk, True)
            return Opened(desk, _person(desk), str(news or ""))
        except BaseException:
            desk.close()
            raise

    def cancel(self) -> None:
        """End the child, or the projection of a desk of an earlier version, which stays as it was."""
        self._cancelled = True
        self._child.cancel()


def unlock(folder: Path, passphrase: str, remember: bool) -> Opening:
    """Open a desk by its passphrase."""
    return Opening("unlock", folder, {"passphrase": passphrase}, remember)


def unlock_by_keychain(folder: Path) -> Opening:
    """Open a desk by the system's keychain."""
    return Opening("unlock_by_keychain", folder, {})


def remembered(folder: Path) -> bool:
    """Whether the keychain may open this desk; False for a desk that is not where it was."""
    try:
        return desks.remembered(folder)
    except JITDeskError:
        return False


def create(form: Mapping[str, str]) -> Opening:
    """Make a desk and found a team on it."""
    return Opening("found", Path(form["folder"]), {"passphrase": form["passphrase"], "team": form["team"], "person": _facts(form)})


def join(form: Mapping[str, str]) -> Opening:
    """Make a desk and write its card."""
    return Opening("enrol", Path(form["folder"]), {"passphrase": form["passphrase"], "card": form["card"], "person": _facts(form)})


def lend(folder: Path, unlocked: Unlocked, loan: Loan) -> Lent:
    """Work on a desk that is closed meanwhile."""
    arguments = dict(loan.arguments) if loan.passphrase else {"keys": work.opened(unlocked), **loan.arguments}
    return Lent(folder, unlocked, replace(loan, arguments=arguments), Child, _reopened)


def _reopened(folder: Path, unlocked: Unlocked, passphrase: str) -> Opened:
    """Hold the desk again, by its keys as they are now; where all are new, by its new passphrase."""
    keys = work.unlocked(Child("unlock", {"desk": str(folder), "passphrase": passphrase}).run(_no_progress)) if passphrase else unlocked
    desk = desks.hold(folder, desks.renewed(folder, keys))
    try:
        identity.settle(desk)
        return Opened(desk, _person(desk))
    except BaseException:
        desk.close()
        raise


def _no_progress(done: int, total: int) -> None:
    """Opening is one step."""


def shell(opened: Opened, jobs: Jobs, idle_after: int) -> Shell:
    """The window's inside for an open desk."""

    def search(words: str) -> Sequence[Place]:
        return finding.search(opened.desk, made.go, words)

    def open_bundles(paths: Sequence[Path]) -> None:
        made.go("bundles")
        if isinstance(made.screen_shown, BundlesScreen):
            made.screen_shown.open(paths)

    def name_team(outcome: object) -> None:
        if not isinstance(outcome, Outcome):  # the first bundle of a desk brings its team
            jobs.read(partial(_label, opened.desk), made, made.sidebar.team.set_text)

    made = Shell(opened.person, entries(opened.desk, jobs), jobs, idle_after, search)
    made.told.connect(name_team)
    if opened.news:
        made.notify(opened.news)
    BundleDrops(made, open_bundles)
    return made


def entries(desk: Desk, jobs: Jobs) -> Sequence[Entry]:
    """The screens, in the order of the sidebar."""
    return (
        Entry("tasks", "square-check", partial(TasksScreen, desk, jobs), partial(tasks.mine, desk)),
        Entry("witnesses", "users", partial(WitnessesScreen, desk, jobs)),
        Entry("requests", "file-text", partial(RequestsScreen, desk, jobs)),
        Entry("hearings", "calendar", partial(HearingsScreen, desk, jobs)),
        Entry("case", "scale", partial(CaseScreen, desk, jobs)),
        Entry("bundles", "package", partial(BundlesScreen, desk, jobs)),
        Entry("conflicts", "git-merge", partial(ConflictsScreen, desk, jobs), partial(clashing.count, desk)),
        Entry("team", "shield-check", partial(TeamScreen, desk, jobs)),
        Entry("desk", "laptop", partial(DeskScreen, desk, jobs)),
    )


def doors(idle_after: int) -> Doors:
    """Everything that can be done while no desk is unlocked."""
    return Doors(unlock, create, join, remembered, unlock_by_keychain, partial(shell, idle_after=idle_after), lend)


def _person(desk: Desk) -> Person:
    return Person(_label(desk), desk.card.member, say(f"state.{desk.card.state}"))


def _label(desk: Desk) -> str:
    return team.team(desk) if desk.workspace else say("ui.no_team")


def _facts(form: Mapping[str, str]) -> dict[str, str]:
    return {name: form[name] for name in ("member", "state", "authority", "function")}
