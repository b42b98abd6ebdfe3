"""Commands for requests: what is missing, and the letter."""

from __future__ import annotations

from pathlib import Path

import click

from jitdesk.cli.opening import on_desk
from jitdesk.cli.output import json, line
from jitdesk.cli.records import FILE, as_json
from jitdesk.services import letters
from jitdesk.services.desk import Desk


@click.command()
@on_desk
@click.argument("request", metavar="REQUEST")
@as_json
def check(desk: Desk, request: str, as_json: bool) -> None:
    """List what a request lacks, by article.

    Example: jitdesk check sava.jitdesk JIT-SR/2027/014
    """
    findings = letters.check(desk, request)
    if as_json:
        keys = ("code", "severity", "article", "field")
        json([{**{key: str(getattr(f, key)) for key in keys}, "message": str(f.message)} for f in findings])
        return
    for finding in findings:
        line(f"{finding.code} {finding.severity}  {finding.message}")


@click.command()
@on_desk
@click.argument("request", metavar="REQUEST")
@click.argument("out", metavar="OUT.docx", type=FILE)
@click.option("--language", metavar="LANGUAGE", help="The language of the letter; the request's own if not given.")
@click.option("--second-language", metavar="LANGUAGE", help="Another language, in a column beside the first.")
def letter(desk: Desk, request: str, out: Path, language: str | None, second_language: str | None) -> None:
    """Write a request as a Word document.

    What is missing is marked in it.

    Example: jitdesk letter sava.jitdesk JIT-SR/2027/014 request.docx
    """
    letters.write(desk, request, out, language, second=second_language)


COMMANDS = (check, letter)
