"""A desk that the system's keychain opens: a real Secret Service, and every way in which there is none to rely on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backends import SecretService
from keyring.errors import InitError

from jitdesk.kernel.errors import NotUnlocked
from jitdesk.services import desk as desks
from tests.e2e.conftest import LEAD
from tests.e2e.terminal import PASSPHRASE, Terminal, sentence

REAL = pytest.mark.needs("dbus-run-session", "gnome-keyring-daemon", "bash")
UNLOCKED = 'printf %s "$0" | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$@"'
# Each argument is one act on the desk; its answer is one line of JSON.
ACTS = """
import json, sys
from pathlib import Path
from jitdesk import bootstrap
from jitdesk.kernel.errors import JITDeskError
from jitdesk.services import desk
bootstrap.start("terminal")
folder = Path(sys.argv[1])
for act in sys.argv[2:]:
    try:
        if act == "unlock":
            desk.hold(folder, desk.unlock_by_keychain(folder)).close()
        else:
            held = desk.hold(folder, desk.unlock(folder, sys.stdin.readline().rstrip("\\n")))
            try:
                desk.remember(held, act == "remember")
            finally:
                held.close()
        print(json.dumps("done"))
    except JITDeskError as error:
        print(json.dumps([type(error).__name__, error.key]))
"""

Session = Callable[..., Any]


@pytest.fixture
def session(team: Terminal, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """A command in a session with a keychain of its own: `session(password, *command)`; another password leaves it locked."""
    home = tmp_path_factory.mktemp("k")
    outer = ("XDG_", "DBUS_", "PYTHON_KEYRING", "DISPLAY", "WAYLAND_DISPLAY", "GNOME_KEYRING")
    places = {f"XDG_{name}": str(home / name) for name in ("DATA_HOME", "CONFIG_HOME", "CACHE_HOME", "RUNTIME_DIR")}
    for place in places.values():
        Path(place).mkdir(mode=0o700)
    own = {name: value for name, value in team.environment.items() if not name.startswith(outer)} | places | {"HOME": str(home)}

    def run(password: str, *command: str) -> subprocess.CompletedProcess[str]:
        full = ["dbus-run-session", "--", "bash", "-c", UNLOCKED, password, sys.executable, *command]
        given = f"{PASSPHRASE}\n" * 3
        done = subprocess.run(full, cwd=team.folder, env=own, input=given, capture_output=True, text=True, timeout=120, check=False)
        done.stderr = "".join(line for line in done.stderr.splitlines(True) if not line.startswith("dbus-daemon["))  # the bus's own words
        return done

    return run


def acts(session: Session, password: str, *wanted: str) -> list[Any]:
    done = session(password, "-c", ACTS, LEAD, *wanted)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@REAL
def test_a_real_keychain_opens_the_desk_until_it_is_told_to_forget(team: Terminal, session: Session) -> None:
    assert acts(session, "pass-1", "unlock") == [["NotUnlocked", "desk.no_keychain"]]
    assert acts(session, "pass-1", "remember", "unlock") == ["done", "done"]
    listed = session("pass-1", "-m", "jitdesk", "list", LEAD, "task")  # no passphrase given, and none asked for
    assert (listed.returncode, listed.stderr) == (0, "")
    assert "Send the summons" in listed.stdout
    assert "Send the summons" in team("list", LEAD, "task")  # the passphrase opens it all the same
    assert acts(session, "pass-1", "forget", "unlock") == ["done", ["NotUnlocked", "desk.no_keychain"]]


@REAL
def test_a_locked_keychain_says_so_and_the_passphrase_opens(team: Terminal, session: Session) -> None:
    assert acts(session, "pass-1", "remember") == ["done"]
    assert acts(session, "pass-2", "unlock") == [["NotUnlocked", "keychain.load_locked"]]
    refused = session("pass-2", "-m", "jitdesk", "list", LEAD, "task")
    assert refused.returncode == 4
    assert "The system keychain is locked" in refused.stderr, refused.stderr
    assert "Send the summons" in session("pass-2", "-m", "jitdesk", "--passphrase-file", "pw", "list", LEAD, "task").stdout


@REAL
def test_a_real_keychain_forgets_a_desk_and_a_locked_one_is_said_to_keep_what_opens_nothing(team: Terminal, session: Session) -> None:
    assert acts(session, "pass-1", "remember") == ["done"]
    done = session("pass-2", "-m", "jitdesk", "forget-keychain", LEAD)
    assert done.returncode == 0, done.stderr
    assert "may still be in the keychain" in done.stdout
    assert acts(session, "pass-1", "unlock") == [["NotUnlocked", "keyslots.no_keychain"]]  # its entry is there, and opens nothing
    done = session("pass-1", "-m", "jitdesk", "forget-keychain", LEAD)
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1)
    assert acts(session, "pass-1", "unlock") == [["NotUnlocked", "desk.no_keychain"]]


@REAL
def test_an_absent_keychain_says_so_and_the_passphrase_opens(team: Terminal, session: Session) -> None:
    assert acts(session, "pass-1", "remember") == ["done"]
    done = team.real("list", LEAD, "task", passphrase_file=None, env=team.environment | {"DBUS_SESSION_BUS_ADDRESS": "disabled:"})
    assert done.status == 4
    assert "passphrase" in done.err.splitlines()[0]
    assert "Send the summons" in team("list", LEAD, "task")


class Failing(SecretService.Keyring):
    """A keychain of the system that keeps what it is given until it is told to fail."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.fails = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.fails:
            raise InitError("the bus is gone")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.fails:
            raise InitError("the bus is gone")
        self.kept[service, username] = password


def test_a_failing_keychain_falls_back_to_the_passphrase_with_a_sentence(team: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Failing()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    held = desks.hold(team.folder / LEAD, desks.unlock(team.folder / LEAD, PASSPHRASE))
    try:
        desks.remember(held, True)
    finally:
        held.close()
    assert team.run("list", LEAD, "task", passphrase_file=None).status == 0
    backend.fails = True
    with pytest.raises(NotUnlocked):
        desks.unlock_by_keychain(team.folder / LEAD)
    done = team.run("list", LEAD, "task", passphrase_file=None)
    assert done.status == 4
    assert done.err.startswith("The system keychain did not answer")
    assert "the bus is gone" not in done.err
    assert "Send the summons" in team("list", LEAD, "task")


def test_a_keychain_that_lost_or_altered_the_secret_opens_nothing(team: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Failing()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    held = desks.hold(team.folder / LEAD, desks.unlock(team.folder / LEAD, PASSPHRASE))
    try:
        desks.remember(held, True)
    finally:
        held.close()
    for name in list(backend.kept):
        backend.kept[name] = "A" * 43 + "="
    assert team.run("list", LEAD, "task", passphrase_file=None).status == 4
    backend.kept.clear()
    assert team.run("list", LEAD, "task", passphrase_file=None).status == 4


def test_a_failing_keychain_leaves_the_desk_as_it_was(team: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Failing()
    backend.fails = True
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    slots = (team.folder / LEAD / "keyslots.json").read_bytes()
    held = desks.hold(team.folder / LEAD, desks.unlock(team.folder / LEAD, PASSPHRASE))
    try:
        with pytest.raises(Exception, match="did not take"):
            desks.remember(held, True)
    finally:
        held.close()
    assert (team.folder / LEAD / "keyslots.json").read_bytes() == slots
    assert os.stat(team.folder / LEAD / "keyslots.json").st_mode & 0o777 == 0o600
    assert sentence(team.run("list", LEAD, "task", passphrase_file=None), 4)
