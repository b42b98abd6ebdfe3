"""The life of a request: which status may follow which, and what has to be there first (request-data, section 5, "Gates")."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jitdesk.domain.fields import Sensitivity
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.kinds.request import STATUS
from jitdesk.domain.records import Record
from jitdesk.kernel.errors import Refused

DRAFTING = ("draft", "in_review")
_UNDER_WAY = ("more_asked", "postponed", "accepted", "scheduled", "part_executed")
_ANSWERED = (*_UNDER_WAY, "executed", "refused", "draft", "withdrawn")
# A request goes back to "draft" from "in_review" as it is, and from any later status as a new version.
FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "draft": ("in_review", "final", "withdrawn"),
    "in_review": ("draft", "final", "withdrawn"),
    "final": ("signed", "draft", "withdrawn"),
    "signed": ("handed_over", "sent", "draft", "withdrawn"),
    "handed_over": ("sent", "draft", "withdrawn"),
    "sent": ("acknowledged", *_ANSWERED),
    "acknowledged": _ANSWERED,
    **dict.fromkeys(_UNDER_WAY, _ANSWERED),
    "executed": ("closed",),
    "refused": ("accepted", "draft", "closed"),
    "withdrawn": ("closed",),
    "closed": (),
}
FROZEN = tuple(status for status in STATUS if status not in DRAFTING)
REACHED = ("sent", "acknowledged", *_UNDER_WAY, "executed", "refused")  # the requested State has it
OVER = ("executed", "refused", "withdrawn", "closed")
# The kinds of reply on which a status rests.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "acknowledged": ("acknowledged",),
    "more_asked": ("more_asked",),
    "postponed": ("postponed",),
    "accepted": ("accepted", "accepted_on_conditions"),
    "part_executed": ("part_executed",),
    "executed": ("executed",),
    "refused": ("refused", "returned"),
}
_WITH_GROUND = ("postponed", "refused")
_SIGNATURE = ("signatory", "function", "place", "on", "kind")  # by which a letter can be told for what it is (E32)
# By which way a letter leaves the own State; the way to the own central authority is a step before it.
OWN_CENTRAL = "own_central"
BY_CHANNEL: Mapping[str, str] = {
    "central": "requested_central",
    "direct": "direct",
    "diplomatic": "diplomatic",
    "electronic": "platform",
}
# Written once a letter is final: a translation is made of the final text, number, signed file and signature belong to "signed".
LATER = ("translation", "registry_number", "signed_copy", "signature")
LETTER = tuple(field.name for field in KINDS["request"].fields if field.sensitivity is Sensitivity.LETTER)


@dataclass(frozen=True)
class Papers:
    """A request with the records that its life has left: none of them archived."""

    request: Record
    steps: Sequence[Record] = ()
    versions: Sequence[Record] = ()
    transmissions: Sequence[Record] = ()
    replies: Sequence[Record] = ()
    hearings: Sequence[Record] = ()
    files: Sequence[Record] = ()  # about the request
    witness: Record | None = None

    @property
    def status(self) -> str:
        """The status of the request."""
        return status(self.request)

    @property
    def number(self) -> int:
        """The number of the version that the letter is now."""
        return number(self.request)

    @property
    def reached(self) -> bool:
        """Whether any version was sent."""
        return self.status in REACHED or any(step.get("status") in REACHED for step in self.steps)

    @property
    def withdrawn_on(self) -> str:
        """The day on which the request was withdrawn, or ""."""
        return max((str(step.get("date", "")) for step in self.steps if step.get("status") == "withdrawn"), default="")

    @property
    def signed(self) -> Record | None:
        """The signed file of the present version, among the files about the request."""
        wanted = self.request.get("signed_copy")
        return next((file for file in self.files if file.id == wanted), None)


def status(request: Record) -> str:
    """The status of a request; one that says none is a draft."""
    return str(request.get("status", "draft"))


def number(request: Record) -> int:
    """The number of the version that the letter is now; the first is 1."""
    return int(request.get("version", 1))


def may_edit(request: Record, names: Iterable[str]) -> None:
    """Raise Refused where one of these fields stands in a letter that is final, or is the status, which only `life` moves."""
    changed = set(names)
    if "status" in changed:
        raise Refused("life.status_moves", reference=request.get("reference"))
    frozen = changed & set(LETTER) - {"translation"}
    if status(request) in FROZEN and frozen:
        raise Refused("life.frozen", reference=request.get("reference"), status=status(request), fields=", ".join(sorted(frozen)))


def may_follow(request: Record, wanted: str) -> None:
    """Raise Refused unless `wanted` may follow the status of the request."""
    if wanted not in STATUS:
        raise Refused("life.no_status", status=wanted, statuses=", ".join(STATUS))
    if "status" in request.conflicts:
        raise Refused("life.conflict", reference=request.get("reference"))
    now = status(request)
    if not FOLLOWS[now]:
        raise Refused("life.closed", reference=request.get("reference"))
    if wanted not in FOLLOWS[now]:
        raise Refused("life.order", reference=request.get("reference"), now=now, wanted=wanted, statuses=", ".join(FOLLOWS[now]))


def check(wanted: str, papers: Papers, said: Mapping[str, Any]) -> None:
    """Raise Refused where what a status needs is not there; `said` is what the person says with the step."""
    gate = _GATES.get(wanted)
    if gate is not None:
        gate(papers, said)
    if wanted in ANSWERS:
        _answered(wanted, papers)


def _signed(papers: Papers, said: Mapping[str, Any]) -> None:
    reference = papers.request.get("reference")
    if not papers.request.get("registry_number"):
        raise Refused("life.no_registry_number", reference=reference)
    if not papers.request.get("signed_copy"):
        raise Refused("life.no_signed_copy", reference=reference)
    if papers.signed is None:
        raise Refused("life.signed_elsewhere", reference=reference)
    if not papers.signed.get("sha256"):
        raise Refused("life.signed_no_hash", reference=reference)
    if len({version.get("frozen") for version in papers.versions if version.get("number") == papers.number}) > 1:
        raise Refused("life.two_versions", reference=reference, number=papers.number)
    signature = papers.request.get("signature", {})
    lacking = [name for name in _SIGNATURE if not signature.get(name)]
    if lacking:
        raise Refused("life.signature_lacks", reference=reference, columns=", ".join(lacking))


def _on_its_way(papers: Papers, *, own: bool) -> None:
    reference = papers.request.get("reference")
    if papers.signed is None or not papers.signed.get("sha256"):
        raise Refused("life.signed_elsewhere", reference=reference)
    those = [sent for sent in papers.transmissions if sent.get("version") == papers.number and (sent.get("step") == OWN_CENTRAL) == own]
    if not those:
        raise Refused("life.no_hand_over" if own else "life.no_transmission", reference=reference, number=papers.number)
    of_signed = [sent for sent in those if sent.get("sha256") == papers.signed.get("sha256")]
    if not of_signed:
        raise Refused("life.other_file", reference=reference)
    lacking = min((lacks(sent, ("date", "step", "recipient", "means", "what")) for sent in of_signed), key=len)
    if lacking:
        raise Refused("life.transmission_lacks", reference=reference, fields=", ".join(lacking))


def _answered(wanted: str, papers: Papers) -> None:
    reference = papers.request.get("reference")
    those = [reply for reply in papers.replies if reply.get("kind") in ANSWERS[wanted]]
    before = sum(step.get("status") == wanted and "date" in step.values for step in papers.steps)
    if wanted == "executed" and not those and any(hearing.get("minutes_checked") for hearing in papers.hearings):
        return
    if len(those) <= before:
        raise Refused("life.no_reply", reference=reference, status=wanted, kinds=", ".join(ANSWERS[wanted]))
    reply = newest(those)
    lacking = lacks(reply, ("date", "source", "their_reference"))
    if lacking:
        raise Refused("life.reply_lacks", reference=reference, fields=", ".join(lacking))
    if wanted in _WITH_GROUND and not reply.get("ground"):
        raise Refused("life.no_ground_of_theirs", reference=reference, status=wanted)


def _scheduled(papers: Papers, said: Mapping[str, Any]) -> None:
    if not any(hearing.get("planned") for hearing in papers.hearings):
        raise Refused("life.no_hearing", reference=papers.request.get("reference"))


def _executed(papers: Papers, said: Mapping[str, Any]) -> None:
    """Minutes were received and checked: of every hearing that was held, or with the reply."""
    reference = papers.request.get("reference")
    held = [hearing for hearing in papers.hearings if hearing.get("result") in ("held", "part_heard") or hearing.get("minutes_checked")]
    for hearing in held:
        if not hearing.get("minutes_checked"):
            raise Refused("life.minutes_unchecked", reference=reference, session=hearing.get("session", 1))
        if hearing.get("minutes_missing"):
            raise Refused("life.minutes_missing", reference=reference, parts=", ".join(hearing.get("minutes_missing")))
    if held:
        return
    replies = [reply for reply in papers.replies if reply.get("kind") in ("executed", "part_executed") and reply.get("minutes")]
    if not replies:
        raise Refused("life.no_minutes", reference=reference)
    reply = newest(replies)
    if reply.get("minutes") not in {file.id for file in papers.files}:
        raise Refused("life.minutes_elsewhere", reference=reference)
    missing = reply.get("minutes_missing")
    if missing:
        raise Refused("life.minutes_missing", reference=reference, parts=", ".join(missing))
    if not reply.get("minutes_checked"):
        raise Refused("life.reply_unchecked", reference=reference)


def _withdrawn(papers: Papers, said: Mapping[str, Any]) -> None:
    if papers.reached and not said.get("ground"):
        raise Refused("life.withdrawn_no_ground", reference=papers.request.get("reference"))


def _closed(papers: Papers, said: Mapping[str, Any]) -> None:
    reference = papers.request.get("reference")
    kept = [str(file.get("name")) for file in papers.files if to_return(file)]
    if kept:
        raise Refused("life.originals", reference=reference, files=", ".join(sorted(kept)))
    if not papers.reached:
        return
    claims = [reply for reply in papers.replies if reply.get("costs_claimed") and not reply.get("answered_on")]
    if claims:
        raise Refused("life.costs_claimed", reference=reference, dates=_dates(claims))
    if not said.get("costs"):
        raise Refused("life.costs", reference=reference)
    if papers.status != "executed" and not any(step.get("status") == "part_executed" for step in papers.steps):
        return
    if not said.get("disclosure") and not _disclosure_decided(papers):
        raise Refused("life.disclosure", reference=reference)
    bound = [reply for reply in papers.replies if reply.get("conditions")]
    open_ = [reply for reply in bound if not reply.get("conditions_accepted_by")]
    if open_:
        raise Refused("life.conditions", reference=reference, dates=_dates(open_))
    if not said.get("use") and not bound:
        raise Refused("life.use", reference=reference)


def _disclosure_decided(papers: Papers) -> bool:
    items = [*papers.files, *([papers.witness] if papers.witness else [])]
    return all(item.get("disclosure") in ("none_known", "disclosed") for item in items)


def _dates(replies: Iterable[Record]) -> str:
    return ", ".join(sorted(str(reply.get("date", "-")) for reply in replies))


def to_return(file: Record) -> bool:
    """Whether an original still has to go back to the State that lent it."""
    return bool(file.get("return_due")) and not file.get("returned_on") and not file.get("return_waived")


def lacks(record: Record, names: Sequence[str]) -> list[str]:
    """Those of these fields in which a record says nothing."""
    return [name for name in names if record.get(name) in (None, "", [], {})]


def newest(records: Sequence[Record]) -> Record:
    """The record of the latest date; there is one at least."""
    return max(records, key=lambda record: (str(record.get("date", "")), record.id))


_Gate = Callable[[Papers, Mapping[str, Any]], None]
_GATES: Mapping[str, _Gate] = {
    "signed": _signed,
    "handed_over": lambda papers, said: _on_its_way(papers, own=True),
    "sent": lambda papers, said: _on_its_way(papers, own=False),
    "scheduled": _scheduled,
    "executed": _executed,
    "withdrawn": _withdrawn,
    "closed": _closed,
}
