"""The system keychain: keeps the 32 random bytes of a desk's keychain slot, a convenience that may vanish at any time.

A call may wait for a person whom the system asks to unlock the keychain: never on the GUI thread.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from jitdesk.kernel.errors import JITDeskError, NotUnlocked, Refused
from jitdesk.kernel.words import Message

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SECRET_BYTES = 32
_SERVICE = "JITDesk"
# Backends that hand the secret to a keychain of the system; others keep it in a plain file, or nowhere.
_REAL = {f"keyring.backends.{name}" for name in ("SecretService", "libsecret", "kwallet", "macOS", "Windows")}


def available() -> Message | None:
    """None if there is a system keychain to ask (it may still be locked), else why not."""
    return None if _backend() else Message("keychain.absent")


def store(desk_id: str, secret: bytes) -> None:
    """Keep `secret`, 32 bytes, for the desk; raises Refused if the keychain is absent, locked or failing."""
    if len(secret) != SECRET_BYTES:
        raise ValueError("a keychain secret has 32 bytes")
    try:
        _present().set_password(_SERVICE, desk_id, base64.b64encode(secret).decode())
    except Exception as error:
        raise _told(error, Refused, "store") from None


def load(desk_id: str) -> bytes | None:
    """The secret kept for the desk, or None if none is, or no keychain is there; raises NotUnlocked if it is locked or failing."""
    backend = _backend()
    if backend is None:
        return None
    try:
        kept = backend.get_password(_SERVICE, desk_id)
    except Exception as error:
        raise _told(error, NotUnlocked, "load") from None
    return _decoded(kept) if kept else None


def forget(desk_id: str) -> None:
    """Remove the secret kept for the desk, if any; raises Refused if the keychain is absent, locked or failing, so it may still be kept."""
    from keyring.errors import PasswordDeleteError

    backend = _present()
    try:
        try:
            backend.delete_password(_SERVICE, desk_id)
        except PasswordDeleteError:  # also what a keychain says that has none
            if backend.get_password(_SERVICE, desk_id) is not None:
                raise
    except Exception as error:
        raise _told(error, Refused, "forget") from None


def _decoded(kept: str) -> bytes | None:
    try:
        secret = base64.b64decode(kept, validate=True)
    except (binascii.Error, ValueError):
        return None
    return secret if len(secret) == SECRET_BYTES else None


def _present() -> KeyringBackend:
    backend = _backend()
    if backend is None:
        raise Refused("keychain.absent")
    return backend


def _backend() -> KeyringBackend | None:
    try:
        import keyring
        from keyring.backends.chainer import ChainerBackend

        chosen = keyring.get_keyring()
        every = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
    except Exception:  # a person's own keyring configuration may name anything, and is loaded at import
        return None
    return next((backend for backend in every if _real(type(backend))), None)


def _real(backend: type) -> bool:
    return any(cls.__module__ in _REAL for cls in backend.__mro__)


def _told(error: Exception, kind: type[JITDeskError], act: str) -> JITDeskError:
    """What to say of `error`; its own text stays out, since a keychain may put anything there.

    Every error is caught, not only KeyringError: on a broken bus or store the system's own exceptions come through.
    """
    from keyring.errors import KeyringLocked

    if isinstance(error, JITDeskError):
        return error
    return kind(f"keychain.{act}_locked" if isinstance(error, KeyringLocked) else f"keychain.{act}_failed", reason=type(error).__name__)
