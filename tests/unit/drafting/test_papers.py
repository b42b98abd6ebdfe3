from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jitdesk.domain.kinds.request import IDENTITY_MODE
from jitdesk.drafting.case import Case
from jitdesk.drafting.papers.paper import Paper, Part
from jitdesk.drafting.papers.sheet import listed
from jitdesk.drafting.papers.translated import annex_hash, current, is_stale, source_hash
from jitdesk.drafting.papers.writing import paper
from jitdesk.drafting.structure import Mark, Table, runs
from jitdesk.drafting.wording import Wording
from tests.documents.papers import IDENTITY, LANGUAGES, NAMES, SECRETS, STATION, ZONES, case, final, made, record, sheet, wording
from tests.documents.sample import LHC, TODAY, bare, letter_of, request, witness

# Kin, those who helped under a promise, and ways that are not safe: of no use to whoever summons.
HELD_BACK = {"Brata Skrivnik", "+99 555 0199"}
OWN = {language: {key: text for key, text in wording(language).texts.items() if key.startswith("paper")} for language in LANGUAGES}


def texts(of: Paper) -> list[str]:
    """Every text of a paper: titles, runs, heads of tables, page marks."""
    parts = (*of.parts, *((of.slip,) if of.slip else ()))
    heads = [head for part in parts for block in part.blocks if isinstance(block, Table) for head in block.header]
    marks = vars(of.marks).values()
    return [
        of.title,
        of.subtitle,
        of.signature_title,
        *(part.title for part in parts),
        *heads,
        *marks,
        *(run.text for run in runs(of.blocks)),
    ]


def whole(of: Paper) -> str:
    return "\n".join(texts(of))


def part(of: Paper, key: str) -> Part:
    """The part under the title of a key, in English."""
    title = OWN["en"][f"paper_{of.name}.{key}"]
    return next(one for one in of.parts if one.title == title)


def told(one: Part) -> str:
    return "\n".join(run.text for run in runs(one.blocks))


def marked(of: Paper, mark: Mark) -> list[str]:
    return [run.field for run in runs(of.blocks) if run.mark is mark]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_says_the_same_things(language: str) -> None:
    assert OWN[language].keys() == OWN["en"].keys()
    differing = {key for key, text in OWN["en"].items() if placeholders(text) != placeholders(OWN[language][key])}
    assert not differing


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_sentence_is_left_in_english(language: str) -> None:
    same = {key for key, text in OWN["en"].items() if OWN[language][key] == text and " " in text and "{" not in text}
    assert not same


class Heard(dict[str, str]):
    """Texts that remember which of them were said."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__(texts)
        self.said: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self.said.add(key)
        return super().__getitem__(key)


def cases() -> Iterator[Case]:
    """Cases that between them say everything a paper can say."""
    yield case()
    yield final(case())
    yield Case(bare(), None, LHC, TODAY)
    rows = [{"title": "later", "travels": "later"}]
    for mode in IDENTITY_MODE:
        yield case(
            identity_mode=mode,
            handling="limited",
            technical_public={"technicians_language": "en"},
            recorded={"asked": True},
            annex_list=rows,
        )
    for role in ("witness", "victim", "expert", "suspect", "insider", None):
        yield case({"role": role}, recorded={"asked": False}, deadline=None, related_requests=None)
    for attendance in ("voluntary", "summons", None):
        yield case(attendance=attendance, topics=["the mill"])
    for channel in ("central", "direct", "diplomatic", "interpol", "eurojust", "electronic"):
        yield case(channel=channel)
    for kind in ("court", "judge", "investigating_judge", "prosecutor", "other"):
        yield case(issuing_kind=kind)
    for form in ("oath", "affirmation", "undertaking", "none"):
        yield case(oath={"form": form})
    for custody, afterwards in (("free", None), ("detained", "returned"), ("serving", "destroyed")):
        yield case(custody_status=custody, sealed_annex={"recipient": "Judge", **({"afterwards": afterwards} if afterwards else {})})
    sides = [{"capacity": "observer", "side": side, "mode": mode} for side, mode in (("requesting", "room"), ("third", "link"))]
    yield replace(case(participants=sides), hearings=(), replies=())
    members = [{"name": "O. H.", "state": "UKR", "capacity": capacity} for capacity in ("member", "seconded")]
    yield replace(case(), agreement=record("agreement", "3", members=members))
    for standing in ("sworn", "court", "agency", "team"):
        yield replace(case(translation="8" * 32), translations=(record("translation", "8", annex="1", standing=standing),))
    contact = {"kind": "telephone", "value": "1", "hours": "noon", "who": "a judge", "cover": "a survey"}
    for sex in ("female", "male", "other", "unknown"):
        person = record(
            "identity",
            "2",
            **{**IDENTITY.values, "sex": sex, "contacts": [contact], "representative": "A", "support_person": "B", "interpreter": "C"},
        )
        yield replace(case(), identities=(person,))


def test_every_text_is_said_somewhere_and_none_is_lacking() -> None:
    heard = Heard(wording("en").texts)
    words = Wording("en", heard)
    for one in cases():
        for name in NAMES:
            paper(replace(sheet(name, of=one), words=words, other=words))
    unsaid = {key for key in OWN["en"] if key not in heard.said}
    assert not unsaid


@pytest.mark.parametrize("mode", IDENTITY_MODE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_identity_stands_in_any_paper_but_the_sealed_annex(language: str, mode: str) -> None:
    hidden = [*SECRETS, STATION]
    for name in NAMES:
        if name == "identity_annex":
            continue
        shown = whole(made(name, language, case(identity_mode=mode)))
        assert not [secret for secret in hidden if secret in shown], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sealed_annex_holds_the_identity_and_its_slip_nothing_of_it(language: str) -> None:
    annex = made("identity_annex", language)
    shown = whole(annex)
    expected = set(SECRETS) - HELD_BACK - {"NRU"}  # States stand by name
    assert {secret for secret in SECRETS if secret in shown} == expected
    assert annex.slip
    assert not [secret for secret in SECRETS if secret in told(annex.slip)]
    assert "W-0412" in told(annex.slip)
    assert annex.marks.handling.startswith(OWN[language]["paper_identity_annex.mark"])


def test_of_the_ways_to_the_person_only_the_safe_ones_leave_and_never_what_others_are_told() -> None:
    (table,) = [block for block in part(made("identity_annex"), "person").blocks if isinstance(block, Table)]
    contacts = [[run.text for run in runs(value)] for label, value in table.rows if label[0].runs[0].text == "How the person is reached"]
    assert contacts == [["mail, s@example.org", "Hours: after six"]]
    assert not {"survey", "the sister"} & set(" ".join(texts(made("identity_annex"))).split(","))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summons_bears_neither_code_nor_reference_which_a_name_will_stand_beside(language: str) -> None:
    shown = whole(made("summons", language))
    assert "W-0412" not in shown
    assert "JIT" not in shown
    assert "Article" not in shown


@pytest.mark.parametrize(("language", "noted"), [("en", True), ("fr", True), ("es", False)])
def test_the_summons_says_when_it_is_not_in_a_language_of_the_person(language: str, noted: bool) -> None:
    assert (OWN[language]["paper_summons.not_yours"] in texts(made("summons", language))) is noted
    nobody = made("summons", language, case({"languages": None}))
    assert OWN[language]["paper_summons.not_yours"] in texts(nobody)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_suspect_is_neither_told_to_speak_nor_threatened_as_a_false_witness(language: str) -> None:
    for name, keys in (("summons", ("truth",)), ("oath", ("truth", "false"))):
        of_witness, of_suspect = (whole(made(name, language, case({"role": role}))) for role in ("witness", "suspect"))
        for key in keys:
            text = OWN[language][f"paper_{name}.{key}"]
            assert text in of_witness
            assert text not in of_suspect


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summons_speaks_in_short_sentences(language: str) -> None:
    shown = {key: text for key, text in OWN[language].items() if key.startswith("paper_summons.") and key != "paper_summons.not_yours"}
    for key, text in shown.items():
        for sentence in re.split(r"[.:?]\s", text):
            assert len(sentence.split()) <= 22, f"{key}: {sentence}"


def test_articles_are_cited_under_the_convention_only_and_only_confirmed_ones() -> None:
    assert "Article 32(2) of the Ljubljana-The Hague Convention" in whole(made("reminder"))
    assert "Article 33(4) of" in whole(made("minutes"))
    bare_case = replace(case(), request=bare(), translations=())
    assert "Article" in whole(made("reminder", of=bare_case))
    for basis in (replace(LHC, code="OTH"), replace(LHC, cite={"progress": "32(2)?", "minutes": ""})):
        for name in NAMES:
            assert "Article" not in whole(made(name, of=replace(bare_case, basis=basis))), name


def test_the_minutes_begin_with_what_the_convention_requires() -> None:
    first = made("minutes").parts[0]
    (table,) = [block for block in first.blocks if isinstance(block, Table)]
    required = [row[1][0].runs[0].text for row in table.rows]
    assert len(required) == 5
    assert all(text.startswith("REQUIRED") for text in required)


def test_the_minutes_name_a_protected_person_by_code_with_the_order() -> None:
    assert "W-0412\nCourt of Novi Breg, Pp 3\n1 September 2026" in told(part(made("minutes"), "protected"))
    ordered = case(anonymity={"court": "Court of Vrela", "number": "An 7", "date": "2026-08-02"})
    assert "Court of Vrela, An 7\n2 August 2026" in told(part(made("minutes", of=ordered), "protected"))


@pytest.mark.parametrize("name", [name for name in NAMES if name != "summons"])
def test_the_recipients_code_stands_where_the_teams_own_would(name: str) -> None:
    shown = whole(made(name, of=replace(case(), code="ARG-7")))
    assert "W-0412" not in shown
    assert ("W-0412" in whole(made(name))) == ("ARG-7" in shown)


@pytest.mark.parametrize("name", NAMES)
def test_a_draft_says_so_and_shows_gaps_and_what_is_final_shows_places_to_fill_in(name: str) -> None:
    empty = Case(bare(), None, LHC, TODAY)
    draft, done = made(name, of=empty), made(name, of=final(empty))
    assert draft.marks.draft == "DRAFT 1, not for transmission"
    assert done.marks.draft == ""
    assert not marked(done, Mark.GAP)
    assert len(marked(draft, Mark.GAP)) + len(marked(draft, Mark.BLANK)) == len(marked(done, Mark.BLANK))


def test_a_request_that_stands_twice_is_a_draft_whatever_it_says() -> None:
    torn = final(case())
    torn = replace(torn, request=replace(torn.request, conflicts=frozenset({"facts"})))
    assert made("cover_note", of=torn).marks.draft


@pytest.mark.parametrize("name", ["technical_public", "technical_confidential"])
def test_the_requested_side_can_answer_each_line_on_the_same_sheet(name: str) -> None:
    sheets = made(name).tables
    assert sheets
    for table in sheets:
        assert table.header[-1] == "Reply of the requested side"
        assert all(not "".join(run.text for run in runs(row[-1])) for row in table.rows)


def test_the_requested_states_local_time_stands_first() -> None:
    first = part(made("technical_public"), "times").blocks[0]
    assert isinstance(first, Table)
    shown = [run.text for run in runs(first.rows[0][1])]
    assert shown[0] == "Monday 18 October 2027, 10:00 to 13:00"
    assert shown[3] == "Monday 18 October 2027, 13:00 to 16:00 (UTC)"


def test_addresses_and_codes_of_the_link_stand_in_the_confidential_part_alone() -> None:
    link = {"end_points": "sip:court@example.org", "pin": "480021", "technicians": "A. Tehnik, +99 1"}
    of = case(technical_confidential=link)
    assert all(text in whole(made("technical_confidential", of=of)) for text in link.values())
    for name in NAMES:
        if name != "technical_confidential":
            assert not [text for text in link.values() if text in whole(made(name, of=of))], name


def test_the_day_shows_each_zone_that_takes_part_once_the_requested_one_first() -> None:
    (table,) = [block for block in part(made("hearing_day"), "times").blocks if isinstance(block, Table)]
    zones = [row[1][-1].runs[0].text for row in table.rows]
    assert zones == [ZONES["ARG"], ZONES["SVN"], ZONES["NLD"]]
    assert [row[0][0].runs[0].text for row in table.rows] == [
        "Monday 18 October 2027, 10:00 to 13:00",
        "Monday 18 October 2027, 15:00 to 18:00",
        "Monday 18 October 2027, 15:00 to 18:00",
    ]


def test_a_time_that_nobody_agreed_to_is_called_proposed() -> None:
    assert "No time is agreed yet: these are the times proposed." in whole(made("hearing_day", of=replace(case(), hearings=())))
    assert "No time is agreed yet" not in whole(made("hearing_day"))


def test_the_reminder_counts_the_days_since_the_request_left_the_country() -> None:
    shown = told(part(made("reminder"), "state"))
    assert "6 October 2026\nDays since\n50" in shown
    own = replace(case(), transmissions=(record("transmission", "6", step="own_central", date="2026-10-06"),))
    assert "transmissions" in marked(made("reminder", of=own), Mark.GAP)


def test_a_date_known_in_part_is_not_counted_from() -> None:
    vague = replace(case(), transmissions=(record("transmission", "6", step="direct", date="2026-10"),))
    shown = made("reminder", of=vague)
    assert "October 2026" in whole(shown)
    assert "transmissions" in marked(shown, Mark.GAP)


def test_the_withdrawal_states_the_ground_it_was_recorded_with() -> None:
    assert told(part(made("withdrawal"), "ground")) == "The person was heard elsewhere."
    assert marked(made("withdrawal", of=replace(case(), steps=())), Mark.GAP) == ["steps"]


def test_the_information_for_an_order_says_that_it_is_none_and_that_its_order_is_unconfirmed() -> None:
    shown = made("eio_information")
    assert told(shown.parts[0]).startswith("This is not a European Investigation Order.")
    titles = [one.title for one in shown.parts[1:]]
    assert [title[8] for title in titles] == list("ABCDEFGHIJKL")
    assert [title[8] for title in titles if "to be confirmed" not in title] == ["D"]


def test_an_exhibit_has_its_number_title_and_hash_and_never_the_name_of_its_file() -> None:
    shown = whole(made("exhibits"))
    assert f"SHA-256: {'ab' * 32}" in shown
    assert ".png" not in shown
    assert "exhibit_list" in marked(made("exhibits", of=replace(case(), files=())), Mark.GAP)


def test_the_oath_stands_in_two_languages_side_by_side() -> None:
    (table,) = part(made("oath"), "warnings").blocks
    assert isinstance(table, Table)
    assert table.header == ("English", "Spanish")
    assert [cell[0].runs[0].text for cell in table.rows[0]] == [OWN["en"]["paper_oath.truth"], OWN["es"]["paper_oath.truth"]]
    alone = paper(replace(sheet("oath"), other=None))
    (table,) = part(alone, "warnings").blocks
    assert isinstance(table, Table)
    assert table.header == ("English", "Ukrainian")
    assert table.rows[0][1][0].runs[0].mark is Mark.BLANK


@pytest.mark.parametrize(
    ("text", "entries"),
    [("1. One\n2) Two", ["One", "Two"]), ("One\n\nTwo", ["One", "Two"]), ("1994 was the year", ["1994 was the year"]), ("", [])],
)
def test_a_list_is_not_numbered_twice(text: str, entries: list[str]) -> None:
    assert listed(text) == entries


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=50), st.sampled_from(NAMES), st.sampled_from(LANGUAGES))
def test_any_text_in_any_field_makes_a_paper(text: str, name: str, language: str) -> None:
    words = (
        "subject",
        "facts",
        "law",
        "questions",
        "exhibits",
        "requesting_authority",
        "requested_authority",
        "reference",
        "annexes",
        "procedure",
    )
    changed: dict[str, object] = dict.fromkeys(words, text)
    assert made(name, language, case({"code": text}, **changed, exhibit_list=[])).title


def test_a_translation_is_stale_once_its_source_says_something_else() -> None:
    before = letter_of(request(), witness())
    translation = record("translation", "8", source_hash=source_hash(before))
    assert not is_stale(translation, source_hash(letter_of(request(), witness())))
    assert not is_stale(translation, source_hash(letter_of(request(registry_number="Kpm 7"), witness())))
    for changed in ({"facts": "Otherwise."}, {"questions": "1. Other?"}, {"annexes": "1. Other"}, {"costs": "None."}):
        assert is_stale(translation, source_hash(letter_of(request(**changed), witness())))
    assert is_stale(record("translation", "8"), source_hash(before))


def test_an_annex_is_known_by_its_number_and_its_hash_is_that_of_its_file_where_there_is_one() -> None:
    letter = letter_of(request(), witness())
    files = [record("file", "f", sha256="ab" * 32)]
    rows = request(annex_list=[{"number": "7", "title": "Law", "file": "f" * 32}])
    assert annex_hash(rows, files, letter, "7") == "ab" * 32
    assert annex_hash(rows, [], letter, "7") not in (None, "ab" * 32)
    assert annex_hash(request(), files, letter, "1") != annex_hash(request(), files, letter, "2")
    assert annex_hash(request(), files, letter, "A") != annex_hash(
        request(), files, letter_of(request(questions="1. Other?"), witness()), "A"
    )
    assert annex_hash(request(), files, letter, "99") is None


def test_the_certificate_is_for_the_translation_that_the_request_links_else_the_latest_of_the_letter() -> None:
    old, new = (record("translation", n, done_on=f"2026-0{n}-01") for n in "12")
    annex = record("translation", "3", annex="1", done_on="2026-03-01")
    assert current([old, new, annex]) is new
    assert current([old, new, annex], linked=old.id) is old
    assert current([annex]) is None
    assert current([]) is None
