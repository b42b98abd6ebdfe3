"""The printed recovery kit of a desk: made, proved, and used where the passphrase is lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from jitdesk.crypto import keyslots
from jitdesk.crypto import recovery as codes
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.words import say
from jitdesk.services import keyfile
from jitdesk.services.desk import Desk
from jitdesk.services.keyfile import Unlocked
from jitdesk.storage import log
from jitdesk.system import files, resources

if TYPE_CHECKING:  # loaded when a kit is made: the program starts without it
    from jitdesk.documents.kit import Sheet

SUFFIX = ".docx"
_KEPT = "recovery kit"
_LANGUAGE = "en-GB"


@dataclass(frozen=True)
class Kit:
    """The kit that opens a desk: its number, whether in shares, when it was made and last proved (ISO 8601; "" never or not known)."""

    number: str
    shares: bool = False
    made: str = ""
    proved: str = ""


def kit(desk: Desk) -> Kit | None:
    """The kit that opens this desk, if any."""
    number = keyslots.kit(keyfile.read(desk.folder))
    if number is None:
        return None
    with desk.db.read() as connection:
        kept = json.loads(log.get(connection, _KEPT) or "{}")
    return Kit(**kept) if kept.get("number") == number else Kit(number)


def make(desk: Desk, out: Path, *, shares: bool) -> list[Path]:
    """Write a new kit as Word documents, one a sheet, and let it open the desk in place of the former one; returns the files.

    The sheets are on the disk before the former kit stops: a kit cut short opens nothing, and the former one goes on.
    """
    if out.suffix.lower() != SUFFIX:
        raise Refused("kit.name", name=out.name)
    secret = codes.new_secret()
    document = keyslots.add_recovery(keyfile.read(desk.folder), desk.unlocked.vault, secret)
    made = Kit(str(keyslots.kit(document)), shares, iso(desk.clock.now()))
    sheets = codes.sheets(secret, shares=shares)
    paths = [out.with_name(f"{out.stem}.{number}{out.suffix}") for number in range(1, len(sheets) + 1)] if shares else [out]
    written: list[Path] = []
    try:
        for number, (path, words) in enumerate(zip(paths, sheets, strict=True), start=1):
            _write(path, _sheet(desk, made, number, words))
            written.append(path)
        keyfile.write(desk.folder, document)
    except BaseException:
        for path in written:  # of no use, and secret all the same
            path.unlink(missing_ok=True)
        raise
    _keep(desk, made)
    return paths


def unlock(folder: Path, texts: Sequence[str]) -> Unlocked:
    """The keys of a desk by the words of its kit; raises Refused for words that are no kit's, NotUnlocked for those of another."""
    secret = codes.secret_of(texts)
    document = keyfile.read(folder)
    vault = keyslots.open_with_recovery(document, document["desk"], secret)
    return Unlocked(vault, keyslots.keys_of(document, vault))


def prove(desk: Desk) -> Kit:
    """Keep the date on which the kit opened this desk, which it has just done."""
    found = kit(desk)
    if found is None:
        raise Refused("keyslots.no_recovery")
    proved = replace(found, proved=iso(desk.clock.now()))
    _keep(desk, proved)
    return proved


def _keep(desk: Desk, made: Kit) -> None:
    with desk.db.write() as connection:
        log.put(connection, _KEPT, json.dumps(asdict(made)))


def _write(path: Path, sheet: Sheet) -> None:
    from jitdesk.documents import kit as documents

    data = documents.write(sheet, resources.read_bytes("templates/letter.docx"))
    with files.writing(path) as stream:
        stream.write(data)


def _sheet(desk: Desk, made: Kit, number: int, words: str) -> Sheet:
    from jitdesk.documents.kit import Sheet

    share = "_share" if made.shares else ""
    particulars = (
        (say("kit.desk"), desk.folder.resolve().name),
        (say("kit.id"), str(keyfile.read(desk.folder)["desk"])),
        (say("kit.number"), made.number),
        (say("kit.made"), made.made[:10]),
    )
    return Sheet(
        title=say(f"kit.title{share}", sheet=number),
        subtitle=say(f"kit.subtitle{share}"),
        particulars=particulars,
        words_title=say("kit.words"),
        words=tuple(words.split()),
        parts=(
            (say("kit.opens"), say("kit.opens_text")),
            (say("kit.use"), say(f"kit.use_text{share}", words=codes.WORDS)),
            (say("kit.prove"), say("kit.prove_text")),
            (say("kit.keep"), say(f"kit.keep_text{share}")),
            (say("kit.limits"), say("kit.limits_text")),
        ),
        footer=say("kit.footer", number=made.number),
        language=_LANGUAGE,
        made_on=date.fromisoformat(made.made[:10]),
    )
