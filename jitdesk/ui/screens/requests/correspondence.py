"""What was sent of a request and what came back, a page beside the letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from jitdesk.domain.life import BY_CHANNEL, OWN_CENTRAL
from jitdesk.domain.records import Record
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.words import say
from jitdesk.services import correspondence
from jitdesk.ui import dates
from jitdesk.ui.actions import Actions
from jitdesk.ui.cards import Act, Cards, Deck, Summary, Told, said
from jitdesk.ui.dates import Today
from jitdesk.ui.field_editors import Links
from jitdesk.ui.forms import Section
from jitdesk.ui.paint import ChipFace
from jitdesk.ui.screens.requests.around import WORDS, AroundPage, form_of, names_in, of_files
from jitdesk.ui.screens.requests.opening import Opened
from jitdesk.ui.screens.requests.outline import Beside
from jitdesk.ui.widgets.facts import Facts


class CorrespondencePage(AroundPage):
    """Transmissions and replies, the newest first."""

    def __init__(self, actions: Actions, today: Today, links: Links) -> None:
        self._today = today
        sending, replying = _sending(), _replying()
        sent = Deck(
            "transmission",
            names_in(sending),
            _sent,
            partial(form_of, "transmission", sending, today, links),
            WORDS,
            inset=0,
            told=lambda: _SentTold(self),
            first=self._usual,
        )
        attach = [Act(f"attach {name}", say(f"ui.around.attach_{name}"), "paperclip", early=True) for name in ("minutes", "evidence")]
        came = Deck(
            "reply",
            names_in(replying),
            self._came,
            partial(form_of, "reply", replying, today, links),
            WORDS,
            inset=0,
            acts=(*attach, *of_files()),
            first=lambda: {"date": today().isoformat()},
        )
        cards = (Cards(sent, say("ui.around.sent")), Cards(came, say("ui.around.came")))
        super().__init__("correspondence", actions, cards)

    def records(self, opened: Opened) -> Mapping[str, Sequence[Record]]:
        papers = opened.life.papers
        return {"transmission": _newest(papers.transmissions), "reply": _newest(papers.replies)}

    def beside(self, opened: Opened) -> Beside:
        papers = opened.life.papers
        open_ = any(_open(reply) for reply in papers.replies)
        return Beside(self.key, "arrow-up-down", len(papers.transmissions) + len(papers.replies), open_)

    def no_more(self, kind: str) -> str:
        return why_not(self.opened, kind)

    def _usual(self) -> Mapping[str, Any]:
        """What is sent next goes to the own central authority first, where the channel leads through it."""
        assert self.opened is not None
        papers = self.opened.life.papers
        way = BY_CHANNEL.get(str(papers.request.get("channel")))
        first = papers.status == "signed" and way != "direct"
        return {"date": self._today().isoformat(), "step": OWN_CENTRAL if first else way or OWN_CENTRAL}

    def _came(self, reply: Record) -> Summary:
        below = (dates.with_year(str(reply.get("date", ""))), said(reply, "source"), said(reply, "their_reference"))
        return Summary(said(reply, "kind") or say("ui.around.no_kind"), _dotted(below), self._answer(reply))

    def _answer(self, reply: Record) -> ChipFace | None:
        """Whether something has to be answered, and by when."""
        due = _due(reply)
        if not due:
            return None
        if reply.get("answered_on"):
            return ChipFace(say("ui.around.answered"), "ok", "check")
        late = dates.last_day(due) < self._today()
        words = say("ui.around.answer_by", date=dates.short(due, self._today()))
        return ChipFace(words, "danger" if late else "warn", "circle-alert" if late else "clock")


def why_not(opened: Opened | None, kind: str) -> str:
    """Why no transmission or reply can be recorded now, in the words of the window, or ""."""
    if opened is None:
        return say("ui.requests.open_first")
    try:
        correspondence.check(opened.life.papers, kind)
    except Refused as refused:
        return say(f"ui.refused.{refused.key}")
    return ""


def _sending() -> tuple[Section, ...]:
    return (
        Section(("date", "step", "recipient", "means", "tracking", "sent_by", "what", "receipt"), beside=True),
        Section(("sealed_receipt", "original_requested"), say("ui.life.more"), folded=True),
    )


def _replying() -> tuple[Section, ...]:
    return (
        Section(("kind", "date", "source", "their_reference", "due", "answered_on", "text"), beside=True),
        Section(("ground", "conditions", "conditions_accepted_by", "answer_due"), say("ui.around.decided"), folded=True),
        Section(("minutes", "minutes_missing", "evidence"), say("ui.around.enclosed"), folded=True),
        Section(("person_status", "consulted", "costs_claimed"), say("ui.life.more"), folded=True),
    )


def _sent(transmission: Record) -> Summary:
    receipt = transmission.get("receipt", {})
    if receipt.get("state") == "received":
        day = dates.with_year(str(receipt.get("on", "")))
        face = ChipFace(say("ui.around.received_on", date=day) if day else say("ui.around.received"), "ok", "check")
    else:
        face = ChipFace(say("ui.around.receipt_awaited"), "warn", "hourglass")
    below = (dates.with_year(str(transmission.get("date", ""))), *(said(transmission, name) for name in ("means", "what")))
    return Summary(said(transmission, "recipient") or say("ui.around.no_recipient"), _dotted(below), face)


class _SentTold(Told):
    """Of which version, and which file it was, by its hash."""

    def __init__(self, page: CorrespondencePage) -> None:
        super().__init__()
        self._page = page
        self._facts = Facts(160)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 8)
        row.addWidget(self._facts)

    def show_record(self, record: Record) -> None:
        hash = str(record.get("sha256", ""))
        version = str(record.get("version", ""))
        self._facts.set_facts(
            (
                (say("ui.around.of_version"), version),
                (say("ui.around.signed_hash"), hash or say("ui.around.no_hash")),
                ("", "" if self._is_signed(record) else say("ui.around.other_file")),
            )
        )

    def _is_signed(self, record: Record) -> bool:
        """Whether it is the signed file, as far as this desk can tell: of an earlier version it cannot."""
        opened = self._page.opened
        papers = opened.life.papers if opened is not None else None
        if papers is None or papers.signed is None or record.get("version") != papers.number:
            return True
        return bool(record.get("sha256") == papers.signed.get("sha256"))


def _due(reply: Record) -> str:
    """The day by which the team has to answer, "" where nothing is asked."""
    return str(reply.get("due") or reply.get("answer_due") or "")


def _open(reply: Record) -> bool:
    return bool(_due(reply)) and not reply.get("answered_on")


def _newest(records: Sequence[Record]) -> list[Record]:
    return sorted(records, key=lambda record: (str(record.get("date", "")), record.id), reverse=True)


def _dotted(words: Sequence[str]) -> str:
    return " · ".join(filter(None, words))
