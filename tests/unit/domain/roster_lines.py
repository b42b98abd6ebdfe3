"""The fictional team JIT Sava River, which writes roster and charter lines for the tests, honest ones and others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from jitdesk.domain import changes
from jitdesk.domain.ancestry import Ancestry, Entry
from jitdesk.domain.changes import Line
from jitdesk.domain.roster import device_of
from jitdesk.kernel.values import sha256

SIGNED = "-----BEGIN SSH SIGNATURE-----"  # checked before lines come here


def card(member: str) -> dict[str, Any]:
    """The card of one device of a fictional member."""
    return {
        "age": f"age1{member.lower()}",
        "authority": "Office of the Prosecutor",
        "format": "card-1",
        "function": "prosecutor",
        "hybrid": None,
        "member": member,
        "replaces": None,
        "sign": f"ssh-ed25519 {member}",
        "state": "HRV",
    }


def device(member: str) -> str:
    """The id of that member's device."""
    return device_of(card(member)) or ""


class Log:
    """The acts of one roster or charter, written one after the other; each names what its author had seen."""

    def __init__(self, kind: str = changes.ROSTER, first_stamp: int = 1) -> None:
        self.kind = kind
        self.entries: list[Entry] = []
        self._numbers: dict[str, int] = {}
        self._count = first_stamp - 1

    def write(self, by: str, act: str, value: Any, saw: Sequence[Entry] | None = None, number: int = 0, stamp: int = 0) -> Entry:
        """One more act by the device `by`, which saw everything so far, or the entries `saw` and what they saw."""
        self._count += 1
        number = number or self._numbers.get(by, 0) + 1
        self._numbers[by] = max(number, self._numbers.get(by, 0))
        line = Line(
            field=act,
            group="00" * 16,
            kind=self.kind,
            record=f"{self._count:032x}",
            salt=f"{self._count:032x}",
            stamp=f"{stamp or self._count:017d}",
            supersedes=list(tips(self.entries if saw is None else saw)),
            value=value,
        )
        data = changes.encode(line)
        entry = Entry(changes.change_name(by, number, data), line, sha256(data))
        self.entries.append(entry)
        return entry

    def found_team(self, member: str) -> Entry:
        """The founding line of the team, by that member."""
        return self.write(device(member), "found", {"card": card(member), "signature": SIGNED, "team": "JIT Sava River"})

    def grant(self, under: Entry, member: str, role: str, saw: Sequence[Entry] | None = None) -> Entry:
        """A grant by whom `under` was given to."""
        value = {"card": card(member), "role": role, "signature": SIGNED, "under": under.name}
        return self.write(given_to(under), "grant", value, saw)

    def end(self, under: Entry, grant: Entry, keep: Entry | None = None, saw: Sequence[Entry] | None = None) -> Entry:
        """An end of `grant` by whom `under` was given to."""
        value = {"grant": grant.name, "keep": keep.name if keep else None, "successors": [], "under": under.name}
        return self.write(given_to(under), "end", value, saw)

    def revoke(self, under: Entry, member: str, keep: Entry | None = None, saw: Sequence[Entry] | None = None) -> Entry:
        """A revocation of that member's device by whom `under` was given to."""
        value = {"device": device(member), "keep": keep.name if keep else None, "successors": [], "under": under.name}
        return self.write(given_to(under), "revoke", value, saw)


def given_to(grant: Entry) -> str:
    """The device that a grant, or the founding line, was given to."""
    return device_of(grant.line.value["card"]) or ""


def tips(entries: Iterable[Entry]) -> tuple[str, ...]:
    """What an act names whose author saw these entries."""
    return Ancestry(entries).tips(())
