"""What is sent of a request and what comes back, recorded beside the steps of its life; the status moves by `life.move` alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jitdesk.domain import life
from jitdesk.domain.life import Papers
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import Refused
from jitdesk.services import editing, steps
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome

KINDS = ("transmission", "reply")


def record(desk: Desk, reference: str, kind: str, values: Mapping[str, Any]) -> Outcome:
    """Record a transmission of a request, with the version and the hash of the signed file that is sent, or a reply to it.

    It bears the day of today where no other is said. Raises Refused where nothing of this kind can have happened yet.
    """
    given = {"date": iso(desk.clock.now())[:10], **{name: value for name, value in values.items() if value not in (None, "", [], {})}}
    with desk.db.read() as connection:
        request = steps.request(connection, desk.standing(connection), reference)
        papers = steps.papers(desk, connection, request)
    check(papers, kind)
    if kind == "transmission" and papers.signed is not None:
        given |= {"version": papers.number, "sha256": papers.signed.get("sha256")}
        given.setdefault("sent_by", desk.card.member)
    return editing.add(desk, kind, [{**given, "request": request.id}], request.compartment)


def check(papers: Papers, kind: str) -> None:
    """Raise Refused where nothing is signed that could be sent, or nothing was sent that could be replied to."""
    if kind == "transmission" and (papers.status in life.DRAFTING or papers.signed is None or not papers.signed.get("sha256")):
        raise Refused("correspondence.not_signed", reference=papers.request.get("reference"))
    if kind == "reply" and not papers.reached:
        raise Refused("correspondence.not_sent", reference=papers.request.get("reference"))
