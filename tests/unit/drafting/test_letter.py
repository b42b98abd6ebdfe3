from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from jitdesk.domain.check import entered
from jitdesk.domain.fields import COMMON, Type
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.kinds.request import IDENTITY_MODE, REQUEST
from jitdesk.domain.kinds.witness import ROLE
from jitdesk.domain.records import Record
from jitdesk.domain.states import STATES
from jitdesk.drafting.basis import Need, Scope
from jitdesk.drafting.case import Case
from jitdesk.drafting.checks import Finding
from jitdesk.drafting.checks import lacking as findings
from jitdesk.drafting.letter import letter
from jitdesk.drafting.outline import Progress, outline
from jitdesk.drafting.parts import NEVER_IN_A_LETTER, PARTS
from jitdesk.drafting.structure import Block, Letter, Mark, Run, Table, runs
from jitdesk.kernel.words import Message
from tests.documents.sample import ENGLISH, LHC, TODAY, bare, letter_of, request, witness

OPTIONAL = [field.name for field in REQUEST.fields if not field.required]


def inner(made: Letter) -> list[Block]:
    """Everything but the letterhead, the cover table and the opening, which repeat the names of the authorities."""
    return [*_blocks(made.sections), *made.annexes.blocks, *_blocks(made.enclosures)]


def everything(made: Letter) -> list[Run]:
    cover = made.cover
    return list(runs([*cover.letterhead, cover.particulars, cover.opening, *inner(made), made.closing, made.signature]))


def _blocks(parts: Any) -> Iterator[Block]:
    for part in parts:
        yield from part.blocks


def section(made: Letter, key: str) -> str:
    (part,) = [part for part in made.sections if part.key == key]
    return "\n".join(run.text for run in runs(part.blocks))


def marked(made: Letter, mark: Mark) -> list[str]:
    return [run.text for run in everything(made) if run.mark is mark]


def entries(asked: Record, person: Record | None) -> dict[str, Any]:
    case = Case(asked, person, LHC, TODAY)
    return {entry.key: entry for entry in outline(case, findings(case), ENGLISH)}


@given(st.sets(st.sampled_from(OPTIONAL)), st.sampled_from([*ROLE, None]), st.booleans())
def test_numbers_run_without_holes_and_are_those_of_the_outline(emptied: set[str], role: str | None, urgent: bool) -> None:
    asked, person = request(urgent=urgent, **dict.fromkeys(emptied - {"urgent"})), witness(role=role)
    made = letter_of(asked, person)
    assert [part.number for part in made.sections] == list(range(1, len(made.sections) + 1))
    assert {part.key: part.number for part in made.sections} == {key: e.number for key, e in entries(asked, person).items() if e.number}


LINE = st.text(st.characters(exclude_characters="\r\n\t", exclude_categories=()), min_size=1, max_size=8)
# What stands a second time on the cover, and what only one way to state the identity brings into the letter.
TWICE = {"requested_authority", "sending_central_authority", "contact_point", "signature.place"}
BY_MODE = {"whereabouts": "in_letter", "custody_place": "in_letter", "sealed_annex": "sealed_annex", "anonymity": "withheld_by_order"}
ON_THE_COVER_ALONE = {"reference"}  # their own tests
LEFT_TO_THE_SEALED_ANNEX = {"support.after_care"}
CODES = {"cost_terms.currency", "annex_list.sha256"}


def _marked(path: str, line: str) -> str:
    return f"<{path}>{line}</>"


def _everything_written(line: Callable[[], str]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """A value for everything that takes words, and the words by the path of what took them."""
    values: dict[str, Any] = {}
    words: dict[str, list[str]] = {}
    for field in REQUEST.fields:
        if field in COMMON or field.name in ON_THE_COVER_ALONE:
            continue
        if field.type in (Type.TEXT, Type.LONG, Type.TEXTS):
            words[field.name] = [_marked(f"{field.name}.{n}", line()) for n in range(1 if field.type is Type.TEXT else 2)]
            values[field.name] = words[field.name] if field.type is Type.TEXTS else "\r\n".join(words[field.name])
        elif field.columns:
            entry = {c.name: _marked(f"{field.name}.{c.name}", line()) for c in field.columns if c.type is Type.TEXT}
            words |= {f"{field.name}.{name}": [text] for name, text in entry.items()}
            values[field.name] = [entry] if field.type is Type.ROWS else entry
    return values, {path: texts for path, texts in words.items() if path not in CODES}


@settings(max_examples=40, phases=[Phase.generate])
@given(st.data(), st.sampled_from(IDENTITY_MODE))
def test_what_a_person_writes_stands_in_the_letter_verbatim_and_once(data: st.DataObject, mode: str) -> None:
    line = data.draw(LINE)
    values, words = _everything_written(lambda: line)
    set_by = {"identity_mode": mode, "attendance": "summons", "earlier_told": "yes", "urgent": True}
    made = letter_of(request(**{**values, **set_by}), witness(role="suspect"))
    cover = [paragraph for row in made.cover.particulars.rows for cell in row for paragraph in cell]
    shown = [run.text for run in runs([*inner(made), *cover, made.signature])]
    for path, texts in words.items():
        field = path.partition(".")[0]
        hidden = field in NEVER_IN_A_LETTER or path in LEFT_TO_THE_SEALED_ANNEX or BY_MODE.get(field, mode) != mode
        for n, text in enumerate(texts):
            assert shown.count(text) == (0 if hidden else 2 if path in TWICE and n == 0 else 1), path
            assert not hidden or text not in "\n".join(shown), path


def test_of_the_witness_only_code_capacity_and_languages_are_told() -> None:
    kept = {"needs": "canary-needs", "summary": "canary-summary", "risk": "high", "custodian_state": "NLD", "protection": "requested"}
    made = letter_of(request(), witness(role="insider", **kept))
    assert made == letter_of(request(), witness(role="witness", needs=None, summary=None, risk=None, custodian_state=None, protection=None))
    assert "W-0412" in section(made, "person")
    assert "Ukrainian and Spanish" in section(made, "person")


@pytest.mark.parametrize("mode", IDENTITY_MODE)
def test_each_mode_says_where_the_identity_is_found(mode: str) -> None:
    made = letter_of(request(identity_mode=mode), witness())
    sealed, by_hand = marked(made, Mark.SEALED), [text for text in marked(made, Mark.BLANK) if "nationality" in text]
    if mode == "in_letter":
        assert (sealed, len(by_hand)) == ([], 1)
    else:
        assert (len(sealed), by_hand) == (1, [])
        assert {"sealed_annex": "sealed annex", "held_by_requested": "requested State Party", "withheld_by_order": "order of a court"}[
            mode
        ] in sealed[0]
    assert ("sealed, sent apart" in "".join(run.text for run in runs(made.annexes.blocks))) is (mode == "sealed_annex")


def test_a_draft_marks_every_gap_with_its_article() -> None:
    made = letter_of(bare(), None)
    gaps = marked(made, Mark.GAP)
    assert made.marks.draft == "DRAFT 1, not for transmission"
    assert "[to be completed: summary of the facts, Art. 25(2)(c)]" in gaps
    assert [gap for gap in gaps if gap.startswith("[to be completed: whether attendance is voluntary or a summons is asked for")]
    blocking = {f.field for f in findings(Case(bare(), None, LHC, TODAY)) if f.blocks and not f.field.startswith("instrument_")}
    for field in blocking:
        assert any(ENGLISH.texts[f"what.{field}"] in gap for gap in gaps), field


def test_an_empty_field_that_blocks_is_marked_also_where_its_part_has_no_place_for_it_or_is_left_out() -> None:
    def finding(field: str) -> Finding:
        return Finding("E01", Need.MANDATORY, "1(1)", field, Message("drafting.E01", {"art": "1(1)"}))

    case = Case(request(suspects="x", defence=None), witness(), LHC, TODAY)
    made = letter(case, [finding(field) for field in ("defence", "suspect_consent", "facts", "handling")], ENGLISH)
    assert "[to be completed: defence, Art. 1(1)]" in section(made, "conduct")
    assert marked(made, Mark.GAP) == ["[to be completed: consent of the suspect, Art. 1(1)]", "[to be completed: defence, Art. 1(1)]"]


def test_a_complete_letter_past_drafting_bears_no_draft_mark_and_no_gap_only_what_is_signed_by_hand() -> None:
    optional = dict.fromkeys(("conducting_persons", "recording", "suspects", "requesting_contact", "attendance", "handling", "annexes"))
    made = letter_of(request(status="final", **optional), witness(languages=None))
    assert made.marks.draft == ""
    assert marked(made, Mark.GAP) == []
    assert len(marked(made, Mark.BLANK)) == 6


@pytest.mark.parametrize(
    ("status", "changed"), [(None, {}), ("draft", {}), ("in_review", {}), ("final", {"facts": None}), ("sent", {"law": " "})]
)
def test_the_draft_mark_stays_while_anything_blocks(status: str | None, changed: dict[str, Any]) -> None:
    assert letter_of(request(status=status, **changed), witness()).marks.draft


def test_a_choice_that_only_a_newer_version_knows_is_a_gap() -> None:
    newer = dict.fromkeys(("handling", "channel", "identity_mode", "attendance", "status"), "of_tomorrow")
    made = letter_of(request(**newer), witness(role="of_tomorrow"))
    assert made == letter_of(request(**dict.fromkeys(newer)), witness(role=None))
    assert len(marked(made, Mark.GAP)) == 5


@pytest.mark.parametrize("field", ["facts", "requested_state", "reason_not_in_person", "handling", "annexes", "urgent"])
def test_two_texts_side_by_side_are_marked_and_keep_the_letter_a_draft(field: str) -> None:
    asked = replace(request(status="final", urgent=False), conflicts=frozenset({field}))
    made = letter_of(asked, witness())
    assert made.marks.draft
    assert marked(made, Mark.GAP) == [f"[to be settled: more than one text stands for “{ENGLISH.texts[f'what.{field}']}”]"]
    assert {e.key for e in entries(asked, witness()).values() if field in e.fields and e.progress is not Progress.ASK} == set()


@pytest.mark.parametrize(
    ("key", "left_out", "standing"),
    [
        ("urgency", {"urgent": False}, {"urgent": True}),
        ("reasons", {"reason_not_in_person": None}, {}),
        ("interpretation", {"interpretation": " "}, {}),
        ("protection", {"protective_measures": None}, {"protective_measures": None, "identity_mode": "withheld_by_order"}),
        ("time_limit", {"deadline": None, "deadline_reason": None}, {"deadline": None}),
    ],
)
def test_a_part_without_content_is_left_out_and_takes_no_number(key: str, left_out: dict[str, Any], standing: dict[str, Any]) -> None:
    def keys(changed: dict[str, Any]) -> list[str]:
        return [part.key for part in letter_of(request(**changed), witness()).sections]

    assert key not in keys(left_out)
    assert key in keys(standing)
    assert entries(request(**left_out), witness())[key].number is None


def test_the_consent_of_a_suspect_has_a_part_of_its_own() -> None:
    assert entries(request(), witness())["consent"].number is None
    assert entries(request(), witness(role="suspect"))["consent"].progress in (Progress.ASK, Progress.MANDATORY)
    assert "34(6)" in section(letter_of(request(), witness(role="suspect")), "consent")


def test_the_facts_say_when_and_where_as_far_as_is_known() -> None:
    said = section(letter_of(request(facts_from="1994-05", facts_to=None), witness()), "facts")
    assert "Beginning of the facts\nMay 1994\nPlaces\nVrela\nDonji Brod: the mill\nContext\n" in said
    assert "End of the facts" not in said
    untold = dict.fromkeys(("facts_from", "facts_to", "facts_places", "facts_context"))
    assert section(letter_of(request(**untold), witness()), "facts") == request().get("facts")


def test_the_crime_of_an_offence_is_named_where_the_basis_knows_it() -> None:
    crime = "war crimes, Article 5(4)(c)"
    assert crime in section(letter_of(request(), witness()), "law")
    other = section(letter_of(request(), witness(), basis=replace(LHC, scope=Scope(""))), "law")
    assert crime not in other
    assert "Convention" not in other
    assert "Criminal Code, Article 102" in other


def test_the_rows_of_persons_or_the_penalty_that_was_imposed_fill_the_gap_of_the_text_beside_them() -> None:
    def gaps(**changed: Any) -> list[str]:
        return marked(letter_of(request(**changed), witness()), Mark.GAP)

    assert gaps(suspects=None) == gaps(penalty=None) == []
    assert len(gaps(suspects=None, suspect_list=None)) == len(gaps(penalty=None, penalty_imposed=None)) == 1


def test_every_field_of_a_request_belongs_to_exactly_one_part() -> None:
    fields = [field for part in PARTS for field in part.fields]
    assert sorted(fields) == sorted(field.name for field in REQUEST.fields if field not in COMMON)


def test_the_outline_marks_how_far_each_part_is_done() -> None:
    def progress(asked: Record, *keys: str) -> list[str]:
        made = entries(asked, witness())
        return [made[key].progress.value for key in keys]

    assert progress(request(), "facts", "person", "authorities", "basis") == ["complete", "sealed", "ask", "complete"]
    assert progress(request(identity_mode="in_letter"), "person") == ["recommended"]
    assert progress(request(law_texts=None, basis_confirmed=None, conducting_persons=None), "law", "basis", "conduct") == [
        "mandatory",
        "ask",
        "recommended",
    ]
    assert progress(bare(), "dates", "costs", "annexes") == ["empty", "recommended", "empty"]


def test_windows_state_the_local_time_first_and_then_utc() -> None:
    windows = [
        {"start": "2027-10-26T09:00Z", "minutes": 180, "zone": "Europe/Kyiv"},
        {"start": "2027-11-02T09:00Z", "minutes": 45, "zone": "Europe/Kyiv"},
        {"start": "2027-11-02T21:30Z", "minutes": 90, "zone": "Asia/Ulaanbaatar"},
        {"start": "2027-11-02T21:30Z", "minutes": 180, "zone": "America/St_Johns"},
        {"start": "2027-11-02T09:00Z", "minutes": 30, "zone": "Mars/Olympus"},
    ]
    (table,) = [
        block
        for part in letter_of(request(windows=windows), witness()).sections
        if part.key == "dates"
        for block in part.blocks
        if isinstance(block, Table)
    ]
    assert [["\n".join(run.text for run in runs(cell)) for cell in row[1:]] for row in table.rows] == [
        ["Tuesday 26 October 2027, 12:00 to 15:00", "Kyiv, UTC+03:00\nEurope/Kyiv", "Tuesday 26 October 2027, 09:00 to 12:00", "3 h"],
        ["Tuesday 2 November 2027, 11:00 to 11:45", "Kyiv, UTC+02:00\nEurope/Kyiv", "Tuesday 2 November 2027, 09:00 to 09:45", "45 min"],
        [
            "Wednesday 3 November 2027, 05:30 to 07:00",
            "Ulaanbaatar, UTC+08:00\nAsia/Ulaanbaatar",
            "Tuesday 2 November 2027, 21:30 to 23:00",
            "1 h 30 min",
        ],
        [
            "Tuesday 2 November 2027, 19:00 to 22:00",
            "St Johns, UTC−02:30\nAmerica/St_Johns",
            "Tuesday 2 November 2027, 21:30 to Wednesday 3 November 2027, 00:30",
            "3 h",
        ],
        [
            "Tuesday 2 November 2027, 09:00 to 09:30",
            "Mars/Olympus: time zone not known",
            "Tuesday 2 November 2027, 09:00 to 09:30",
            "30 min",
        ],
    ]


@pytest.mark.parametrize(
    "window",
    [{"start": "9999-12-31T23:00Z", "minutes": 120}, {"start": "0001-01-01T01:00Z", "minutes": 1}, {"start": "soon", "minutes": 60}],
)
def test_a_window_beyond_the_calendar_stands_as_it_was_given(window: dict[str, Any]) -> None:
    made = letter_of(request(windows=[{**window, "zone": "America/Lima"}]), witness())
    assert "America/Lima" in section(made, "dates")


@pytest.mark.parametrize(
    ("deadline", "said"), [("2027-10-29", "by 29 October 2027 ("), ("2027-10", "by October 2027 ("), ("2027", "by 2027 (")]
)
def test_a_partial_date_is_said_as_far_as_it_is_known(deadline: str, said: str) -> None:
    assert said in section(letter_of(request(deadline=deadline), witness()), "time_limit")


@pytest.mark.parametrize(
    ("listed", "labels"),
    [
        ("1. Law\n2) Maps", [("1", "Law"), ("2", "Maps")]),
        ("Annex 1: Law\nAnnex 2: Maps", [("1", "Law"), ("2", "Maps")]),
        ("Law\n\nMaps", [("1", "Law"), ("2", "Maps")]),
        ("3 maps\n2 laws", [("1", "3 maps"), ("2", "2 laws")]),
    ],
)
def test_annexes_are_numbered_once_and_those_written_with_the_letter_follow(listed: str, labels: list[tuple[str, str]]) -> None:
    made = letter_of(request(annexes=listed, exhibits=None, identity_mode="held_by_requested"), witness())
    (table,) = made.annexes.blocks
    assert isinstance(table, Table)
    shown = [tuple(run.text for run in runs([*row[0], *row[1]])) for row in table.rows]
    assert shown == [*labels, ("A", "Questions to be put to the person"), ("B", "Technical arrangements")]
    assert [annex.label for annex in made.enclosures] == ["Annex A", "Annex B"]
    assert "Annex A" in section(made, "purpose")
    assert "Annex B" in section(made, "technical")


def test_the_state_has_its_article_in_a_sentence_and_none_in_the_address() -> None:
    made = letter_of(request(requested_state="COD"), witness())
    assert "competent authorities of the Democratic Republic of the Congo in" in made.cover.opening.runs[0].text
    assert "Democratic Republic of the Congo" in [run.text for run in runs([made.cover.particulars])]


def test_the_opening_names_the_authority_with_one_article() -> None:
    for name in ("District Court of Novi Breg", "The District Court of Novi Breg"):
        made = letter_of(request(requesting_authority=name), witness())
        assert made.cover.opening.runs[0].text.startswith("The District Court of Novi Breg has the honour")


def test_the_short_hash_follows_the_content_alone() -> None:
    assert letter_of(request(), witness()).marks == letter_of(request(), witness()).marks
    assert letter_of(request(), witness()).marks != letter_of(request(costs="None."), witness()).marks


def test_states_and_languages_are_named_by_their_codes() -> None:
    assert [code for code in sorted(STATES) if ENGLISH.state(code) == code] == []
    assert {c: ENGLISH.state(c) for c in ("XKX", "SEN", "NLD")} == {"XKX": "Kosovo", "SEN": "Senegal", "NLD": "the Netherlands"}
    assert ENGLISH.state("ZZZ") == "ZZZ"
    assert [ENGLISH.tongue(tag) for tag in ("uk", "prs", "pt-BR", "qzz")] == ["Ukrainian", "Dari", "Brazilian Portuguese", "qzz"]
    assert ENGLISH.listed(["Ukrainian"]) == "Ukrainian"
    assert ENGLISH.listed(["Ukrainian", "Russian", "Spanish"]) == "Ukrainian, Russian and Spanish"


def test_the_sample_is_made_of_values_that_a_person_could_enter() -> None:
    for record in (request(), witness()):
        for name, value in record.values.items():
            field = KINDS[record.kind].field(name)
            assert field is not None
            assert entered(field, value) == value
