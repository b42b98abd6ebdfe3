"""A request as its editor shows it: page, names of what it links to, its life and what stands around it, the questions before a letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jitdesk.domain.life import FROZEN, LATER, LETTER
from jitdesk.domain.life import status as status_of
from jitdesk.domain.records import Record
from jitdesk.services import instruments, life, naming, reading, requests, tasks, translations
from jitdesk.services.desk import Desk
from jitdesk.services.instruments import Instrument
from jitdesk.services.life import Life
from jitdesk.services.naming import Named
from jitdesk.services.reading import Past
from jitdesk.services.requests import RequestPage
from jitdesk.services.tasks import Comment
from jitdesk.services.translations import Made


@dataclass(frozen=True)
class Opened:
    """What was read of one request for its editor."""

    page: RequestPage
    names: Mapping[str, Named]
    life: Life
    instrument: Instrument
    comments: Sequence[Comment]
    translations: Sequence[Made] = ()
    since: Mapping[str, Sequence[Past]] = field(default_factory=dict)  # by stale translation: what changed after it was made
    checked: Mapping[str, Past] = field(default_factory=dict)  # by hearing: who ticked that its minutes are checked
    at: Record | None = None  # of what stands around it, what was asked for

    @property
    def frozen(self) -> bool:
        """Whether its letter is final, so that its words can only be read."""
        return status_of(self.page.record) in FROZEN

    @property
    def locked(self) -> frozenset[str]:
        """The fields that cannot be changed any more, and those that only a step sets."""
        if not self.frozen:
            return frozenset()
        return (frozenset(LETTER) - {"translation"}) | (frozenset(LATER) - {"translation"})


def read(desk: Desk, id: str) -> Opened:
    """Read the request that this is, or on whose pages this record is seen; raises Refused where there is none."""
    request, at = requests.home(desk, id)
    page = requests.page(desk, request)
    reference = page.record.reference
    names = dict(naming.linked(desk, page.record))
    told = life.show(desk, reference)
    made = translations.listed(desk, reference, page.examined.letter)
    papers = told.papers
    for record in (*told.steps, *papers.transmissions, *papers.replies, *papers.hearings, *(of.record for of in made)):
        names |= naming.linked(desk, record)
    return Opened(
        page,
        names,
        told,
        instruments.examine(desk, reference),
        tasks.comments(desk, page.record.id),
        made,
        {of.record.reference: translations.since(desk, of.record) for of in made if of.stale},
        {hearing.reference: past for hearing in papers.hearings if (past := _checked(desk, hearing)) is not None},
        at,
    )


def _checked(desk: Desk, hearing: Record) -> Past | None:
    """The change by which somebody said that the minutes of a hearing are checked."""
    if not hearing.get("minutes_checked"):
        return None
    return next((past for past in reversed(reading.history(desk, hearing.reference)) if past.field == "minutes_checked"), None)
