"""The life of a request: each change of its status dated, with ground and file, once what it needs is there; all of it in one outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from jitdesk.domain import check, decide, life
from jitdesk.domain.decide import Op
from jitdesk.domain.fields import Field, Type
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.kinds.request import STATUS
from jitdesk.domain.life import Papers
from jitdesk.domain.records import Record
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.words import say
from jitdesk.services import editing, fairness, hearings, letters, recipient_codes, reminders, second_reader, steps, versions
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.services.standing import Standing
from jitdesk.services.versions import Difference
from jitdesk.storage import queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections.projector import Touched
from jitdesk.storage.queries import Wanted

_AHEAD = 14  # hours by which the farthest zone is ahead of UTC: there it may be tomorrow already
_REQUEST, _STEP, _REPLY, _SENT = (KINDS[kind].by_name for kind in ("request", "step", "reply", "transmission"))
_ALWAYS = tuple(_STEP[name] for name in ("date", "ground", "file"))
_OF_SENDING = tuple(_SENT[name] for name in ("step", "recipient", "means", "what", "tracking", "sent_by"))
_OF_REPLY = (
    *(_REPLY[name] for name in ("kind", "source", "their_reference", "text", "due", "conditions", "conditions_accepted_by")),
    *(_REPLY[name] for name in ("person_status", "consulted", "minutes", "minutes_checked", "minutes_missing", "evidence")),
    *(_REPLY[name] for name in ("costs_claimed", "answer_due")),
    Field("article"),
    Field("words"),
)
_OF_PLAN = (Field("start"), Field("zone"), Field("minutes", Type.INT), Field("fold", Type.INT), Field("session", Type.INT))
# What may be said with a status, beside date, ground and file.
_SAID: Mapping[str, tuple[Field, ...]] = {
    "final": (Field("approved_by"),),
    "signed": tuple(_REQUEST[name] for name in ("registry_number", "signed_copy", "signature")),
    "handed_over": _OF_SENDING,
    "sent": _OF_SENDING,
    "scheduled": _OF_PLAN,
    "closed": tuple(Field(name, Type.LONG) for name in ("costs", "disclosure", "use")),
    **dict.fromkeys(life.ANSWERS, _OF_REPLY),
}


@dataclass(frozen=True)
class Life:
    """A request with what its life has left, its steps from the first to the last, and where it differs from its frozen version."""

    papers: Papers
    steps: Sequence[Record]
    follows: Sequence[str]
    drifted: Sequence[Difference]


def parse(status: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """Typed values of the `field=text` pairs that go with a status; raises Refused for what does not go with it."""
    fields = _fields(status, texts)
    values = {}
    for name, text in texts.items():
        linked = fields[name].type is Type.LINK
        values[name] = (check.listed(text) if fields[name].is_list else text or None) if linked else check.parse(fields[name], text)
    return values


def goes_with(status: str) -> Mapping[str, Field]:
    """What may be said with a status, by name: date, ground and file first."""
    return {field.name: field for field in (*_ALWAYS, *_SAID.get(status, ()))}


def _fields(status: str, names: Iterable[str]) -> Mapping[str, Field]:
    """The same, once every name is among them; raises Refused where one is not."""
    fields = goes_with(status)
    for name in names:
        if status in STATUS and name not in fields:
            raise Refused("life.no_field", status=status, field=name, fields=", ".join(sorted(fields)))
    return fields


def show(desk: Desk, reference: str) -> Life:
    """The life of a request so far."""
    with desk.db.read() as connection:
        request = steps.request(connection, desk.standing(connection), reference)
        papers = steps.papers(desk, connection, request)
        made = queries.records(connection, "step", queries.rids(connection, "step", Wanted(where=(("request", request.id),))))
    # Those of one day as they were made, so that every desk tells them in one order.
    order = {step.reference: number for number, step in enumerate(made)}
    past = sorted(papers.steps, key=lambda step: (step.get("date", ""), step.get("version", 1), order.get(step.reference, 0)))
    return Life(papers, past, life.FOLLOWS[papers.status], versions.drifted(papers))


def remind(desk: Desk, reference: str) -> Outcome:
    """Make the tasks of a request that are not there yet, and bring the others into step; nothing where all are."""
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        request = steps.request(connection, standing, reference)
        return Outcome((request.id,), _tasks(desk, connection, standing, request.id))


def move(desk: Desk, reference: str, status: str, values: Mapping[str, Any]) -> Outcome:
    """Move a request to a status, with what a person says about it; raises Refused with what is missing, and then nothing changed."""
    fields = _fields(status, values)
    said = {name: value for name, value in values.items() if value not in (None, [], {}) and str(value).strip()}
    day = _day(desk, said)
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        request = steps.request(connection, standing, reference)
        life.may_follow(request, status)
        papers = steps.papers(desk, connection, request)
        _in_order(papers, day)
        links = [field for field in fields.values() if field.type is Type.LINK]
        said = editing.linked(connection, standing, request.compartment, links, said)
        if status == "draft" and papers.status in life.FROZEN:
            ops = versions.begun(desk, papers, {**said, "date": day})
        else:
            ops = _moved(desk, connection, papers, status, said, day)
        touched = editing.commit(desk, connection, standing, ops)
        touched.add(_tasks(desk, connection, standing, request.id))
        return Outcome((request.id,), touched)


def _tasks(desk: Desk, connection: Connection, standing: Standing, id: str) -> Touched:
    """Bring the tasks of a request into step; those of disclosure too, which records of two desks may ask for together."""
    touched = reminders.of_request(desk, connection, standing, id)
    touched.add(fairness.follow(desk, connection, standing, "request", [id]))
    touched.add(second_reader.follow(desk, connection, standing, "request", [id]))
    return touched


def _moved(desk: Desk, connection: Connection, papers: Papers, status: str, said: Mapping[str, Any], day: str) -> list[Op]:
    """The operations of a step, once what it needs is there; before the first, how the request was entered where it was no draft."""
    entered: list[Op] = []
    if not papers.steps and papers.status not in life.DRAFTING:
        entered = steps.recorded(desk, papers.request, papers.status, {"ground": say("life_told.entered")})
    papers, ops = _with(desk, papers, status, said, day)
    life.check(status, papers, said)
    if status == "final":
        ops += _final(desk, connection, papers, said, day)
    return entered + ops + steps.step(desk, papers.request, status, _step(papers, status, said, day))


def _day(desk: Desk, said: Mapping[str, Any]) -> str:
    """The day of a step: today, or an earlier one that the person names."""
    today = iso(desk.clock.now())[:10]
    given = str(said.get("date", today))
    if len(given) < len(today):
        raise Refused("life.whole_day", date=given)
    latest = iso(desk.clock.now() + _AHEAD * 3_600_000)[:10]
    if given > latest:
        raise Refused("life.future", date=given)
    return given


def _in_order(papers: Papers, day: str) -> None:
    latest = max((str(step.get("date", "")) for step in papers.steps), default="")
    if latest and day < (date.fromisoformat(latest) - timedelta(days=1)).isoformat():
        raise Refused("life.before", date=day, latest=latest)


def _with(desk: Desk, papers: Papers, status: str, said: Mapping[str, Any], day: str) -> tuple[Papers, list[Op]]:
    """The papers as they will be with what is said, and the operations that make it so."""
    if status == "signed":
        given = {name: said[name] for name in ("registry_number", "signed_copy") if name in said}
        if "file" in said:
            given.setdefault("signed_copy", said["file"])
        # What the draft said of it already stands; it was given on the day of the step, unless another is said.
        given["signature"] = {**papers.request.get("signature", {}), "on": day, **said.get("signature", {})}
        request = replace(papers.request, values={**papers.request.values, **given})
        return replace(papers, request=request), decide.edit(papers.request, given)
    if status in ("handed_over", "sent"):
        return _sent(desk, papers, status, said, day)
    if status in life.ANSWERS:
        return _answered(desk, papers, status, said, day)
    if status == "scheduled" and "start" in said:
        record, ops = hearings.planned(desk, papers, said)
        others = [hearing for hearing in papers.hearings if hearing.id != record.id]
        return replace(papers, hearings=[*others, record]), ops
    return papers, []


def _sent(desk: Desk, papers: Papers, status: str, said: Mapping[str, Any], day: str) -> tuple[Papers, list[Op]]:
    given = {field.name: said[field.name] for field in _OF_SENDING if field.name in said}
    if not given:
        return papers, []
    way = life.OWN_CENTRAL if status == "handed_over" else life.BY_CHANNEL.get(str(papers.request.get("channel")))
    values = {"request": papers.request.id, "version": papers.number, "date": day, "step": way, "sent_by": desk.card.member, **given}
    if papers.signed is not None:
        values["sha256"] = papers.signed.get("sha256")
    record, ops = steps.made(desk, papers.request.compartment, "transmission", values)
    return replace(papers, transmissions=[*papers.transmissions, record]), ops


def _answered(desk: Desk, papers: Papers, status: str, said: Mapping[str, Any], day: str) -> tuple[Papers, list[Op]]:
    given = {field.name: said[field.name] for field in _OF_REPLY if field.name in said}
    if not given:
        return papers, []
    ground = {"article": given.pop("article", None), "words": given.pop("words", None) or said.get("ground")}
    kinds = life.ANSWERS[status]
    usual = kinds[-1] if status == "accepted" and given.get("conditions") else kinds[0]
    values = {"request": papers.request.id, "kind": usual, "date": day, "ground": ground, **given}
    if values["kind"] not in kinds:
        raise Refused("life.reply_kind", status=status, kinds=", ".join(kinds))
    record, ops = steps.made(desk, papers.request.compartment, "reply", values)
    return replace(papers, replies=[*papers.replies, record]), ops


def _final(desk: Desk, connection: Connection, papers: Papers, said: Mapping[str, Any], day: str) -> list[Op]:
    """A letter becomes final: with nothing that blocks it, no field in conflict, and approved by somebody who is named."""
    request, reference = papers.request, papers.request.get("reference")
    if request.conflicts:
        raise Refused("life.fields_conflict", reference=reference, fields=", ".join(sorted(request.conflicts)))
    open_ = [finding for finding in letters.examine(desk, connection, request).findings if finding.blocks]
    if not request.get("basis_confirmed"):
        raise Refused("life.basis", reference=reference)
    if open_:
        raise Refused("life.findings", reference=reference, n=len(open_), codes=", ".join(dict.fromkeys(found.code for found in open_)))
    if not said.get("approved_by"):
        raise Refused("life.approval", reference=reference)
    recipient_codes.ensured(desk, connection, request)  # the letter that is frozen bears them
    return versions.freeze(desk, connection, papers, day)


def _step(papers: Papers, status: str, said: Mapping[str, Any], day: str) -> dict[str, Any]:
    """What the step keeps: its ground with what else was said for it, and the file that it rests on."""
    spoken = [f"{name}={said[name]}" for name in ("approved_by", "costs", "disclosure", "use") if name in said]
    ground = "\n".join([*([str(said["ground"])] if "ground" in said else []), *spoken])
    file = papers.request.get("signed_copy") if status == "signed" else said.get("file")
    return {"date": day, "ground": ground or None, "file": file}
