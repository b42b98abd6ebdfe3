"""What every test stands on: the catalogue spoken, no screen, no folder or keychain of the person who runs the tests, and `needs`."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator

import hypothesis
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Without it no keychain of the person who runs the tests can be reached; tests of the keychain start a bus of their own.
os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)

# A busy machine is slow, not wrong.
hypothesis.settings.register_profile("jitdesk", deadline=None, print_blob=True)
hypothesis.settings.load_profile("jitdesk")

_WANT = "needs "
_MANY = 100_000  # objects that may be in cycles
_OLD = 20  # collections of younger ones before all are looked at: that takes a second


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose marker `needs` names a program that is not here."""
    for marker in item.iter_markers("needs"):
        _require(*marker.args)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Where CI is set, a skip for want of a program is a failure: there every program was to be installed."""
    report = yield
    if report.skipped and os.environ.get("CI") and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2].removeprefix("Skipped: ")
        if reason.startswith(_WANT):
            report.outcome = "failed"
            report.longrepr = f"{reason}, which is not installed here; in CI that is a failure"
    return report


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """For the whole session, so that desks made once for many tests touch nobody's own folders either."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JITDESK_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(autouse=True)
def _own_machine(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine of its own for each test: a desk keeps outside its folder what tells it from an old copy."""
    monkeypatch.setenv("JITDESK_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """The window's collector stops with its event loop; what tests without a window leave must go all the same, and in this thread."""
    yield
    if not gc.isenabled() and gc.get_count()[0] > _MANY:
        gc.collect(2 if gc.get_count()[2] > _OLD else 1)


@pytest.fixture(scope="session", autouse=True)
def _words() -> None:
    from jitdesk.kernel import words
    from jitdesk.system import resources

    words.install(resources.words())


@pytest.fixture
def needs() -> Callable[..., None]:
    """`needs("age", "zstd")` skips the test where a program is missing; the marker of this name does so before any fixture."""
    return _require


def _require(*programs: str) -> None:
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        pytest.skip(_WANT + " and ".join(missing))
