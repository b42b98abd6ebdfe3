"""A record of every kind in one compartment: typed where a person types it, made by the program where nobody else makes it."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jitdesk.domain.fields import Type
from jitdesk.domain.kinds import KINDS
from jitdesk.services import custody, editing, exporting, life, no_name, reading
from jitdesk.services.desk import Desk
from jitdesk.storage import queries
from jitdesk.storage.queries import Wanted
from jitdesk.system import resources

REFERENCE = "JIT-SR/2026/014"
WITNESS = "W-0412"
_SIGNATURE = {"signatory": "Mirjam Vidmar", "function": "Head of section", "place": "Ljubljana", "kind": "hand_and_seal"}
_AROUND = ("identity", "account", "consent", "protective_measure", "state_consent", "note")
_FREE = ("agreement", "proceeding", "authority", "state_profile", "task")
_SAID = {"source": "Directorate", "their_reference": "DAJIN 77/2026", "words": "None given"}


def plant(desk: Desk, place: str, folder: Path, words: Sequence[str] = ("Kestrel",), sealed: str = "") -> dict[str, list[str]]:
    """The ids by kind of all that stands in a compartment then: a witness, a request that was sent and answered, and all around them.

    The identity stands in `sealed`, where that is another.
    """
    data = tomllib.loads(resources.read_text("demo/request.toml"))
    said = " ".join(words)
    [witness] = editing.add(desk, "witness", [{**data["witness"], "summary": said}], place).ids
    letter = {**data["request"], "witness": witness, "duration": 180, "law_texts": said}
    [request] = editing.add(desk, "request", [letter], place).ids
    no_name.compared(desk, request, "The sealed file")
    life.move(desk, request, "final", {"approved_by": said})
    for kind in _AROUND:
        editing.add(desk, kind, [{**_spoken(kind, said), KINDS[kind].subject: witness}], sealed or place if kind == "identity" else place)
    free = {kind: editing.add(desk, kind, [_spoken(kind, said)], place).ids[0] for kind in _FREE}
    editing.change(desk, request, {"jit": free["agreement"], "proceeding": free["proceeding"]})
    editing.change(desk, free["task"], {"links": [request, witness], "assignees": [said]})
    scan = folder / f"{words[-1]}.pdf"
    scan.write_text(said)
    [file] = custody.attach(desk, request, scan).ids
    life.move(desk, request, "signed", {"registry_number": "Kt 417/2026-3", "signed_copy": file, "signature": _SIGNATURE})
    life.move(desk, request, "sent", {"recipient": said, "means": "courier", "what": ["letter"]})
    editing.add(desk, "hearing", [{"request": request, "session": 1, "warnings": said}], place)
    editing.add(desk, "translation", [{"about": request, "translator": said}], place)
    life.move(desk, request, "postponed", {**_SAID, "article": said, "due": "2027-02-01"})
    [identity] = planted(desk, sealed or place)["identity"]
    reading.open_protected(desk, identity, said[:200])
    exporting.export(desk, folder / "planted.jitbundle")
    return planted(desk, place)


def _spoken(kind: str, said: str) -> dict[str, Any]:
    """What a person says in a record of a kind: the words, in every paragraph and in its title; what else it cannot do without."""
    fields = [field for field in KINDS[kind].fields if field.settable]
    title = KINDS[kind].title
    spoken = {field.name: said for field in fields if field.type is Type.LONG or (field.type is Type.TEXT and field.name == title)}
    return {**spoken, **({"state": "ARG", "source": said} if kind == "state_profile" else {})}


def planted(desk: Desk, place: str) -> dict[str, list[str]]:
    """The ids of all records of a compartment, by kind."""
    found: dict[str, list[str]] = {}
    with desk.db.read() as connection:
        compartment = desk.standing(connection).called(place)
        for kind in KINDS:
            for record in queries.records(connection, kind, queries.rids(connection, kind, Wanted(archived=True, restricted=True))):
                if record.compartment == compartment:
                    found.setdefault(kind, []).append(record.id)
    return found
