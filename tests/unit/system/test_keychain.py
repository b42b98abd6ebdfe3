"""The keychain keeps a secret where there is a real one, and says plainly why not where there is none."""

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
from keyring.backends import SecretService, fail, null
from keyring.errors import InitError, KeyringLocked, NoKeyringError, PasswordDeleteError, PasswordSetError

from jitdesk.kernel.errors import NotUnlocked, Refused
from jitdesk.system import keychain

DESK = "ab" * 16
SECRET = bytes(range(32))

# Each argument is one call; its answer is one line of JSON.
CALLS = """
import json, sys
from jitdesk.kernel.errors import JITDeskError
from jitdesk.system import keychain
for call in sys.argv[1:]:
    name, _, secret = call.partition("=")
    try:
        if name == "store":
            answer = keychain.store("ab" * 16, bytes.fromhex(secret))
        elif name == "available":
            answer = keychain.available() and keychain.available().key
        else:
            answer = getattr(keychain, name)("ab" * 16)
        print(json.dumps(answer.hex() if isinstance(answer, bytes) else answer))
    except JITDeskError as error:
        print(json.dumps([type(error).__name__, error.key]))
"""
UNLOCKED = 'printf %s "$0" | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$@"'

Session = Callable[..., list[Any]]


@pytest.fixture
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """Calls in a session of their own with a fresh home: `session(password, *calls)`, no password for no session bus."""
    home = tmp_path_factory.mktemp("k")
    outer = ("XDG_", "DBUS_", "PYTHON_KEYRING", "DISPLAY", "WAYLAND_DISPLAY", "GNOME_KEYRING")
    places = {f"XDG_{name}": str(home / name) for name in ("DATA_HOME", "CONFIG_HOME", "CACHE_HOME", "RUNTIME_DIR")}
    for place in places.values():
        Path(place).mkdir(mode=0o700)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(outer)} | places | {"HOME": str(home)}

    def run(password: str | None, *calls: str) -> list[Any]:
        inner = [sys.executable, "-c", CALLS, *calls]
        command = inner if password is None else ["dbus-run-session", "--", "bash", "-c", UNLOCKED, password, *inner]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return run


@pytest.mark.needs("dbus-run-session", "gnome-keyring-daemon", "bash")
def test_a_real_secret_service_keeps_and_forgets(session: Session) -> None:
    assert session("pass-1", "available", "load", f"store={SECRET.hex()}", "load") == [None, None, None, SECRET.hex()]
    assert session("pass-1", "load", f"store={'ff' * 32}", "load") == [SECRET.hex(), None, "ff" * 32]
    assert session("pass-1", "forget", "load", "forget") == [None, None, None]


@pytest.mark.needs("dbus-run-session", "gnome-keyring-daemon", "bash")
def test_a_locked_one_says_so(session: Session) -> None:
    assert session("pass-1", f"store={SECRET.hex()}") == [None]
    assert session("pass-2", "load", f"store={'ff' * 32}", "forget") == [
        ["NotUnlocked", "keychain.load_locked"],
        ["Refused", "keychain.store_locked"],
        ["Refused", "keychain.forget_locked"],
    ]
    assert session("pass-1", "load") == [SECRET.hex()]


def test_without_a_session_there_is_none(session: Session) -> None:
    absent = ["Refused", "keychain.absent"]
    assert session(None, "available", "load", f"store={SECRET.hex()}", "forget") == ["keychain.absent", None, absent, absent]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    return lambda backend: monkeypatch.setattr(keyring, "get_keyring", lambda: backend)


class Failing(SecretService.Keyring):
    """A keychain of the system that fails with the error it is given, or holds what it is given."""

    def __init__(self, error: Exception | None = None, held: str | None = None) -> None:
        self.error = error
        self.held = held

    def get_password(self, service: str, username: str) -> str | None:
        if self.error:
            raise self.error
        return self.held

    def set_password(self, service: str, username: str, password: str) -> None:
        assert self.error
        raise self.error

    def delete_password(self, service: str, username: str) -> None:
        raise self.error or PasswordDeleteError("no such password")


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (KeyringLocked("pass-1"), "locked"),
        (InitError("pass-1"), "failed"),
        (NoKeyringError("pass-1"), "failed"),
        (PasswordSetError("pass-1"), "failed"),
        (ConnectionResetError("pass-1"), "failed"),
    ],
)
def test_every_failure_is_a_sentence_without_the_keychain_s_own_words(use: Callable[[object], None], error: Exception, why: str) -> None:
    use(Failing(error))
    assert keychain.available() is None
    with pytest.raises(NotUnlocked) as not_loaded:
        keychain.load(DESK)
    with pytest.raises(Refused) as not_stored:
        keychain.store(DESK, SECRET)
    with pytest.raises(Refused) as not_forgotten:
        keychain.forget(DESK)
    told = [not_loaded.value, not_stored.value, not_forgotten.value]
    assert [refusal.key for refusal in told] == [f"keychain.load_{why}", f"keychain.store_{why}", f"keychain.forget_{why}"]
    assert all(refusal.arguments == {"reason": type(error).__name__} for refusal in told)


def test_what_is_still_there_was_not_forgotten(use: Callable[[object], None], refused: Any) -> None:
    use(Failing(held="still"))
    with refused("keychain.forget_failed"):
        keychain.forget(DESK)
    use(Failing())
    keychain.forget(DESK)


@pytest.mark.parametrize("held", ["", "not base64!", "AAAA", "é"])
def test_an_entry_that_is_not_ours_is_none(use: Callable[[object], None], held: str) -> None:
    use(Failing(held=held))
    assert keychain.load(DESK) is None


def test_plain_files_and_nothing_are_no_keychain(use: Callable[[object], None], refused: Any) -> None:
    class Plaintext(keyring.backend.KeyringBackend):
        priority = 1

        def get_password(self, service: str, username: str) -> str | None:
            pytest.fail("must not be asked")

        def set_password(self, service: str, username: str, password: str) -> None:
            pytest.fail("must not be given anything")

    for backend in (fail.Keyring(), null.Keyring(), Plaintext()):
        use(backend)
        assert keychain.available() is not None
        assert keychain.load(DESK) is None
        with refused("keychain.absent"):
            keychain.store(DESK, SECRET)


def test_of_several_the_real_one_is_taken(use: Callable[[object], None]) -> None:
    from keyring.backends.chainer import ChainerBackend

    class Several(ChainerBackend):
        backends = [null.Keyring(), Failing(KeyringLocked())]  # noqa: RUF012

    use(Several())
    with pytest.raises(NotUnlocked):
        keychain.load(DESK)


def test_a_broken_configuration_is_no_keychain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "no.such.Backend")
    code = "from jitdesk.system import keychain; print(keychain.available().key)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "keychain.absent\n"


def test_only_32_bytes_are_a_secret() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        keychain.store(DESK, b"short")


def test_the_keychain_is_not_loaded_before_it_is_asked() -> None:
    code = "import sys; from jitdesk.system import keychain; print('keyring' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
