"""A letter that a colleague edited in Word, compared with the request: differences by field, and what else was written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jitdesk.documents import reading, untrusted, word
from jitdesk.documents.body import printable
from jitdesk.documents.reading import Content, Stretch
from jitdesk.domain import check, decide, life
from jitdesk.domain.fields import Field, Type
from jitdesk.domain.kinds.request import REQUEST
from jitdesk.domain.records import Record
from jitdesk.drafting.structure import lines
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.words import Message, say
from jitdesk.services import editing, letter_languages, letters, outside
from jitdesk.services import reading as records
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.services.outside import Other
from jitdesk.services.resolving import one
from jitdesk.system import resources

__all__ = ["Difference", "Other", "Problem", "Readback", "accept", "read"]


@dataclass(frozen=True)
class Difference:
    """A field for which the file holds other words: what the request says and what the field would be.

    `earlier` says that the field read so before and was changed on this desk since: the colleague did not touch it.
    """

    field: str
    before: Any
    after: Any
    earlier: bool = False


@dataclass(frozen=True)
class Problem:
    """Why what the file says about a field ("": about none) cannot be taken; `texts` are what it says."""

    field: str
    message: Message
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Readback:
    """What a file says otherwise than the request: by field, elsewhere, and where it cannot be told what is meant."""

    name: str
    request: str
    reference: str
    fields: tuple[Difference, ...]
    others: tuple[Other, ...]
    problems: tuple[Problem, ...]


def read(desk: Desk, reference: str, path: Path) -> Readback:
    """Compare a Word file with the request whose letter it was; nothing changes. Raises Refused where it is not such a letter."""
    package = untrusted.load(path)
    found = reading.read(package)
    tag = found.language.partition("-")[0]
    letter = letters.drafted(desk, reference, tag if tag in letter_languages.languages() else None)
    with desk.db.read() as connection:
        record = one(connection, desk.standing(connection), reference, "request")
    _is_its_letter(found, record, path.name)
    template = resources.read_bytes("templates/letter.docx")
    written = reading.read(untrusted.opened(word.write(letter, template), path.name))
    fields, problems = _compared(record, written.controls, found.controls)
    pictures = any(stretch.pictures and not stretch.of for stretch in found.stretches)
    return Readback(
        path.name,
        record.reference,
        str(record.get("reference", "")),
        tuple(_dated(desk, record, fields)),
        tuple(outside.others(written, found)),
        (
            *problems,
            *(Problem("", Message("readback.unknown", {"tag": tag})) for tag in dict.fromkeys(found.unknown)),
            *([Problem("", Message("readback.picture_outside"))] if pictures else []),
        ),
    )


def accept(desk: Desk, readback: Readback, fields: Sequence[str]) -> Outcome:
    """Make the proposed texts of these fields ordinary changes of the request, all or none; raises Refused."""
    proposed = {difference.field: difference for difference in readback.fields}
    for name in fields:
        if name not in proposed:
            known = ", ".join(proposed) or say("readback.nothing")
            raise Refused("readback.no_difference", name=readback.name, field=name, fields=known)
    with desk.db.read() as connection:
        record = one(connection, desk.standing(connection), readback.request, "request")
    if life.status(record) not in life.DRAFTING:
        raise Refused("readback.past_final", reference=readback.reference)
    for name in fields:
        if record.values.get(name) != proposed[name].before:
            raise Refused("readback.changed", field=name, reference=readback.reference)
    return editing.change(desk, readback.request, {name: proposed[name].after for name in fields})


def _is_its_letter(found: Content, record: Record, name: str) -> None:
    if not found.controls:
        raise Refused("readback.no_controls", name=name)
    reference = printable(str(record.get("reference", "")))
    named = re.compile(rf"(?<!\w){re.escape(reference)}(?!\w)")
    texts = [*(stretch.text for stretch in found.stretches), *(text for those in found.around.values() for text in those)]
    if not any(named.search(text) for text in texts):
        raise Refused("readback.other_request", name=name, reference=record.get("reference", ""))


def _dated(desk: Desk, record: Record, fields: Sequence[Difference]) -> Iterator[Difference]:
    """The differences, each with whether the field read so before."""
    past = records.history(desk, record.reference) if fields else []
    for difference in fields:
        shown = _shown(difference.after)
        same = [change.value for change in past if change.field == difference.field and _shown(change.value) == shown]
        yield Difference(difference.field, difference.before, same[-1], earlier=True) if same else difference


_Controls = Mapping[str, Sequence[Stretch]]


def _compared(record: Record, written: _Controls, found: _Controls) -> tuple[list[Difference], list[Problem]]:
    differences: list[Difference] = []
    problems: list[Problem] = []
    for name in dict.fromkeys((*written, *found)):
        ours, theirs = written.get(name, ()), found.get(name, ())
        declared = decide.field(REQUEST, name)
        try:
            proposed = _proposed(record, declared, ours, theirs)
        except Refused as reason:
            texts = tuple(dict.fromkeys(stretch.text for stretch in theirs))
            problems.append(Problem(name, Message(reason.key, reason.arguments), texts))
        else:
            differences += [] if proposed is None else [proposed]
        if any(stretch.listed for stretch in theirs):
            problems.append(Problem(name, Message("readback.listed")))
    return differences, problems


def _proposed(record: Record, declared: Field, ours: Sequence[Stretch], theirs: Sequence[Stretch]) -> Difference | None:
    """What the file proposes for one field, or None; raises Refused with why that cannot be told or taken."""
    name, before = declared.name, record.values.get(declared.name)
    kept = {stretch.text for stretch in ours}
    new = list(dict.fromkeys(stretch.text for stretch in theirs if stretch.text not in kept))
    if any(stretch.pictures for stretch in theirs):
        raise Refused("readback.picture")
    if len(theirs) != len(ours) and ours:
        raise Refused("readback.missing" if len(theirs) < len(ours) else "readback.doubled")
    if len(new) > 1:
        raise Refused("readback.differing")
    if not new:
        return None
    if name in record.conflicts:
        raise Refused("readback.unsettled")
    if before is not None and kept != {_shown(before)}:
        raise Refused("readback.partial")
    try:
        after = check.entered(declared, _value(declared, _text(before), new[0]))
    except Refused as reason:
        raise Refused("readback.not_taken", reason=str(reason)) from None
    return None if after == before else Difference(name, before, after)


def _text(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else str(value or "")


def _shown(value: Any) -> str:
    """The value of a field as a letter shows it."""
    return "\n".join(printable(line) for line in lines(_text(value)))


def _value(declared: Field, before: str, text: str) -> Any:
    """The text of a control as the field keeps it."""
    if not text:
        return None
    kept = _restored(before, text)
    if declared.type is Type.TEXTS:
        return lines(kept)
    return " ".join(lines(kept)) if declared.type is Type.TEXT else kept


def _restored(before: str, after: str) -> str:
    """The new text, its unchanged lines as they were kept: with empty lines, and with characters that a document cannot show."""
    chunks: list[list[str]] = [[]]
    for line in before.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if line.strip(" \t") and any(kept.strip(" \t") for kept in chunks[-1]):
            chunks.append([])
        chunks[-1].append(line)
    old, new = [printable("".join(lines("\n".join(chunk)))) for chunk in chunks], after.split("\n")
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    same = {shown: "".join(lines("\n".join(chunk))) for shown, chunk in zip(old, chunks, strict=True)}
    middle = [same.get(line, line) for line in new[head : len(new) - tail]]
    whole = [*chunks[:head], middle, *chunks[len(chunks) - tail :]] if tail else [*chunks[:head], middle]
    return "\n".join(line for chunk in whole for line in chunk)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))
