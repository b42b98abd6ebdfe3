"""Attachments: encrypted once beside the database, carried unopened, their custody in a record."""

from __future__ import annotations

import mimetypes
import os
from pathlib import Path

from jitdesk.crypto import stream
from jitdesk.domain import decide
from jitdesk.domain.decide import Op
from jitdesk.kernel import clock
from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.kernel.values import new_id, nfc
from jitdesk.services import editing
from jitdesk.services.desk import Desk, Progress, no_progress
from jitdesk.services.editing import Outcome
from jitdesk.services.resolving import one
from jitdesk.services.standing import Standing
from jitdesk.system import files, names


def attach(desk: Desk, reference: str, path: Path, *, progress: Progress = no_progress) -> Outcome:
    """Encrypt a file into the desk and record it about a record, in that record's compartment; of any size, in constant memory."""
    if not path.is_file():
        raise Refused("attach.no_file", name=path.name)
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        about = one(connection, standing, reference)
        editing.may_write(desk, standing, about.compartment)
    files.need_space(desk.files, path.stat().st_size)
    unfinished = desk.staging / new_id(desk.random)
    try:
        sealed = stream.seal_file(path, unfinished, progress=progress)
        kept = desk.files / sealed.cipher_sha256
        os.replace(unfinished, kept)
        files.sync_folder(desk.files)
    finally:
        unfinished.unlink(missing_ok=True)
    name = names.safe_name(nfc(path.name))
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    content = {
        "cipher": sealed.cipher_sha256,
        "key": sealed.key,
        "media_type": media_type,
        "name": name,
        "sha256": sealed.sha256,
        "size": sealed.size,
    }
    values = {"about": about.id, "name": name, "media_type": media_type}
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        id = new_id(desk.random)
        ops = decide.add(id, decide.kind("file"), about.compartment, standing.narrow(about.compartment), values)
        more = {"size": sealed.size, "sha256": sealed.sha256, "content": content}
        ops += [Op(about.compartment, "file", id, field, value) for field, value in more.items()]
        ops += _received(desk, about.compartment, id, standing)
        return Outcome((id,), editing.commit(desk, connection, standing, ops))


def _received(desk: Desk, place: str, file: str, standing: Standing) -> list[Op]:
    """The first event in the custody of a file: this desk took it in, and its hash was taken then."""
    of = decide.kind("custody")
    event = {"file": file, "event": "received", "date": clock.iso(desk.clock.now())[:10], "recipient": standing.member(desk.device)}
    return decide.add(new_id(desk.random), of, place, standing.narrow(place), event)


def extract(desk: Desk, reference: str, out: Path, *, progress: Progress = no_progress) -> None:
    """Decrypt an attachment to `out`, checked against the hash in its record; raises Damaged where it was altered."""
    with desk.db.read() as connection:
        record = one(connection, desk.standing(connection), reference, "file")
    content = record.get("content")
    if record.kind != "file" or content is None:
        raise Refused("extract.no_file", reference=reference)
    if "content" in record.conflicts:
        raise Refused("extract.conflict", reference=reference)
    if out.is_dir():
        out = out / names.safe_name(str(content["name"]))
    if out.exists():
        raise Refused("files.exists", name=out.name, folder=str(out.parent))
    kept = desk.files / str(content["cipher"])
    if not kept.is_file():
        raise Refused("extract.not_here", name=record.get("name", reference))
    unfinished = files.part(out)
    try:
        with files.refusals(out):
            opened = stream.open_file(kept, unfinished, str(content["key"]), sha256=str(content["sha256"]), progress=progress)
        if opened.size != content["size"]:
            raise Damaged("extract.altered", name=record.get("name", reference))
        os.replace(unfinished, out)
        files.sync_folder(out.parent)
    finally:
        unfinished.unlink(missing_ok=True)
