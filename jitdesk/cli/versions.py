"""The command for versions of letters: which there are, what differs between two, a further request that supplements."""

from __future__ import annotations

from dataclasses import asdict

import click

from jitdesk.cli.opening import on_desk
from jitdesk.cli.output import json, line, shown, sides
from jitdesk.cli.records import as_json
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services import life, reading
from jitdesk.services import versions as service
from jitdesk.services.desk import Desk
from jitdesk.services.versions import Difference

_TOLD = ("number", "date", "made_by", "language", "sha256")


@click.command()
@on_desk
@click.argument("request", metavar="REQUEST")
@click.option("--compare", "compared", metavar="A B", type=int, nargs=2, help="Show what differs from version A to B, field by field.")
@click.option("--supplement", is_flag=True, help="Begin a request that supplements this one; prints its reference.")
@as_json
def versions(desk: Desk, request: str, compared: tuple[int, int] | None, supplement: bool, as_json: bool) -> None:
    """List, compare or supplement versions.

    A version is frozen as its letter becomes final. A correction is a new version: status REQUEST draft ground=...

    Example: jitdesk versions sava.jitdesk JIT-SR/2027/014 --compare 1 2
    """
    if compared is not None and supplement:
        raise click.UsageError(say("versions_told.one"))
    if supplement:
        _supplement(desk, request, as_json)
    elif compared is not None:
        _compare(service.compare(desk, request, *compared), as_json)
    else:
        _list(desk, request, as_json)


def _supplement(desk: Desk, request: str, as_json: bool) -> None:
    (made,) = service.supplement(desk, request).ids
    reference = reading.show(desk, made).get("reference")
    if as_json:
        json({"id": made, "reference": reference})
    else:
        line(str(reference))


def _compare(found: list[Difference], as_json: bool) -> None:
    if as_json:
        json([asdict(one) for one in found])
        return
    for one in found:
        line(f"{one.field}:")
        gone = say("versions_told.erased", order=one.erased) if one.erased else ""
        sides(*(shown(side) or gone for side in (one.before, one.after)))
    if not found:
        line(say("versions_told.same"))


def _list(desk: Desk, request: str, as_json: bool) -> None:
    kept = sorted(life.show(desk, request).papers.versions, key=lambda version: (version.get("number", 0), version.id))
    if as_json:
        told = [{"id": version.id, **{name: version.get(name) for name in _TOLD}} for version in kept]
        json([{**one, "erased": service.erased_by(desk, version)} for one, version in zip(told, kept, strict=True)])
        return
    for version in kept:
        line("  ".join([*(shown(version.get(name)) for name in _TOLD), *_erased(desk, version)]))
    if not kept:
        line(say("versions_told.none", reference=request))


def _erased(desk: Desk, version: Record) -> list[str]:
    """What a version says no more, and by which orders."""
    by, fields = ", ".join(service.erased_by(desk, version)), ", ".join(service.erased(version))
    if not by:
        return []
    return [say("versions_told.part_erased", fields=fields, order=by) if fields else say("versions_told.erased", order=by)]


COMMANDS = (versions,)
