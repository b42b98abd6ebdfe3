"""Refusals that a person can understand: a catalogue key with its arguments, and the exit status they end in."""

from __future__ import annotations

from jitdesk.kernel.words import say


class JITDeskError(Exception):
    """Something a person is told in one sentence: `key` of the catalogue and its arguments; no secret is ever among them."""

    status = 1

    def __init__(self, key: str, /, **args: object) -> None:
        super().__init__(key)
        self.key = key
        self.arguments = args

    def __str__(self) -> str:
        return say(self.key, **self.arguments)


class Refused(JITDeskError):
    """What was asked for is not possible or not allowed; nothing changed (exit status 1)."""


class Damaged(JITDeskError):
    """A file from outside, or the desk itself, is damaged, altered, from a stranger or not for this desk (exit status 3)."""

    status = 3


class NotUnlocked(JITDeskError):
    """The desk was not unlocked: no or a wrong passphrase, no keychain entry (exit status 4)."""

    status = 4


class Cancelled(JITDeskError):
    """A person cancelled a long job; nothing changed (exit status 1)."""
