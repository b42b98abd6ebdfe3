"""Where the logs that a desk holds have holes, and where a log parts in two: each with a plain sentence and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from jitdesk.domain.changes import Line
from jitdesk.kernel.clock import instant
from jitdesk.kernel.words import say
from jitdesk.services import notices
from jitdesk.services.standing import Standing
from jitdesk.storage import chains, log, positions
from jitdesk.storage.chains import Hole
from jitdesk.storage.engine import Connection


@dataclass(frozen=True)
class Gap:
    """A piece of a device's log in a compartment that is missing: what follows it is held, unless a person went on without it (`passed`).

    `since` and `until` are days (ISO 8601, or "") between which it was written, by its author's clock; `holders` said that they hold it.
    """

    compartment: str
    device: str
    member: str
    first: int
    last: int
    place: str = ""
    since: str = ""
    until: str = ""
    holders: tuple[str, ...] = ()
    passed: bool = False

    @property
    def sentence(self) -> str:
        """What is missing, of when, what became of the rest, and whom to ask."""
        n = self.last - self.first + 1
        parts = [say("gap.missing", n=n, member=self.member, place=self.place, first=self.first, last=self.last)]
        if self.until:
            when = "gap.on" if self.since == self.until else "gap.between" if self.since else "gap.before"
            parts.append(say(when, n=n, since=self.since, until=self.until))
        parts.append(say("gap.passed" if self.passed else "gap.held", n=n))
        if self.holders:
            parts.append(say("gap.ask", n=n, member=self.member, holders=", ".join(self.holders)))
        else:
            parts.append(say("gap.ask_anyone", member=self.member))
        return " ".join(parts)


@dataclass(frozen=True)
class Fork:
    """A device's log in a compartment that uses a number twice: the branch that came first, and the later one (its segment's hash)."""

    compartment: str
    device: str
    member: str
    place: str
    number: int
    first_at: str
    later_at: str
    later: str
    accepted: bool

    @property
    def sentence(self) -> str:
        """What happened, what it may mean, and what to do."""
        key = "fork.accepted" if self.accepted else "fork.waiting"
        told = say("fork.twice", member=self.member, place=self.place, number=self.number, first_at=self.first_at, later_at=self.later_at)
        return f"{told} {say(key, hash=self.later[:16])} {say('fork.ask', member=self.member)}"


def gaps(connection: Connection, standing: Standing, own: str) -> list[Gap]:
    """Everything that is missing on this desk, and is meant for it."""
    line = standing.roster.line_of(own)
    found = [
        _gap(connection, standing, own, hole)
        for hole in chains.holes(connection)
        if hole.compartment not in standing.left or not notices.tells(log.segment(connection, hole.after).changes(), line)
    ]
    return list(dict.fromkeys(found))


def emptied(connection: Connection, standing: Standing, own: str, compartment: str, device: str, first: int, last: int) -> Gap:
    """Lines that were cut out of a piece by somebody who could not order it: what follows does not wait for them."""
    holders = _holders(connection, standing, own, compartment, device, last)
    return Gap(compartment, device, standing.member(device), first, last, standing.name(compartment), holders=holders, passed=True)


def _gap(connection: Connection, standing: Standing, own: str, hole: Hole) -> Gap:
    after = log.segment(connection, hole.after)
    stamps = (change.line.stamp for change in after.changes() if isinstance(change.line, Line))
    return Gap(
        hole.compartment,
        hole.device,
        standing.member(hole.device),
        hole.first,
        hole.last,
        standing.name(hole.compartment),
        since=day(hole.before),
        until=day(next(stamps, "")),
        holders=_holders(connection, standing, own, hole.compartment, hole.device, hole.last),
        passed=hole.passed,
    )


def _holders(connection: Connection, standing: Standing, own: str, compartment: str, device: str, last: int) -> tuple[str, ...]:
    """Others in the team who said that they hold a piece, but for its author."""
    said = set(positions.holders(connection, compartment, device, last)) - {own, device}
    live = {found.device for found in standing.roster.live()}
    return tuple(sorted({standing.member(holder) for holder in said & live} - {standing.member(device)}))


def forks(connection: Connection, standing: Standing) -> list[Fork]:
    """The place where each log that parts in two does so."""
    found: dict[tuple[str, str], Fork] = {}
    for first, later in chains.forks(connection):
        one, other = log.segment(connection, first), log.segment(connection, later)
        number = max(one.first, other.first)
        known = found.get((one.compartment, one.device))
        if known is None or number < known.number:
            found[one.compartment, one.device] = Fork(
                one.compartment,
                one.device,
                standing.member(one.device),
                standing.name(one.compartment),
                number,
                _day_of(one, number),
                _day_of(other, number),
                other.hash,
                other.state == log.APPLIED,
            )
    return list(found.values())


def forked(connection: Connection) -> set[str]:
    """The devices of which some log parts in two."""
    return {log.segment(connection, first).device for first, _ in chains.forks(connection)}


def day(stamp: str) -> str:
    """The day of a stamp by its author's clock, as "2026-03-12" ("" for none)."""
    return instant(stamp).strftime("%Y-%m-%d") if stamp else ""


def _day_of(stored: log.Stored, number: int) -> str:
    line = stored.changes()[number - stored.first].line
    return day(line.stamp) if isinstance(line, Line) else ""
