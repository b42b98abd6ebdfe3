"""The fictional team JIT Sava River, which writes roster and charter lines for the tests, honest ones and others."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any

from msgspec import UNSET

from jitdesk.domain import changes
from jitdesk.domain.ancestry import Ancestry, Entry
from jitdesk.domain.changes import Line
from jitdesk.domain.roster import device_of
from jitdesk.kernel.values import is_id, sha256

SIGNED = "-----BEGIN SSH SIGNATURE-----"  # checked before lines come here


def card(member: str, replaces: str | None = None) -> dict[str, Any]:
    """The card of one device of a fictional member, perhaps in place of another device."""
    return {
        "age": f"age1{member.lower()}",
        "authority": "Office of the Prosecutor",
        "format": "card-1",
        "function": "prosecutor",
        "hybrid": None,
        "member": member,
        "replaces": replaces,
        "sign": f"ssh-ed25519 {member}",
        "state": "HRV",
    }


def device(member: str) -> str:
    """The id of that member's device."""
    return device_of(card(member)) or ""


class Log:
    """The acts of one roster or charter, written one after the other; each names what its author had seen."""

    def __init__(self, kind: str = changes.ROSTER, first_stamp: int = 1, named: Container[str] | None = None) -> None:
        """`named`: the devices whose acts the others name; of a charter those that lead or led, else all."""
        self.kind = kind
        self._named = named
        self.entries: list[Entry] = []
        self._numbers: dict[str, int] = {}
        self._count = first_stamp - 1

    def write(
        self, by: str, act: str, value: Any, saw: Sequence[Entry] | None = None, number: int = 0, stamp: int = 0, leads: Sequence[str] = ()
    ) -> Entry:
        """One more act by the device `by`, which saw everything so far, or the entries `saw` and what they saw; `leads` stand in `saw`."""
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
            supersedes=list(tips(self.entries if saw is None else saw, self._named)),
            value=value,
            saw=list(leads) or UNSET,
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

    def succeed(self, under: Entry, new: str, saw: Sequence[Entry] | None = None) -> Entry:
        """The device called `new` stands in the place of the one to which `under` was given."""
        value = {"card": card(new, given_to(under)), "signature": SIGNED, "under": under.name}
        return self.write(holder(value), "succeed", value, saw)

    def rekey(self, under: Entry, age: str, saw: Sequence[Entry] | None = None, stamp: int = 0) -> Entry:
        """New keys of the device to which `under` was given."""
        value = {"age": age, "function": "analyst", "hybrid": None, "under": under.name}
        return self.write(given_to(under), "rekey", value, saw, stamp=stamp)

    def end(
        self, under: Entry, grant: Entry, keep: Entry | None = None, saw: Sequence[Entry] | None = None, successors: Sequence[Entry] = ()
    ) -> Entry:
        """An end of `grant` by whom `under` was given to."""
        value = {"grant": grant.name, "keep": keep.name if keep else None, "successors": [e.name for e in successors], "under": under.name}
        return self.write(given_to(under), "end", value, saw)

    def revoke(
        self, under: Entry, member: str, keep: Entry | None = None, saw: Sequence[Entry] | None = None, successors: Sequence[Entry] = ()
    ) -> Entry:
        """A revocation of that member's device (or of the device with that id) by whom `under` was given to."""
        named = [e.name for e in successors]
        value = {
            "device": member if is_id(member) else device(member),
            "keep": keep.name if keep else None,
            "successors": named,
            "under": under.name,
        }
        return self.write(given_to(under), "revoke", value, saw)


def given_to(grant: Entry) -> str:
    """The device that a grant, or the founding line, was given to."""
    return holder(grant.line.value)


def holder(value: dict[str, Any]) -> str:
    """The device whose card stands in an act."""
    return device_of(value["card"]) or ""


def tips(entries: Iterable[Entry], named: Container[str] | None = None) -> tuple[str, ...]:
    """What an act names whose author saw these entries: those of all devices, or of the ones named."""
    those = list(entries)
    return Ancestry(those).tips((), {changes.author(e.name) for e in those} if named is None else named)
