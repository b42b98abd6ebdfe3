"""A request as its editor shows it: page, names of what it links to, its life so far, and the questions before any letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jitdesk.domain.life import FROZEN, LATER, LETTER
from jitdesk.domain.life import status as status_of
from jitdesk.services import instruments, life, naming, requests, tasks
from jitdesk.services.desk import Desk
from jitdesk.services.instruments import Instrument
from jitdesk.services.life import Life
from jitdesk.services.naming import Named
from jitdesk.services.requests import RequestPage
from jitdesk.services.tasks import Comment


@dataclass(frozen=True)
class Opened:
    """What was read of one request for its editor."""

    page: RequestPage
    names: Mapping[str, Named]
    life: Life
    instrument: Instrument
    comments: Sequence[Comment]

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
    """Read a request; raises Refused where there is none."""
    page = requests.page(desk, id)
    reference = page.record.reference
    names = dict(naming.linked(desk, page.record))
    told = life.show(desk, reference)
    for step in told.steps:
        names |= naming.linked(desk, step)
    return Opened(page, names, told, instruments.examine(desk, reference), tasks.comments(desk, page.record.id))
