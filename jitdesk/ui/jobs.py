"""Work off the GUI thread: one lane that writes, two that read; long work goes through a child process, with progress and cancel."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import count
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from jitdesk.kernel.errors import Cancelled, JITDeskError
from jitdesk.kernel.words import say

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Report = Callable[[BaseException], str]


@dataclass(frozen=True)
class Failure:
    """Why a job brought nothing: a sentence, its catalogue key, and the exception itself."""

    text: str
    key: str
    error: BaseException


OnFailure = Callable[[Failure], None] | None
OnProgress = Callable[[int, int], None] | None


class Long(Protocol[T_co]):
    """Long work that can be cancelled from another thread: as a rule a child process (`bootstrap.Child`)."""

    def run(self, progress: Callable[[int, int], None]) -> T_co:
        """Do it, telling how much of how much is done."""
        ...

    def cancel(self) -> None:
        """End it; nothing is left half done."""
        ...


class Job:
    """One piece of work, as its starter holds it; `text` says what it is."""

    def __init__(self, work: Callable[[], Any], owner: QObject, done: Callable[[Any], None] | None, failed: OnFailure) -> None:
        self.work = work
        self.owner = owner
        self.done = done
        self.failed = failed
        self.text = ""
        self.progress: OnProgress = None
        self.cancelled = False
        self.unheard = False
        self.long: Long[Any] | None = None
        self.future: Future[None] | None = None

    def cancel(self) -> None:
        """End the work; nothing of it stays and nobody is called."""
        self.cancelled = True
        if self.long is not None:
            self.long.cancel()


@dataclass(frozen=True)
class _Step:
    done: int
    total: int


@dataclass(frozen=True)
class _Result:
    value: Any


class Jobs(QObject):
    """Runs work for the window and hands what comes of it back on the GUI thread, unless its owner is gone or the desk was locked since."""

    busy_changed = Signal(bool)
    progressed = Signal(object, object, object)  # Job, done, total
    failed = Signal(object)  # Failure that its starter left to the window
    _arrived = Signal()

    def __init__(self, report: Report, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._report = report
        self._numbers = count()
        self._open: dict[int, Job] = {}
        self._news: deque[tuple[int, _Step | _Result | Failure]] = deque()
        self._writing = ThreadPoolExecutor(1, "write")
        self._reading = ThreadPoolExecutor(2, "read")
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def write(self, work: Callable[[], T], owner: QObject, done: Callable[[T], None] | None = None, failed: OnFailure = None) -> Job:
        """Run `work` after all that was given to the writing lane before it."""
        return self._start(self._writing, Job(work, owner, done, failed))

    def read(self, work: Callable[[], T], owner: QObject, done: Callable[[T], None], failed: OnFailure = None) -> Job:
        """Run `work`, which changes nothing, beside the writing lane."""
        return self._start(self._reading, Job(work, owner, done, failed))

    def run_child(
        self,
        long: Long[T],
        text: str,
        owner: QObject,
        done: Callable[[T], None] | None = None,
        failed: OnFailure = None,
        progress: OnProgress = None,
    ) -> Job:
        """Run long work, called `text` on screen; it holds the writing lane meanwhile and can be cancelled."""
        number = next(self._numbers)
        job = Job(lambda: long.run(lambda done, total: self._tell(number, _Step(done, total))), owner, done, failed)
        job.long, job.text, job.progress = long, text, progress
        return self._start(self._writing, job, number)

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._open)

    def forget(self) -> None:
        """The desk is locked: cancel what runs and deliver nothing of it."""
        for job in list(self._open.values()):
            job.cancel()

    def settle(self) -> None:
        """The desk is about to be closed: end long work, wait until what was given to the lanes is written, and deliver nothing of it."""
        under_way = list(self._open.values())
        for job in under_way:
            job.unheard = True
            if job.long is not None:
                job.cancel()
        wait([job.future for job in under_way if job.future is not None])

    def close(self) -> None:
        """Cancel what runs, wait for it, and take no more work."""
        self.forget()
        self._writing.shutdown(wait=True, cancel_futures=True)
        self._reading.shutdown(wait=True, cancel_futures=True)
        self._open.clear()

    def _start(self, lane: Executor, job: Job, number: int = -1) -> Job:
        number = next(self._numbers) if number < 0 else number
        self._open[number] = job
        if len(self._open) == 1:
            self.busy_changed.emit(True)
        job.future = lane.submit(self._run, number)
        return job

    def _run(self, number: int) -> None:
        # In a lane. It keeps nothing of the job: widgets and models that the work refers to must be let go on the GUI thread.
        self._tell(number, self._outcome(number))

    def _tell(self, number: int, news: _Step | _Result | Failure) -> None:
        self._news.append((number, news))
        del news
        self._arrived.emit()

    def _outcome(self, number: int) -> _Result | Failure:
        try:
            if self._open[number].cancelled:
                raise Cancelled("ui.cancelled")
            return _Result(self._open[number].work())
        except JITDeskError as error:
            return Failure(str(error), error.key, error.with_traceback(None))
        except Exception as error:
            return Failure(say("ui.unexpected", code=self._report(error)), "ui.unexpected", error.with_traceback(None))

    @Slot()
    def _deliver(self) -> None:
        while self._news:
            number, news = self._news.popleft()
            job = self._open.get(number)
            if job is None:
                continue
            if isinstance(news, _Step):
                self._show(job, news)
                continue
            del self._open[number]
            if not self._open:
                self.busy_changed.emit(False)
            if self._wanted(job):
                self._end(job, news)

    def _wanted(self, job: Job) -> bool:
        return not (job.cancelled or job.unheard) and isValid(job.owner)

    def _show(self, job: Job, step: _Step) -> None:
        if self._wanted(job):
            self.progressed.emit(job, step.done, step.total)
            if job.progress:
                job.progress(step.done, step.total)

    def _end(self, job: Job, news: _Result | Failure) -> None:
        if isinstance(news, _Result):
            if job.done:
                job.done(news.value)
        elif isinstance(news.error, Cancelled):
            return
        elif job.failed:
            job.failed(news)
        else:
            self.failed.emit(news)
