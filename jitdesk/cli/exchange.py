"""Commands that carry records between desks, and out of the team."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from jitdesk.cli.opening import on_desk
from jitdesk.cli.output import json, line
from jitdesk.cli.records import as_json
from jitdesk.kernel.words import say
from jitdesk.services import disclosing, exporting, importing
from jitdesk.services.desk import Desk
from jitdesk.services.importing import Report

PATHS = click.argument("paths", metavar="BUNDLE...", nargs=-1, required=True, type=click.Path(path_type=Path))


@click.command()
@on_desk
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--to", "to", metavar="MEMBER", multiple=True, help="For whom; everybody else in the team if not given.")
@click.option("--outside", metavar="AGE-RECIPIENT", help="Disclose to this key outside the team, and to nobody else.")
@click.option("--compartment", "compartments", metavar="NAME", multiple=True, help="With --outside: what is disclosed.")
def export(desk: Desk, out: Path, to: tuple[str, ...], outside: str | None, compartments: tuple[str, ...]) -> None:
    """Write bundles for the others, or for a court.

    OUT is a folder, or NAME.jitbundle. Each set of readers gets a file of its own: further ones are NAME.2.jitbundle and so on.

    Example: jitdesk export sava.jitdesk stick/ --to "Olena H."
    """
    if (outside is None) != (not compartments) or (outside is not None and to):
        raise click.UsageError(say("terminal.outside"))
    written = [disclosing.disclose(desk, out, outside, compartments)] if outside else exporting.export(desk, out, list(to) or None)
    for one in written:
        line(f"{one.path}: {', '.join(one.members)}")


@click.command()
@on_desk
@PATHS
@as_json
def preview(desk: Desk, paths: tuple[Path, ...], as_json: bool) -> None:
    """Show what bundles would change; nothing is written.

    Example: jitdesk preview kyiv.jitdesk stick/
    """
    reports = importing.preview(desk, paths)
    if as_json:
        json(_previewed(reports))
        return
    for report in reports:
        _tell(report)


@click.command(name="import")
@on_desk
@PATHS
@click.option("--trust", metavar="FP", help="The fingerprint of the team's founder, compared by voice: asked for at the first import.")
@as_json
def import_(desk: Desk, paths: tuple[Path, ...], trust: str | None, as_json: bool) -> None:
    """Take bundles in, all of them or none.

    In a folder those not for this desk are skipped.

    Example: jitdesk import kyiv.jitdesk stick/ --trust "12345 …"
    """
    reports = importing.accept(desk, paths, trust=trust)
    if as_json:
        json(_imported(reports))
        return
    for report in reports:
        _tell(report)


def _previewed(reports: Sequence[Report]) -> dict[str, Any]:
    new: set[tuple[str, str, str]] = set().union(*(report.touched.new for report in reports))
    changed = set().union(*(report.touched.changed for report in reports)) - new
    conflicts = set().union(*(report.touched.conflicts for report in reports))
    clashes = {key[:3] for key in conflicts}
    return {
        "sender": _senders(reports)[0],
        "senders": _senders(reports),
        "new": len(new),
        "changed": len(changed),
        "conflicts": len(conflicts),
        "held": _held(reports),
        "records": [
            {"id": key[2], "kind": key[1], "state": "conflict" if key in clashes else "new" if key in new else "changed"}
            for key in sorted(new | changed)
        ],
    }


def _imported(reports: Sequence[Report]) -> dict[str, Any]:
    return {
        "changes": sum(report.touched.changes for report in reports),
        "records": len(set().union(*(report.touched.new | report.touched.changed for report in reports))),
        "conflicts": len(set().union(*(report.touched.conflicts for report in reports))),
        "held": _held(reports),
    }


def _senders(reports: Sequence[Report]) -> list[dict[str, Any]]:
    """Each sender once, in the order of the bundles."""
    senders = {report.sender: report for report in reversed(reports)}
    return [{"member": one.member, "state": one.state, "verified": one.verified} for one in reversed(senders.values())]


def _held(reports: Sequence[Report]) -> list[dict[str, Any]]:
    """What is still missing after the last of the bundles."""
    return [{"device": gap.device, "from": gap.first, "to": gap.last} for gap in reports[-1].held]


def _tell(report: Report) -> None:
    touched = report.touched
    line(say("import.from" if report.verified else "import.from_unverified", member=report.member, state=report.state, at=report.created))
    line(say("import.counts", new=len(touched.new), changed=len(touched.changed), conflicts=len(touched.conflicts)))
    if report.waiting:
        line(say("import.waiting", n=report.waiting))
    for gap in report.held:
        line(say("import.gap", n=gap.last - gap.first + 1, member=gap.member, first=gap.first, last=gap.last))


COMMANDS = (export, preview, import_)
