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
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--to", "to", metavar="MEMBER", multiple=True, help="For whom; everybody else in the team if not given.")
@click.option("--outside", metavar="AGE-RECIPIENT", help="Disclose to this key outside the team, and to nobody else.")
@click.option("--compartment", "compartments", metavar="NAME", multiple=True, help="With --outside: what is disclosed.")
def export(desk: Desk, out: Path, to: tuple[str, ...], outside: str | None, compartments: tuple[str, ...]) -> None:
    """Write bundles: one file a readership, into a folder or as NAME.jitbundle.

    Example: jitdesk export sava.jitdesk stick/ --to "Olena H."
    """
    if (outside is None) != (not compartments) or (outside is not None and to):
        raise click.UsageError("--outside goes with --compartment, and not with --to.")
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
    for report in importing.preview(desk, paths):
        if as_json:
            json(_previewed(report))
        else:
            _tell(report)


@click.command(name="import")
@on_desk
@PATHS
@click.option("--trust", metavar="FP", help="The fingerprint of the team's founder, compared by voice: asked for at the first import.")
@as_json
def import_(desk: Desk, paths: tuple[Path, ...], trust: str | None, as_json: bool) -> None:
    """Take bundles in; in a folder those not for this desk are skipped.

    Example: jitdesk import kyiv.jitdesk stick/ --trust "12345 …"
    """
    reports = importing.accept(desk, paths, trust=trust)
    if as_json:
        json(_imported(reports))
        return
    for report in reports:
        _tell(report)


def _previewed(report: Report) -> dict[str, Any]:
    touched = report.touched
    clashes = {key[:3] for key in touched.conflicts}
    records = [
        {"id": key[2], "kind": key[1], "state": "conflict" if key in clashes else "new" if key in touched.new else "changed"}
        for key in sorted(touched.new | touched.changed)
    ]
    return {
        "sender": {"member": report.member, "state": report.state, "verified": report.verified},
        "new": len(touched.new),
        "changed": len(touched.changed),
        "conflicts": len(touched.conflicts),
        "held": _held(report),
        "records": records,
    }


def _imported(reports: Sequence[Report]) -> dict[str, Any]:
    return {
        "changes": sum(report.touched.changes for report in reports),
        "records": len(set().union(*(report.touched.new | report.touched.changed for report in reports))),
        "conflicts": len(set().union(*(report.touched.conflicts for report in reports))),
        "held": _held(reports[-1]),
    }


def _held(report: Report) -> list[dict[str, Any]]:
    return [{"device": gap.device, "from": gap.first, "to": gap.last} for gap in report.held]


def _tell(report: Report) -> None:
    touched = report.touched
    line(say("import.from" if report.verified else "import.from_unverified", member=report.member, state=report.state, at=report.created))
    line(say("import.counts", new=len(touched.new), changed=len(touched.changed), conflicts=len(touched.conflicts)))
    if report.waiting:
        line(say("import.waiting", n=report.waiting))
    for gap in report.held:
        line(say("import.gap", n=gap.last - gap.first + 1, member=gap.member, first=gap.first, last=gap.last))


COMMANDS = (export, preview, import_)
