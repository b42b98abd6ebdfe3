"""The command for translations of letters, annexes and files."""

from __future__ import annotations

import click

from jitdesk.cli.opening import on_desk
from jitdesk.cli.output import json, line, shown
from jitdesk.cli.records import as_json, pairs
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services import editing, translations
from jitdesk.services.desk import Desk

_SAID = ("language", "annex", "of_version", "translator", "standing", "done_on", "certificate", "file", "checked_by", "binding")


@click.command()
@on_desk
@click.argument("request", metavar="REQUEST")
@click.argument("fields", metavar="[FIELD=VALUE]...", nargs=-1)
@as_json
def translation(desk: Desk, request: str, fields: tuple[str, ...], as_json: bool) -> None:
    """Record or list translations of a letter.

    With annex= it is that of an annex; with the id of a file instead of a request, that of the file. What was translated is kept as
    a hash: where the source changes afterwards, the translation is told to be stale.

    Example: jitdesk translation sava.jitdesk JIT-SR/2027/014 language=es translator="Court translator no. 4" standing=sworn
    """
    if fields:
        (id,) = translations.record(desk, request, editing.parse("translation", pairs(fields))).ids
        if as_json:
            json({"id": id})
        else:
            line(id)
        return
    listed = translations.listed(desk, request)
    if as_json:
        json([_plain(made.record) | {"stale": made.stale} for made in listed])
        return
    for made in listed:
        state = say("translation_told.stale") if made.stale else say("translation_told.current")
        line("  ".join([made.record.id, *filter(None, (shown(made.record.get(name)) for name in _SAID[:6])), state]))
    if not listed:
        line(say("translation_told.none", reference=request))


def _plain(record: Record) -> dict[str, object]:
    names = ("about", *_SAID, "source_hash")
    return {"id": record.id, **{name: record.get(name) for name in names if record.get(name) is not None}}


COMMANDS = (translation,)
