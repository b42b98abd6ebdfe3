"""Work for which the desk must be closed: a child process does it, and the desk is opened anew with the keys that it has then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.kernel.errors import Cancelled, JITDeskError
from jitdesk.kernel.words import say
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel
from jitdesk.ui.widgets.progress import ProgressLine

if TYPE_CHECKING:
    from jitdesk.services.desk import Unlocked

_WIDTH = 480


@dataclass(frozen=True)
class Loan:
    """A job on the closed desk: what it is called on screen, what its result says, and the screen to which one comes back.

    Where the job sets another passphrase, `passphrase` opens the desk afterwards.
    """

    job: str
    arguments: Mapping[str, Any] = field(repr=False)
    text: str
    told: Callable[[Any], str]
    screen: str
    passphrase: str = field(default="", repr=False)


@dataclass(frozen=True)
class Returned:
    """The desk, open again, and what is to be said of the work: done, or why not."""

    opened: Any  # window.Opened
    sentence: str
    done: bool


class Lent:
    """A loan under way; `stop` ends the work and opens the desk, `cancel` ends the work where nobody waits for the desk any more."""

    def __init__(
        self,
        folder: Path,
        unlocked: Unlocked,
        loan: Loan,
        child: Callable[[str, dict[str, Any]], Any],
        reopen: Callable[[Path, Unlocked, str], Any],
    ) -> None:
        self._child = child(loan.job, {"desk": str(folder), **loan.arguments})
        self._folder, self._unlocked, self._loan = folder, unlocked, loan
        self._reopen = reopen
        self._unwanted = False

    def run(self, progress: Callable[[int, int], None]) -> Returned:
        """Do the work, and open the desk whatever became of it."""
        try:
            sentence, done = self._loan.told(self._child.run(progress)), True
        except Cancelled:
            sentence, done = say("ui.lent.stopped"), False
        except JITDeskError as error:
            sentence, done = str(error), False
        if self._unwanted:
            raise Cancelled("job.cancelled")
        return Returned(self._reopen(self._folder, self._unlocked, self._loan.passphrase if done else ""), sentence, done)

    def stop(self) -> None:
        """End the work; it is done or not, never half."""
        self._child.cancel()

    def cancel(self) -> None:
        """End the work and leave the desk closed."""
        self._unwanted = True
        self._child.cancel()


class LentPage(QWidget):
    """What is shown meanwhile; `stopped` says that a person cancelled."""

    stopped = Signal()

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self._text = text
        self.progress = ProgressLine(text)
        self.progress.cancelled.connect(self._stop)
        card = QWidget()
        card.setFixedWidth(look().px(_WIDTH))
        column = QVBoxLayout(card)
        column.setSpacing(14)
        column.addWidget(PlainLabel(text, Role.DISPLAY))
        column.addWidget(Paragraph(say("ui.lent.below"), tone="text2"))
        column.addWidget(self.progress)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addWidget(card, alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)

    def show_progress(self, done: int, total: int) -> None:
        """Show how far it is."""
        self.progress.show_progress(self._text, done, total)

    def take_keyboard(self) -> None:
        """Put the keyboard on Cancel, the only thing there is to do."""
        self.progress.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _stop(self) -> None:
        self.progress.cancel.setEnabled(False)
        self.stopped.emit()
