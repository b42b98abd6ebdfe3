"""A real Syncthing on the loopback that carries one folder among several places: no discovery, no relays, nothing leaves this machine."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import quoteattr

PATIENCE = 120  # seconds: a deadline for what hangs, not a measure
KEY = "for-the-test-alone"
# Its API stands on the loopback: whatever proxy this machine uses is not asked.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def ports(count: int) -> list[int]:
    """Ports that were free a moment ago."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


class Place:
    """One Syncthing with its copy of the folder."""

    def __init__(self, home: Path, box: Path, api: int, sync: int) -> None:
        self.home, self.box = home, box
        self._api, self.sync = f"http://127.0.0.1:{api}", sync
        self._address = f"127.0.0.1:{api}"
        self._since = 0
        box.mkdir()
        subprocess.run(["syncthing", "generate", f"--home={home}", "--no-default-folder"], check=True, capture_output=True)
        self.id = self._said("--device-id")

    def _said(self, option: str) -> str:
        done = subprocess.run(["syncthing", f"--home={self.home}", option], check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def configure(self, everybody: Sequence[Place]) -> None:
        """Know the others, and nobody else."""
        devices = "".join(
            f"<device id={quoteattr(one.id)} name='x' introducer='false'><address>tcp://127.0.0.1:{one.sync}</address></device>"
            for one in everybody
        )
        shared = "".join(f"<device id={quoteattr(one.id)}/>" for one in everybody)
        switched_off = (
            "globalAnnounceEnabled",
            "localAnnounceEnabled",
            "relaysEnabled",
            "natEnabled",
            "startBrowser",
            "crashReportingEnabled",
        )
        options = "".join(f"<{name}>false</{name}>" for name in switched_off)
        text = f"""<configuration version="36">
          <folder id="box" label="box" path={quoteattr(str(self.box))} type="sendreceive" rescanIntervalS="3600" fsWatcherEnabled="false">
            {shared}<minDiskFree unit="">0</minDiskFree><maxConflicts>10</maxConflicts></folder>
          {devices}
          <gui enabled="true" tls="false"><address>{self._address}</address><apikey>{KEY}</apikey></gui>
          <options><listenAddress>tcp://127.0.0.1:{self.sync}</listenAddress>{options}<urAccepted>-1</urAccepted>
            <reconnectionIntervalS>1</reconnectionIntervalS><autoUpgradeIntervalH>0</autoUpgradeIntervalH></options>
        </configuration>"""
        (self.home / "config.xml").write_text(text, encoding="utf-8")

    @contextmanager
    def running(self) -> Iterator[None]:
        """It runs, and its API answers."""
        command = ["syncthing", "serve", f"--home={self.home}", "--no-browser", "--no-restart", "--no-upgrade", "--logflags=0"]
        surroundings = os.environ | {"STNOUPGRADE": "1", "STNODEFAULTFOLDER": "1"}
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=surroundings) as process:
            assert process.stdout is not None
            watch = threading.Timer(PATIENCE, process.kill)
            reader = threading.Thread(target=_drain, args=(process.stdout,))
            watch.start()
            try:
                assert any("API listening" in line for line in process.stdout), "it did not start"
                watch.cancel()
                reader.start()
                yield
            finally:
                watch.cancel()
                process.terminate()
                if reader.ident:
                    reader.join()

    def ask(self, path: str, post: bool = False) -> Any:
        """A question to its API."""
        request = urllib.request.Request(f"{self._api}/rest/{path}", method="POST" if post else "GET", headers={"X-API-Key": KEY})  # noqa: S310
        with _open(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read() or b"null")

    def scan(self) -> None:
        """Look at what changed in the folder."""
        self.ask("db/scan?folder=box", post=True)

    def pause(self, paused: bool) -> None:
        """Talk to nobody, or to everybody again."""
        self.ask("system/pause" if paused else "system/resume", post=True)

    def until(self, holds: Callable[[Path], bool]) -> None:
        """Wait for the folder to be so, from event to event."""
        deadline = time.monotonic() + PATIENCE
        while not holds(self.box):
            assert time.monotonic() < deadline, f"in vain: {sorted(path.name for path in self.box.iterdir())}"
            events = self.ask(f"events?since={self._since}&timeout=10")
            self._since = max([self._since, *(event["id"] for event in events or ())])


def _drain(stream: IO[str]) -> None:
    for _ in stream:
        pass


@contextmanager
def carried(folder: Path, count: int) -> Iterator[list[Place]]:
    """Folders that are one, each with a Syncthing of its own."""
    numbers = ports(2 * count)
    places = [Place(folder / f"home{i}", folder / f"box{i}", numbers[2 * i], numbers[2 * i + 1]) for i in range(count)]
    with ExitStack() as stack:
        for place in places:
            place.configure(places)
            stack.enter_context(place.running())
        yield places


def bundles(box: Path) -> set[str]:
    """The names of the bundles in a folder."""
    return {path.name for path in box.iterdir() if path.suffix == ".jitbundle"}
