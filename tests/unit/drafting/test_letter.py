from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.domain.check import entered
from jitdesk.domain.fields import COMMON, Type
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.kinds.request import CHANNEL, HANDLING, IDENTITY_MODE, REQUEST
from jitdesk.domain.kinds.witness import ROLE
from jitdesk.domain.records import Record
from jitdesk.domain.states import STATES
from jitdesk.drafting.case import Case
from jitdesk.drafting.checks import elements as findings
from jitdesk.drafting.letter import letter
from jitdesk.drafting.outline import Progress, outline
from jitdesk.drafting.parts import PARTS
from jitdesk.drafting.structure import Block, Letter, Mark, Run, Table, runs
from jitdesk.drafting.wording import Wording
from tests.documents.sample import ENGLISH, LHC, TODAY, bare, letter_of, request, witness

OPTIONAL = [field.name for field in REQUEST.fields if not field.required]
LEFT_OUT = {"reference", "annexes", *(field.name for field in COMMON)}
TEXTS = [f.name for f in REQUEST.fields if f.type in (Type.TEXT, Type.LONG) and f.name not in LEFT_OUT]


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
    return {entry.key: entry for entry in outline(asked, person, LHC, findings(Case(asked, person, LHC, TODAY)), ENGLISH)}


@given(st.sets(st.sampled_from(OPTIONAL)), st.sampled_from([*ROLE, None]), st.booleans())
def test_numbers_run_without_holes_and_are_those_of_the_outline(emptied: set[str], role: str | None, urgent: bool) -> None:
    asked, person = request(urgent=urgent, **dict.fromkeys(emptied - {"urgent"})), witness(role=role)
    made = letter_of(asked, person)
    assert [part.number for part in made.sections] == list(range(1, len(made.sections) + 1))
    assert {part.key: part.number for part in made.sections} == {key: e.number for key, e in entries(asked, person).items() if e.number}


@given(st.data())
def test_what_a_person_writes_stands_in_the_letter_verbatim_and_once(data: st.DataObject) -> None:
    line = st.text(st.characters(exclude_characters="\r\n\t", exclude_categories=()), min_size=1, max_size=12)
    written = {}
    for n, field in enumerate(TEXTS):
        written[field] = [f"<{n}.{m}>{text}</>" for m, text in enumerate(data.draw(st.lists(line, min_size=1, max_size=2)))]
    made = letter_of(request(**{field: "\r\n".join(texts) for field, texts in written.items()}), witness())
    shown = [run.text for run in runs([*inner(made), *[p for row in made.cover.particulars.rows for cell in row for p in cell]])]
    on_the_cover_too = {"requested_authority", "sending_central_authority"}
    for field, texts in written.items():
        for n, text in enumerate(texts):
            assert shown.count(text) == (2 if field in on_the_cover_too and n == 0 else 1), field


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
        assert {"sealed_annex": "sealed annex", "held_by_requested": "Argentina", "withheld_by_order": "order of a court"}[mode] in sealed[
            0
        ]
    assert ("sealed, sent apart" in "".join(run.text for run in runs(made.annexes.blocks))) is (mode == "sealed_annex")


def test_a_draft_marks_every_gap_with_its_article() -> None:
    made = letter_of(bare(), None)
    gaps = marked(made, Mark.GAP)
    assert made.marks.draft == "DRAFT 1, not for transmission"
    assert "[to be completed: summary of the facts, Art. 25(2)(c)]" in gaps
    assert "[to be completed: whether attendance is voluntary or a summons is asked for, Art. 34(4)]" in gaps
    blocking = {f.field for f in findings(Case(bare(), None, LHC, TODAY)) if f.blocks}
    for field in blocking:
        assert any(ENGLISH.texts[f"what.{field}"] in gap for gap in gaps), field


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
    assert "consent" not in entries(request(), witness())
    assert "34(6)" in section(letter_of(request(), witness(role="suspect")), "consent")


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
            "St Johns, UTC-02:30\nAmerica/St_Johns",
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


def test_the_state_has_its_article_in_a_sentence_and_a_capital_in_the_address() -> None:
    made = letter_of(request(requested_state="COD"), witness())
    assert "competent authorities of the Democratic Republic of the Congo in" in made.cover.opening.runs[0].text
    assert "The Democratic Republic of the Congo" in [run.text for run in runs([made.cover.particulars])]


def test_the_opening_names_the_authority_with_one_article() -> None:
    for name in ("District Court of Novi Breg", "The District Court of Novi Breg"):
        made = letter_of(request(requesting_authority=name), witness())
        assert made.cover.opening.runs[0].text.startswith("The District Court of Novi Breg has the honour")


def test_the_short_hash_follows_the_content_alone() -> None:
    assert letter_of(request(), witness()).marks == letter_of(request(), witness()).marks
    assert letter_of(request(), witness()).marks != letter_of(request(costs="None."), witness()).marks


class _Heard(dict[str, str]):
    """Texts that remember which of them were spoken."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__(texts)
        self.spoken: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self.spoken.add(key)
        return super().__getitem__(key)


def test_every_sentence_is_spoken_somewhere_and_every_placeholder_filled() -> None:
    heard = _Heard(ENGLISH.texts)
    words = Wording("en", heard)
    fields = frozenset(field.name for field in REQUEST.fields)
    windows = [
        {"start": f"2027-{month:02}-01T22:00Z", "minutes": minutes, "zone": zone}
        for month in range(1, 13)
        for minutes, zone in ((30, "Asia/Tokyo"), (90, "No/Zone"), (180, "UTC"))
    ]
    days = [{"start": f"2027-10-{day:02}T09:00Z", "minutes": 60, "zone": "UTC"} for day in range(1, 8)]
    variants: list[tuple[Record, Record | None]] = [
        (bare(), None),
        (bare(urgent=True, deadline_reason="x"), witness(role=None, languages=None)),
        (bare(urgent=True, deadline="2027-10"), None),
        (bare(deadline_reason="x"), None),
        (replace(request(), conflicts=fields - {"archived"}), witness()),
        (request(windows=windows + days, annexes="x"), witness()),
        (request(identity_mode="withheld_by_order", protective_measures=None, annexes=None), witness()),
        *[(request(channel=channel, attendance="summons"), witness()) for channel in CHANNEL],
        *[(request(handling=handling), witness()) for handling in HANDLING],
        *[(request(identity_mode=mode), witness(role=role)) for mode in IDENTITY_MODE for role in ROLE],
    ]
    for asked, person in variants:
        found = findings(Case(asked, person, LHC, TODAY))
        made = letter(asked, person, LHC, found, words, TODAY)
        outline(asked, person, LHC, found, words)
        said = [run.text for run in everything(made)] + [made.cover.title, made.cover.subtitle, made.marks.draft, made.marks.version]
        assert not [text for text in said if "{" in text or "}" in text]
    unspoken = {key for key in ENGLISH.texts if key.partition(".")[0] not in ("state", "language")} - heard.spoken
    # Earlier statements wait for the accounts: the part is known by name and always left out.
    assert unspoken == {"title.earlier"}


def test_every_article_that_a_sentence_cites_stands_in_the_basis() -> None:
    sentences = "".join(ENGLISH.texts.values())
    cited = set(re.findall(r"cite\[(\w+)\]", sentences))
    assert cited <= set(LHC.cite)


def test_states_and_languages_are_named_by_their_codes() -> None:
    assert {key.removeprefix("state.") for key in ENGLISH.texts if key.startswith("state.")} == STATES
    assert {key for key in ENGLISH.texts if key.startswith("language.")} == {
        key for key in ENGLISH.texts if re.fullmatch(r"language\.[a-z]{2,3}", key)
    }
    assert ENGLISH.name("state", "ZZZ") == "ZZZ"
    assert ENGLISH.listed(["Ukrainian"]) == "Ukrainian"
    assert ENGLISH.listed(["Ukrainian", "Russian", "Spanish"]) == "Ukrainian, Russian and Spanish"


def test_the_sample_is_made_of_values_that_a_person_could_enter() -> None:
    for record in (request(), witness()):
        for name, value in record.values.items():
            field = KINDS[record.kind].field(name)
            assert field is not None
            assert entered(field, value) == value
