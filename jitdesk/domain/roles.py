"""Which of a device's live grants give it its role: the rules of docs/merge.md, "Roster", for grants that differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from jitdesk.domain.ancestry import Ancestry
from jitdesk.domain.counting import Grant, bits
from jitdesk.domain.shapes import LEAD


def standing(live: Sequence[Grant], past: Ancestry) -> list[Grant]:
    """The grants that give a device its role: no other live one saw them, and none lowers a lead without being above."""
    leads = _Leads([g for g in live if g.role == LEAD], past)
    kept = [g for g in live if g.role == LEAD or not leads.lowered(g)]
    seen = past.all_behind({g.origin for g in kept})
    return [g for g in kept if not past.bit(g.origin) & seen]


class _Leads:
    """The live lead grants of one device, as bits of their origins: all, the founder's, and those that have a grant above them."""

    def __init__(self, leads: Iterable[Grant], past: Ancestry) -> None:
        self._past = past
        self._all = self._founders = 0
        self._below: dict[int, int] = defaultdict(int)
        for lead in leads:
            origin = past.bit(lead.origin)
            self._all |= origin
            self._founders |= 0 if lead.above else origin
            for bit in bits(lead.above):
                self._below[bit] |= origin

    def lowered(self, grant: Grant) -> bool:
        """Whether a grant of a lower role saw one of them that its author is not above.

        Whoever leads may step down; the founder may not, for nobody could take them back.
        """
        under = 1 << grant.above.bit_length() - 1  # the grant that it acts under: chains are paths in a tree, and this is its end
        aimed = self._founders if grant.own else self._all
        return bool(self._past.behind(grant.origin) & aimed & ~self._below.get(under, 0))
