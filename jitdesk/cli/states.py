"""Commands for what is known of States: their profiles, and which instrument a request needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from jitdesk.cli.opening import on_desk
from jitdesk.cli.output import json, line, shown
from jitdesk.cli.records import as_json, pairs
from jitdesk.kernel.words import say
from jitdesk.services import editing, instruments, letters, states
from jitdesk.services.desk import Desk
from jitdesk.services.instruments import Hint, Instrument, Question


@click.command()
@on_desk
@click.argument("state", metavar="STATE")
@click.argument("fields", metavar="[FIELD=VALUE]...", nargs=-1)
@click.option("--source", metavar="TEXT", help="Where what you record was read; needed with field=value.")
@click.option("--as-of", metavar="DATE", help="The day on which the source speaks; today if not given.")
@as_json
def state(desk: Desk, state: str, fields: tuple[str, ...], source: str | None, as_of: str | None, as_json: bool) -> None:
    """Show what is known of a State, or record a correction.

    Each value comes with its date and source; what nobody read in its source says "to be confirmed". A correction is a dated record
    that travels to the team; values are written as for add. A treaty is LHC, C182, EIO, EU00, TCA, IBA, C224, or as you call it.

    Example: jitdesk state sava.jitdesk LVA languages='["lv", "en"]' --source "Letter of the Ministry of Justice" --as-of 2026-11-20
    """
    if fields:
        values = editing.parse("state_profile", pairs(fields))
        about = {"source": source, "as_of": as_of or letters.today(desk).isoformat()}
        line(states.record(desk, state, {**values, **about}).ids[0])
        return
    if source is not None or as_of is not None:
        raise click.UsageError(say("terminal.correction"))
    _show(desk, states.profile(desk, state), as_json)


def _show(desk: Desk, profile: states.Profile, as_json: bool) -> None:
    today = letters.today(desk)
    if as_json:
        keys = ("field", "part", "value", "as_of", "source", "confidence", "confirmed", "disputed", "seen_on", "only")
        facts = [{**{key: getattr(fact, key) for key in keys}, "stale": fact.stale(today)} for fact in profile.facts]
        json({"state": profile.state, "name": states.name(profile.state), "facts": facts})
        return
    line(f"{profile.state}  {states.name(profile.state)}")
    for fact in profile.facts:
        where = " ".join([fact.field, *filter(None, fact.part)])
        doubts = [*_scope(fact), *_doubts(fact.confirmed, fact.stale(today), fact.disputed)]
        line(f"{where}: {_said(fact)}  ({_ground(fact.as_of, fact.source, doubts)})")
    if not profile.facts:
        line(say("state_profile.empty"))


def _scope(fact: states.Fact) -> list[str]:
    return [say("state_profile.only", treaty=fact.only)] if fact.only and fact.only not in fact.part else []


def _doubts(confirmed: bool, stale: bool, disputed: bool = False) -> Iterator[str]:
    if not confirmed:
        yield say("instrument.to_be_confirmed")
    if stale:
        yield say("state_profile.stale")
    if disputed:
        yield say("state_profile.disputed")


def _said(fact: states.Fact) -> str:
    """A value as text; of rows what does not already stand in front of it."""
    if not (isinstance(fact.value, list) and all(isinstance(row, dict) for row in fact.value)):
        return shown(fact.value)
    return "; ".join(", ".join(shown(value) for value in row.values() if value not in fact.part) for row in fact.value)


def _ground(as_of: str, source: str, doubts: list[str]) -> str:
    dated = [say("instrument.as_of", date=as_of)] if as_of else []
    return "; ".join([*dated, *filter(None, [source]), *doubts])


@click.command()
@on_desk
@click.argument("request", metavar="REQUEST")
@click.option("--answer", "said", metavar="N=ANSWER", help="Answer question N with yes, no or unknown.")
@click.option("--source", metavar="TEXT", help="Where the answer was read, or who confirmed it; needed with --answer.")
@click.option("--note", metavar="TEXT", default="", help="A remark on the answer.")
@as_json
def instrument(desk: Desk, request: str, said: str | None, source: str | None, note: str, as_json: bool) -> None:
    """Ask which instrument a request needs, before any letter.

    Nine questions in their order, with what this desk knows of both States; a person answers each, with source. Where the person is
    inside the team, the answer is no letter, and a task for the seconded members.

    Example: jitdesk instrument sava.jitdesk JIT-SR/2027/014 --answer 4=yes --source "Treaty office of the Council of Europe, 20 November"
    """
    if said is not None:
        _answer(desk, request, said, source, note)
        made = instruments.no_letter(desk, request)
        if made and not as_json:
            line(say("instrument.made_task", title=made.get("title")))
    elif source is not None or note:
        raise click.UsageError(say("terminal.answer"))
    examined = instruments.examine(desk, request)
    if as_json:
        json(_plain(examined))
        return
    for question in examined.questions:
        _tell(question)
    line(str(examined.verdict.message))
    for lead in examined.verdict.alternatives:
        line(str(lead.message))


def _answer(desk: Desk, request: str, said: str, source: str | None, note: str) -> None:
    number, _, answer = said.partition("=")
    if not (number.isascii() and number.isdigit() and len(number) == 1 and answer):
        raise click.UsageError(say("terminal.answer"))
    instruments.answer(desk, request, int(number), answer, source or "", note)


def _tell(question: Question) -> None:
    line(f"{question.number}  {question.message}")
    line(f"   {say('instrument.if_yes', leads=question.leads)}")
    for hint in question.hints:
        ground = _ground(hint.as_of, hint.source, list(_doubts(hint.confirmed, hint.stale)))
        line(f"   - {hint.message}{ground and f' ({ground})'}")
    given = question.answer
    if given.answer:
        line("   = " + say("instrument.answered", answer=given.answer, by=given.by, on=given.on, source=given.source))


def _plain(examined: Instrument) -> dict[str, Any]:
    verdict = examined.verdict
    leads = [{"question": lead.question, "bases": lead.bases} for lead in verdict.alternatives]
    return {
        "requesting": examined.requesting,
        "requested": examined.requested,
        "questions": [_asked(question) for question in examined.questions],
        "verdict": {
            "outcome": verdict.outcome.value,
            "question": verdict.question,
            "bases": verdict.main.bases if verdict.main else (),
            "own_form": verdict.own_form,
            "alternatives": leads,
            "message": str(verdict.message),
        },
    }


def _asked(question: Question) -> dict[str, Any]:
    given = {key: getattr(question.answer, key) for key in ("answer", "by", "on", "source", "note")}
    about = {"number": question.number, "question": str(question.message), "leads": str(question.leads), "bases": question.bases}
    return {**about, "answer": given, "known": [_known(hint) for hint in question.hints]}


def _known(hint: Hint) -> dict[str, Any]:
    keys = ("state", "as_of", "source", "confidence", "confirmed", "stale")
    return {"text": str(hint.message), **{key: getattr(hint, key) for key in keys}}


COMMANDS = (state, instrument)
