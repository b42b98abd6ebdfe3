"""Commands for requests: what is missing, and the letter."""

from __future__ import annotations

from pathlib import Path

import click

from jitdesk.cli.opening import on_desk
from jitdesk.cli.output import error, json, line
from jitdesk.cli.records import FILE, as_json, why
from jitdesk.services import letters, no_name, papers, treaties
from jitdesk.services.desk import Desk


@click.command()
@on_desk
@click.argument("request", metavar="REQUEST")
@as_json
def check(desk: Desk, request: str, as_json: bool) -> None:
    """List what a request lacks, by article.

    Example: jitdesk check sava.jitdesk JIT-SR/2027/014
    """
    for refused in treaties.left_out():
        error(str(refused))
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
@click.option("--letterhead", metavar="FILE.docx", type=FILE, help="The authority's own paper: its styles, head, foot and logo are kept.")
@click.option("--document", metavar="NAME", help=f"Another document of the request: {', '.join(papers.NAMES)}.")
@why
def letter(
    desk: Desk,
    request: str,
    out: Path,
    language: str | None,
    second_language: str | None,
    letterhead: Path | None,
    document: str | None,
    reason: str | None,
) -> None:
    """Write a request, or a document of it, for Word.

    What is missing is marked in it. The identity annex is made with a reason only, which is logged.

    Example: jitdesk letter sava.jitdesk JIT-SR/2027/014 request.docx
    """
    if document is None:
        letters.write(desk, request, out, language, letterhead, second=second_language)
    else:
        papers.write(desk, request, document, out, language, letterhead, reason=reason)


@click.command("not-a-name")
@on_desk
@click.argument("request", metavar="REQUEST")
@click.argument("field", metavar="FIELD")
@click.argument("word", metavar="WORD")
def not_a_name(desk: Desk, request: str, field: str, word: str) -> None:
    """Say that a word of a request is no name there.

    For a single word that is part of a protected name (P07) and means something else in this field. It is kept with the identity, with
    who said so and when, and holds until the lines around the word change.

    Example: jitdesk not-a-name sava.jitdesk JIT-SR/2027/014 facts stone
    """
    no_name.say_so(desk, request, field, word)


@click.command("compared")
@on_desk
@click.argument("request", metavar="REQUEST")
@click.option("--against", default="", metavar="TEXT", help="With what you compared by hand, where no identity can be read on this desk.")
def compared(desk: Desk, request: str, against: str) -> None:
    """Say that a request was compared with an identity.

    Where the identity can be read the program compares (P07) and refuses while a detail stands there. It holds until the words change,
    and lets those who do not read the identity make the letter final.

    Example: jitdesk compared sava.jitdesk JIT-SR/2027/014
    """
    no_name.compared(desk, request, against)


COMMANDS = (check, compared, letter, not_a_name)
