"""From the start of the process to the first paint of the unlock screen, beside a bare PySide6 window, both under Xvfb."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.measuring import pair
from benchmarks.proof import Figure

MOST = 2.0
ROUNDS = 11

_BARE = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Bare(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.time(), flush=True)
        QTimer.singleShot(0, app.quit)
app = QApplication(sys.argv)
window = Bare()
window.resize(1366, 768)
window.show()
app.exec()
"""
# As `jitdesk.__main__.window` does it; the loader starts when the first page was painted: there the clock stops.
_OURS = """
import sys, time
from jitdesk import bootstrap
bootstrap.start("window")
from jitdesk.ui import preflight
assert preflight.problem() is None
from jitdesk.ui import app
def painted(loader):
    print(time.time(), flush=True)
    app.QApplication.quit()
app.Loader.start = painted
sys.exit(app.main([sys.argv[1]]))
"""


def first_paint() -> Figure:
    """The median of both and of their ratio."""
    with _screen() as screen, tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "DISPLAY": screen, "QT_QPA_PLATFORM": "xcb", "JITDESK_HOME": home}
        both = pair(lambda: _run(_OURS, env, home), lambda: _run(_BARE, env, home), ROUNDS)
    return both.figure(MOST, "bare window")


def _run(script: str, env: dict[str, str], home: str) -> float:
    start = time.time()
    done = subprocess.run([sys.executable, "-c", script, f"{home}/sava.jitdesk"], env=env, check=True, capture_output=True, text=True)
    return float(done.stdout.split()[0]) - start


@contextmanager
def _screen() -> Iterator[str]:
    """A screen of our own, by its name."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as answer:
            yield f":{answer.readline().strip()}"
    finally:
        server.terminate()
        server.wait()
