"""A letter in two languages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from jitdesk.domain.kinds.request import IDENTITY_MODE
from jitdesk.domain.kinds.witness import ROLE
from jitdesk.domain.records import Record
from jitdesk.drafting.bilingual import bilingual
from jitdesk.drafting.case import Case
from jitdesk.drafting.checks import findings
from jitdesk.drafting.letter import letter
from jitdesk.drafting.structure import Letter, Mark, Paragraph, Run, Table, pieces, runs
from tests.documents.sample import ENGLISH, LHC, TODAY, bare, request, witness, wording
from tests.unit.drafting.test_letter import OPTIONAL, everything, inner
from tests.unit.drafting.test_sentences import of_every_choice


def of(asked: Record, person: Record | None, second: str = "fr") -> Letter:
    case = Case(asked, person, LHC, TODAY)
    return bilingual(case, findings(case), ENGLISH, wording(second))


def texts(made: Letter) -> list[str]:
    return [run.text for run in everything(made)]


@pytest.mark.parametrize("second", ["fr", "es", "ar"])
def test_both_languages_say_all_that_they_say_alone(second: str) -> None:
    case = Case(request(), witness(), LHC, TODAY)
    made = "\n".join([*texts(of(request(), witness(), second)), *(part.title for part in of(request(), witness(), second).sections)])
    for words in (ENGLISH, wording(second)):
        alone = letter(case, findings(case), words)
        missing = [run.text for run in everything(alone) if run.text not in made]
        assert missing == []
        assert [part.title for part in alone.sections if part.title not in made] == []


@settings(max_examples=30, phases=[Phase.generate])
@given(st.sets(st.sampled_from(OPTIONAL)), st.sampled_from([*ROLE, None]), st.sampled_from(IDENTITY_MODE))
def test_the_blocks_of_both_stand_in_pairs_whatever_the_request_says(emptied: set[str], role: str | None, mode: str) -> None:
    for values in (dict.fromkeys(emptied), {**next(of_every_choice()), **dict.fromkeys(emptied)}):
        changed: dict[str, Any] = {"identity_mode": mode, **values}
        made = of(request(**changed), witness(role=role))
        assert [part.number for part in made.sections] == list(range(1, len(made.sections) + 1))


def test_a_persons_own_words_stand_once_across_both_columns() -> None:
    made = of(request(), witness())
    facts = [line for line in request().get("facts").split("\n") if line]
    (part,) = [part for part in made.sections if part.key == "facts"]
    assert part.title == "Summary of the facts / Exposé sommaire des faits"
    assert part.blocks[: len(facts)] == tuple(Paragraph((Run(line, language="en"),), field="facts") for line in facts)


def test_sentences_stand_beside_each_other_under_the_names_of_the_languages() -> None:
    (part,) = [part for part in of(request(), witness()).sections if part.key == "assistance"]
    table = part.blocks[0]
    assert isinstance(table, Table)
    assert table.header == ("English", "Français")
    left, right = ("".join(run.text for run in runs(cell)) for cell in table.rows[0])
    assert left.startswith("The requesting authority asks")
    assert right.startswith("L’autorité requérante sollicite")


def test_a_gap_is_marked_once_in_both_languages() -> None:
    made = of(bare(), None)
    gaps = [run for run in runs(inner(made)) if run.mark is Mark.GAP and run.field == "facts"]
    assert [run.text[:16] for run in gaps] == ["[to be completed", "[à compléter\u00a0: e"]
    (part,) = [part for part in made.sections if part.key == "facts"]
    assert len(part.blocks) == 1
    assert made.marks.draft == "DRAFT 1, not for transmission / PROJET 1, à ne pas transmettre"


def test_the_letter_says_which_text_is_binding_in_both_languages() -> None:
    said = "\n".join(run.text for run in runs(of(request(), witness()).annexes.blocks))
    assert "The text in English is binding." in said
    assert "Seul fait foi le texte rédigé dans la langue suivante\u00a0: anglais." in said


def test_the_short_hash_is_that_of_both_texts() -> None:
    assert len({of(request(), witness(), second).marks.version for second in ("fr", "es", "ar")}) == 3


def test_opening_and_closing_stand_in_two_columns_like_the_rest() -> None:
    made = of(request(), witness())
    for block, starts in ((made.cover.opening, ("The Spec", "L’autorité")), (made.closing, ("The requesting", "L’autorité"))):
        assert isinstance(block, Table)
        assert block.header == ("English", "Français")
        (row,) = block.rows
        assert [next(runs(cell)).text.startswith(start) for cell, start in zip(row, starts, strict=True)] == [True, True]


def test_the_second_language_says_that_it_is_another_and_a_persons_words_keep_their_own() -> None:
    made = of(request(), witness())
    tags = {run.text: run.language for run in everything(made)}
    assert tags["La présente demande est urgente."] == "fr"
    assert tags["This request is urgent."] == ""
    assert tags[request().get("facts").split("\n")[0]] == "en"
    assert [(run.text, run.language) for run in pieces(made.cover.title)][1] == (
        "Demande d’entraide judiciaire en matière pénale\u00a0: audition par vidéoconférence",
        "fr",
    )


def test_lines_of_a_cell_stand_in_pairs() -> None:
    (part,) = [part for part in of(request(), witness()).sections if part.key == "dates"]
    table = next(block for block in part.blocks if isinstance(block, Table) and len(block.widths) == 5)
    said = [run.text for run in runs(table.rows[0][1])]
    assert (said[0][:6], said[1][:5], len(said)) == ("Monday", "lundi", 2)
