"""Translations of the letter and of its annexes, a page beside the letter: whose, since when stale, and which one goes with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QVBoxLayout

from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services import letter_languages, translations
from jitdesk.ui import dates, labels
from jitdesk.ui.actions import Actions
from jitdesk.ui.cards import Act, Cards, Deck, Summary, Told, said
from jitdesk.ui.dates import Today
from jitdesk.ui.field_editors import Links
from jitdesk.ui.forms import Form, Section
from jitdesk.ui.paint import ChipFace
from jitdesk.ui.screens.requests.around import WORDS, AroundPage, form_of, names_in, of_files, tools
from jitdesk.ui.screens.requests.opening import Opened
from jitdesk.ui.screens.requests.outline import Beside
from jitdesk.ui.texts import isolated
from jitdesk.ui.widgets.facts import Facts
from jitdesk.ui.widgets.menu_choice import MenuChoice, Option
from jitdesk.ui.widgets.notices import Banner

DELIVER, GOES, WRITE = "deliver", "goes", "write"
_SECTIONS = (
    Section(("language", "annex", "translator", "standing", "done_on", "checked_by", "binding", "file", "certificate"), beside=True),
)


class TranslationsPage(AroundPage):
    """Those of the letter first, then of its annexes and files."""

    def __init__(self, actions: Actions, today: Today, links: Links) -> None:
        self._today = today
        self._links = links
        attach = [Act(f"attach {name}", say(f"ui.around.attach_{name}"), "paperclip", early=True) for name in ("file", "certificate")]
        deck = Deck(
            "translation",
            names_in(_SECTIONS),
            self._summary,
            self._form,
            WORDS,
            inset=0,
            told=lambda: _TranslationTold(self),
            acts=(
                Act(DELIVER, say("ui.around.deliver"), "check", _delivered),
                Act(GOES, say("ui.around.goes"), "link", self._why_not_goes),
                *attach,
                *of_files(),
                Act(WRITE, say("ui.around.write_in"), "file-text", _no_words, plain=True),
            ),
            locked=lambda record: ("annex",),
        )
        super().__init__("translations", actions, (Cards(deck, tools=tools(actions, "write_other_language")),))

    def records(self, opened: Opened) -> Mapping[str, Sequence[Record]]:
        return {"translation": [made.record for made in opened.translations]}

    def beside(self, opened: Opened) -> Beside:
        return Beside(self.key, "languages", len(opened.translations), any(made.stale for made in opened.translations))

    def is_stale(self, translation: Record) -> bool:
        """Whether its source changed since."""
        made = self.opened.translations if self.opened is not None else ()
        return any(of.stale for of in made if of.record.reference == translation.reference)

    def changed_since(self, translation: Record) -> str:
        """What changed after it was made, in a sentence."""
        past = self.opened.since.get(translation.reference, ()) if self.opened is not None else ()
        if not past:
            return say("ui.around.since_records")
        kind = KINDS["request"]
        told = [
            say(
                "ui.around.since_field",
                field=labels.label(kind, kind.by_name[change.field]),
                date=dates.moment(change.stamp, self._today()),
                member=isolated(change.member),
            )
            for change in past
        ]
        return say("ui.around.since", changes="; ".join(told))

    def _form(self) -> Form:
        annex = MenuChoice(self._parts(), none=say("ui.around.letter_itself"), wide=True)
        return form_of("translation", _SECTIONS, self._today, self._links, {"annex": annex})

    def _parts(self) -> list[Option]:
        """The annexes of the letter as it stands: their number and title."""
        if self.opened is None:
            return []
        listed = dict(translations.annexes(self.opened.page.examined.letter))
        return [Option(number, say("ui.around.annex", number=number, title=title)) for number, title in listed.items() if number]

    def _of(self, translation: Record) -> str:
        """What it is a translation of."""
        if self.opened is not None and translation.get("about") != self.opened.page.record.id:
            return self._links.name_of(str(translation.get("about"))).text
        number = translation.get("annex")
        if not number:
            return say("ui.around.letter")
        return next((part.text for part in self._parts() if part.value == number), say("ui.around.annex_gone", number=number))

    def _summary(self, translation: Record) -> Summary:
        tongue = labels.language(str(translation.get("language", ""))) if translation.get("language") else say("ui.around.no_language")
        title = say("ui.around.into", language=tongue, what=self._of(translation))
        below = [said(translation, "translator"), said(translation, "standing"), dates.with_year(str(translation.get("done_on", "")))]
        if self._goes(translation):
            below.insert(0, say("ui.around.goes_with"))
        return Summary(title, " · ".join(filter(None, below)), self._face(translation))

    def _face(self, translation: Record) -> ChipFace:
        if self.is_stale(translation):
            return ChipFace(say("ui.around.stale"), "warn", "triangle-alert")
        if not translation.get("done_on"):
            return ChipFace(say("ui.around.with_translator"), "info", "hourglass")
        return ChipFace(say("ui.around.delivered"), "ok", "check")

    def _goes(self, translation: Record) -> bool:
        return self.opened is not None and self.opened.page.record.get("translation") == translation.id

    def _why_not_goes(self, translation: Record) -> str:
        """Why it is not made the translation that goes with the letter."""
        if self._goes(translation):
            return say("ui.around.goes_already")
        if translation.get("annex") or (self.opened is not None and translation.get("about") != self.opened.page.record.id):
            return say("ui.around.goes_letter_only")
        return say("ui.around.goes_stale") if self.is_stale(translation) else ""


class _TranslationTold(Told):
    """Since what change it is stale, and what it was made of."""

    def __init__(self, page: TranslationsPage) -> None:
        super().__init__()
        self._page = page
        self._stale = Banner(" ", tone="warn")
        self._facts = Facts(160)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 8)
        column.setSpacing(8)
        column.addWidget(self._stale)
        column.addWidget(self._facts)

    def show_record(self, record: Record) -> None:
        stale = self._page.is_stale(record)
        self._stale.setVisible(stale)
        if stale:
            self._stale.set_text(self._page.changed_since(record))
        hash = str(record.get("source_hash", ""))
        facts = ((say("ui.around.of_version"), str(record.get("of_version", ""))), (say("field.translation.source_hash"), hash))
        self._facts.set_facts(facts)


def _delivered(translation: Record) -> str:
    day = str(translation.get("done_on", ""))
    return say("ui.around.delivered_on", date=dates.with_year(day)) if day else ""


def _no_words(translation: Record) -> str:
    """Why the letter is not written in its language by the program itself."""
    tag = str(translation.get("language", ""))
    usable = tag in letter_languages.languages() and not letter_languages.unusable(tag)
    return "" if usable else say("ui.around.no_words")
