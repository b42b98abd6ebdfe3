"""What the records that a record links to are called, and which are offered when a person looks for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from jitdesk.domain.fields import Type
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services import naming, requests
from jitdesk.services.case_records import KINDS_AROUND
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.services.naming import Named
from jitdesk.services.tasks import Label
from jitdesk.ui import dates, labels
from jitdesk.ui.field_editors import Links
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.new_record import NewRecord
from jitdesk.ui.widgets.marks import Maker, Offer, Suggest, Tell

_OF_WITNESS = ("account", "consent", "protective_measure")


class LinkedNames:
    """Names of records by id: those that the request in the editor links to, and those that were offered."""

    def __init__(self, desk: Desk, jobs: Jobs, owner: QWidget, today: dates.Today, made: Callable[[Outcome], object]) -> None:
        self._desk = desk
        self._today = today
        self._made = made  # hears of a record that was made for a link
        self._jobs = jobs
        self._owner = owner
        self._names: dict[str, Named] = {}
        self._witness = ""
        self.links = Links(self._suggest_of, self.name_of, frozenset({"witness", *KINDS_AROUND}), self._maker)

    def know(self, request: Record, names: Mapping[str, Named]) -> None:
        """The request in the editor, and what the records are called that it links to."""
        self._witness = str(request.get("witness", ""))
        self._names |= names

    def name_file(self, id: str, name: str) -> None:
        """A file was attached a moment ago and is called so."""
        self._names[id] = Named(id, "file", name)

    @property
    def texts(self) -> dict[str, str]:
        """What the records that are known here are called, by id."""
        return {id: called(named) for id, named in self._names.items()}

    def name_of(self, id: str) -> Offer:
        """What a linked record is called; one that is not on this desk is said to be elsewhere."""
        named = self._names.get(id)
        return _offer(named) if named is not None else Offer(say("ui.link.elsewhere"), id, "circle-help")

    def kind_of(self, id: str) -> str:
        """The kind of a record that is known here, or ""."""
        named = self._names.get(id)
        return named.kind if named is not None else ""

    def _maker(self, kind: str) -> Maker | None:
        return Maker(partial(_offered, kind), partial(self._make, kind)) if kind in KINDS_AROUND else None

    def _make(self, kind: str, words: str, tell: Callable[[str], None]) -> None:
        """Ask for a new record, and link to it once it is there."""

        def made(outcome: Outcome, called: str) -> None:
            [id] = outcome.ids
            self._names[id] = Named(id, kind, called)
            tell(id)
            self._made(outcome)

        dialog = NewRecord(self._owner, self._desk, self._jobs, kind, self._today, words)
        dialog.made.connect(made)
        dialog.show()

    def _suggest_of(self, kind: str) -> Suggest:
        return self._witnesses if kind == "witness" else partial(self._records, kind)

    def _records(self, kind: str, words: str, tell: Tell) -> None:
        def offer(found: Sequence[Named]) -> None:
            self._names |= {named.id: named for named in found}
            tell([_offer(named) for named in found])

        witness = self._witness if kind in _OF_WITNESS else ""
        self._jobs.read(partial(naming.suggest, self._desk, kind, words, witness), self._owner, offer)

    def _witnesses(self, words: str, tell: Tell) -> None:
        def offer(found: Sequence[Label]) -> None:
            self._names |= {label.id: Named(label.id, "witness", label.text) for label in found}
            tell([self.name_of(label.id) for label in found])

        self._jobs.read(partial(requests.witness_codes, self._desk, words), self._owner, offer)


def _offered(kind: str, words: str) -> str:
    """What is offered where a record of this name is not there yet."""
    return say(f"ui.link.make_{kind}", name=words) if words else say(f"ui.link.new_{kind}")


def _offer(named: Named) -> Offer:
    return Offer(called(named), named.id, labels.KIND_ICONS.get(named.kind, "link"))


def called(named: Named) -> str:
    """A record's name and what tells it apart, in words."""
    parts = [_words(named.kind, naming.title_field(named.kind), named.title)]
    parts.append(_words(named.kind, naming.telling_field(named.kind), named.telling))
    return " · ".join(filter(None, parts)) or say("ui.link.unnamed", kind=say(f"kind.{named.kind}"))


def _words(kind: str, name: str, value: str) -> str:
    field = KINDS[kind].field(name)
    if field is None or not value:
        return value
    return dates.full(value, date.min) if field.type is Type.DATE else labels.spoken(KINDS[kind], field, value)
