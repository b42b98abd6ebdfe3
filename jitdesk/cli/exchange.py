"""Commands that carry records between desks, and out of the team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from jitdesk.cli import erasing
from jitdesk.cli.opening import on_desk
from jitdesk.cli.output import json, line
from jitdesk.cli.records import as_json
from jitdesk.kernel.words import say
from jitdesk.services import disclosing, exporting, importing, previewing
from jitdesk.services.desk import Desk
from jitdesk.services.exporting import Written
from jitdesk.services.importing import Report
from jitdesk.services.taking import Numbers

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
    What is too much for one bundle goes in parts: NAME-1-of-3.jitbundle and so on.

    Example: jitdesk export sava.jitdesk stick/ --to "Olena H."
    """
    if (outside is None) != (not compartments) or (outside is not None and to):
        raise click.UsageError(say("terminal.outside"))
    written = [disclosing.disclose(desk, out, outside, compartments)] if outside else exporting.export(desk, out, list(to) or None)
    for one in written:
        line(f"{one.path}: {', '.join(one.members)}; {encryption(one)}")


def encryption(written: Written) -> str:
    """Whether a file is post-quantum, and if not, because of whom."""
    return say("export.classical", people=", ".join(written.classical)) if written.classical else say("export.post_quantum")


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
    tell_all(reports)


@click.command(name="import")
@on_desk
@PATHS
@click.option("--trust", metavar="FP", help="The fingerprint of the team's founder, compared by voice: asked for at the first import.")
@click.option("--only", "only", metavar="ID", multiple=True, help="Take in only what concerns this record; the rest waits in quarantine.")
@as_json
def import_(desk: Desk, paths: tuple[Path, ...], trust: str | None, only: tuple[str, ...], as_json: bool) -> None:
    """Take bundles in, all of them or none.

    In a folder those not for this desk are skipped. "jitdesk undo" takes an import back.

    Example: jitdesk import kyiv.jitdesk stick/ --trust "12345 …"
    """
    reports = importing.accept(desk, paths, trust=trust, only=list(only) or None)
    if as_json:
        json(_imported(reports))
        return
    tell_all(reports)


def _previewed(reports: Sequence[Report]) -> dict[str, Any]:
    new: set[tuple[str, str, str]] = set().union(*(report.touched.new for report in reports))
    changed = set().union(*(report.touched.changed for report in reports)) - new
    conflicts = set().union(*(report.touched.conflicts for report in reports))
    clashes = {key[:3] for key in conflicts}
    return {
        "sender": _senders(reports)[0],
        "senders": _senders(reports),
        "post_quantum": all(report.post_quantum for report in reports),
        "new": len(new),
        "changed": len(changed),
        "conflicts": len(conflicts),
        "waiting": sum(report.waiting for report in reports),
        "asleep": sum(report.asleep for report in reports),
        "compartments": _places(reports),
        "held": _held(reports),
        "taken_out": [place for report in reports for place in report.left],
        "forks": [asdict(fork) for fork in reports[-1].forks],
        "aloud": [asdict(line) for line in reports[-1].aloud],
        "orders": [erasing.plain(one) for one in reports[-1].orders],
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
        "waiting": sum(report.waiting for report in reports),
        "asleep": sum(report.asleep for report in reports),
        "compartments": _places(reports),
        "held": _held(reports),
        "taken_out": [place for report in reports for place in report.left],
    }


def _places(reports: Sequence[Report]) -> list[dict[str, Any]]:
    """The numbers of each compartment."""
    names = {place: name for report in reports for place, name in report.names.items()}
    return [{"compartment": names[place], **asdict(those)} for place, those in sorted(previewing.numbers(reports).items())]


def _senders(reports: Sequence[Report]) -> list[dict[str, Any]]:
    """Each sender once, in the order of the bundles."""
    senders = {report.sender: report for report in reversed(reports)}
    return [{"member": one.member, "state": one.state, "verified": one.verified} for one in reversed(senders.values())]


def _held(reports: Sequence[Report]) -> list[dict[str, Any]]:
    """What is still missing after the last of the bundles."""
    return [{"device": gap.device, "from": gap.first, "to": gap.last} for gap in reports[-1].held]


def tell_all(reports: Sequence[Report]) -> None:
    """Each bundle, then what is missing, parts in two, or must not go unnoticed on the whole desk."""
    for report in reports:
        _tell(report)
    last = reports[-1]
    for place in [place for report in reports for place in report.left]:
        line(say("import.taken_out", place=place))
    for sentence in [one.sentence for one in last.held] + [one.sentence for one in last.forks] + [one.sentence for one in last.aloud]:
        line(sentence)
    for one in last.orders:
        erasing.tell(one)


def _tell(report: Report) -> None:
    touched = report.touched
    line(say("import.from" if report.verified else "import.from_unverified", member=report.member, state=report.state, at=report.created))
    if not report.post_quantum:
        line(say("import.classical"))
    line(say("import.counts", new=len(touched.new), changed=len(touched.changed), conflicts=len(touched.conflicts)))
    for place, numbers in report.places.items():
        line(f"  {report.names[place]}: {told(numbers)}")
    if report.waiting:
        line(say("import.waiting", n=report.waiting))
    if report.asleep:
        line(say("import.asleep", n=report.asleep))


def told(numbers: Numbers) -> str:
    """The numbers of a compartment in words; what is none is left out but for the first three."""
    parts = [say("import.counts", new=numbers.new, changed=numbers.changed, conflicts=numbers.conflicts)]
    if numbers.settled:
        parts.append(say("import.settled", n=numbers.settled))
    if numbers.held:
        parts.append(say("import.held", n=numbers.held))
    if numbers.waiting:
        parts.append(say("import.left", n=numbers.waiting))
    if numbers.refused:
        parts.append(say("import.refused", n=numbers.refused))
    return " ".join(parts)


COMMANDS = (export, preview, import_)
