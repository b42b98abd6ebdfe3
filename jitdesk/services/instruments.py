"""Which instrument a request needs: the nine questions what this desk knows, the answers, and the task where none is due."""

from __future__ import annotations

from jitdesk.domain.kinds.request import QUESTIONS
from jitdesk.domain.records import Record
from jitdesk.drafting import instrument
from jitdesk.drafting.instrument import LEADS, Answer, Hint, Instrument, Lead, Outcome, Question, Verdict
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.words import say
from jitdesk.services import editing, letters, states, tasks
from jitdesk.services.desk import Desk
from jitdesk.services.resolving import request_called
from jitdesk.services.standing import Standing
from jitdesk.storage import queries
from jitdesk.storage.engine import Connection

__all__ = ["LEADS", "Answer", "Hint", "Instrument", "Lead", "Outcome", "Question", "Verdict"]

ANSWERS = ("yes", "no", "unknown")


def examine(desk: Desk, reference: str) -> Instrument:
    """The nine questions of a request with what is known of both States, the answers so far and where they lead."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        request = request_called(connection, standing, reference)
        agreement = _linked(connection, standing, request, "jit", "agreement")
        requesting = states.read(connection, standing, _requesting(desk, connection, standing, request))
        named = request.get("requested_state")
        requested = states.read(connection, standing, named) if named else None
        return instrument.examine(request, agreement, requesting, requested, letters.today(desk), _team(standing))


def answer(desk: Desk, reference: str, number: int, said: str, source: str, note: str = "") -> editing.Outcome:
    """Answer one question, as the member at this desk, today."""
    if not 1 <= number <= QUESTIONS:
        raise Refused("instrument.no_question", n=number, most=QUESTIONS)
    if said not in ANSWERS:
        raise Refused("instrument.no_answer", n=number, answers=", ".join(ANSWERS))
    if not source.strip():
        raise Refused("instrument.no_source", n=number)
    with desk.db.read() as connection:
        request = request_called(connection, desk.standing(connection), reference)
    values = {"answer": said, "by": desk.card.member, "on": letters.today(desk).isoformat(), "source": source, "note": note}
    return editing.change(desk, request.reference, {f"instrument_{number}": values})


def no_letter(desk: Desk, reference: str) -> Record | None:
    """The new task for the seconded members where the answers need no letter; None where they do, or where it was made before."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        request = request_called(connection, standing, reference)
        if instrument.verdict(request).outcome is not Outcome.NO_LETTER:
            return None
        title = say("instrument.task_title", request=request.get("reference"))
        if any(task.get("title") == title and request.id in task.get("links", []) for task in _tasks(connection)):
            return None
        state = str(request.get("requested_state") or "")
        cards = [device.card for device in standing.roster.devices.values() if device.role]
        assignees = sorted({str(card["member"]) for card in cards if card.get("state") == state})
    where = say(f"state.{state}") if state else say("instrument.its_state")
    values = {"title": title, "description": say("instrument.task_description", state=where), "links": [request.reference]}
    made = tasks.add(desk, values | ({"assignees": assignees} if assignees else {}))
    return tasks.page(desk, made.ids[0]).record


def _tasks(connection: Connection) -> list[Record]:
    """All tasks, those too that were archived: what was made once is not made again."""
    wanted = queries.Wanted(archived=True, restricted=True)
    return queries.records(connection, "task", queries.rids(connection, "task", wanted))


def _requesting(desk: Desk, connection: Connection, standing: Standing, request: Record) -> str:
    """The State of the proceeding that the request belongs to, else of who sits at this desk."""
    proceeding = _linked(connection, standing, request, "proceeding", "proceeding")
    return str((proceeding and proceeding.get("state")) or desk.card.state)


def _linked(connection: Connection, standing: Standing, request: Record, field: str, kind: str) -> Record | None:
    """The record that a request is linked to, as all readers of the request may read it."""
    found = [place for place in queries.by_id(connection, str(request.get(field, ""))) if place.kind == kind]
    readers = standing.readers(request.compartment)
    return next((queries.record(connection, place.rid) for place in found if readers <= standing.readers(place.compartment)), None)


def _team(standing: Standing) -> frozenset[str]:
    return frozenset(str(device.card.get("state", "")) for device in standing.roster.devices.values() if device.role)
