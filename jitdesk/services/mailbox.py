"""A mailbox: a folder that something else carries; bundles are dropped there for whoever lacks something, and taken from it.

Nothing else of a desk ever lies in it, and any number of members share one. Somebody else's files are read and never touched.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from jitdesk.crypto.age import NotForUs
from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.kernel.values import new_id
from jitdesk.kernel.words import say
from jitdesk.services import exporting, importing, originator
from jitdesk.services.desk import Desk, Progress, no_progress
from jitdesk.services.exporting import OnItsWay, Readership, Written
from jitdesk.services.importing import Report
from jitdesk.services.standing import Standing
from jitdesk.storage import carried, log, mail, positions
from jitdesk.storage.engine import Connection
from jitdesk.storage.mail import Mail
from jitdesk.system import files

_PLACE = "mailbox"


@dataclass(frozen=True)
class Arrived:
    """A bundle for us that is not taken in yet, or was just now: the name of its file, and what it does."""

    file: str
    report: Report


@dataclass(frozen=True)
class Trouble:
    """What a person should know of a file, in one sentence; `file` is "" where it is about a bundle that could not be made."""

    file: str
    sentence: str


@dataclass
class Visit:
    """What became of a visit to a mailbox; `accepted` says whether what arrived was taken in."""

    accepted: bool
    arrived: list[Arrived] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    dropped: list[Written] = field(default_factory=list)


@dataclass(frozen=True)
class _File:
    """A file in the mailbox whose name is that of a bundle."""

    path: Path
    size: int
    changed: int
    plain: bool

    @property
    def name(self) -> str:
        """The name as text: a disk also keeps names that are none, and a database and JSON do not."""
        return os.fsencode(self.path.name).decode("utf-8", "replace")

    def is_known(self, known: Mail | None) -> bool:
        return known is not None and (known.size, known.changed) == (self.size, self.changed)


def visit(desk: Desk, folder: Path, *, accept: bool = False, progress: Progress = no_progress) -> Visit:
    """Look at what arrived, or take it in; clear away own bundles that everybody has; drop bundles for whoever lacks something."""
    _check_place(desk, folder)
    if accept and desk.workspace is None:
        raise Refused("mailbox.first")
    result = Visit(accept)
    there = list(_listed(folder))
    _receive(desk, there, result, progress)
    if desk.workspace is not None:
        _clear(desk, there, result)
        _drop(desk, folder, there, result, progress)
    _keep_place(desk, folder)
    return result


def place(desk: Desk) -> Path | None:
    """The mailbox that was visited last, or None."""
    with desk.db.read() as connection:
        kept = log.get(connection, _PLACE)
    return Path(kept) if kept else None


def _keep_place(desk: Desk, folder: Path) -> None:
    text = str(folder.absolute())
    if text.isprintable() and place(desk) != Path(text):  # a name that is no text is not kept
        with desk.db.write() as connection:
            log.put(connection, _PLACE, text)


def _check_place(desk: Desk, folder: Path) -> None:
    """A desk that a carrier copies while it is written would be damaged, and everybody's secrets would travel with it."""
    if not folder.is_dir():
        raise Refused("mailbox.no_folder", folder=str(folder))
    box, own = folder.resolve(), desk.folder.resolve()
    if box.is_relative_to(own) or own.is_relative_to(box):
        raise Refused("mailbox.desk_inside", folder=str(folder))


def _listed(folder: Path) -> Iterator[_File]:
    """What is named as a bundle, by name; hidden and temporary files are a carrier's own."""
    with files.refusals(folder):
        names = sorted(os.listdir(folder))
    for name in names:
        if not name.lower().endswith(exporting.SUFFIX) or name.startswith((".", "~")):
            continue
        try:
            found = (folder / name).lstat()
        except OSError:
            continue  # gone meanwhile
        yield _File(folder / name, found.st_size, found.st_mtime_ns, stat.S_ISREG(found.st_mode))


# -- what arrived -------------------------------------------------------------------------------------------------------------------------


def _receive(desk: Desk, there: Sequence[_File], result: Visit, progress: Progress) -> None:
    """Look at each new file by itself, so that one that is damaged keeps back no other; then at those with news together."""
    with desk.db.read() as connection:
        known = mail.known(connection)
    hashes = {one.hash for one in known.values()}
    news: list[tuple[_File, Report]] = []
    for file in there:
        if file.is_known(known.get(file.name)):
            continue
        report = _look(desk, file, result, progress)
        if report is None or report.hash in hashes:
            continue
        hashes.add(report.hash)  # a second copy under another name is no second bundle
        if report.news:
            news.append((file, report))
        elif desk.workspace is not None:
            _hear(desk, file, report, result, progress)
    for file, report in _taken(desk, news, result, progress) if result.accepted else _together(desk, news, progress):
        result.arrived.append(Arrived(file.name, report))


def _hear(desk: Desk, file: _File, report: Report, result: Visit, progress: Progress) -> None:
    """Take a file in that leaves nothing to decide: it says what its sender holds by now. Another that lies there since is not meant."""
    try:
        [heard] = importing.accept(desk, [file.path], seen=[report.hash], progress=progress)
    except (Damaged, Refused) as reason:
        _tell(result, file, str(reason))
    else:
        _remember(desk, file, heard)


def _look(desk: Desk, file: _File, result: Visit, progress: Progress) -> Report | None:
    """What a file would do by itself; None where it is not for us, or no bundle (yet)."""
    if not file.plain:
        result.troubles.append(Trouble(file.name, say("mailbox.not_plain", name=file.name)))
    elif file.size == 0:
        result.troubles.append(Trouble(file.name, say("mailbox.empty", name=file.name)))
    else:
        try:
            return importing.preview(desk, [file.path], progress=progress)[0]
        except NotForUs:
            return None
        except (Damaged, Refused) as reason:
            _tell(result, file, str(reason))
        except OSError as error:
            _tell(result, file, error.strerror or type(error).__name__)
    return None


def _tell(result: Visit, file: _File, reason: str) -> None:
    """Say what is wrong with a file, unless its carrier took it away meanwhile."""
    if os.path.lexists(file.path):
        result.troubles.append(Trouble(file.name, say("mailbox.unreadable", name=file.name, reason=reason)))


def _together(desk: Desk, news: Sequence[tuple[_File, Report]], progress: Progress) -> Sequence[tuple[_File, Report]]:
    """What the files do one after the other: one may fill the gap of another."""
    if len(news) < 2:
        return news
    try:
        reports = importing.preview(desk, [file.path for file, _ in news], progress=progress)
    except Damaged:
        return news
    return [(file, report) for (file, _), report in zip(news, reports, strict=True)]


def _taken(desk: Desk, news: Sequence[tuple[_File, Report]], result: Visit, progress: Progress) -> Sequence[tuple[_File, Report]]:
    """Take the files in, as one step that can be undone; one by one only where that fails."""
    if not news:
        return []
    try:
        reports = importing.accept(desk, [file.path for file, _ in news], progress=progress)
        done = [(file, report) for (file, _), report in zip(news, reports, strict=True)]
    except Damaged:
        done = []
        for file, _ in news:
            try:
                done.append((file, importing.accept(desk, [file.path], progress=progress)[0]))
            except Damaged as damage:
                _tell(result, file, str(damage))
    for file, report in done:
        _remember(desk, file, report)
    return done


def _remember(desk: Desk, file: _File, report: Report) -> None:
    row = Mail(file.name, file.size, file.changed, report.hash, report.sender, False, report.recipients, report.have)
    with desk.db.write() as connection:
        mail.put(connection, row)


# -- what we leave ------------------------------------------------------------------------------------------------------------------------


def _clear(desk: Desk, there: Sequence[_File], result: Visit) -> None:
    """Remove own bundles that every recipient is known to have, and forget those that are gone; nobody else's file is touched."""
    named = {file.name: file for file in there}
    waiting: list[tuple[Mail, _File]] = []  # own ones that lie there, and that somebody lacks
    lost = False
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        for one in mail.known(connection).values():
            file = named.get(one.name)
            ours = file if one.own and file is not None and file.plain and file.size == one.size else None
            if _everybody_has(desk, connection, standing, one):
                if ours is not None and _take_back(one, ours):
                    result.removed.append(one.name)
                if one.own or file is None:
                    mail.forget(connection, one.name)
            elif ours is not None:
                waiting.append((one, ours))
            elif one.own:
                mail.forget(connection, one.name)  # it is not on its way any more, and has to be sent again
                lost = True
        if lost:  # the others left out what it was to bring: what everybody lacks is sent again together
            for one, ours in waiting:
                _take_back(one, ours)
                mail.forget(connection, one.name)


def _take_back(one: Mail, file: _File) -> bool:
    """Remove an own bundle from the mailbox, if the file is that one."""
    if files.sha256(file.path) != one.hash:
        return False
    with files.refusals(file.path):
        file.path.unlink(missing_ok=True)
    return True


def _everybody_has(desk: Desk, connection: Connection, standing: Standing, one: Mail) -> bool:
    """Whether each other recipient who is still meant to read it said to hold all that it brings."""
    meant = (device for device in one.recipients if device != desk.device and device not in standing.blocked)
    return all(_has(connection, standing, one, device) for device in meant)


def _has(connection: Connection, standing: Standing, one: Mail, device: str) -> bool:
    if standing.roster.role(device) is None:
        return True
    for place, tips in one.have.items():
        if place != standing.roster.workspace and device not in standing.readers(place):
            continue
        brought = positions.reached(connection, place, [hash for those in tips.values() for _, hash in those])
        if not brought <= positions.held_by(connection, device, place):
            return False
    return True


def _drop(desk: Desk, folder: Path, there: Sequence[_File], result: Visit, progress: Progress) -> None:
    """Make a bundle for whoever lacks something that no bundle brings them yet."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        on_its_way = _on_its_way(desk, connection, standing, {file.name for file in there})
        plan = _plan(desk, connection, standing, on_its_way)
    if plan:
        try:
            exporting.may_send(desk, standing)
        except Refused as refusal:
            result.troubles.append(Trouble("", str(refusal)))
            return
    for readership in plan:
        try:
            result.dropped.extend(_dropped(desk, folder, readership, on_its_way, progress))
        except Refused as refusal:
            if not refusal.key.startswith("originator."):
                raise
            names = ", ".join(sorted({standing.member(device) for device in readership.devices}))
            result.troubles.append(Trouble("", say("mailbox.stopped", names=names, reason=str(refusal))))


def _on_its_way(desk: Desk, connection: Connection, standing: Standing, there: set[str]) -> OnItsWay:
    """What bundles in the mailbox bring to whom. Others clear away their own only when everybody has them, and send again what is lost.

    What others bring is their word, and who named a recipient and encrypted for nobody could keep our bundles from them for good; nor may
    each of two rely on the other. So our own lines always go out with us.
    """
    found: dict[tuple[str, str], set[str]] = {}
    ours = {desk.device, *desk.formerly(connection)}
    for one in mail.known(connection).values():
        if one.name in there if one.own else standing.roster.role(one.sender) is not None:
            for device in one.recipients:
                for place, tips in one.have.items():
                    brought = (hash for author, those in tips.items() if one.own or author not in ours for _, hash in those)
                    found.setdefault((device, place), set()).update(brought)
    return found


def _plan(desk: Desk, connection: Connection, standing: Standing, on_its_way: OnItsWay) -> list[Readership]:
    """One file for each set of devices that lack something of the same compartments; a change of the roster alone is reason enough."""
    others = [found.device for found in standing.roster.live() if found.device not in (desk.device, *standing.blocked)]

    def lacking(place: str, devices: Sequence[str]) -> frozenset[str]:
        return frozenset(device for device in devices if _lacks(desk, connection, standing, place, device, on_its_way))

    wanting: dict[frozenset[str], list[str]] = {}
    for place in exporting.passed_on(desk, standing):
        devices = lacking(place, [device for device in others if device in standing.readers(place)])
        if devices:
            wanting.setdefault(devices, []).append(place)
    if roster := lacking(desk.workspace_id, others) - frozenset().union(*wanting):
        wanting[roster] = []
    news = exporting.tellings(desk, connection, standing, others, again=False)
    return [Readership(tuple(sorted(devices)), tuple(sorted(places))) for devices, places in wanting.items()] + news


def _lacks(desk: Desk, connection: Connection, standing: Standing, place: str, device: str, on_its_way: OnItsWay) -> bool:
    """Whether a device lacks more than entries of the disclosure log: each bundle adds some, and the exchange would never come to rest."""
    rows = exporting.lacking(connection, place, [device], on_its_way)
    withheld = originator.withheld(desk, connection, standing, place, rows, exporting.parties(standing, [device]))
    rows = [row for row in rows if row not in withheld]
    return carried.content(connection, place, rows) > 0


def _dropped(desk: Desk, folder: Path, readership: Readership, on_its_way: OnItsWay, progress: Progress) -> list[Written]:
    """Make a bundle, or its parts, on the desk's own disk and bring it into the mailbox whole."""
    made = files.make_private_folder(desk.staging / new_id(desk.random))
    try:
        written = exporting.write(desk, made, lambda *_: [readership], on_its_way=on_its_way, progress=progress)
        brought = [replace(one, path=files.bring(one.path, folder)) for one in written]
    finally:
        files.empty_folder(desk.staging)
    with desk.db.write() as connection:
        places = () if readership.notice else readership.compartments
        have = {place: positions.claimed(connection, place) for place in (desk.workspace_id, *places)}
        for one in brought:
            found = one.path.lstat()
            mail.put(
                connection,
                Mail(one.path.name, found.st_size, found.st_mtime_ns, one.sha256, desk.device, True, readership.devices, have),
            )
    return brought
