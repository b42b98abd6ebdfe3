"""The hearings of a request, session by session, a page beside the letter: as planned, in every State's time, and as held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from jitdesk.domain.kinds import KINDS
from jitdesk.domain.kinds.reply import MINUTES
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.ui import dates, labels, zones
from jitdesk.ui.actions import Actions
from jitdesk.ui.cards import Act, Cards, Deck, Summary, Told
from jitdesk.ui.dates import Today
from jitdesk.ui.field_editors import Links
from jitdesk.ui.forms import Section
from jitdesk.ui.paint import ChipFace
from jitdesk.ui.screens.requests.around import WORDS, AroundPage, form_of, names_in, of_files, tools
from jitdesk.ui.screens.requests.opening import Opened
from jitdesk.ui.screens.requests.outline import Beside
from jitdesk.ui.screens.requests.time_fields import length_text
from jitdesk.ui.screens.requests.zone_cards import ZoneCards, cards_of, clock
from jitdesk.ui.texts import isolated
from jitdesk.ui.widgets.facts import Facts
from jitdesk.ui.zones import Span

PLAN = "plan"
_PLACES = 7  # beside UTC, in two rows
_HELD = ("held", "part_heard")
_FACES = {"held": ("ok", "check"), "part_heard": ("warn", "circle-dashed"), "adjourned": ("warn", "clock"), "not_held": ("neutral", "")}


class SessionsPage(AroundPage):
    """Sessions in their order."""

    def __init__(self, actions: Actions, today: Today, links: Links) -> None:
        self.today = today
        sections = _sections()
        deck = Deck(
            "hearing",
            names_in(sections),
            self._summary,
            partial(form_of, "hearing", sections, today, links),
            WORDS,
            inset=0,
            told=lambda: _SessionTold(self),
            acts=(
                Act(PLAN, say("ui.around.plan_anew"), "calendar", _why_not_anew),
                Act("attach minutes.file", say("ui.around.attach_minutes"), "paperclip"),
                *of_files(),
            ),
            in_place=False,
        )
        super().__init__("hearings", actions, (Cards(deck, tools=tools(actions, "write_day_sheet", "write_calendar")),))
        self.cards["hearing"].adding.connect(actions.find("plan_session").trigger)

    def records(self, opened: Opened) -> Mapping[str, Sequence[Record]]:
        return {"hearing": sorted(opened.life.papers.hearings, key=lambda hearing: (int(hearing.get("session", 0)), hearing.id))}

    def beside(self, opened: Opened) -> Beside:
        found = opened.life.papers.hearings
        return Beside(self.key, "calendar", len(found), any(_minutes_open(hearing) for hearing in found))

    def no_more(self, kind: str) -> str:
        return why_no_session(self.opened)

    def _summary(self, hearing: Record) -> Summary:
        title = say("ui.around.session", n=int(hearing.get("session", 1)))
        return Summary(title, " · ".join(_times(hearing)), _face(hearing))


def why_no_session(opened: Opened | None) -> str:
    """Why no session is planned now, or ""."""
    if opened is None:
        return say("ui.requests.open_first")
    status = opened.life.papers.status
    over = status in ("withdrawn", "closed")
    return say("ui.around.no_session", status=say(f"choice.request.status.{status}")) if over else ""


class _SessionTold(Told):
    """When it is in every State, who takes part, and where its minutes stand."""

    def __init__(self, page: SessionsPage) -> None:
        super().__init__()
        self._page = page
        self._cards = ZoneCards()
        self._facts = Facts(160)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 8)
        column.setSpacing(12)
        for part in (self._cards, self._facts):
            column.addWidget(part)

    def show_record(self, record: Record) -> None:
        opened, today = self._page.opened, self._page.today()
        planned = next(iter(record.get("planned", [])), None)
        if opened is None:
            return
        request = opened.page.record
        others = [str(row["state"]) for row in request.get("participants", []) if row.get("state")]
        requested = str(request.get("requested_state", ""))
        cards = cards_of(planned, requested, opened.page.states, others, _PLACES) if planned else []
        self._cards.show_cards(cards, today)
        facts = [
            (say("ui.around.lasts"), length_text(int(planned["minutes"])) if planned else ""),
            (say("ui.around.test_call"), "; ".join(_calls(request, opened.page.states, today))),
            (say("ui.around.take_part"), "\n".join(_people(request))),
            (say("ui.around.minutes"), _minutes(record, opened, today)),
            (say("ui.around.zone_rules"), str(record.get("zone_data", ""))),
        ]
        self._facts.set_facts(facts)


def _sections() -> tuple[Section, ...]:
    """What was held first, then the minutes with what they have to hold; the rest folded away."""
    return (
        Section(("result", "next", "started", "ended", "result_reason"), say("ui.around.head_held"), beside=True),
        Section(("minutes", "minutes_missing", "minutes_checked"), say("ui.around.head_minutes")),
        Section(("requested_side", "requested_persons", "requesting_side", "requesting_persons"), say("ui.around.head_persons"), True),
        Section(("identified", "oath", "rights_notice", "warnings", "privilege"), say("ui.around.head_rights"), True),
        Section(("interpreters", "counsel"), say("ui.around.head_language"), True),
        Section(("breaks", "incidents", "exhibits", "technical", "measures_applied"), say("ui.around.head_course"), True),
        Section(("recording", "transcript"), say("ui.around.head_recording"), True),
        Section(("debriefed", "after_care"), say("ui.around.head_after"), True),
    )


def _times(hearing: Record) -> Iterator[str]:
    """When it is planned, where its time was set, and how long."""
    planned = next(iter(hearing.get("planned", [])), None)
    if planned is None:
        yield say("ui.around.no_time")
        return
    span = zones.span_of(planned)
    yield dates.full(span.start.date().isoformat(), date.min)
    yield _at(span)
    yield length_text(int(planned["minutes"]))


def _at(span: Span) -> str:
    return say("ui.hearing.at", time=clock(span.start), place=isolated(zones.city(span.zone)))


def _calls(request: Record, team: Sequence[str], today: date) -> Iterator[str]:
    """The test call, in the zone where it was set and in this desk's."""
    own = [zone for state in team[:1] for zone in zones.of_state(state)[:1]]
    for call in request.get("test_call", []):
        spans = [zones.span_of(call, zone) for zone in dict.fromkeys([str(call["zone"]), *own])]
        yield labels.joined((dates.full(spans[0].start.date().isoformat(), today), *map(_at, spans)))


def _people(request: Record) -> Iterator[str]:
    """Who takes part, by name or function, from where."""
    kind = KINDS["request"]
    columns = kind.by_name["participants"].by_column
    for row in request.get("participants", []):
        named = [str(row[name]) for name in ("name", "capacity", "place") if row.get(name)]
        chosen = [labels.column_choice(columns[name], str(row[name])) for name in ("side", "mode") if row.get(name)]
        yield labels.joined([*named, *([labels.state(str(row["state"]))] if row.get("state") else []), *chosen])


def _why_not_anew(hearing: Record) -> str:
    """Why a session is not planned anew."""
    return say("ui.around.held_already") if hearing.get("result") in _HELD else ""


def _face(hearing: Record) -> ChipFace:
    result = str(hearing.get("result", ""))
    if not result:
        return ChipFace(say("ui.around.planned"), "info", "calendar")
    if _minutes_open(hearing):
        return ChipFace(say("ui.around.minutes_open"), "warn", "hourglass")
    return ChipFace(labels.choice(KINDS["hearing"], KINDS["hearing"].by_name["result"], result), *_FACES[result])


def _minutes_open(hearing: Record) -> bool:
    """Whether somebody was heard and the minutes are not there, not checked, or not whole."""
    return hearing.get("result") in _HELD and (not hearing.get("minutes_checked") or bool(hearing.get("minutes_missing")))


def _minutes(hearing: Record, opened: Opened, today: date) -> str:
    """Where the minutes stand, in a sentence: not received, not checked, not whole, or checked by whom."""
    received = str(hearing.get("minutes", {}).get("received_on", ""))
    past = opened.checked.get(hearing.reference)
    if hearing.get("minutes_missing"):
        field = KINDS["hearing"].by_name["minutes_missing"]
        missing = labels.joined(labels.choice(KINDS["hearing"], field, part) for part in MINUTES if part in hearing.get("minutes_missing"))
        return say("ui.around.minutes_lack", parts=missing)
    if past is not None:
        return say("ui.around.minutes_checked", member=isolated(past.member), date=dates.moment(past.stamp, today))
    if received or hearing.get("minutes", {}).get("file"):
        return say("ui.around.minutes_unchecked")
    return say("ui.around.minutes_none") if hearing.get("result") in _HELD else ""
