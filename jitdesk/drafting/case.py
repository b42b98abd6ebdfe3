"""A case: one request with all that its findings, its letter and its other documents are made from, read at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from jitdesk.domain.records import Record
from jitdesk.drafting.basis import Basis


@dataclass(frozen=True)
class Case:
    """Nothing in it that not every reader of the request may read, but `identities`: those go into no sentence and no letter by themselves.

    `leads` are the codes and names of what may be followed as a lead and is no evidence. `profile` is what the team knows of the requested
    State, the newest there is; `others` are requests to other States about the same witness.
    """

    request: Record
    witness: Record | None
    basis: Basis
    today: date
    leads: frozenset[str] = frozenset()
    code: str = ""  # what the witness is called towards the recipient of this request; the witness's own where none was given
    codes: Mapping[str, str] = field(default_factory=dict)  # of others that the request names, by the team's own
    profile: Record | None = None
    own_profile: Record | None = None  # of the requesting authority's State, where the annexes of the basis are compared
    agreement: Record | None = None
    proceeding: Record | None = None
    identities: Sequence[Record] = ()
    consents: Sequence[Record] = ()
    accounts: Sequence[Record] = ()
    measures: Sequence[Record] = ()
    files: Sequence[Record] = ()  # those that annexes, exhibits, the signed copy and replies name, and those about the request
    state_consents: Sequence[Record] = ()
    translations: Sequence[Record] = ()
    transmissions: Sequence[Record] = ()
    replies: Sequence[Record] = ()
    hearings: Sequence[Record] = ()
    steps: Sequence[Record] = ()
    others: Sequence[Record] = field(default=())
    alternatives: Mapping[str, Basis] = field(default_factory=dict)  # by the codes under which the request names them
    our_zones: Sequence[str] = ()  # of the requesting authority's State, that of the seat of government first
    letter_hash: str | None = None  # of the letter's own words as they are now; where a translation of it is linked
    zone_rules: str = ""  # the version of the time zone data by which local times are worked out
    frozen_on: date | None = None  # the day on which the letter became final, if it has

    @property
    def dated(self) -> date:
        """The day that the letter bears: that on which it became final, or today."""
        return self.frozen_on or self.today
