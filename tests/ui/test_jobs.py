"""Work off the GUI thread: order, delivery, cancel, failures, lock."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from jitdesk.bootstrap import Child
from jitdesk.kernel.errors import Cancelled, Refused
from jitdesk.ui.jobs import Failure, Jobs


class Waiting:
    """Long work that goes on until it is cancelled; tells once that it has begun."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.ended = threading.Event()

    def run(self, progress: Callable[[int, int], None]) -> str:
        progress(1, 4)
        self.begun.set()
        self.ended.wait(20)
        raise Cancelled("job.cancelled")

    def cancel(self) -> None:
        self.ended.set()


def test_results_arrive_on_the_gui_thread(qtbot: QtBot, jobs: Jobs) -> None:
    seen: list[tuple[str, int]] = []
    owner = QObject()
    main = threading.get_ident()
    worker: list[int] = []

    def work() -> str:
        worker.append(threading.get_ident())
        return "done"

    jobs.read(work, owner, lambda result: seen.append((result, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [("done", main)]
    assert worker != [main]


def test_the_writing_lane_keeps_the_order(qtbot: QtBot, jobs: Jobs) -> None:
    done: list[int] = []
    owner = QObject()
    first = threading.Event()
    jobs.write(lambda: first.wait(20), owner)
    for number in range(20):
        jobs.write(lambda number=number: done.append(number), owner)  # type: ignore[misc]
    first.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert done == list(range(20))


def test_nothing_is_delivered_to_an_owner_that_is_gone(qtbot: QtBot, jobs: Jobs) -> None:
    seen: list[int] = []
    parent = QObject()
    owner = QObject(parent)
    go = threading.Event()
    jobs.read(lambda: go.wait(20), owner, lambda _: seen.append(1))
    parent.deleteLater()
    with qtbot.waitSignal(owner.destroyed):
        pass
    go.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert seen == []


def test_nothing_is_delivered_after_a_lock(qtbot: QtBot, jobs: Jobs) -> None:
    seen: list[object] = []
    owner = QObject()
    go = threading.Event()
    jobs.read(lambda: go.wait(20), owner, seen.append)
    jobs.forget()
    go.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert seen == []
    jobs.read(lambda: 7, owner, seen.append)
    qtbot.waitUntil(lambda: seen == [7])


def test_long_work_tells_its_progress_and_ends_when_cancelled(qtbot: QtBot, jobs: Jobs) -> None:
    long, owner = Waiting(), QObject()
    steps: list[tuple[int, int]] = []
    results: list[object] = []
    job = jobs.run_child(long, "Waiting", owner, results.append, results.append, lambda done, total: steps.append((done, total)))
    qtbot.waitUntil(lambda: steps == [(1, 4)])
    job.cancel()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert long.ended.is_set()
    assert results == []


def test_a_refusal_is_told_in_words_and_an_unexpected_error_by_its_code(qtbot: QtBot, jobs: Jobs) -> None:
    failures: list[Failure] = []
    owner = QObject()

    def refuse() -> None:
        raise Refused("card.no_fingerprint")

    jobs.write(refuse, owner, None, failures.append)
    jobs.write(lambda: 1 // 0, owner, None, failures.append)
    qtbot.waitUntil(lambda: len(failures) == 2)
    assert failures[0].key == "card.no_fingerprint"
    assert failures[0].text == str(Refused("card.no_fingerprint"))
    assert "TEST" in failures[1].text
    assert "division" not in failures[1].text


def test_what_its_starter_does_not_handle_the_window_hears(qtbot: QtBot, jobs: Jobs) -> None:
    with qtbot.waitSignal(jobs.failed) as heard:
        jobs.write(lambda: 1 // 0, QObject(jobs))
    assert isinstance(heard.args[0].error, ZeroDivisionError)


def test_a_real_child_answers_with_the_reason(qtbot: QtBot, jobs: Jobs, tmp_path_factory: object) -> None:
    failures: list[Failure] = []
    owner = QObject()
    jobs.run_child(Child("unlock", {"desk": "/nowhere/at.all", "passphrase": "x"}), "Unlocking", owner, None, failures.append)
    qtbot.waitUntil(lambda: bool(failures), timeout=20_000)
    assert failures[0].key == "desk.none"
